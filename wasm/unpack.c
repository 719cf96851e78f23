/*
 * The constant data of the module travels packed: a third of the module is text and tables, and
 * what a transport does to them (deflate: 32 kB of memory, Huffman codes) leaves a sixth more than
 * this does. tools/pack_module.mjs packs them behind the linker and makes rolecall_wasm_unpack the
 * start function, so that whoever instantiates the module finds everything in its place.
 *
 * The packed bytes are tokens, a byte or a copy of what stands some bytes back, as the bits of an
 * adaptive range coder. tools/pack_bytes.mjs holds the other half of every function here: what one
 * changes, the other has to.
 *
 * Nothing here may be looked up in memory: until it is done there is no constant.
 */
#include <stdint.h>

/* Places of chances: one for each question that the tokens ask. */
enum {
  COPIES = 0,                 /* is it a copy? by the last token and the place modulo 4 */
  REPEATS = COPIES + 3 * 4,   /* is it from as far back as one before? by the last token */
  EARLIER = REPEATS + 3,      /* and not the last one, but the one before that? */
  BYTES = EARLIER + 1,        /* a byte, by the byte before it */
  SAME = BYTES + 256 * 256,   /* a byte behind a copy, by the byte that would continue it */
  LENGTHS = SAME + 2 * 256,   /* of new copies, of repeated ones */
  NUMBER = 32 + 32 * 64,      /* what a number asks */
  DISTANCES = LENGTHS + 2 * NUMBER, /* by the length of the copy */
  CHANCES = DISTANCES + 4 * NUMBER,
};

/* A chance moves by a half, by quarters, by eighths: the more it has seen, the slower. But it
 * always follows what changes. */
enum { SEEN_MOST = 31 };

typedef struct chance {
  uint16_t one; /* of 65536 */
  uint16_t seen;
} chance;

/* What stands where the stack will grow to later, and where it is to go. */
typedef struct packed {
  uint8_t *to;
  uint32_t size;
  uint8_t bytes[];
} packed;

typedef struct reader {
  const uint8_t *at;
  uint32_t low, high, code;
  chance chances[CHANCES];
} reader;

/* The linker's name for the end of the data: below it the stack ends. */
extern packed __data_end;

void rolecall_wasm_unpack(void);

static uint32_t bit(reader *from, uint32_t place) {
  chance *asked = &from->chances[place];
  uint64_t share = (uint64_t)(from->high - from->low) * asked->one >> 16;
  uint32_t middle = from->low + (uint32_t)share;
  uint32_t is_one = from->code <= middle;
  int slowness = 32 - __builtin_clz(asked->seen);
  if (is_one) {
    from->high = middle;
    asked->one += (uint16_t)((65535 - asked->one) >> slowness);
  } else {
    from->low = middle + 1;
    asked->one -= (uint16_t)(asked->one >> slowness);
  }
  if (asked->seen < SEEN_MOST) asked->seen++;
  while ((from->low ^ from->high) >> 24 == 0) {
    from->low <<= 8;
    from->high = from->high << 8 | 255;
    from->code = from->code << 8 | *from->at++;
  }
  return is_one;
}

/* From 1: how many digits it has in base 2, then those behind the first. */
static uint32_t number(reader *from, uint32_t place) {
  uint32_t digits = 1;
  while (digits < 32) digits = digits << 1 | bit(from, place + digits);
  digits -= 32;
  place += 32 + digits * 64;
  uint32_t value = 1;
  while (digits-- > 0) {
    value = value << 1 | bit(from, place + (value < 8 ? value : 8 + digits));
  }
  return value;
}

static uint8_t byte(reader *from, uint32_t before, uint32_t continued, uint32_t is_behind_copy) {
  uint32_t value = 1;
  while (value < 256) {
    uint32_t place = BYTES + before * 256 + value;
    uint32_t expected = continued >> 7 & 1;
    continued <<= 1;
    if (is_behind_copy) place = SAME + expected * 256 + value;
    uint32_t found = bit(from, place);
    is_behind_copy &= found == expected;
    value = value << 1 | found;
  }
  return (uint8_t)value;
}

__attribute__((export_name("rolecall_wasm_unpack"))) void rolecall_wasm_unpack(void) {
  reader from;
  from.at = __data_end.bytes;
  from.low = 0;
  from.high = UINT32_MAX;
  from.code = 0;
  for (int i = 0; i < 4; i++) from.code = from.code << 8 | *from.at++;
  for (int i = 0; i < CHANCES; i++) from.chances[i] = (chance){32768, 1};
  uint8_t *start = __data_end.to;
  uint8_t *end = start + __data_end.size;
  uint32_t last = 0, distance = 1, earlier = 1;
  for (uint8_t *to = start; to < end;) {
    if (!bit(&from, COPIES + last * 4 + (uint32_t)(to - start) % 4)) {
      uint32_t before = to > start ? to[-1] : 0;
      *to = byte(&from, before, last ? *(to - distance) : 0, last != 0);
      to++;
      last = 0;
      continue;
    }
    uint32_t length;
    if (bit(&from, REPEATS + last)) {
      if (bit(&from, EARLIER)) {
        uint32_t swapped = distance;
        distance = earlier;
        earlier = swapped;
      }
      length = number(&from, LENGTHS + NUMBER);
      last = 2;
    } else {
      length = number(&from, LENGTHS) + 1;
      earlier = distance;
      distance = number(&from, DISTANCES + (length < 5 ? length - 2 : 3) * NUMBER);
      last = 1;
    }
    for (; length > 0; length--, to++) *to = *(to - distance);
  }
}
