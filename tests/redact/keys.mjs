// Rows 37 to 70: keys and certificates, and the ways to say who one is.
import { bech32, der, hide, jwe, jwt, may, pem, pemLines, plain, token } from "./shapes.mjs";
import { withBase62 } from "./shapes.mjs";

const base64 = (text) => Buffer.from(text).toString("base64");
const pemOnce = (r, kind = "RSA PRIVATE KEY") => plain(pem(r, kind));
const oneLine = (r, glue, kind = "PRIVATE KEY") =>
  `-----BEGIN ${kind}-----${glue}${pemLines(r).map(hide).join(glue)}${glue}-----END ${kind}-----`;
const login = (r) => base64(`${r.person()}:${r.password()}`);

const certificates = [
  {
    row: 37,
    items: 12,
    docs: [
      (r) => ["key.pem", `${pem(r)}\n`],
      (r) => ["key.pem", `${pem(r, "PRIVATE KEY", "\r\n")}\r\n`],
      (r) => ["id", `${pem(r, "OPENSSH PRIVATE KEY")}\n`],
      (r) => ["key.pem", `${pem(r, "EC PRIVATE KEY")}\n`],
      (r) => ["a.json", `{"tls":{"key":"${oneLine(r, "\\n")}\\n"}}`],
      (r) => [".env", `TLS_KEY="${oneLine(r, "\\n")}"\n`],
      (r) => ["a.yaml", `key: |\n  ${oneLine(r, "\n  ")}\nport: 8080\n`],
      (r) => [
        "log.txt",
        `read -----BEGIN PRIVATE KEY-----\n${hide(r.base64(48))}\n${hide(r.base64(48))}\n`,
      ],
      (r) => [
        "a.json",
        JSON.stringify({ c: JSON.stringify({ k: "X" }) }).replace("X", oneLine(r, "\\\\\\\\n")),
      ],
      (r) => [
        "key.pem",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n" +
          `DEK-Info: AES-256-CBC,${may(r.H(32))}\n\n${pemLines(r).map(hide).join("\n")}\n` +
          "-----END RSA PRIVATE KEY-----\n",
      ],
    ],
  },
  {
    row: 38,
    docs: [
      (r) => [
        "key.asc",
        `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${pemLines(r)
          .map(hide)
          .join("\n")}\n${may(`=${r.b(4)}`)}\n-----END PGP PRIVATE KEY BLOCK-----\n`,
      ],
      (r) => [
        "a.json",
        `{"k":"-----BEGIN PGP PRIVATE KEY BLOCK-----\\n\\n${pemLines(r)
          .map(hide)
          .join("\\n")}\\n-----END PGP PRIVATE KEY BLOCK-----"}`,
      ],
    ],
  },
  {
    row: 39,
    docs: [
      (r) => [
        "k.ppk",
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: key\n" +
          `Public-Lines: 1\n${may(r.base64(39))}\nPrivate-Lines: 1\n${hide(r.base64(27))}\n` +
          `Private-MAC: ${hide(r.h(64))}\n`,
      ],
      (r) => [
        "k.ppk",
        "PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: none\r\nComment: key\r\n" +
          `Public-Lines: 1\r\n${may(r.base64(48))}\r\n` +
          `Private-Lines: 2\r\n${hide(r.base64(48))}\r\n${hide(
            r.base64(30),
          )}\r\nPrivate-MAC: ${hide(r.h(40))}\r\n`,
      ],
    ],
  },
  {
    row: 40,
    free: [
      (r) => hide(base64(pemOnce(r))),
      (r) => hide(base64(`${pemOnce(r, "PRIVATE KEY")}\n`)),
      (r) => hide(base64(pemOnce(r, "OPENSSH PRIVATE KEY"))),
    ],
  },
  { row: 41, free: [(r) => hide(der(r))] },
  {
    row: 42,
    docs: [
      (r) => [
        "jwk.json",
        JSON.stringify({
          kty: "EC",
          crv: "P-256",
          x: may(r.u(43)),
          y: may(r.u(43)),
          d: hide(r.u(43)),
        }),
      ],
      (r) => [
        "jwk.json",
        JSON.stringify({ keys: [{ kty: "oct", alg: "HS256", k: hide(r.u(43)) }] }),
      ],
      (r) => [
        "jwk.json",
        JSON.stringify(
          {
            kty: "RSA",
            n: may(r.u(342)),
            e: "AQAB",
            d: hide(r.u(342)),
            p: hide(r.u(171)),
            q: hide(r.u(171)),
            dp: hide(r.u(171)),
            dq: hide(r.u(171)),
            qi: hide(r.u(171)),
          },
          null,
          2,
        ),
      ],
      (r) => [
        "taskdef.json",
        JSON.stringify({
          environment: [
            {
              name: "JWK",
              value: JSON.stringify({
                kty: "OKP",
                crv: "Ed25519",
                d: hide(r.u(43)),
                x: may(r.u(43)),
              }),
            },
          ],
        }),
      ],
    ],
  },
  {
    row: 43,
    free: [
      (r) =>
        token(
          "AGE-SECRET-KEY-1",
          bech32(
            "age-secret-key-",
            Array.from({ length: 52 }, (_, i) => (i < 51 ? r.below(32) : r.below(2) * 16)),
          ).toUpperCase(),
        ),
    ],
  },
  {
    row: 44,
    names: ["WG_PRIVATE_KEY", "PRESHARED_KEY"],
    named: [(r) => hide(r.base64(32))],
    docs: [
      (r) => ["wg0.conf", `[Interface]\nPrivateKey = ${hide(r.base64(32))}\nListenPort = 51820\n`],
      (r) => ["wg0.conf", `[Peer]\nPresharedKey=${hide(r.base64(32))}\nPersistentKeepalive = 25\n`],
    ],
  },
  {
    row: 45,
    docs: [
      (r) => [
        "authorized_keys",
        `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${r.b(43)} ${hide(`${r.person()}@${r.name()}`)}\n`,
      ],
      (r) => [
        "a.pub",
        `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ${r.b(330)} ${hide(
          `${r.person()}@${r.name()}-laptop`,
        )}\n`,
      ],
    ],
  },
  // A certificate is public; what it says of its owner goes.
  {
    row: 46,
    docs: [
      (r) => [
        "c.pem",
        `-----BEGIN CERTIFICATE-----\n${may(r.base64(48))}\n${may(
          r.base64(20),
        )}\n-----END CERTIFICATE-----\nsubject=CN = ${hide(`www.${r.name()}.com`)}\n`,
      ],
      (r) => [
        "c.pem",
        `-----BEGIN CERTIFICATE-----\n${may(r.base64(48))}\n${may(
          r.base64(20),
        )}\n-----END CERTIFICATE-----\nissued to ${hide(`${r.person()}@${r.name()}.com`)}\n`,
      ],
    ],
  },
];

