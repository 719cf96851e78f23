// Rows 71 to 138: databases, platforms, services.
import { crcHex, hide, jwt, may, pemLines, token, withBase62 } from "./shapes.mjs";

const base64 = (text) => Buffer.from(text).toString("base64");
// A URL with a login at a host of the documentation.
const url = (scheme, path = "", user = "app") => [
  (r) => `${scheme}://${may(user)}:${hide(r.password())}@db.example.com${path}`,
  (r) => `${scheme}://${may(user)}:${hide(r.w(18))}@localhost${path}`,
];
const list = (r, ...parts) => parts.join(";");
const text = (make) => (r) => ["x.txt", `${make(r)}\n`];
const member = (make) => (r) => ["x.json", `{"setting": "${make(r)}"}`];
const both = (make) => [text(make), member(make)];
const checked = (body) => body + crcHex(body).toUpperCase();

const databases = [
  {
    row: 71,
    items: 9,
    free: [...url("postgres", ":5432/app"), ...url("postgresql", "/app?sslmode=require")],
    docs: [
      ...both((r) => `host=127.0.0.1 port=5432 user=postgres password=${hide(r.password())}`),
      text((r) =>
        `host=127.0.0.1 password='${hide("it\\'s-Mauve-71")}' dbname=app`.replace(
          "dbname=app",
          `dbname=${may("app")}`,
        ),
      ),
    ],
  },
  {
    row: 72,
    items: 7,
    free: [...url("mysql", ":3306/app"), ...url("mysql2", "/app")],
    docs: both((r) =>
      list(r, "Server=localhost", `Uid=${may("root")}`, `Pwd=${hide(r.password())}`, ""),
    ),
  },
  {
    row: 73,
    items: 7,
    free: [
      ...url("mongodb+srv", "/app?retryWrites=true"),
      (r) => `mongodb://${may("app")}:${hide(r.w(16))}@a.example.com:27017,b.example.com:27017/app`,
    ],
    docs: both(
      (r) => `mongodb://${may("root")}:${hide("example-Basil9")}@localhost:27017/?authSource=admin`,
    ),
  },
  {
    row: 74,
    items: 7,
    free: [
      (r) => `redis://:${hide(r.w(20))}@localhost:6379/0`,
      (r) => `rediss://${may("default")}:${hide(r.password())}@cache.example.com:6380`,
      (r) => `redis://:${hide(r.h(40))}@127.0.0.1:6379`,
    ],
  },
  { row: 75, items: 6, free: [...url("amqp", ":5672/%2F"), ...url("amqps", `/${may("vhost")}`)] },
  {
    row: 76,
    items: 6,
    docs: [
      ...both((r) =>
        list(
          r,
          "Server=tcp:localhost,1433",
          `Initial Catalog=${may("app")}`,
          `User ID=${may("sa")}`,
          `Password=${hide(r.password())}`,
          "Encrypt=True",
          "",
        ),
      ),
      ...both((r) => list(r, "Data Source=localhost", `uid=${may("sa")}`, `pwd=${hide(r.w(14))}`)),
    ],
  },
  {
    row: 77,
    items: 7,
    docs: [
      ...both(
        (r) => `jdbc:postgresql://localhost:5432/app?user=${may("app")}&password=${hide(r.w(16))}`,
      ),
      ...both(
        (r) =>
          `jdbc:sqlserver://localhost:1433;databaseName=${may("app")};user=${may(
            "sa",
          )};password=${hide(r.password())};encrypt=true`,
      ),
      ...both((r) =>
        `jdbc:oracle:thin:${may("app")}/${hide(r.w(12))}@//localhost:1521/ORCL`.replace(
          "ORCL",
          may("ORCL"),
        ),
      ),
      text((r) => `jdbc:mysql://${may("root")}:${hide(r.w(13))}@localhost/app`),
    ],
  },
  {
    row: 78,
    items: 5,
    docs: [
      text(
        (r) =>
          "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required " +
          `username="${may("app")}" password="${hide(r.w(30))}";`,
      ),
      (r) => [
        "t.json",
        JSON.stringify({
          environment: [
            {
              name: "KAFKA_SASL_JAAS_CONFIG",
              value:
                "org.apache.kafka.common.security.scram.ScramLoginModule required " +
                `username="${may("app")}" password="${hide(r.password())}";`,
            },
          ],
        }),
      ],
    ],
  },
  {
    row: 79,
    items: 7,
    free: [...url("clickhouse", ":9000/default"), ...url("https", ":9200/_search", "elastic")],
    docs: both((r) => `Authorization: ApiKey ${hide(base64(`${r.u(20)}:${r.u(22)}`))}`),
  },
  { row: 80, free: [(r) => token("dapi", r.h(32)), (r) => token("dapi", `${r.h(32)}-2`)] },
  {
    row: 81,
    items: 10,
    free: [
      (r) => token("pscale_tkn_", r.u(43)),
      (r) => token("pscale_pw_", r.u(43)),
      (r) => token("napi_", r.l(64)),
      (r) => token("sbp_", r.h(40)),
      (r) => token("sb_secret_", r.u(31)),
      (r) => token("CCDB1_", `${r.w(22)}_${r.w(40)}`),
      (r) => token("AstraCS:", `${r.w(24)}:${r.h(64)}`),
    ],
  },
  {
    row: 82,
    items: 7,
    free: [...url("smtp", ":587"), ...url("smtps", ":465")],
    names: ["SES_SMTP_PASSWORD", "SMTP_PASS"],
    named: [(r) => hide(`B${r.b(43)}`)],
  },
  {
    row: 83,
    items: 7,
    free: [...url("ldap", ":389"), ...url("ldaps", "")],
    docs: [
      (r) => [
        "x.yaml",
        `ldap:\n  bindDN: cn=${may("admin")},dc=example,dc=com\n  bindPassword: ${hide(
          r.password(),
        )}\n`,
      ],
    ],
  },
  { row: 84, items: 6, free: [...url("ftp", "/in"), ...url("sftp", ":22/in"), ...url("ssh", "")] },
];

