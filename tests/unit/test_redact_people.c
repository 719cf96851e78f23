/*
 * Addresses, host names, mail, login names and numbers of people, and what only looks like them.
 */
#include "places_rows.h"

static void test_mail(void **state) {
  static const row rows[] = {
    {"mail jane.doe+x@mail.acme.co.uk, or <bob@acme.io>.",
     "mail {email jane.doe+x@mail.acme.co.uk}, or <{email bob@acme.io}>."},
    {"\"ops@acme.dev\" user%40acme.com noreply@example.com",
     "\"{email ops@acme.dev}\" {email user%40acme.com} {email noreply@example.com}"},
    {"npm i @acme/x@1.2.3 actions/checkout@v4 repo@sha256:ab getty@tty1.service logo@2x.png", NULL},
    {"@Component @app.route ec2-user@54.12.3.4 ubuntu@web1.acme.com",
     "@Component @app.route ec2-user@{ip 54.12.3.4} ubuntu@{host web1.acme.com}"},
    {"https://x.com/?mail=jane@acme.com",
     "https://x.com/?mail={email jane@acme.com}"},
    {"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7abcdefghijklmnopqrstuvwxyz0123456789 jane@lapt"
     "op",
     "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7abcdefghijklmnopqrstuvwxyz0123456789 {email ja"
     "ne@laptop}"},
    {"a\\njane@acme.com\\nx",
     "a\\n{email jane@acme.com}\\nx"},
  };
  (void)state;
  CHECK(rows);
}

static void test_ipv4(void **state) {
  static const row rows[] = {
    {"54.12.34.56 from 18.3.4.5:443 at 54.12.0.0/16, and 10.1.2.3 172.20.0.1 169.254.170.2 0"
     ".0.0.0/0",
     "{ip 54.12.34.56} from {ip 18.3.4.5}:443 at {ip 54.12.0.0}/16, and 10.1.2.3 172.20.0.1 "
     "169.254.170.2 0.0.0.0/0"},
    {"version 54.12.34.56 v1.2.3.4 1.2.3.4 client 1.2.3.4 nginx/1.18.0.1 Chrome/120.0.0.0 pk"
     "g==1.2.3.4 8.8.8.8",
     "version 54.12.34.56 v1.2.3.4 1.2.3.4 client {ip 1.2.3.4} nginx/1.18.0.1 Chrome/120.0.0"
     ".0 pkg==1.2.3.4 8.8.8.8"},
    {"1.3.6.1.4.1 1.3.6.1 OID 54.256.1.1 054.12.34.56 54.12.34.56.nip.io app-54.12.34.56.tgz",
     "1.3.6.1.4.1 1.3.6.1 OID 54.256.1.1 054.12.34.56 {host 54.12.34.56.nip.io} app-54.12.34"
     ".56.tgz"},
    {"db.acme.com/54.12.34.56:5432 http://54.12.34.56/x user@54.12.34.56",
     "{host db.acme.com}/{ip 54.12.34.56}:5432 http://{ip 54.12.34.56}/x user@{ip 54.12.34.5"
     "6}"},
    {"192.0.2.7 52.0.0.0/6 54.1.2.3.",
     "{ip 192.0.2.7} 52.0.0.0/6 {ip 54.1.2.3}."},
    {"db.acme.com/54.12.34.56:5432",
     "{host db.acme.com}/{ip 54.12.34.56}:5432"},
  };
  (void)state;
  CHECK(rows);
}

static void test_ipv6(void **state) {
  static const row rows[] = {
    {"2a02:1234:5678::1 [2a02:1234::1]:80 2a02:1234::/32 ::1 fe80::1 fd00:ec2::23 :: 2001:db"
     "8::1",
     "{ip 2a02:1234:5678::1} [{ip 2a02:1234::1}]:80 {ip 2a02:1234::}/32 ::1 fe80::1 fd00:ec2"
     "::23 :: {ip 2001:db8::1}"},
    {"12:34:56 2026-11-23T12:34:56 std::string a::b AWS::ECS::Service ::ffff:54.12.34.56 10:"
     "20:30:40",
     "12:34:56 2026-11-23T12:34:56 std::string a::b AWS::ECS::Service ::ffff:{ip 54.12.34.56"
     "} 10:20:30:40"},
    {"1:2:3:4:5:6:7:8 Fn::GetAtt de:ad", NULL},
  };
  (void)state;
  CHECK(rows);
}

static void test_hardware(void **state) {
  static const row rows[] = {
    {"00:00:5e:00:53:af 0a:1b:2c:3d:4e:5f 0A-1B-2C-3D-4E-5F ff:ff:ff:ff:ff:ff 00:11:22:33:44"
     ":55:66:77",
     "00:00:5e:00:53:af {mac 0a:1b:2c:3d:4e:5f} {mac 0A-1B-2C-3D-4E-5F} ff:ff:ff:ff:ff:ff 00"
     ":11:22:33:44:55:66:77"},
  };
  (void)state;
  CHECK(rows);
}