const tokens = [
  {
    row: 47,
    items: 10,
    free: [(r) => hide(jwt(r)), (r) => hide(jwt(r, { admin: true }))],
    docs: [
      (r) => ["log.txt", `Authorization: Bearer ${hide(jwt(r))}\n`],
      (r) => [
        "log.txt",
        `GET https://example.com/cb?state=1&id_token=${hide(jwt(r))} 302\n`.replace("state=1&", ""),
      ],
    ],
  },
  { row: 48, free: [(r) => hide(base64(jwt(r)))] },
  {
    row: 49,
    names: ["ID_TOKEN", "ACCESS_TOKEN", "REFRESH_TOKEN"],
    named: [(r) => hide(jwt(r)), (r) => hide(r.u(60))],
  },
  { row: 50, free: [(r) => hide(jwe(r))] },
  {
    row: 51,
    items: 8,
    docs: [
      (r) => ["log.txt", `authorization: bearer ${hide(r.u(32))}\n`],
      (r) => [
        "run.sh",
        `curl -H 'Authorization: Bearer ${hide(r.w(40))}' https://example.com/v1\n`,
      ],
      (r) => ["a.json", `{"headers":{"Authorization":"Bearer ${hide(r.w(24))}"}}`],
      (r) => ["a.py", `headers = {"Authorization": f"Bearer ${hide(`${r.w(20)}.${r.w(20)}`)}"}\n`],
      (r) => [
        "taskdef.json",
        `{"environment":[{"name":"HEADER","value":"Bearer ${hide(r.u(28))}"}]}`,
      ],
    ],
  },
  {
    row: 52,
    items: 8,
    docs: [
      (r) => ["log.txt", `Authorization: Basic ${hide(login(r))}\n`],
      (r) => ["run.sh", `curl -H "Authorization: Basic ${hide(login(r))}" https://example.com/\n`],
      (r) => ["a.json", `{"headers":{"authorization":"Basic ${hide(login(r))}"}}`],
      (r) => ["log.txt", `> Proxy-Authorization: basic ${hide(login(r))}\r\n`],
    ],
  },
  {
    row: 53,
    docs: [
      (r) => ["log.txt", `Authorization: NTLM ${hide(`TlRMTVNTUAADAAAAGAAYAH${r.b(130)}==`)}\n`],
      (r) => ["log.txt", `Authorization: Negotiate ${hide(`YII${r.b(301)}`)}\n`],
      (r) => [
        "log.txt",
        `Authorization: Digest username="${may("app")}", realm="x", nonce="${may(
          r.h(32),
        )}", uri="/", response="${hide(r.h(32))}"\n`,
      ],
    ],
  },
  {
    row: 54,
    items: 10,
    docs: [
      "X-Auth-Token",
      "Api-Key",
      "Ocp-Apim-Subscription-Key",
      "DD-API-KEY",
      "PRIVATE-TOKEN",
      "X-Vault-Token",
      "X-Access-Token",
    ].flatMap((name) => [
      (r) => ["log.txt", `${name}: ${hide(r.h(32))}\n`],
      (r) => ["run.sh", `curl -s -H '${name}: ${hide(r.w(26))}' https://example.com/\n`],
    ]),
  },
  {
    row: 55,
    items: 8,
    docs: [
      (r) => ["log.txt", `Cookie: theme=dark; JSESSIONID=${hide(r.H(32))}; lang=en\n`],
      (r) => ["log.txt", `Set-Cookie: session=${hide(r.u(44))}; Path=/; HttpOnly\r\n`],
      (r) => ["log.txt", `set-cookie: connect.sid=${hide(`s%3A${r.u(32)}.${r.w(43)}`)}; Path=/\n`],
      (r) => ["a.json", `{"headers":{"cookie":"PHPSESSID=${hide(r.l(26))}; seen=1"}}`],
      (r) => ["run.sh", `curl -b 'sid=${hide(r.w(24))}' https://example.com/\n`],
    ],
  },
  {
    row: 56,
    items: 10,
    free: [
      (r) => `https://${may("deploy")}:${hide(r.password())}@example.com/x`,
      (r) => `https://${hide(r.person())}:${hide(r.w(14))}@example.org:8443/`,
    ],
    docs: [
      (r) => [
        "x.txt",
        `http://admin:${hide("p@ss:w0rd")}@example.com/\n`.replace("admin", may("admin")),
      ],
      (r) => ["x.txt", `https://${may("bot")}:${hide("Gr%40nite%2F77x")}@example.com/a?b=c\n`],
      (r) => [
        "x.txt",
        `git clone https://${may("oauth2")}:${hide(r.w(20))}@gitlab.com/group/x.git\n`.replace(
          "group/x.git",
          may("group/x.git"),
        ),
      ],
      (r) => ["x.txt", `http://${may("app")}:${hide(r.w(12))}@[2001:db8::1]:8080/\n`],
      (r) => ["x.txt", `https://${may("ci")}:${token("ghp_", withBase62(r))}@example.com/\n`],
    ],
  },
  {
    row: 57,
    items: 12,
    docs: [
      "token",
      "key",
      "api_key",
      "apikey",
      "sig",
      "signature",
      "code",
      "password",
      "access_token",
      "client_secret",
    ].map(
      (name) => (r) =>
        r.pick([
          [
            "log.txt",
            `"GET https://example.com/v1/x?page=2&${name}=${hide(r.w(24))} HTTP/1.1" 200\n`,
          ],
          ["a.json", `{"callback":"https://example.com/x?${name}=${hide(r.u(30))}&page=1"}`],
          ["a.yaml", `url: https://example.com/x?lang=en&${name}=${hide(r.w(22))}#top\n`],
        ]),
    ),
  },
];