const platforms = [
  {
    row: 85,
    items: 12,
    free: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map((p) => (r) => token(p, withBase62(r))),
  },
  { row: 86, free: [(r) => token("ghs_", `${r.d(7)}_${jwt(r)}`)] },
  { row: 87, free: [(r) => token("github_pat_", `${r.w(22)}_${r.w(59)}`)] },
  {
    row: 88,
    items: 14,
    free: [
      (r) => token("glpat-", r.u(20)),
      (r) => token("gldt-", r.u(20)),
      (r) => token("glrt-", r.u(20)),
      (r) => token("glsoat-", r.u(20)),
      (r) => token("glft-", r.u(20)),
      (r) => token("glimt-", r.u(25)),
      (r) => token("glagent-", r.u(50)),
      (r) => token("gloas-", r.h(64)),
      (r) => token("glptt-", r.h(40)),
      (r) => token("glcbt-", `${r.h(2)}_${r.u(20)}`),
      (r) => token("glffct-", r.u(20)),
      (r) => token("GR1348941", r.u(20)),
    ],
  },
  { row: 89, free: [(r) => token("glpat-", `${r.u(36)}.${r.l(2)}.${r.l(9)}`)] },
  {
    row: 90,
    items: 7,
    free: [
      (r) => {
        const body = `ATBB${r.w(24)}`;
        return token("ATBB", checked(body).slice(4));
      },
      (r) => token("BBDC-", base64(`${r.d(12)}:${r.w(30)}`).replace(/=+$/, "")),
    ],
  },
  { row: 91, free: [(r) => token("ATATT3", checked(`ATATT3xFfGF0${r.u(171)}=`).slice(6))] },
  { row: 92, free: [(r) => token("npm_", withBase62(r))] },
  { row: 93, free: [(r) => token("pypi-", `AgEIcHlwaS5vcmc${r.u(150)}`)] },
  {
    row: 94,
    items: 8,
    free: [
      (r) => token("rubygems_", r.h(48)),
      (r) => token("cio", r.w(32)),
      (r) => token("oy2", r.l(43)),
      (r) => token("CLOJARS_", r.h(60)),
    ],
  },
  {
    row: 95,
    items: 6,
    free: [(r) => token("dckr_pat_", r.u(27)), (r) => token("dckr_oat_", r.u(32))],
  },
  {
    row: 96,
    items: 6,
    free: [(r) => token("SWMTKN-1-", `${r.l(50)}-${r.l(25)}`), (r) => token("SWMKEY-1-", r.b(43))],
  },
  {
    row: 97,
    free: [
      (r) => hide(`${r.w(14)}.atlasv1.${r.u(64)}`).replace(".atlasv1.", `⟧${may(".atlasv1.")}⟦`),
    ],
  },
  {
    row: 98,
    items: 8,
    free: [
      (r) => token("hvs.", r.u(95)),
      (r) => token("hvb.", r.u(140)),
      (r) => token("hvr.", r.u(100)),
    ],
    names: ["VAULT_TOKEN"],
    named: [(r) => token("s.", r.w(24))],
  },
  { row: 99, free: [(r) => token("pul-", r.h(40))] },
  {
    row: 100,
    items: 8,
    free: [(r) => token("CCIPAT_", `${r.w(22)}_${r.h(40)}`), (r) => token("bkua_", r.l(40))],
    names: ["DRONE_TOKEN", "TRAVIS_TOKEN"],
    named: [(r) => hide(r.w(22))],
  },
  { row: 101, items: 6, free: [(r) => token("AKCp", r.w(69)), (r) => token("cmVmdGtuO", r.w(55))] },
  {
    row: 102,
    items: 7,
    free: [
      (r) => token("sqp_", r.h(40)),
      (r) => token("squ_", r.h(40)),
      (r) => token("sqa_", r.h(40)),
      (r) => token("sqco_", r.w(59)),
    ],
  },
  {
    row: 103,
    items: 7,
    free: [
      (r) => token("dp.pt.", r.w(43)),
      (r) => token("dp.st.", r.w(43)),
      (r) => token("dp.ct.", r.w(43)),
      (r) => token("dp.st.prd.", r.w(43)),
    ],
  },
  {
    row: 104,
    items: 6,
    free: [
      (r) => token("ops_eyJ", r.b(320)),
      (r) => token("A3-", `${r.U(6)}-${r.U(11)}-${r.U(5)}-${r.U(5)}-${r.U(5)}`),
    ],
  },
  {
    row: 105,
    items: 6,
    free: [(r) => token("PMAK-", `${r.h(24)}-${r.h(34)}`), (r) => token("PMAT-", r.U(26))],
  },
  {
    row: 106,
    items: 8,
    free: [
      (r) => token("ico-", r.w(32)),
      (r) => token("pnu_", r.w(36)),
      (r) => token("pat.", `${r.u(22)}.${r.h(24)}.${r.w(20)}`),
      (r) => token("API-", r.U(26)),
    ],
  },
  {
    row: 107,
    items: 8,
    free: [
      (r) => token("lin_api_", r.w(40)),
      (r) => token("figd_", r.u(40)),
      (r) => token("ntn_", `${r.d(11)}${r.w(35)}`),
      (r) => token("secret_", r.w(43)),
    ],
  },
  {
    row: 108,
    items: 8,
    free: [
      (r) => token("api-", r.uuid()),
      (r) => token("sdk-", r.uuid()),
      (r) => token("mob-", r.uuid()),
    ],
    names: ["SNYK_TOKEN"],
    named: [(r) => hide(r.uuid())],
  },
  {
    row: 109,
    items: 10,
    free: [
      (r) => token("vcp_", r.u(56)),
      (r) => token("nfp_", r.w(40)),
      (r) => token("rnd_", r.w(28)),
      (r) => token("fo1_", r.u(43)),
      (r) => token("fm2_", r.b(140)),
      (r) => token("HRKU-AA", r.u(58)),
    ],
  },
  {
    row: 110,
    items: 6,
    free: [
      (r) => token("tskey-auth-", `${r.w(12)}CNTRL-${r.w(32)}`),
      (r) => token("tskey-api-", `${r.w(12)}CNTRL-${r.w(32)}`),
    ],
    names: ["NGROK_AUTHTOKEN"],
    named: [(r) => hide(`${r.w(27)}_${r.w(21)}`)],
  },
  { row: 111, free: [(r) => token("sha256~", r.u(43))] },
  {
    row: 112,
    items: 6,
    names: [
      "CONFLUENT_API_SECRET",
      "TEMPORAL_API_KEY",
      "UPSTASH_REDIS_REST_TOKEN",
      "CONFLUENT_CLOUD_API_SECRET",
    ],
    named: [(r) => hide(r.b(64)), (r) => hide(r.w(40))],
  },
];

