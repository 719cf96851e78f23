/*
 * ARNs, accounts, hosts of AWS, images, URLs and connection strings.
 */
#include "places_rows.h"

static void test_malformed_arns(void **state) {
  static const row rows[] = {
    {"arn:aws:iam::role/acme",
     "arn:aws:iam::role/{name acme}"},
    {"arn:aws:iam:210987654321:role/acme",
     "arn:aws:iam:{account 210987654321}:role/{name acme}"},
    {"arn:aws:iam::21098765432:role/acme",
     "arn:aws:iam::{number 21098765432}:role/{name acme}"},
    {"arn:aws:iam::2109-8765-4321:role/acme",
     "arn:aws:iam::{account 2109-8765-4321}:role/{name acme}"},
    {"arn:aws:ecs:us-east-1:210987654321",
     "arn:aws:ecs:us-east-1:{account 210987654321}"},
    {"arn:aws:ecs", NULL},
    {"arn:aws:logs:us-east-1:210987654321:log-group:",
     "arn:aws:logs:us-east-1:{account 210987654321}:log-group:"},
    {"arn:", NULL},
    {"xarn:aws:iam::210987654321:role/acme", NULL},
    {"learn:more", NULL},
    {"User: arn:aws:iam::210987654321:user/jane is not authorized on arn:aws:s3:::acme.",
     "User: arn:aws:iam::{account 210987654321}:user/{name jane} is not authorized on arn:aw"
     "s:s3:::{name acme}."},
    {"arn%3Aaws%3Aiam%3A%3A210987654321%3Arole%2Facme",
     "arn%3Aaws%3Aiam%3A%3A{account 210987654321}%3Arole%2F{name acme}"},
    {"arn:aws:iam::210987654321:role/aarn:aws:iam::210987654321:role/b",
     "arn:aws:iam::{account 210987654321}:role/{name aarn:aws:iam::}{account 210987654321}{n"
     "ame :role/b}"},
  };
  (void)state;
  CHECK(rows);
}

static void test_accounts(void **state) {
  static const row rows[] = {
    {"account 210987654321",
     "account {account 210987654321}"},
    {"AWS Account: 2109-8765-4321",
     "AWS Account: {account 2109-8765-4321}"},
    {"\"AWS\": \"210987654321\"",
     "\"AWS\": \"{account 210987654321}\""},
    {"account_id=210987654321",
     "account_id={account 210987654321}"},
    {"awsAccountId: 210987654321",
     "awsAccountId: {account 210987654321}"},
    {"build 202611230845 of account 202611230845", NULL},
    {"at 210987654321 bytes", NULL},
    {"order 210987654321", NULL},
    {"ts=1700000000000 account", NULL},
    {"accounting 3.210987654321", NULL},
    {"f81d4fae-7dec-11d0-a765-210987654321 account", NULL},
    {"aws://210987654321/us-east-1",
     "aws://{account 210987654321}/us-east-1"},
    {"s3://acme-logs/AWSLogs/210987654321/elb",
     "s3://{name acme-logs/AWSLogs/}{account 210987654321}{name /elb}"},
    {"cdk-assets-210987654321-eu-west-1",
     "cdk-assets-{account 210987654321}-eu-west-1"},
    {"us-east-1/210987654321",
     "us-east-1/{account 210987654321}"},
    {"phone +210987654321",
     "phone +{number 210987654321}"},
    {"840364872350 account 840364872350", NULL},
  };
  (void)state;
  CHECK(rows);
}

static void test_resource_ids(void **state) {
  static const row rows[] = {
    {"subnet-0123456789abcdef0 sg-01234567 vpc-12345678 i-0abc1234def567890",
     "subnet-{resid 0123456789abcdef0} sg-{resid 01234567} vpc-{resid 12345678} i-{resid 0ab"
     "c1234def567890}"},
    {"from-sg-0123456789abcdef0",
     "from-sg-{resid 0123456789abcdef0}"},
    {"i-deadbeef1 abi-01234567 my-app-12345678 sgr-0123456789abcdef0",
     "i-deadbeef1 abi-01234567 my-app-12345678 sgr-{resid 0123456789abcdef0}"},
    {"eni-attach-0123456789abcdef0 subnet-0123abcd-x",
     "eni-attach-{resid 0123456789abcdef0} subnet-{resid 0123abcd}-x"},
    {"KMS_KEY_ID=d300e73d-9170-4001-933a-37af0bcdb956 request d300e73d-9170-4001-933a-37af0b"
     "cdb956",
     "KMS_KEY_ID={uuid d300e73d-9170-4001-933a-37af0bcdb956} request d300e73d-9170-4001-933a"
     "-37af0bcdb956"},
    {"alias mrk-1234abcd12ab34cd56ef1234567890ab",
     "alias mrk-{hex 1234abcd12ab34cd56ef1234567890ab}"},
  };
  (void)state;
  CHECK(rows);
}

static void test_stores(void **state) {
  static const row rows[] = {
    {"s3://acme-bucket/prod/app.env",
     "s3://{name acme-bucket/prod/app.env}"},
    {"s3a://acme-bucket",
     "s3a://{name acme-bucket}"},
  };
  (void)state;
  CHECK(rows);
}

