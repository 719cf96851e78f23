// Packs bytes for wasm/unpack.c, which says what a packed byte is and why: every function that asks
// something there has its other half here.

// As in unpack.c.
const COPIES = 0;
const REPEATS = COPIES + 3 * 4;
const EARLIER = REPEATS + 3;
const BYTES = EARLIER + 1;
const SAME = BYTES + 256 * 256;
const LENGTHS = SAME + 2 * 256;
const NUMBER = 32 + 32 * 64;
const DISTANCES = LENGTHS + 2 * NUMBER;
const CHANCES = DISTANCES + 4 * NUMBER;
const SEEN_MOST = 31;

// How far the search goes: beyond this it takes longer and finds next to nothing.
const LONGEST = 1024;
const MOST_TRIED = 300;
const ROUNDS = 4;

// --- Tokens as bits ----------------------------------------------------------------------------
//
// `put(place, bit)` takes the answers. A token is { length, distance }; of a byte the distance is
// zero. A state is what the next token depends on: { last, distance, earlier }.

const start = { last: 0, distance: 1, earlier: 1 };

function putNumber(put, place, value) {
  const digits = 31 - Math.clz32(value);
  for (let at = 4, prefix = 1; at >= 0; at--) {
    const bit = (digits >> at) & 1;
    put(place + prefix, bit);
    prefix = (prefix << 1) | bit;
  }
  const own = place + 32 + digits * 64;
  for (let at = digits - 1, prefix = 1; at >= 0; at--) {
    const bit = (value >> at) & 1;
    put(own + (prefix < 8 ? prefix : 8 + at), bit);
    prefix = (prefix << 1) | bit;
  }
}

function putByte(put, bytes, at, { last, distance }) {
  put(COPIES + last * 4 + (at % 4), 0);
  const before = at > 0 ? bytes[at - 1] : 0;
  const continued = bytes[at - distance];
  let isContinued = last !== 0;
  for (let digit = 7, prefix = 1; digit >= 0; digit--) {
    const bit = (bytes[at] >> digit) & 1;
    const expected = (continued >> digit) & 1;
    put(isContinued ? SAME + expected * 256 + prefix : BYTES + before * 256 + prefix, bit);
    isContinued &&= bit === expected;
    prefix = (prefix << 1) | bit;
  }
}

const placeOfDistance = (length) => DISTANCES + Math.min(length - 2, 3) * NUMBER;
const isRepeated = ({ distance, earlier }, wanted) => wanted === distance || wanted === earlier;

function putToken(put, bytes, at, state, { length, distance }) {
  const { last } = state;
  if (distance === 0) return putByte(put, bytes, at, state);
  put(COPIES + last * 4 + (at % 4), 1);
  put(REPEATS + last, isRepeated(state, distance) ? 1 : 0);
  if (isRepeated(state, distance)) {
    put(EARLIER, distance === state.distance ? 0 : 1);
    putNumber(put, LENGTHS + NUMBER, length);
  } else {
    putNumber(put, LENGTHS, length - 1);
    putNumber(put, placeOfDistance(length), distance);
  }
}

function stateBehind(state, { distance }) {
  if (distance === 0) return { ...state, last: 0 };
  if (distance === state.distance) return { ...state, last: 2 };
  return { last: distance === state.earlier ? 2 : 1, distance, earlier: state.distance };
}

function putTokens(put, bytes, tokens) {
  let at = 0;
  let state = start;
  for (const token of tokens) {
    putToken(put, bytes, at, state, token);
    state = stateBehind(state, token);
    at += token.length;
  }
}

// --- Which copies there are --------------------------------------------------------------------

function lengthOfCopy(bytes, at, from) {
  const most = Math.min(LONGEST, bytes.length - at);
  let length = 0;
  while (length < most && bytes[at + length] === bytes[from + length]) length++;
  return length;
}

/** For every place the nearest copy of each length that is longer than what is nearer. */
function findCopies(bytes) {
  const copies = [];
  const heads = [2, 3].map(() => new Int32Array(1 << 16).fill(-1));
  const before = new Int32Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) {
    const found = [];
    const two = bytes[at] | (bytes[at + 1] << 8);
    const three = (Math.imul(two | (bytes[at + 2] << 16), 0x9e3779b1) >>> 16) & 0xffff;
    const take = (from) => {
      const length = lengthOfCopy(bytes, at, from);
      if (length > (found.at(-1)?.length ?? 1)) found.push({ length, distance: at - from });
    };
    if (heads[0][two] >= 0) take(heads[0][two]);
    let tried = 0;
    for (let from = heads[1][three]; from >= 0 && tried < MOST_TRIED; from = before[from]) {
      const beyond = found.at(-1)?.length ?? 1;
      if (bytes[from + beyond] === bytes[at + beyond]) take(from);
      tried++;
    }
    before[at] = heads[1][three];
    heads[0][two] = heads[1][three] = at;
    copies.push(found);
  }
  return copies;
}

