// Values drawn from shapes, the same in every run. No value stands here in writing: a shape is not
// a secret. What must go stands between ⟦ and ⟧, what may go along between ⟪ and ⟫.
export const hide = (text) => `⟦${text}⟧`;
export const may = (text) => (text === "" ? "" : `⟪${text}⟫`);
/** A token whose published prefix may stay. */
export const token = (prefix, body, tail = "") => may(prefix) + hide(body) + may(tail);
export const plain = (text) => text.replace(/[⟦⟧⟪⟫]/g, "");

export class Draw {
  constructor(seed) {
    this.state = BigInt(seed) * 0xd1342543de82ef95n; // not a multiple of the step below
  }
  // splitmix64
  next() {
    const mask = (1n << 64n) - 1n;
    this.state = (this.state + 0x9e3779b97f4a7c15n) & mask;
    let z = this.state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return Number((z ^ (z >> 31n)) >> 11n);
  }
  below(n) {
    return this.next() % n;
  }
  pick(list) {
    return list[this.below(list.length)];
  }
  of(alphabet, n) {
    let text = "";
    for (let i = 0; i < n; i++) text += alphabet[this.below(alphabet.length)];
    return text;
  }
  d(n) {
    return this.of(digits, n);
  }
  h(n) {
    return this.of("0123456789abcdef", n);
  }
  H(n) {
    return this.of("0123456789ABCDEF", n);
  }
  w(n) {
    return this.mixed(digits + upper + lower, n);
  }
  u(n) {
    return this.mixed(`${digits}${upper}${lower}_-`, n);
  }
  b(n) {
    return this.mixed(`${digits}${upper}${lower}+/`, n);
  }
  // Lower-case letters and digits, upper-case letters and digits, base32.
  l(n) {
    return this.of(digits + lower, n);
  }
  U(n) {
    return this.of(digits + upper, n);
  }
  B32(n) {
    return this.of(`${upper}234567`, n);
  }
  // Begins and ends with a letter or digit, and has all three classes when it is long.
  mixed(alphabet, n) {
    for (;;) {
      const text = this.of(alphabet, n);
      const good = /^[A-Za-z0-9].*[A-Za-z0-9]$/.test(text) || n < 2;
      if (good && (n < 12 || (/\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text)))) {
        return text;
      }
    }
  }
  uuid() {
    return `${this.h(8)}-${this.h(4)}-4${this.h(3)}-${this.pick("89ab")}${this.h(3)}-${this.h(12)}`;
  }
  account() {
    return this.pick("23456789") + this.d(11);
  }
  keyId(prefix = "AKIA") {
    return prefix + this.pick("QRSTUVWXYZ234567") + this.B32(15);
  }
  bytes(n) {
    return Buffer.from(Array.from({ length: n }, () => this.below(256)));
  }
  // What Secrets Manager puts behind a name. Digits at its end are like those of any name.
  suffix() {
    const [, front, digits] = /^(.*?)(\d*)$/.exec(this.w(6));
    return hide(front) + may(digits);
  }
  base64(n) {
    return this.bytes(n).toString("base64");
  }
  // What people choose: no word of it is a stand-in.
  password() {
    const word = this.pick([
      "Tulip",
      "granite",
      "Sparrow",
      "velvet",
      "Oxford",
      "monsoon",
      "Pickle",
    ]);
    return `${word}${this.pick(["-", "!", "_", "."])}${this.d(2)}${this.w(5)}`;
  }
  name() {
    return this.pick(names);
  }
  person() {
    return this.pick(["jane.doe", "mkowalski", "priya", "torvaldsen", "lfernandez", "achterberg"]);
  }
  publicIp() {
    const first = this.pick([3, 18, 34, 52, 54, 63, 77, 81, 99, 151]);
    return `${first}.${this.below(200) + 1}.${this.below(250) + 1}.${this.below(250) + 1}`;
  }
}

const digits = "0123456789";
const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lower = upper.toLowerCase();
// Names that are no one's vocabulary.
const names = [
  "acme",
  "globex",
  "hooli",
  "vandelay",
  "tyrell",
  "zorblat",
  "quokkapay",
  "wintermute",
];

export const crc32 = (text) => {
  let crc = ~0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
};

/** 30 drawn characters and their checksum as six of base62. */
export function withBase62(draw) {
  const body = draw.w(30);
  const alphabet = digits + upper + lower;
  let rest = crc32(body);
  let sum = "";
  for (let i = 0; i < 6; i++) {
    sum = alphabet[rest % 62] + sum;
    rest = Math.floor(rest / 62);
  }
  return body + sum;
}

export const crcHex = (text) => crc32(text).toString(16).padStart(8, "0");

/** The letters of Bech32 with their checksum, for the data given. */
export function bech32(prefix, words) {
  const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  const polymod = (values) => {
    let check = 1;
    for (const value of values) {
      const top = check >>> 25;
      check = ((check & 0x1ffffff) << 5) ^ value;
      [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].forEach((g, i) => {
        if ((top >>> i) & 1) check ^= g;
      });
    }
    return check >>> 0;
  };
  const codes = [...prefix].map((c) => c.charCodeAt(0));
  const expanded = [...codes.map((c) => c >> 5), 0, ...codes.map((c) => c & 31)];
  const sum = polymod([...expanded, ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = [0, 1, 2, 3, 4, 5].map((i) => (sum >>> (5 * (5 - i))) & 31);
  return [...words, ...check].map((w) => letters[w]).join("");
}

const base64url = (text) => Buffer.from(text).toString("base64url");

export function jwt(draw, claims = {}) {
  const header = base64url(JSON.stringify({ alg: draw.pick(["HS256", "RS256"]), typ: "JWT" }));
  const body = {
    sub: draw.d(8),
    iat: 1700000000 + draw.below(9999999),
    jti: draw.h(12),
    ...claims,
  };
  return `${header}.${base64url(JSON.stringify(body))}.${draw.u(43)}`;
}

export function jwe(draw) {
  const header = base64url('{"alg":"RSA-OAEP","enc":"A256GCM"}');
  return `${header}.${draw.u(80)}.${draw.u(16)}.${draw.u(60)}.${draw.u(22)}`;
}

/** The lines of a PEM body. */
export function pemLines(draw, lines = 4) {
  const all = [];
  for (let i = 0; i < lines; i++) all.push(i === lines - 1 ? draw.base64(20) : draw.base64(48));
  return all;
}

export function pem(draw, kind = "RSA PRIVATE KEY", eol = "\n") {
  const body = pemLines(draw).map(hide).join(eol);
  return `-----BEGIN ${kind}-----${eol}${body}${eol}-----END ${kind}-----`;
}

/** An unencrypted PKCS8 key as DER: version 0, an algorithm, an octet string. */
export function der(draw) {
  const inner = draw.bytes(600);
  const octets = Buffer.concat([
    Buffer.from([0x04, 0x82, inner.length >> 8, inner.length & 255]),
    inner,
  ]);
  const algorithm = Buffer.from("300d06092a864886f70d0101010500", "hex");
  const content = Buffer.concat([Buffer.from([2, 1, 0]), algorithm, octets]);
  const head = Buffer.from([0x30, 0x82, content.length >> 8, content.length & 255]);
  return Buffer.concat([head, content]).toString("base64");
}