const serviceAccount = (r) => ({
  type: "service_account",
  project_id: may("app"),
  private_key_id: hide(r.h(40)),
  private_key:
    `-----BEGIN PRIVATE KEY-----\n${pemLines(r).map(hide).join("\n")}\n` +
    "-----END PRIVATE KEY-----\n",
  client_email: `${may("app@app.iam.gserviceaccount.com")}`,
});

const clouds = [
  { row: 113, free: [(r) => token("AIza", `Sy${r.u(33)}`)] },
  { row: 114, free: [(r) => token("AQ.Ab8RN6", r.u(44))] },
  {
    row: 115,
    items: 8,
    free: [
      (r) => token("GOCSPX-", r.u(28)),
      (r) => token("ya29.", `a0A${r.u(160)}`),
      (r) => token("1//0", r.u(98)),
      (r) => `${hide(r.d(12))}-${hide(r.l(32))}.apps.googleusercontent.com`,
    ],
  },
  {
    row: 116,
    items: 5,
    docs: [
      (r) => ["sa.json", JSON.stringify(serviceAccount(r), null, 2)],
      (r) => [
        "taskdef.json",
        JSON.stringify({
          environment: [{ name: "GCP_CREDS", value: JSON.stringify(serviceAccount(r)) }],
        }),
      ],
    ],
  },
  {
    row: 117,
    docs: both((r) =>
      list(
        r,
        "DefaultEndpointsProtocol=https",
        `AccountName=${may("app")}`,
        `AccountKey=${hide(`${r.b(86)}==`)}`,
        "EndpointSuffix=core.windows.net",
      ),
    ),
  },
  {
    row: 118,
    docs: [
      text(
        (r) =>
          `https://${may("app.blob.core.windows.net")}/c/x?sv=2022-11-02&se=2026-03-01T10%3A00Z` +
          `&sr=b&sp=r&sig=${hide(encodeURIComponent(r.base64(32)))}`,
      ),
      member(
        (r) =>
          `?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2026-03-01&sig=${hide(
            encodeURIComponent(r.base64(32)),
          )}`,
      ),
    ],
  },
  {
    row: 119,
    items: 6,
    docs: [
      ...both((r) =>
        list(
          r,
          `Endpoint=sb://${may("app.servicebus.windows.net")}/`,
          `SharedAccessKeyName=${may("RootManageSharedAccessKey")}`,
          `SharedAccessKey=${hide(r.base64(32))}`,
        ),
      ),
      ...both((r) =>
        list(
          r,
          `Endpoint=https://${may("app.azconfig.io")}`,
          `Id=${may(r.w(10))}`,
          `Secret=${hide(r.base64(32))}`,
        ),
      ),
    ],
  },
  {
    row: 120,
    items: 6,
    free: [(r) => hide(`${r.u(3)}8Q~${r.u(34)}`), (r) => hide(`${r.u(3)}7Q~${r.u(31)}`)],
  },
  {
    row: 121,
    items: 8,
    free: [
      (r) => token("cfat_", r.w(48)),
      (r) => token("cfut_", r.w(48)),
      (r) => token("v1.0-", `${r.h(24)}-${r.h(146)}`),
    ],
    names: ["CLOUDFLARE_API_TOKEN", "CF_API_KEY"],
    named: [(r) => hide(r.u(40)), (r) => hide(r.h(37))],
  },
  {
    row: 122,
    items: 8,
    free: [
      (r) => token("dop_v1_", r.h(64)),
      (r) => token("doo_v1_", r.h(64)),
      (r) => token("LTAI", r.w(20)),
    ],
    names: ["SCW_SECRET_KEY"],
    named: [(r) => hide(r.uuid())],
  },
  {
    row: 123,
    items: 7,
    names: ["DD_API_KEY", "DD_APP_KEY", "DATADOG_API_KEY"],
    named: [(r) => hide(r.h(32)), (r) => hide(r.h(40))],
  },
  {
    row: 124,
    items: 8,
    free: [
      (r) => token("NRAK-", r.U(27)),
      (r) => hide(`${r.h(36)}`) + may("NRAL"),
      (r) => token("NRII-", r.u(32)),
      (r) => token("NRJS-", r.h(19)),
      (r) => token("NRBR-", r.h(19)),
    ],
    names: ["NEW_RELIC_LICENSE_KEY"],
    named: [(r) => hide(r.h(36)) + may("NRAL")],
  },
  {
    row: 125,
    items: 8,
    free: [
      (r) => token("sntrys_eyJ", `${r.w(140)}_${r.w(43)}`),
      (r) => token("sntryu_", r.h(64)),
      (r) => `https://${hide(r.h(32))}@sentry.example.com/42`,
      (r) => `https://${hide(r.h(32))}@${may(`o${r.d(6)}.ingest.sentry.io`)}/${may(r.d(7))}`,
    ],
    docs: [
      (r) => [
        "main.tf",
        `environment = [{ name = "SENTRY_DSN", ` +
          `value = "https://${hide(r.h(32))}@sentry.example.com/4" }]\n`,
      ],
    ],
  },
  {
    row: 126,
    items: 7,
    free: [
      (r) => {
        const body = `glsa_${r.w(32)}`;
        const sum = Buffer.from(crcHex(body), "hex").reverse().toString("hex");
        return token("glsa_", `${body.slice(5)}_${sum}`);
      },
      (r) => token("glc_", base64(JSON.stringify({ o: "1", n: "app", k: r.w(32) }))),
      (r) => hide(base64(JSON.stringify({ k: r.w(32), n: "app", id: 1 }))),
    ],
  },
  {
    row: 127,
    items: 7,
    free: [(r) => token("dt0c01.", `${r.B32(24)}.${r.B32(64)}`)],
    names: ["HONEYCOMB_API_KEY", "SPLUNK_HEC_TOKEN", "ELASTIC_API_KEY"],
    named: [(r) => hide(r.uuid()), (r) => hide(r.w(22))],
  },
  {
    row: 128,
    items: 6,
    names: ["PAGERDUTY_API_KEY", "PAGERDUTY_TOKEN", "OPSGENIE_API_KEY"],
    named: [(r) => hide(`u+${r.u(18)}`), (r) => hide(r.uuid())],
  },
];