static void test_images(void **state) {
  static const row rows[] = {
    {"210987654321.dkr.ecr.us-east-1.amazonaws.com/acme/web:1.4.2",
     "{account 210987654321}.dkr.ecr.us-east-1.amazonaws.com/{name acme/web}:1.4.2"},
    {"210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/acme/web@sha256:0123456789abcdef01234"
     "56789abcdef0123456789abcdef0123456789abcdef",
     "{account 210987654321}.dkr.ecr.cn-north-1.amazonaws.com.cn/{name acme/web}@sha256:0123"
     "456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
    {"210987654321.dkr.ecr-fips.us-gov-west-1.amazonaws.com/acme:latest",
     "{account 210987654321}.dkr.ecr-fips.us-gov-west-1.amazonaws.com/{name acme}:latest"},
    {"210987654321.dkr-ecr.us-east-1.on.aws/acme:latest",
     "{account 210987654321}.dkr-ecr.us-east-1.on.aws/{name acme}:latest"},
    {"${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/acme/web:${TAG}",
     "${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/{name acme/web}:${TAG}"},
    {"210987654321.dkr.ecr.${AWS_REGION}.amazonaws.com/acme/web:1",
     "{account 210987654321}.dkr.ecr.${AWS_REGION}.amazonaws.com/{name acme/web}:1"},
    {"840364872350.dkr.ecr.us-east-1.amazonaws.com/aws-appmesh-envoy:v1",
     "840364872350.dkr.ecr.us-east-1.amazonaws.com/{name aws-appmesh-envoy}:v1"},
    {"public.ecr.aws/nginx/nginx:1.25", NULL},
    {"docker.io/library/postgres:16", NULL},
    {"ghcr.io/acme/web:1", NULL},
    {"quay.io/acme/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"
     "ef", NULL},
    {"registry.acme.com:5000/team/web:1.0",
     "{host registry.acme.com}:5000/{name team/web}:1.0"},
    {"registry.acme.com/team/web:1.0",
     "{host registry.acme.com}/{name team/web}:1.0"},
    {"nginx:1.25.3-alpine", NULL},
    {"acme/web:latest", NULL},
  };
  (void)state;
  CHECK(rows);
}

static void test_parameters(void **state) {
  static const row rows[] = {
    {"https://acme-bucket.s3.us-east-1.amazonaws.com/a/b.zip?X-Amz-Algorithm=AWS4-HMAC-SHA25"
     "6&X-Amz-Credential=AKIA"
     "Q3EGVXEXAMPLE234%2F20261123%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261123T000000"
     "Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token=IQoJ"
     "b3JpZ2luX2VjEA%2F%2F&X-Amz-Signature=0123456789abcdef0123456789abcdef0123456789abcdef0"
     "123456789abcdef",
     "https://{name acme-bucket}.s3.us-east-1.amazonaws.com/{name a/b.zip}?X-Amz-Algorithm=A"
     "WS4-HMAC-SHA256&X-Amz-Credential={keyid AKIA"
     "Q3EGVXEXAMPLE234}%2F20261123%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261123T00000"
     "0Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Security-Token={secret IQoJ"
     "b3JpZ2luX2VjEA%2F%2F}&X-Amz-Signature={hex 0123456789abcdef0123456789abcdef0123456789a"
     "bcdef0123456789abcdef}"},
    {"https://b.s3.amazonaws.com/k?AWSAccessKeyId=AKIA"
     "Q3EGVXEXAMPLE234&Expires=1700000000&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D",
     "https://b.s3.amazonaws.com/{name k}?AWSAccessKeyId={keyid AKIA"
     "Q3EGVXEXAMPLE234}&Expires=1700000000&Signature={secret vjbyPxybdZaNmGa%2ByT272YEAiv4%3"
     "D}"},
    {"x.c9akciq32rf1.us-east-1.rds.amazonaws.com:3306/?Action=connect&DBUser=acme&X-Amz-Sign"
     "ature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
     "x.{secret c9akciq32rf1}.us-east-1.rds.amazonaws.com:3306/?Action=connect&DBUser={user "
     "acme}&X-Amz-Signature={hex 0123456789abcdef0123456789abcdef0123456789abcdef0123456789a"
     "bcdef}"},
    {"acme-cache/?Action=connect&User=acme&X-Amz-Signature=0123456789abcdef0123456789abcdef0"
     "123456789abcdef0123456789abcdef",
     "acme-cache/?Action=connect&User={user acme}&X-Amz-Signature={hex 0123456789abcdef01234"
     "56789abcdef0123456789abcdef0123456789abcdef}"},
    {"https://d111111abcdef8.cloudfront.net/x?Policy=eyJTdGF0ZW1lbnQiOlt7IlJlc291cmNlIjoi&Si"
     "gnature=nitfHRCrtziwO2HwPfWw&Key-Pair-Id=K2JCJMDEHXQW5F",
     "https://{hex d111111abcdef8}.cloudfront.net/x?Policy={secret eyJTdGF0ZW1lbnQiOlt7IlJlc"
     "291cmNlIjoi}&Signature={secret nitfHRCrtziwO2HwPfWw}&Key-Pair-Id={secret K2JCJMDEHXQW5"
     "F}"},
    {"?token=abc123def456 ?state=open&code=200 ?key=name&page=2",
     "?token={secret abc123def456} ?state=open&code=200 ?key=name&page=2"},
    {"?code=4/0AX4XfWh9k2l3m4n5&state=af0ifjsldkj1",
     "?code={secret 4/0AX4XfWh9k2l3m4n5}&state={secret af0ifjsldkj1}"},
    {"?token=${TOKEN} ?password=<password>", NULL},
    {"a\\u0026api_key=Xk29sLqpR1\\u0026b=2",
     "a\\u0026api_key={secret Xk29sLqpR1}\\u0026b=2"},
    {"href=\"https://x.acme.io/?a=1&amp;token=Xk29sLqpR1&amp;b=2\"",
     "href=\"https://{host x.acme.io}/?a=1&amp;token={secret Xk29sLqpR1}&amp;b=2\""},
    {"u=https%3A%2F%2Fx.acme.io%2F%3Ftoken%3DXk29sLqpR1%26b%3D2",
     "u=https%3A%2F%2F{host x.acme.io}%2F%3Ftoken%3D{secret Xk29sLqpR1}%26b%3D2"},
    {"https://acme.blob.core.windows.net/c?sv=2022-11-02&se=2026-01-01&sp=r&sig=abcDEF123%2B"
     "xyz%3D",
     "https://{host acme.blob.core.windows.net}/c?sv=2022-11-02&se=2026-01-01&sp=r&sig={secr"
     "et abcDEF123%2Bxyz%3D}"},
    {"?token=${TOKEN}", NULL},
    {"u=https%3A%2F%2Fx.acme.io%2F",
     "u=https%3A%2F%2F{host x.acme.io}%2F"},
    {"https://acme.blob.core.windows.net/c?sv=1&sig=abcDEF123%2Bxyz%3D",
     "https://{host acme.blob.core.windows.net}/c?sv=1&sig={secret abcDEF123%2Bxyz%3D}"},
  };
  (void)state;
  CHECK(rows);
}

static void test_webhooks(void **state) {
  static const row rows[] = {
    {"https://hooks.slack.com/serv"
     "ices/T01234567/B01234567/AbCdEfGhIjKlMnOpQrStUvWx",
     "https://hooks.slack.com/serv"
     "ices/{secret T01234567}/{hex B01234567}/{secret AbCdEfGhIjKlMnOpQrStUvWx}"},
    {"https://discord.com/api/web"
     "hooks/123456789012345678/AbCdEfGhIjKlMnOpQrStUvWxAbCdEfGhIjKlMnOpQrStUvWxAbCdEfGhIjKlM"
     "nOpQrSt",
     "https://discord.com/api/web"
     "hooks/{number 123456789012345678}/{secret AbCdEfGhIjKlMnOpQrStUvWxAbCdEfGhIjKlMnOpQrSt"
     "UvWxAbCdEfGhIjKlMnOpQrSt}"},
    {"https://acme.webhook.office.com/web"
     "hookb2/f81d4fae-7dec-11d0-a765-00a0c91e6bf6@f81d4fae-7dec-11d0-a765-00a0c91e6bf6/Incom"
     "ingWebhook/0123456789abcdef0123456789abcdef/f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
     "https://{host acme.webhook.office.com}/webhookb2/{uuid f81d4fae-7dec-11d0-a765-00a0c91"
     "e6bf6}@{uuid f81d4fae-7dec-11d0-a765-00a0c91e6bf6}/IncomingWebhook/{hex 0123456789abcd"
     "ef0123456789abcdef}/{uuid f81d4fae-7dec-11d0-a765-00a0c91e6bf6}"},
    {"https://hooks.zapier.com/hooks/catch/1234567/ab12cd3/",
     "https://hooks.zapier.com/hooks/catch/{number 1234567}/{hex ab12cd3}/"},
    {"https://chat.googleapis.com/v1/spaces/AAAAB/messages?key=AIza"
     "SyD-abcdefghijk012345&token=Xk29sLqpR1",
     "https://chat.googleapis.com/v1/spaces/AAAAB/messages?key={secret AIza"
     "SyD-abcdefghijk012345}&token={secret Xk29sLqpR1}"},
    {"https://github.com/acme/x/hooks/pre-commit", NULL},
  };
  (void)state;
  CHECK(rows);
}

static void test_lists(void **state) {
  static const row rows[] = {
    {"x; id=abc source=acme", NULL},
    {"password='' password=\"${DB_PASSWORD}\"", NULL},
    {"Server=tcp:db.acme.com,1433;Initial Catalog=orders;User ID=acme;Password=Xk 29sLqpR;En"
     "crypt=True",
     "Server=tcp:{host db.acme.com},1433;Initial Catalog={name orders};User ID={user acme};P"
     "assword={secret Xk 29sLqpR};Encrypt=True"},
    {"Server=db01;Port=3306;Database=orders;Uid=acme;Pwd=Xk29sLqpR;",
     "Server={name db01};Port=3306;Database={name orders};Uid={user acme};Pwd={secret Xk29sL"
     "qpR};"},
    {"Data Source=SQL01;Integrated Security=True",
     "Data Source={name SQL01};Integrated Security=True"},
    {"host=db.acme.com user=acme password='Xk 29 sLqpR' dbname=orders",
     "host={host db.acme.com} user=acme password='{secret Xk 29 sLqpR}' dbname=orders"},
    {"LoginModule required username=\"acme\" password=\"Xk29;sLqpR\";",
     "LoginModule required username=\"acme\" password=\"{secret Xk29;sLqpR}\";"},
    {"\"LoginModule required username=\\\"acme\\\" password=\\\"Xk29;sLqpR\\\";\"",
     "\"LoginModule required username=\\\"acme\\\" password=\\\"{secret Xk29;sLqpR}\\\";\""},
    {"DefaultEndpointsProtocol=https;AccountName=acmestore;AccountKey=AAAA"
     "B3NzaC1yc2EAAAADAQABAAABAQC7abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR==;E"
     "ndpointSuffix=core.windows.net",
     "DefaultEndpointsProtocol=https;AccountName={name acmestore};AccountKey={blob AAAA"
     "B3NzaC1yc2EAAAADAQABAAABAQC7abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR==};"
     "EndpointSuffix=core.windows.net"},
    {"Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=AA"
     "AA"
     "B3NzaC1yc2EAAAADAQABAAABAQC7abcdefghijk=",
     "Endpoint=sb://{host acme.servicebus.windows.net}/;SharedAccessKeyName={name Root};Shar"
     "edAccessKey={blob AAAA"
     "B3NzaC1yc2EAAAADAQABAAABAQC7abcdefghijk=}"},
  };
  (void)state;
  CHECK(rows);
}

static void test_some_arns(void **state) {
  static const row rows[] = {
    {"arn:aws:iam::210987654321:role/acme-exec",
     "arn:aws:iam::{account 210987654321}:role/{name acme-exec}"},
    {"arn:aws:iam::210987654321:role/ecsTaskExecutionRole",
     "arn:aws:iam::{account 210987654321}:role/ecsTaskExecutionRole"},
    {"arn:aws:iam::210987654321:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
     "arn:aws:iam::{account 210987654321}:role/aws-service-role/ecs.amazonaws.com/AWSService"
     "RoleForECS"},
    {"arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy", NULL},
    {"arn:aws:iam::210987654321:role/path/acme-*",
     "arn:aws:iam::{account 210987654321}:role/{name path/acme-*}"},
    {"arn:aws:iam::210987654321:root",
     "arn:aws:iam::{account 210987654321}:root"},
    {"arn:aws:iam::*:role/acme?x",
     "arn:aws:iam::*:role/{name acme?x}"},
    {"arn:aws:iam::${AWS::AccountId}:role/${RoleName}-acme",
     "arn:aws:iam::${AWS::AccountId}:role/${RoleName}{name -acme}"},
    {"arn:aws:iam::{{ account_id }}:role/acme",
     "arn:aws:iam::{{ account_id }}:role/{name acme}"},
    {"arn:aws:iam::<ACCOUNT>:role/acme",
     "arn:aws:iam::<ACCOUNT>:role/{name acme}"},
    {"arn:aws-us-gov:iam::210987654321:user/jane.doe",
     "arn:aws-us-gov:iam::{account 210987654321}:user/{name jane.doe}"},
    {"arn:aws:sts::210987654321:assumed-role/acme-exec/jane.doe@acme.io",
     "arn:aws:sts::{account 210987654321}:assumed-role/{name acme-exec}/{email jane.doe@acme"
     ".io}"},
    {"arn:aws:sts::210987654321:assumed-role/acme-exec/i-0abc1234def567890",
     "arn:aws:sts::{account 210987654321}:assumed-role/{name acme-exec/}i-{resid 0abc1234def"
     "567890}"},
    {"arn:aws:secretsmanager:us-east-1:210987654321:secret:acme/db-AbCdEf:password::",
     "arn:aws:secretsmanager:us-east-1:{account 210987654321}:secret:{name acme/db}-{suffix "
     "AbCdEf}:password::"},
    {"arn:aws:secretsmanager:us-east-1:210987654321:secret:acme-secret",
     "arn:aws:secretsmanager:us-east-1:{account 210987654321}:secret:{name acme-secret}"},
    {"arn:aws:secretsmanager:us-east-1:210987654321:secret:acme/db-?\?\?\?\?\?",
     "arn:aws:secretsmanager:us-east-1:{account 210987654321}:secret:{name acme/db-?"
     "\?\?\?\?\?}"},
    {"arn:aws:secretsmanager:us-east-1:210987654321:secret:acme/db-a1B2c3",
     "arn:aws:secretsmanager:us-east-1:{account 210987654321}:secret:{name acme/db}-{suffix "
     "a1B2c3}"},
    {"arn:aws:kms:us-east-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab",
     "arn:aws:kms:us-east-1:{account 210987654321}:key/{uuid 1234abcd-12ab-34cd-56ef-1234567"
     "890ab}"},
    {"arn:aws:kms:us-east-1:210987654321:key/mrk-1234abcd12ab34cd56ef1234567890ab",
     "arn:aws:kms:us-east-1:{account 210987654321}:key/mrk-{hex 1234abcd12ab34cd56ef12345678"
     "90ab}"},
  };
  (void)state;
  CHECK(rows);
}

static void test_more_arns(void **state) {
  static const row rows[] = {
    {"arn:aws:kms:us-east-1:210987654321:alias/aws/secretsmanager",
     "arn:aws:kms:us-east-1:{account 210987654321}:alias/aws/secretsmanager"},
    {"arn:aws:kms:us-east-1:210987654321:alias/acme",
     "arn:aws:kms:us-east-1:{account 210987654321}:alias/{name acme}"},
    {"arn:aws:logs:us-east-1:210987654321:log-group:/ecs/acme-billing:*",
     "arn:aws:logs:us-east-1:{account 210987654321}:log-group:{name /ecs/acme-billing:*}"},
    {"arn:aws:logs:us-east-1:210987654321:log-group:/ecs/acme-billing:log-stream:web/web/012"
     "3456789abcdef0123456789abcdef",
     "arn:aws:logs:us-east-1:{account 210987654321}:log-group:{name /ecs/acme-billing:log-st"
     "ream:web/web/}{hex 0123456789abcdef0123456789abcdef}"},
    {"arn:aws:s3:::acme-artifacts/path/*",
     "arn:aws:s3:::{name acme-artifacts/path/*}"},
    {"arn:aws:s3:::accesspoint/x",
     "arn:aws:s3:::{name accesspoint/x}"},
    {"arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*", NULL},
    {"arn:aws:s3:::cdk-hnb659fds-assets-210987654321-us-east-1",
     "arn:aws:s3:::{name cdk-}hnb659fds{name -assets-}{account 210987654321}{name -us-east-}"
     "1"},
    {"arn:aws:ecs:us-east-1:210987654321:task/acme/0123456789abcdef0123456789abcdef",
     "arn:aws:ecs:us-east-1:{account 210987654321}:task/{name acme/}{hex 0123456789abcdef012"
     "3456789abcdef}"},
    {"arn:aws:ecs:us-east-1:210987654321:task-definition/acme-web:42",
     "arn:aws:ecs:us-east-1:{account 210987654321}:task-definition/{name acme-web:}42"},
    {"arn:aws:ecr:us-east-1:210987654321:repository/acme/web",
     "arn:aws:ecr:us-east-1:{account 210987654321}:repository/{name acme/web}"},
    {"arn:aws:ssm:eu-west-1:210987654321:parameter/acme/prod/db",
     "arn:aws:ssm:eu-west-1:{account 210987654321}:parameter/{name acme/prod/db}"},
    {"arn:aws:ssm:eu-west-1::parameter/aws/service/ecs/optimized-ami", NULL},
    {"arn:aws:sqs:us-east-1:210987654321:acme-jobs",
     "arn:aws:sqs:us-east-1:{account 210987654321}:{name acme-jobs}"},
    {"arn:aws:sns:us-east-1:210987654321:alarm/x",
     "arn:aws:sns:us-east-1:{account 210987654321}:{name alarm/x}"},
    {"arn:aws:elasticloadbalancing:us-east-1:210987654321:loadbalancer/app/acme-alb/50dc6c49"
     "5c0c9188",
     "arn:aws:elasticloadbalancing:us-east-1:{account 210987654321}:loadbalancer/{name app/a"
     "cme-alb/}50dc6c495c0c9188"},
    {"arn:aws:lambda:us-east-1:210987654321:function:acme-fn:PROD",
     "arn:aws:lambda:us-east-1:{account 210987654321}:function:{name acme-fn:PROD}"},
    {"arn:aws:ec2:us-east-1:210987654321:subnet/subnet-0bb1c79de3EXAMPLE",
     "arn:aws:ec2:us-east-1:{account 210987654321}:subnet/{name subnet-0bb1c79de3EXAMPLE}"},
    {"arn:aws:ec2:us-east-1:210987654321:vpc/vpc-0123456789abcdef0",
     "arn:aws:ec2:us-east-1:{account 210987654321}:vpc/vpc-{resid 0123456789abcdef0}"},
  };
  (void)state;
  CHECK(rows);
}

static void test_some_aws_hosts(void **state) {
  static const row rows[] = {
    {"ecs.us-east-1.amazonaws.com api.ecr.us-east-1.amazonaws.com secretsmanager.eu-west-1.a"
     "mazonaws.com", NULL},
    {"ecs-tasks.amazonaws.com s3.amazonaws.com sts.us-gov-west-1.amazonaws.com s3.dualstack."
     "us-east-1.amazonaws.com", NULL},
    {"acmedb.c9akciq32rf1.us-east-1.rds.amazonaws.com",
     "{name acmedb}.{secret c9akciq32rf1}.us-east-1.rds.amazonaws.com"},
    {"acmedb.cluster-ro-c9akciq32rf1.us-east-1.rds.amazonaws.com:5432",
     "{name acmedb}.{name cluster-ro-}{secret c9akciq32rf1}.us-east-1.rds.amazonaws.com:5432"},
    {"acme.abc123.ng.0001.use1.cache.amazonaws.com",
     "{name acme}.{hex abc123}.ng.0001.use1.cache.amazonaws.com"},
    {"acme-x7f3k2.serverless.use1.cache.amazonaws.com",
     "{name acme-}{secret x7f3k2}.serverless.use1.cache.amazonaws.com"},
    {"acme-bucket.s3.eu-west-1.amazonaws.com/some/acme.zip",
     "{name acme-bucket}.s3.eu-west-1.amazonaws.com/{name some/acme.zip}"},
    {"s3.eu-west-1.amazonaws.com/acme-bucket/key",
     "s3.eu-west-1.amazonaws.com/{name acme-bucket/key}"},
    {"acme-alb-1234567890.us-east-1.elb.amazonaws.com",
     "{name acme-alb-}{number 1234567890}.us-east-1.elb.amazonaws.com"},
    {"a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod",
     "{hex a1b2c3d4e5}.execute-api.us-east-1.amazonaws.com/prod"},
    {"abcdefghij1234567890abcdefghij12.lambda-url.us-east-1.on.aws",
     "{secret abcdefghij1234567890abcdefghij12}.lambda-url.us-east-1.on.aws"},
    {"fs-0123456789abcdef0.efs.us-east-1.amazonaws.com",
     "fs-{resid 0123456789abcdef0}.efs.us-east-1.amazonaws.com"},
    {"vpce-0123456789abcdef0-a1b2c3d4.ecr.us-east-1.vpce.amazonaws.com",
     "vpce-{resid 0123456789abcdef0}-{hex a1b2c3d4}.ecr.us-east-1.vpce.amazonaws.com"},
    {"d111111abcdef8.cloudfront.net",
     "{hex d111111abcdef8}.cloudfront.net"},
    {"search-acme-logs-a1b2c3d4e5f6g7h8i9j0k1l2m3.us-east-1.es.amazonaws.com",
     "{name search-acme-logs-}{secret a1b2c3d4e5f6g7h8i9j0k1l2m3}.us-east-1.es.amazonaws.com"},
    {"https://sqs.us-east-1.amazonaws.com/210987654321/acme-jobs",
     "https://sqs.us-east-1.amazonaws.com/{account 210987654321}{name /acme-jobs}"},
    {"https://210987654321.signin.aws.amazon.com/console",
     "https://{account 210987654321}.signin.aws.amazon.com/console"},
  };
  (void)state;
  CHECK(rows);
}

static void test_more_aws_hosts(void **state) {
  static const row rows[] = {
    {"https://acme.awsapps.com/start",
     "https://{name acme}.awsapps.com/start"},
    {"https://d-9067abc123.awsapps.com/start",
     "https://{name d-}{hex 9067abc123}.awsapps.com/start"},
    {"https://us-east-1.console.aws.amazon.com/ecs", NULL},
    {"ip-10-0-12-34.ec2.internal", NULL},
    {"ec2-54-12-34-56.compute-1.amazonaws.com",
     "ec2-{secret 54-12-34-56}.compute-1.amazonaws.com"},
    {"210987654321.aoss.us-east-1.on.aws",
     "{account 210987654321}.aoss.us-east-1.on.aws"},
    {"b-1.acme.a1b2c3.c2.kafka.us-east-1.amazonaws.com:9098",
     "{name b-}1.{name acme}.{hex a1b2c3}.c2.kafka.us-east-1.amazonaws.com:9098"},
    {"docs.aws.amazon.com/AmazonECS", NULL},
    {"/v2/credentials/f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
     "/v2/credentials/{uuid f81d4fae-7dec-11d0-a765-00a0c91e6bf6}"},
    {"ecs-tasks.amazonaws.com delivery.logs.amazonaws.com acme.s3.amazonaws.com",
     "ecs-tasks.amazonaws.com delivery.logs.amazonaws.com {name acme}.s3.amazonaws.com"},
    {"210987654321.dkr.ecr.${AWS_REGION}.amazonaws.com/acme/web:1",
     "{account 210987654321}.dkr.ecr.${AWS_REGION}.amazonaws.com/{name acme/web}:1"},
    {"eni-attach-0123456789abcdef0",
     "eni-attach-{resid 0123456789abcdef0}"},
    {"ec2-54-12-34-56.compute-1.amazonaws.com ec2-54-12-34-56.eu-west-1.compute.amazonaws.co"
     "m",
     "ec2-{secret 54-12-34-56}.compute-1.amazonaws.com ec2-{secret 54-12-34-56}.eu-west-1.co"
     "mpute.amazonaws.com"},
    {"acme-db.cabcdefghijk.us-east-1.rds.amazonaws.com acme.abc123.ng.0001.use1.cache.amazon"
     "aws.com",
     "{name acme-db}.{secret cabcdefghijk}.us-east-1.rds.amazonaws.com {name acme}.{hex abc1"
     "23}.ng.0001.use1.cache.amazonaws.com"},
    {"master.acme.abcdef.euw1.cache.amazonaws.com b-1.acme.abc123.c2.kafka.us-east-1.amazona"
     "ws.com",
     "master.{name acme}.{hex abcdef}.euw1.cache.amazonaws.com {name b-}1.{name acme}.{hex a"
     "bc123}.c2.kafka.us-east-1.amazonaws.com"},
    {"abcdefgh12.execute-api.eu-west-1.amazonaws.com dabcdefghijklm.cloudfront.net d-abcdef1"
     "234.awsapps.com",
     "{secret abcdefgh12}.execute-api.eu-west-1.amazonaws.com {secret dabcdefghijklm}.cloudf"
     "ront.net {name d-}{hex abcdef1234}.awsapps.com"},
    {"acme1.c9akciq32rf1.us-east-1.rds.amazonaws.com acme-prod-1.s3.us-gov-west-1.amazonaws."
     "com b-1.acme.yonow3.c2.kafka.us-east-1.amazonaws.com",
     "{name acme1}.{secret c9akciq32rf1}.us-east-1.rds.amazonaws.com {name acme-prod-}1.s3.u"
     "s-gov-west-1.amazonaws.com {name b-}1.{name acme}.{secret yonow3}.c2.kafka.us-east-1.a"
     "mazonaws.com"},
  };
  (void)state;
  CHECK(rows);
}

static void test_some_urls(void **state) {
  static const row rows[] = {
    {"postgres://acme:s3cr3tPass@db.acme.internal:5432/acme_billing?sslmode=require",
     "postgres://{user acme}:{secret s3cr3tPass}@{host db.acme.internal}:5432/{name acme_bil"
     "ling}?sslmode=require"},
    {"postgresql+asyncpg://acme:p%40ss@db:5432/orders",
     "postgresql+asyncpg://{user acme}:{secret p%40ss}@{name db}:5432/{name orders}"},
    {"postgres://acme:p@ss:w/ord@db.acme.com/x",
     "postgres://{user acme}:{secret p@ss:w/ord}@{host db.acme.com}/{name x}"},
    {"postgres://acme:pa,ss;wo|rd@db.acme.com/x",
     "postgres://{user acme}:{secret pa,ss;wo|rd}@{host db.acme.com}/x"},
    {"postgres://${USER}:${PASS}@${HOST}:5432/db", NULL},
    {"postgres://user:@host/db",
     "postgres://user:@{name host}/{name db}"},
    {"mysql://root:hunter2@mysql/app",
     "mysql://root:{secret hunter2}@{name mysql}/{name app}"},
    {"mongodb+srv://acme:Xk29sLqpR@cluster0.ab1cd.mongodb.net/prod?retryWrites=true",
     "mongodb+srv://{user acme}:{secret Xk29sLqpR}@{host cluster0.ab1cd.mongodb.net}/{name p"
     "rod}?retryWrites=true"},
    {"mongodb://u:Xk29sLqpR@h1.acme.net:27017,h2.acme.net:27017/prod?authSource=admin",
     "mongodb://u:{secret Xk29sLqpR}@{host h1.acme.net}:27017,{host h2.acme.net}:27017/prod?"
     "authSource=admin"},
    {"redis://:Xk29sLqpR@redis.acme.local:6379/0",
     "redis://:{secret Xk29sLqpR}@{host redis.acme.local}:6379/0"},
    {"rediss://default:Xk29sLqpR@master.acme.abc123.use1.cache.amazonaws.com:6379",
     "rediss://default:{secret Xk29sLqpR}@master.{name acme}.{hex abc123}.use1.cache.amazona"
     "ws.com:6379"},
    {"amqps://guest:guest@rabbit:5671/%2f",
     "amqps://guest:{secret guest}@{name rabbit}:5671/{name %2f}"},
    {"https://jane:Xk29sLqpR@[2a02:1234::1]:8443/",
     "https://{user jane}:{secret Xk29sLqpR}@[{ip 2a02:1234::1}]:8443/"},
    {"https://ghp_"
     "abcdefghijABCDEFGHIJ0123456789abcdef@github.com/acme/x.git",
     "https://{secret ghp_"
     "abcdefghijABCDEFGHIJ0123456789abcdef}@github.com/acme/x.git"},
    {"https://x-access-token:ghs_"
     "abcdefghij0123456789@github.com/acme/x.git",
     "https://x-access-token:{secret ghs_"
     "abcdefghij0123456789}@github.com/acme/x.git"},
    {"git@github.com:acme/x.git", NULL},
  };
  (void)state;
  CHECK(rows);
}

static void test_more_urls(void **state) {
  static const row rows[] = {
    {"git@gitlab.acme.com:team/x.git",
     "git@{host gitlab.acme.com}:team/x.git"},
    {"https://0123456789abcdef0123456789abcdef@o12345.ingest.sentry.io/678",
     "https://{hex 0123456789abcdef0123456789abcdef}@{host o12345.ingest.sentry.io}/678"},
    {"https://0123456789abcdef0123456789abcdef:fedcba9876543210fedcba9876543210@sentry.acme."
     "io/2",
     "https://{hex 0123456789abcdef0123456789abcdef}:{hex fedcba9876543210fedcba9876543210}@"
     "{host sentry.acme.io}/2"},
    {"https://api.acme.com/v1/users?page=2",
     "https://{host api.acme.com}/v1/users?page=2"},
    {"http://billing-api:8080/health http://localhost:3000 http://169.254.170.2/v2/metadata",
     "http://{name billing-api}:8080/health http://localhost:3000 http://169.254.170.2/v2/me"
     "tadata"},
    {"https://github.com/acme/repo https://registry.npmjs.org/", NULL},
    {"https://example.com/path", NULL},
    {"see (https://acme.io/docs), or https://acme.io.",
     "see (https://{host acme.io}/docs), or https://{host acme.io}."},
    {"smtp://AKIA"
     "X:BPass1234word@email-smtp.us-east-1.amazonaws.com:587",
     "smtp://{user AKIA"
     "X}:{secret BPass1234word}@email-smtp.us-east-1.amazonaws.com:587"},
    {"ftp://u:Xk29sLqpR@ftp.acme.de/x",
     "ftp://u:{secret Xk29sLqpR}@{host ftp.acme.de}/x"},
    {"kafka SASL_SSL://b1.acme.com:9092,SASL_SSL://b2.acme.com:9092",
     "kafka SASL_SSL://{host b1.acme.com}:9092,SASL_SSL://{host b2.acme.com}:9092"},
    {"jdbc:oracle:thin:scott/tiger@//ora.acme.com:1521/SVC",
     "jdbc:oracle:thin:{user scott}/{secret tiger}@//{host ora.acme.com}:1521/SVC"},
    {"jdbc:oracle:thin:@ora.acme.com:1521:ORCL",
     "jdbc:oracle:thin:@{host ora.acme.com}:1521:ORCL"},
    {"jdbc:postgresql://db.acme.com:5432/orders?user=acme&password=Xk29sLqpR",
     "jdbc:postgresql://{host db.acme.com}:5432/{name orders}?user={user acme}&password={sec"
     "ret Xk29sLqpR}"},
    {"jdbc:sqlserver://db.acme.com:1433;databaseName=orders;user=acme;password=Xk29,sLqpR;en"
     "crypt=true",
     "jdbc:sqlserver://{host db.acme.com}:1433;databaseName={name orders};user={user acme};p"
     "assword={secret Xk29,sLqpR};encrypt=true"},
    {"redirect=https%3A%2F%2Fjane%3AXk29sLqpR%40db.acme.com%2Fx&y=1",
     "redirect=https%3A%2F%2F{user jane}%3A{secret Xk29sLqpR}%40{host db.acme.com}%2Fx&y=1"},
  };
  (void)state;
  CHECK(rows);
}

/* ---- what else must hold -------------------------------------------------------------------- */

/* Which detector found it, and that secrets are flagged: they are looked for everywhere. */
static void check_leaf(const char *text, const char *detector, const char *value, bool secret) {
  rc_arena arena;
  rc_arena_init(&arena, &(rc_allocator){.allocate = heap_take, .release = heap_give});
  rc_leaves leaves = {0};
  rc_scan scan = {.arena = &arena, .text = rc_str_from_c(text), .out = &leaves};
  scan_all(&scan);
  bool found = false;
  for (uint32_t i = 0; i < leaves.len; i++) {
    const rc_leaf *leaf = &leaves.items[i];
    rc_str bytes = rc_scan_slice(&scan, leaf->start, leaf->end);
    found = found || (strcmp(rc_detector_info(leaf->detector)->name, detector) == 0 &&
                      rc_str_equal(bytes, rc_str_from_c(value)) &&
                      ((leaf->flags & RC_LEAF_SECRET) != 0) == secret);
  }
  if (!found) {
    print_message("%s finds no `%s` in %s\n", detector, value, text);
  }
  rc_arena_free(&arena);
  assert_true(found);
}

static void test_detectors(void **state) {
  (void)state;
  check_leaf("arn:aws:iam::210987654321:role/acme", "aws-account", "210987654321", false);
  check_leaf("arn:aws:iam::210987654321:role/acme", "aws-arn", "acme", false);
  check_leaf("arn:aws:iam::210987654321:role/acme", "kept-vocabulary", "role/", false);
  check_leaf("arn:aws:secretsmanager:us-east-1:210987654321:secret:acme-a1B2c3", "aws-secret-arn",
             "a1B2c3", false);
  check_leaf("arn:aws:s3:::acme", "aws-bucket", "acme", false);
  check_leaf("postgres://u:Xk29sLqpR@db/x", "postgres-dsn", "Xk29sLqpR", true);
  check_leaf("mysql://u:Xk29sLqpR@db/x", "mysql-dsn", "Xk29sLqpR", true);
  check_leaf("mongodb://u:Xk29sLqpR@db/x", "mongodb-dsn", "Xk29sLqpR", true);
  check_leaf("redis://:Xk29sLqpR@db", "redis-dsn", "Xk29sLqpR", true);
  check_leaf("amqp://u:Xk29sLqpR@db/x", "amqp-dsn", "Xk29sLqpR", true);
  check_leaf("jdbc:mysql://u:Xk29sLqpR@db/x", "jdbc-dsn", "Xk29sLqpR", true);
  check_leaf("smtp://u:Xk29sLqpR@mail", "smtp-dsn", "Xk29sLqpR", true);
  check_leaf("ldaps://u:Xk29sLqpR@dir", "ldap-bind", "Xk29sLqpR", true);
  check_leaf("sftp://u:Xk29sLqpR@files", "ftp-dsn", "Xk29sLqpR", true);
  check_leaf("https://u:Xk29sLqpR@web", "url-password", "Xk29sLqpR", true);
  check_leaf("Server=x;Password=Xk29sLqpR;", "sqlserver-dsn", "Xk29sLqpR", true);
  check_leaf("Server=x;Uid=y;Pwd=Xk29sLqpR;", "mysql-dsn", "Xk29sLqpR", true);
  check_leaf("host=x password='Xk29sLqpR'", "postgres-dsn", "Xk29sLqpR", true);
  check_leaf("x?api_key=Xk29sLqpR", "url-parameter", "Xk29sLqpR", true);
  check_leaf("54.12.0.0/16", "cidr", "54.12.0.0", false);
  check_leaf("54.12.34.56", "ipv4-public", "54.12.34.56", false);
  check_leaf("10.1.2.3", "ipv4-private", "10.1.2.3", false);
  check_leaf("db.acme.corp", "internal-host", "db.acme.corp", false);
  check_leaf("db.acme.com", "domain", "db.acme.com", false);
}

/* Escapes were decoded: leaves lie where the file has them. */
static void test_decoded_text(void **state) {
  (void)state;
  static const uint32_t map[] = {0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  rc_arena arena;
  rc_arena_init(&arena, &(rc_allocator){.allocate = heap_take, .release = heap_give});
  rc_leaves leaves = {0};
  rc_scan scan = {.arena = &arena, .text = RC_STR("54.12.34.56"), .map = map, .out = &leaves};
  scan_all(&scan);
  assert_int_equal(leaves.len, 1);
  assert_int_equal(leaves.items[0].start, 0);
  assert_int_equal(leaves.items[0].end, 16);
  rc_arena_free(&arena);
}

/* Nothing is written beyond an arena that has failed. */
static void *refuse(void *context, size_t size) {
  (void)context;
  (void)size;
  return NULL;
}

static void test_no_memory(void **state) {
  (void)state;
  rc_arena arena;
  rc_arena_init(&arena, &(rc_allocator){.allocate = refuse, .release = heap_give});
  rc_leaves leaves = {0};
  rc_scan scan = {.arena = &arena,
                  .text = RC_STR("arn:aws:iam::210987654321:role/acme https://u:p@db.acme.com/x"),
                  .out = &leaves};
  scan_all(&scan);
  assert_int_equal(leaves.len, 0);
  assert_int_equal(rc_arena_status(&arena), RC_NOMEM);
  rc_arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_malformed_arns),
      cmocka_unit_test(test_accounts),
      cmocka_unit_test(test_resource_ids),
      cmocka_unit_test(test_stores),
      cmocka_unit_test(test_images),
      cmocka_unit_test(test_parameters),
      cmocka_unit_test(test_webhooks),
      cmocka_unit_test(test_lists),
      cmocka_unit_test(test_some_arns),
      cmocka_unit_test(test_more_arns),
      cmocka_unit_test(test_some_aws_hosts),
      cmocka_unit_test(test_more_aws_hosts),
      cmocka_unit_test(test_some_urls),
      cmocka_unit_test(test_more_urls),
      cmocka_unit_test(test_detectors),
      cmocka_unit_test(test_decoded_text),
      cmocka_unit_test(test_no_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