const settings = [
  {
    row: 58,
    items: 62,
    names: [
      "DB_PASSWORD",
      "PASSWD",
      "PASSPHRASE",
      "USER_PWD",
      "APP_SECRET",
      "API_TOKEN",
      "APIKEY",
      "ACCESS_KEY",
      "SIGNING_KEY",
      "ENCRYPTION_KEY",
      "MASTER_KEY",
      "SECRET_KEY_BASE",
      "CREDENTIALS",
      "JWT_SECRET",
      "SESSION_SECRET",
      "PASSWORD_SALT",
      "PEPPER",
      "OTP_SEED",
      "LICENSE_KEY",
      "KEYSTORE_PASSWORD",
      "HMAC_KEY",
      "NPM_TOKEN",
      "GH_TOKEN",
      "VAULT_TOKEN",
      "PGPASSWORD",
      "MYSQL_PWD",
      "MYSQL_ROOT_PASSWORD",
      "POSTGRES_PASSWORD",
      "REDIS_PASSWORD",
      "SMTP_PASSWORD",
      "RABBITMQ_DEFAULT_PASS",
      "DJANGO_SECRET_KEY",
      "RAILS_MASTER_KEY",
      "NEXTAUTH_SECRET",
      "CERT_PASSWORD",
      "PRIVATE_KEY_PASSPHRASE",
      "DATABASE_PASSWORD",
      "AUTH_SECRET",
      "COOKIE_SECRET",
    ],
    named: [
      (r) => hide(r.password()),
      (r) => hide(r.w(24)),
      (r) => hide(r.h(32)),
      (r) => hide(r.pick(["hunter2", "letmein", "postgres", "admin", "qwerty", "Winter2025!"])),
      (r) => hide(r.b(43) + "="),
    ],
    docs: [
      (r) => ["app.log", `10:00:01 INFO the password is ${hide(r.password())} now\n`],
      (r) => ["app.log", `login failed with password ${hide(`Pickle_${r.d(2)}${r.w(5)}7x`)}\n`],
      (r) => ["app.log", `10:00:01 DEBUG key is ${hide(r.h(32))}.\n`],
      (r) => ["page.html", `<code>https://example.com/?a=1&amp;token=${hide(r.w(30))}</code>\n`],
    ],
  },
  {
    row: 59,
    items: 10,
    docs: [
      (r) => [
        "t.json",
        JSON.stringify({ environment: [{ value: hide(r.password()), name: "DB_PASS" }] }),
      ],
      (r) => [
        "t.json",
        JSON.stringify(
          {
            EnvironmentVariables: [{ Name: "API_SECRET", Type: "PLAINTEXT", Value: hide(r.w(18)) }],
          },
          null,
          2,
        ),
      ],
      (r) => [
        "t.json",
        JSON.stringify({
          Parameters: [{ ParameterKey: "DbPassword", ParameterValue: hide(r.password()) }],
        }),
      ],
      (r) => [
        "t.json",
        JSON.stringify({ environment: [{ name: "ADMIN_PASSWORD", value: hide("tiger") }] }),
      ],
      (r) => [
        "t.json",
        JSON.stringify({ environment: [{ name: "APP_PASSWORD", value: hide('Qu"ote\\77-xy') }] }),
      ],
      (r) => [
        "t.json",
        `{ "environment": [ { "name" : "smtp-password",\n "value" :\n "${hide(
          r.password(),
        )}" } ] }`,
      ],
      (r) => [
        "t.json",
        JSON.stringify({ environment: [{ name: "PASSWORD", value: hide("pâté-Zürich-9") }] }),
      ],
      (r) => [
        "t.json",
        `{"environment":[{"name":"DB_PASSWORD","value":"${hide("caf\\u00e9-Rouge19")}"}]}`,
      ],
      (r) => [
        "t.json",
        JSON.stringify({
          overrides: {
            containerOverrides: [
              { name: "app", environment: [{ name: "TOKEN", value: hide(r.u(20)) }] },
            ],
          },
        }),
      ],
    ],
  },
  {
    row: 60,
    items: 12,
    docs: [
      (r) => ["run.sh", `mysql -h 127.0.0.1 -u root -p${hide(r.password())} -e 'select 1'\n`],
      (r) => ["run.sh", `redis-cli -h 127.0.0.1 -a ${hide(r.w(16))} ping\n`],
      (r) => ["run.sh", `sshpass -p ${hide(r.w(12))} ssh root@127.0.0.1\n`],
      (r) => ["run.sh", `PGPASSWORD=${hide(r.w(14))} psql -h 127.0.0.1 -U postgres\n`],
      (r) => [
        "run.sh",
        `curl -u admin:${hide(r.w(15))} https://example.com/\n`.replace("admin", may("admin")),
      ],
      (r) => [
        "run.sh",
        `docker login --username ${may("ci")} --password ${hide(r.w(18))} docker.io\n`,
      ],
      (r) => [
        "t.json",
        JSON.stringify({ command: ["app", "--token", hide(r.w(22)), "--port", "8080"] }),
      ],
      (r) => ["t.json", JSON.stringify({ command: ["app", `--db-password=${hide(r.w(13))}`] })],
      (r) => [
        "t.json",
        JSON.stringify({ command: ["sh", "-c", `app --secret ${hide(r.w(16))} --dev`] }),
      ],
      (r) => ["Dockerfile", `RUN app init --api-key=${hide(r.w(32))} && rm -rf /tmp/x\n`],
    ],
  },
  {
    row: 61,
    docs: [
      (r) => [
        "config.json",
        `{"auths":{"https://index.docker.io/v1/":{"auth":"${hide(login(r))}"}}}`,
      ],
      (r) => [
        "config.json",
        `{"auths":{"docker.io":{"username":"${may("ci")}","password":"${hide(r.password())}"}}}`,
      ],
      (r) => ["config.json", `{"auths":{"ghcr.io":{"identitytoken":"${hide(r.u(60))}"}}}`],
      (r) => [
        "taskdef.json",
        JSON.stringify({
          environment: [
            {
              name: "DOCKER_AUTH_CONFIG",
              value: JSON.stringify({ auths: { "docker.io": { auth: hide(login(r)) } } }),
            },
          ],
        }),
      ],
    ],
  },
  {
    row: 62,
    docs: [
      (r) => [
        "taskdef.json",
        `{"repositoryCredentials":{"credentialsParameter":"arn:aws:` +
          `secretsmanager:eu-west-1:${hide(r.account())}:secret:` +
          `${hide(r.name())}-hub-${r.suffix()}"}}`,
      ],
      (r) => [
        "main.tf",
        `repositoryCredentials = { credentialsParameter = "arn:aws:secretsmanager:` +
          `us-east-1:${hide(r.account())}:secret:dev/${hide(r.name())}-${r.suffix()}" }\n`,
      ],
      (r) => [
        "taskdef.json",
        `{"repositoryCredentials":{"credentialsParameter":"${hide(r.name())}-hub"}}`,
      ],
    ],
  },
  {
    row: 63,
    docs: [
      (r) => [
        ".netrc",
        `machine example.com\n  login ${may("ci")}\n  password ${hide(r.password())}\n`,
      ],
      (r) => [
        ".netrc",
        `machine example.com login ${hide(r.person())} password ${hide(r.w(14))}\n`,
      ],
    ],
  },
  {
    row: 64,
    docs: [
      (r) => [".pgpass", `localhost:5432:${may("app")}:${may("app")}:${hide(r.password())}\n`],
      (r) => [
        ".pgpass",
        `*:5432:*:postgres:${hide(r.w(14))}\n`.replace("postgres", may("postgres")),
      ],
    ],
  },
  {
    row: 65,
    docs: [
      (r) => [".npmrc", `//registry.npmjs.org/:_authToken=${hide(r.uuid())}\n`],
      (r) => [".npmrc", `//registry.npmjs.org/:_password=${hide(base64(r.password()))}\n`],
      (r) => [".npmrc", `registry=https://registry.npmjs.org/\n_auth=${hide(login(r))}\n`],
      (r) => [".yarnrc.yml", `npmAuthToken: "${hide(r.w(36))}"\n`],
      (r) => [
        "pip.conf",
        `[global]\nindex-url = https://${may("__token__")}:${hide(r.w(30))}@pypi.org/simple\n`,
      ],
      (r) => ["credentials", `---\n:rubygems_api_key: ${hide(r.h(48))}\n`],
    ],
  },
  {
    row: 66,
    docs: [
      (r) => [
        "x.txt",
        `otpauth://totp/${may("App:jane")}?secret=${hide(r.B32(32))}&issuer=${may("App")}\n`,
      ],
      (r) => [
        "x.json",
        `{"uri":"otpauth://totp/${may("app")}?secret=${hide(r.B32(16))}&digits=6"}`,
      ],
    ],
  },
  {
    row: 67,
    free: [
      (r) => token("$2b$12$", r.w(53)),
      (r) => token("$argon2id$v=19$m=65536,t=3,p=4$", `${r.w(22)}$${r.w(43)}`),
      (r) => token("$6$rounds=5000$", `${r.w(16)}$${r.w(86)}`),
      (r) => token("$1$", `${r.w(8)}$${r.w(22)}`),
      (r) => token("$apr1$", `${r.w(8)}$${r.w(22)}`),
      (r) => token("SCRAM-SHA-256$4096:", `${r.base64(16)}$${r.base64(32)}:${r.base64(32)}`),
    ],
  },
  {
    row: 68,
    docs: [
      (r) => [
        "s.yaml",
        `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${may("app")}\ndata:\n  level: ${hide(
          base64(r.password()),
        )}\n`,
      ],
      (r) => ["s.yaml", `kind: Secret\nstringData:\n  setting: ${hide(r.w(16))}\n`],
      (r) => [
        "s.json",
        `{"kind":"Secret","apiVersion":"v1","data":{"setting":"${hide(base64(r.password()))}"}}`,
      ],
    ],
  },
  {
    row: 69,
    docs: [
      (r) => [
        "kubeconfig",
        `users:\n- name: ${may("ci")}\n  user:\n    client-key-data: ${hide(base64(pemOnce(r)))}\n`,
      ],
      (r) => ["kubeconfig", `users:\n- name: ${may("ci")}\n  user:\n    token: ${hide(r.u(40))}\n`],
    ],
  },
  {
    row: 70,
    items: 14,
    free: [
      (r) => hide(r.w(32)),
      (r) => hide(r.w(40)),
      (r) => hide(r.w(24)),
      (r) => hide(r.b(64).replace(/\//g, "x")),
      (r) => hide(r.u(43)),
    ],
  },
];

export const keys = [...certificates, ...tokens, ...settings];
