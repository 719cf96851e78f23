// Rows 139 to 150: people and networks; and the names of things, which no row counts.
import { hide, may, token } from "./shapes.mjs";

const luhn = (r, prefix) => {
  const body = prefix + r.d(15 - prefix.length);
  const sum = [...body].reverse().reduce((total, c, i) => {
    const twice = Number(c) * (i % 2 === 0 ? 2 : 1);
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return body + String((10 - (sum % 10)) % 10);
};

const groups = (digits) => digits.match(/..../g).map(hide).join(" ");

// The country may stay, and the digits that only check the others.
const iban = (r) => {
  const account = r.d(18);
  const rest = BigInt(`${account}131400`) % 97n;
  return may(`DE${String(98n - rest).padStart(2, "0")}`) + hide(account);
};

// The name of the owner must go; the rest of the host may go with it.
const internal = (r, suffix) =>
  may(`${r.pick(["db", "api", "build"])}${r.d(1)}.`) + hide(r.name()) + may(suffix);

// The words of a name go, what joins them may stay.
const words = (name) => name.split(".").map(hide).join(".");

export const network = [
  {
    row: 139,
    items: 10,
    free: [
      (r) => hide(`${r.person()}@${r.name()}.com`),
      (r) => hide(`${r.person()}+aws@${r.name()}.co.uk`),
    ],
    docs: [
      (r) => [
        "a.json",
        `{"userName":"x","email":"${hide(`${r.person()}@${r.name()}.io`)}"}`.replace(
          '"x"',
          '"root"',
        ),
      ],
      (r) => [
        "log.txt",
        `${`Author: ${may("Jane Doe")}`} <${hide(`${r.person()}@${r.name()}.com`)}>\n`,
      ],
      (r) => ["x.txt", `mailto:${hide(`${r.person()}@${r.name()}.org`)}\n`],
    ],
  },
  {
    row: 140,
    items: 9,
    free: [
      (r) => hide(r.publicIp()),
      (r) => `${hide(r.publicIp())}:8080`,
      (r) => `http://${hide(r.publicIp())}/health`,
    ],
    docs: [
      (r) => [
        "log.txt",
        `${hide(r.publicIp())} - - [01/Mar/2026:10:00:00 +0000] "GET / HTTP/1.1" 200\n`,
      ],
      (r) => ["event.json", `{"sourceIPAddress":"${hide(r.publicIp())}"}`],
    ],
  },
  {
    row: 142,
    items: 7,
    free: [
      (r) => `${hide(`${r.publicIp().replace(/\d+$/, "0")}`)}/24`,
      (r) => `${hide(r.publicIp())}/32`,
    ],
    docs: [
      (r) => [
        "policy.json",
        `{"Condition":{"IpAddress":{"aws:SourceIp":["${hide(
          r.publicIp().replace(/\d+$/, "0"),
        )}/24"]}}}`,
      ],
    ],
  },
  {
    row: 143,
    items: 7,
    free: [
      (r) => hide(`2a05:d018:${r.h(3)}:${r.h(4)}::${r.h(2)}1`),
      (r) => hide(`2600:1f18:4${r.h(3)}:9${r.h(3)}:a${r.h(3)}:b${r.h(3)}:c${r.h(3)}:d${r.h(3)}`),
    ],
    docs: [
      (r) => ["log.txt", `connect to [${hide(`2a05:d014:1${r.h(2)}::${r.h(4)}`)}]:443 failed\n`],
    ],
  },
  {
    row: 144,
    items: 5,
    free: [(r) => hide(`0${r.pick("26ae")}:1a:${r.h(2)}:${r.h(2)}:7f:${r.h(2)}`)],
    docs: [(r) => ["eni.json", `{"macAddress":"${hide(`06:2b:${r.h(2)}:9c:${r.h(2)}:d1`)}"}`]],
  },
  {
    row: 145,
    items: 9,
    free: [
      (r) => internal(r, ".internal"),
      (r) => internal(r, ".corp"),
      (r) => `${internal(r, ".local")}:8443`,
      (r) => `http://${internal(r, ".svc.cluster.local")}/`,
    ],
    names: ["DB_HOST"],
    named: [(r) => `${hide(r.name())}${may("-db")}`],
  },
  {
    row: 146,
    items: 9,
    free: [
      (r) => hide(`${may("api.")}${r.name()}.com`).replace(/⟦⟪api\.⟫/, "⟪api.⟫⟦"),
      (r) => `https://${may("www.")}${hide(`${r.name()}.io`)}/login`,
    ],
    docs: [
      (r) => [
        "log.txt",
        `dial tcp: lookup ${may("mq.")}${hide(`${r.name()}.net`)}: no such host\n`,
      ],
      (r) => ["x.yaml", `ingress:\n  host: ${may("shop.")}${hide(`${r.name()}.de`)}\n`],
    ],
  },
  {
    row: 147,
    items: 9,
    free: [(r) => `/home/${hide(r.person())}/app`, (r) => `/Users/${hide(r.person())}/x.py`],
    docs: [
      (r) => ["log.txt", `open C:\\Users\\${hide(r.person())}\\app\\x.txt failed\n`],
      (r) => ["log.txt", `Accepted publickey user=${hide(r.person())} port=22\n`],
      (r) => ["log.txt", `Failed password for ${hide(r.person())} from 127.0.0.1 port 22 ssh2\n`],
      (r) => [
        "event.json",
        `{"userIdentity":{"type":"IAMUser","userName":"${words(r.person())}"}}`,
      ],
    ],
  },
  {
    row: 148,
    items: 6,
    free: [(r) => hide(luhn(r, "4")), (r) => hide(luhn(r, "52"))],
    docs: [(r) => ["log.txt", `card=${groups(luhn(r, "45"))} declined\n`]],
  },
  {
    row: 149,
    items: 8,
    names: ["PHONE", "PHONE_NUMBER", "MOBILE"],
    named: [(r) => `${may("+49")}${hide(`17${r.d(8)}`)}`],
    docs: [
      (r) => ["x.txt", `IBAN: ${iban(r)}\n`],
      (r) => ["x.txt", `please pay to ${iban(r)} by Friday\n`],
      (r) => [
        "x.txt",
        `phone: ${may("+1 ")}(${hide("415")}) ${hide(`7${r.d(2)}`)}-${hide(r.d(4))}\n`,
      ],
    ],
  },
  {
    row: 150,
    items: 8,
    docs: [
      (r) => [
        "log.txt",
        `the ${hide("Bluebell")} release is late, ${hide("BLUEBELL")} again\n`,
        ["bluebell"],
      ],
      (r) => [
        "t.json",
        `{"image":"nginx:1.25","command":["${hide("bluebell")}-worker"]}`,
        ["Bluebell"],
      ],
      (r) => ["x.yaml", `app: ${hide("bluebell")}_api\nother: web\n`, ["bluebell"]],
      (r) => ["x.txt", `https://example.com/${hide("bluebell")}/start\n`, ["bluebell"]],
    ],
  },
  {
    row: 0,
    group: "names",
    items: 40,
    docs: [
      (r) => ["taskdef.json", `{"family":"${hide(r.name())}-web","containerDefinitions":[]}`],
      (r) => [
        "taskdef.json",
        JSON.stringify({
          family: "web",
          containerDefinitions: [{ name: `${hide(r.name())}-app`, image: "nginx:1.25" }],
        }),
      ],
      (r) => [
        "taskdef.json",
        JSON.stringify({
          containerDefinitions: [
            {
              name: "app",
              image: "nginx:1.25",
              logConfiguration: {
                logDriver: "awslogs",
                options: {
                  "awslogs-group": `/ecs/${hide(r.name())}`,
                  "awslogs-region": "eu-west-1",
                  "awslogs-stream-prefix": "ecs",
                },
              },
            },
          ],
        }),
      ],
      (r) => ["a.json", `{"cluster":"${hide(r.name())}-prod","serviceName":"${hide(r.name())}"}`],
      (r) => [
        "policy.json",
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "s3:GetObject",
              Resource: `arn:aws:s3:::${hide(r.name())}-*`,
            },
          ],
        }),
      ],
      (r) => ["a.json", JSON.stringify({ tags: [{ key: "Team", value: `${hide(r.name())}` }] })],
      (r) => ["events.txt", `(service ${hide(r.name())}-api) was unable to place a task\n`],
      (r) => [
        "t.json",
        JSON.stringify({ containerDefinitions: [{ image: `${hide(r.name())}/web:1.25` }] }),
      ],
      (r) => ["compose.yaml", `    image: ghcr.io/${hide(r.name())}/api-server:v2.1.0\n`],
      (r) => ["x.txt", `arn:aws:sts::123456789012:assumed-role/${hide(r.name())}2019-app/s\n`],
      (r) => [
        "main.tf",
        `resource "aws_ecs_service" "web" {\n  cluster = "${hide(r.name())}-prod"\n}\n`,
      ],
    ],
  },
];