// --- Which of them are taken -------------------------------------------------------------------

// Prices are whole numbers, so that every machine chooses the same.
const priceOf = (part, whole) => Math.round(-Math.log2(part / whole) * 1024);

/** What an answer costs, by how often it is given by these tokens. */
function pricesOf(bytes, tokens) {
  const given = [0, 1].map(() => new Float64Array(CHANCES).fill(0.4));
  putTokens((place, bit) => given[bit][place]++, bytes, tokens);
  return given.map((one) =>
    Int32Array.from(one, (times, place) => priceOf(times, given[0][place] + given[1][place])),
  );
}

function priceList(prices) {
  let sum = 0;
  const put = (place, bit) => (sum += prices[bit][place]);
  const priced = (ask) => {
    sum = 0;
    ask();
    return sum;
  };
  const number = (place, value) => priced(() => putNumber(put, place, value));
  const lengths = [0, 1].map((repeated) =>
    Array.from({ length: LONGEST + 1 }, (_, length) =>
      length > 1 - repeated ? number(LENGTHS + repeated * NUMBER, length - 1 + repeated) : 0,
    ),
  );
  return {
    byte: (bytes, at, state) => priced(() => putByte(put, bytes, at, state)),
    repeated: ({ last }, at, isEarlier) =>
      prices[1][COPIES + last * 4 + (at % 4)] + prices[1][REPEATS + last] +
      prices[isEarlier][EARLIER],
    fresh: ({ last }, at) => prices[1][COPIES + last * 4 + (at % 4)] + prices[0][REPEATS + last],
    distance: (length, distance) => number(placeOfDistance(length), distance),
    lengths,
  };
}

/** The cheapest way from the first byte to behind the last: of all ways to a place only the
 *  cheapest goes on, with the state that it left. */
function chooseTokens(bytes, copies, prices) {
  const list = priceList(prices);
  const best = Array.from({ length: bytes.length + 1 }, () => ({ price: Infinity }));
  best[0] = { price: 0, state: start };
  for (let at = 0; at < bytes.length; at++) {
    const { price, state, token } = best[at];
    const here = token ? stateBehind(state, token) : start;
    const offer = (length, distance, sum) => {
      const there = best[at + length];
      if (sum >= there.price) return;
      best[at + length] = { price: sum, state: here, token: { length, distance } };
    };
    offer(1, 0, price + list.byte(bytes, at, here));
    for (const [isEarlier, distance] of [here.distance, here.earlier].entries()) {
      if (distance > at || (isEarlier && distance === here.distance)) continue;
      const base = price + list.repeated(here, at, isEarlier);
      const most = lengthOfCopy(bytes, at, at - distance);
      for (let length = 1; length <= most; length++) {
        offer(length, distance, base + list.lengths[1][length]);
      }
    }
    let length = 2;
    for (const { length: most, distance } of copies[at]) {
      if (isRepeated(here, distance)) continue;
      const base = price + list.fresh(here, at);
      // The price of a distance changes with the length up to 5.
      let far = 0;
      for (let first = true; length <= most; length++, first = false) {
        if (first || length <= 5) far = list.distance(length, distance);
        offer(length, distance, base + far + list.lengths[0][length]);
      }
    }
  }
  const tokens = [];
  for (let at = bytes.length; at > 0; at -= tokens.at(-1).length) tokens.push(best[at].token);
  return tokens.reverse();
}

// --- Bits as bytes -----------------------------------------------------------------------------

function encode(bytes, tokens) {
  const ones = new Uint16Array(CHANCES).fill(32768);
  const seen = new Uint16Array(CHANCES).fill(1);
  const packed = [];
  let low = 0;
  let high = 0xffffffff;
  const put = (place, bit) => {
    const middle = low + Math.floor(((high - low) * ones[place]) / 65536);
    if (bit) high = middle;
    else low = middle + 1;
    const slowness = 32 - Math.clz32(seen[place]);
    if (bit) ones[place] += (65535 - ones[place]) >> slowness;
    else ones[place] -= ones[place] >> slowness;
    if (seen[place] < SEEN_MOST) seen[place]++;
    while ((low ^ high) >>> 24 === 0) {
      packed.push(high >>> 24);
      low = (low << 8) >>> 0;
      high = ((high << 8) | 255) >>> 0;
    }
  };
  putTokens(put, bytes, tokens);
  packed.push(...[24, 16, 8, 0].map((shift) => (high >>> shift) & 255));
  return Uint8Array.from(packed);
}

export function packBytes(bytes) {
  const copies = findCopies(bytes);
  let prices = [0, 1].map(() => new Int32Array(CHANCES).fill(1024));
  let tokens = [];
  for (let round = 0; round < ROUNDS; round++) {
    tokens = chooseTokens(bytes, copies, prices);
    prices = pricesOf(bytes, tokens);
  }
  return encode(bytes, tokens);
}