const saas = [
  {
    row: 129,
    items: 9,
    free: [
      (r) => token("xoxb-", `${r.d(12)}-${r.d(12)}-${r.w(24)}`),
      (r) => token("xoxp-", `${r.d(12)}-${r.d(12)}-${r.d(12)}-${r.h(32)}`),
      (r) => token("xapp-1-", `${r.U(11)}-${r.d(13)}-${r.h(64)}`),
      (r) => token("xoxe-1-", r.b(140).replace(/[+/]/g, "M")),
      (r) => token("xoxc-", `${r.d(12)}-${r.d(12)}-${r.d(12)}-${r.h(64)}`),
    ],
    docs: [
      (r) => [
        "cookie.txt",
        `d=${token("xoxd-", r.w(60))}${may("%2B")}${hide(r.w(40))}; path=/\n`,
      ],
    ],
  },
  {
    row: 130,
    items: 10,
    free: [
      (r) =>
        `https://hooks.slack.com/services/${may(`T${r.U(8)}`)}/` +
        `${may(`B${r.U(8)}`)}/${hide(r.w(24))}`,
      (r) => `https://discord.com/api/webhooks/${may(r.d(18))}/${hide(r.u(68))}`,
      (r) => `https://discordapp.com/api/webhooks/${may(r.d(19))}/${hide(r.u(68))}`,
      (r) =>
        `https://${may("app.webhook.office.com")}/webhookb2/${hide(r.uuid())}@${hide(
          r.uuid(),
        )}/IncomingWebhook/${hide(r.h(32))}/${hide(r.uuid())}`,
      (r) => `https://hooks.zapier.com/hooks/catch/${may(r.d(8))}/${hide(r.l(7))}/`,
      (r) =>
        `https://chat.googleapis.com/v1/spaces/${may(r.w(11))}/messages?key=${token(
          "AIzaSy",
          r.u(33),
        )}&token=${hide(r.u(43))}`,
    ],
  },
  { row: 131, free: [(r) => `${may(r.pick("123456789") + r.d(9))}:${hide(`AA${r.u(33)}`)}`] },
  {
    row: 132,
    items: 8,
    free: [(r) => token("AC", r.h(32)), (r) => token("SK", r.h(32))],
    names: ["TWILIO_AUTH_TOKEN"],
    named: [(r) => hide(r.h(32))],
  },
  {
    row: 133,
    items: 9,
    free: [
      (r) => token("SG.", `${r.u(22)}.${r.u(43)}`),
      (r) => token("key-", r.h(32)),
      (r) => hide(r.h(32)) + may("-us14"),
      (r) => token("xkeysib-", `${r.h(64)}-${r.w(16)}`),
    ],
    names: ["POSTMARK_SERVER_TOKEN"],
    named: [(r) => hide(r.uuid())],
  },
  {
    row: 134,
    items: 9,
    free: [
      (r) => token("sk_live_", r.w(24)),
      (r) => token("rk_live_", r.w(99)),
      (r) => token("sk_test_", r.w(24)),
      (r) => token("whsec_", r.w(32)),
    ],
  },
  {
    row: 135,
    items: 9,
    free: [
      (r) => token("access_token$production$", `${r.l(16)}$${r.h(32)}`),
      (r) => token("sq0atp-", r.u(22)),
      (r) => token("sq0csp-", r.u(43)),
      (r) => token("EAAA", r.u(60)),
      (r) => token("shpat_", r.h(32)),
      (r) => token("shpss_", r.h(32)),
    ],
  },
  {
    row: 136,
    items: 24,
    free: [
      (r) => token("sk-ant-api03-", `${r.u(93)}AA`),
      (r) => token("sk-ant-admin01-", `${r.u(93)}AA`),
      (r) => token("sk-proj-", `${r.u(74)}T3BlbkFJ${r.u(74)}`),
      (r) => token("sk-", `${r.w(20)}T3BlbkFJ${r.w(20)}`),
      (r) => token("sk-svcacct-", `${r.u(58)}T3BlbkFJ${r.u(58)}`),
      (r) => token("sk-or-v1-", r.h(64)),
      (r) => token("gsk_", r.w(52)),
      (r) => token("hf_", r.w(34)),
      (r) => token("xai-", r.w(80)),
      (r) => token("pplx-", r.w(48)),
      (r) => token("r8_", r.w(37)),
      (r) => token("tgp_v1_", r.u(43)),
      (r) => token("nvapi-", r.u(64)),
      (r) => token("csk-", r.l(48)),
      (r) => token("lsv2_pt_", `${r.h(32)}_${r.h(10)}`),
      (r) => token("pcsk_", `${r.w(6)}_${r.w(63)}`),
      (r) => token("tvly-", `dev-${r.w(32)}`),
    ],
    names: ["DEEPSEEK_API_KEY"],
    named: [(r) => token("sk-", r.h(32))],
  },
  {
    row: 137,
    items: 9,
    free: [
      (r) => token("wandb_v1_", r.w(77)),
      (r) => token("phx_", r.w(43)),
      (r) => token("sk.", `eyJ1Ijoi${r.w(60)}.${r.u(22)}`),
    ],
    names: ["SEGMENT_WRITE_KEY", "ALGOLIA_ADMIN_KEY", "WANDB_API_KEY"],
    named: [(r) => hide(r.h(32)), (r) => hide(r.w(32))],
  },
  {
    row: 138,
    items: 7,
    names: ["CLIENT_SECRET", "OAUTH_CLIENT_SECRET", "GOOGLE_CLIENT_SECRET"],
    named: [(r) => hide(r.w(32)), (r) => hide(r.h(40)), (r) => hide(r.u(24))],
  },
];

export const databasesRows = databases;
export const platformsRows = platforms;
export const servicesRows = [...clouds, ...saas];