static void test_hosts(void **state) {
  static const row rows[] = {
    {"db.acme.corp:5432 web.acme.local api.acme.com www.acme.de app.acme.io",
     "{host db.acme.corp}:5432 {host web.acme.local} {host api.acme.com} {host www.acme.de} "
     "{host app.acme.io}"},
    {"main.go a.b.c com.acme.billing.App com.acme.dev config.dev .env.local settings.local i"
     "ndex.ts README.md", NULL},
    {"node.js socket.io app.kubernetes.io/name os.environ.app this.private file.tar.gz conso"
     "le.log",
     "node.js socket.io app.kubernetes.io/name {host os.environ.app} this.private file.tar.g"
     "z console.log"},
    {"web.prod.svc.cluster.local kubernetes.default.svc.cluster.local host.docker.internal i"
     "p-10-0-1-2.eu-west-1.compute.internal",
     "{host web.prod.svc.cluster.local} kubernetes.default.svc.cluster.local host.docker.int"
     "ernal ip-10-0-1-2.eu-west-1.compute.internal"},
    {"acme.com. see acme.com, (acme.org) acme.com/x foo.com() x.com=1",
     "{host acme.com}. see {host acme.com}, ({host acme.org}) {host acme.com}/x foo.com() x."
     "com=1"},
    {"\\nacme.com",
     "\\n{host acme.com}"},
    {"*.acme.com -acme.com",
     "*.{host acme.com} -{host acme.com}"},
    {"aws_s3_bucket.acme.id module.sg data.aws_vpc.acme.com Resources.Web.Metadata.AWS var.a"
     "cme.net DB.ACME.COM acme.com.sg",
     "aws_s3_bucket.acme.id module.sg data.aws_vpc.acme.com Resources.Web.Metadata.AWS var.a"
     "cme.net {host DB.ACME.COM} {host acme.com.sg}"},
    {"data.aws_subnet.private ${module.acme.internal} DC01.acme.local",
     "data.aws_subnet.private ${module.acme.internal} {host DC01.acme.local}"},
  };
  (void)state;
  CHECK(rows);
}

static void test_users(void **state) {
  static const row rows[] = {
    {"/home/jane/.ssh /home/ubuntu/x /Users/jane.doe/src C:\\Users\\jane\\x C:\\\\Users"
     "\\\\jane\\\\x /home/node/app",
     "/home/{user jane}/.ssh /home/ubuntu/x /Users/{user jane.doe}/src C:\\Users\\{user jane"
     "}\\x C:\\\\Users\\\\{user jane}\\\\x /home/node/app"},
    {"GET https://acme.com/home/dashboard /Users/123 /var/lib/x",
     "GET https://{host acme.com}/home/dashboard /Users/123 /var/lib/x"},
    {"user CORP\\jdoe1 and regex A\\d+ FOO\\nbar",
     "user CORP\\{user jdoe1} and regex A\\d+ FOO\\nbar"},
    {"Failed password for priya from 127.0.0.1 port 22, Accepted publickey for root from 10."
     "0.0.1, pull for x from 10.0.0.1",
     "Failed password for {user priya} from 127.0.0.1 port 22, Accepted publickey for root f"
     "rom 10.0.0.1, pull for x from 10.0.0.1"},
  };
  (void)state;
  CHECK(rows);
}

static void test_numbers(void **state) {
  static const row rows[] = {
    {"card 4111111111111111 order 4111111111111111",
     "card {number 4111111111111111} order {number 4111111111111111}"},
    {"4012 8888 8888 1881 4012-8888-8888-1881 3782 822463 10005 4012 8888 8888 1882 2026 111"
     "1",
     "{number 4012} {number 8888} {number 8888} {number 1881} {number 4012}-{number 8888}-{n"
     "umber 8888}-{number 1881} {number 3782} {number 822463} {number 10005} 4012 8888 8888 "
     "1882 2026 1111"},
    {"1700000000000000 5500005555555559",
     "1700000000000000 {number 5500005555555559}"},
    {"IBAN DE89370400440532013000 DE89 3704 0044 0532 0130 00 GB29 NWBK 6016 1331 9268 19 DE"
     "89370400440532013001",
     "IBAN DE89{number 370400440532013000} DE{number 89} {number 3704} {number 0044} {number"
     " 0532} {number 0130} {number 00} GB{number 29} {secret NWBK} {number 6016} {number 133"
     "1} {number 9268} {number 19} DE89370400440532013001"},
    {"call +491701234567 +49 170 1234567 +1 (555) 123-4567 +12345678901 phone 555-123-4567 s"
     "sn 555-123-4567",
     "call +{number 491701234567} +49 {number 170} {number 1234567} +1 ({number 555}) {numbe"
     "r 123}-{number 4567} +{number 12345678901} phone {number 555}-{number 123}-{number 456"
     "7} ssn {number 555}-{number 123}-{number 4567}"},
    {"+0.5 a+12345678 2026+100", NULL},
    {"4012 8888 8888 1881 x 3782 822463 10005 4012 8888 8888 1882 2026 1111",
     "{number 4012} {number 8888} {number 8888} {number 1881} x {number 3782} {number 822463"
     "} {number 10005} 4012 8888 8888 1882 2026 1111"},
    {"phone: +1 (415) 739-0622 or (415) of 739-0622 x (415) 739-0622",
     "phone: +1 ({number 415}) {number 739}-{number 0622} or (415) of 739-0622 x ({number 41"
     "5}) {number 739}-{number 0622}"},
    {"4676393510407798 id 4676393510407798 4676393510407797",
     "{number 4676393510407798} id 4676393510407798 4676393510407797"},
  };
  (void)state;
  CHECK(rows);
}

static void test_messages(void **state) {
  static const row rows[] = {
    {"Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6X"
     "SnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUM"
     "Cm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm",
     "Encoded authorization failure message: {blob 4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD"
     "0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6"
     "XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuU"
     "MCm}"},
    {"token 4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMC"
     "m4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm4GIO"
     "HlTkIaWHQD0Q0m6XSnuUMCm4GIOHlTkIaWHQD0Q0m6XSnuUMCm", NULL},
  };
  (void)state;
  CHECK(rows);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_mail),
      cmocka_unit_test(test_ipv4),
      cmocka_unit_test(test_ipv6),
      cmocka_unit_test(test_hardware),
      cmocka_unit_test(test_hosts),
      cmocka_unit_test(test_users),
      cmocka_unit_test(test_numbers),
      cmocka_unit_test(test_messages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
