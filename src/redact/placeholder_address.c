#include "redact/placeholder_address.h"

#include <string.h>

#include "base/buf.h"
#include "redact/placeholder_parts.h"

enum { LEAST4 = 24, LEAST6 = 64, WIDEST4 = 8, WIDEST6 = 24, NARROW6 = 40, MOST_AVOIDED = 4096 };

/* The bits of a block's base; all of them for an IPv4 address of 32. */
static uint64_t mask_of(const rc_address_block *block) {
  unsigned bits = block->is_ip6 ? 64 : 32;
  uint64_t all = block->is_ip6 ? UINT64_MAX : UINT32_MAX;
  return block->length == 0 ? 0 : all & ~((UINT64_C(1) << (bits - block->length)) - 1);
}

static uint64_t size_of(const rc_address_block *block) {
  return UINT64_C(1) << ((block->is_ip6 ? 64 : 32) - block->length);
}

static bool lies_in(const rc_address_block *block, uint64_t address, bool is_ip6) {
  return block->is_ip6 == is_ip6 && ((address ^ block->base) & mask_of(block)) == 0;
}

/* An IPv4 address, or the high half of an IPv6 address. */
static bool read_address(rc_str text, uint64_t *high, uint64_t *low, bool *is_ip6) {
  uint32_t ip4;
  rc_ip6 ip6;
  *is_ip6 = false;
  *low = 0;
  if (rc_read_ip4(text, &ip4)) {
    *high = ip4;
    return true;
  }
  if (rc_read_ip6(text, &ip6)) {
    *high = ip6.high;
    *low = ip6.low;
    *is_ip6 = true;
    return true;
  }
  return false;
}

/* ---- learning ------------------------------------------------------------------------------ */

void rc_addresses_learn(rc_addresses *addresses, rc_str address, unsigned length) {
  rc_address_block block = {.length = (uint8_t)length};
  uint64_t low;
  if (length > 128 || !read_address(address, &block.base, &low, &block.is_ip6) ||
      length >= (block.is_ip6 ? LEAST6 : LEAST4)) {
    return;
  }
  if (length < (block.is_ip6 ? WIDEST6 : WIDEST4)) {
    rc_str key = rc_str_copy(addresses->arena, address);
    rc_status noted = rc_map_add(addresses->arena, &addresses->wide, key, 0, NULL);
    (void)noted; /* the arena tells */
    return;
  }
  block.base &= mask_of(&block);
  for (uint32_t i = addresses->blocks.len; i > 0 && i + 8 > addresses->blocks.len; i--) {
    const rc_address_block *last = &addresses->blocks.items[i - 1]; /* lists name it often */
    if (last->base == block.base && last->length == block.length && last->is_ip6 == block.is_ip6) {
      return;
    }
  }
  rc_address_block *slot = RC_VEC_ADD(addresses->arena, &addresses->blocks);
  if (slot != NULL) {
    *slot = block;
    addresses->is_settled = false;
  }
}

void rc_addresses_avoid(rc_addresses *addresses, rc_str text) {
  uint32_t address;
  /* All that a text can hold would make the search for a free block long; what is passed over here
   * is found when the result is checked. */
  if (addresses->avoided.len < MOST_AVOIDED && rc_read_ip4(text, &address)) {
    uint32_t *slot = RC_VEC_ADD(addresses->arena, &addresses->avoided);
    if (slot != NULL) {
      *slot = address;
    }
  }
}

/* IPv4 first, by base, the widest first. */
static bool comes_after(const rc_address_block *a, const rc_address_block *b) {
  if (a->is_ip6 != b->is_ip6) {
    return a->is_ip6;
  }
  return a->base != b->base ? a->base > b->base : a->length > b->length;
}

static void sift(rc_address_block *items, uint32_t at, uint32_t n) {
  for (uint32_t child; (child = at * 2 + 1) < n; at = child) {
    if (child + 1 < n && comes_after(&items[child + 1], &items[child])) {
      child++;
    }
    if (!comes_after(&items[child], &items[at])) {
      return;
    }
    rc_address_block swap = items[at];
    items[at] = items[child];
    items[child] = swap;
  }
}

static void sort_blocks(rc_address_block *items, uint32_t n) {
  for (uint32_t i = n / 2; i > 0; i--) {
    sift(items, i - 1, n);
  }
  for (uint32_t i = n; i > 1; i--) {
    rc_address_block swap = items[0];
    items[0] = items[i - 1];
    items[i - 1] = swap;
    sift(items, 0, i - 1);
  }
}

/* Leaves the widest of blocks that lie in each other. */
static void settle(rc_addresses *addresses) {
  rc_address_block *items = addresses->blocks.items;
  uint32_t kept = 0;
  sort_blocks(items, addresses->blocks.len);
  for (uint32_t i = 0; i < addresses->blocks.len; i++) {
    if (kept == 0 || !lies_in(&items[kept - 1], items[i].base, items[i].is_ip6)) {
      items[kept++] = items[i];
    }
  }
  addresses->blocks.len = kept;
  addresses->is_settled = true;
}

/* ---- places -------------------------------------------------------------------------------- */

static bool is_avoided(const rc_addresses *addresses, uint64_t target, uint64_t size) {
  for (uint32_t i = 0; i < addresses->avoided.len; i++) {
    if (addresses->avoided.items[i] - target < size) {
      return true;
    }
  }
  return false;
}

/* The next aligned range of that size behind `*next`; false beyond `end`. */
static bool take_range(uint64_t *next, uint64_t begin, uint64_t end, uint64_t size,
                       uint64_t *target) {
  uint64_t at = *next < begin ? begin : *next;
  at = (at + size - 1) & ~(size - 1);
  if (at < begin || at > end || end - at < size - 1) {
    return false;
  }
  *target = at;
  *next = at + size;
  return true;
}

/* RFC 5737, then 198.18.0.0/15. */
static bool small_target(uint32_t n, uint64_t *target) {
  static const uint32_t documentation[] = {0xc0000200u, 0xc6336400u, 0xcb007100u};
  if (n < RC_COUNT_OF(documentation)) {
    *target = documentation[n];
    return true;
  }
  *target = 0xc6120000u + ((uint64_t)(n - RC_COUNT_OF(documentation)) << 8);
  return n < RC_COUNT_OF(documentation) + 512;
}

static bool place4(rc_addresses *addresses, rc_address_block *block) {
  while (block->length == LEAST4 && small_target(addresses->n_small, &block->target)) {
    addresses->n_small++;
    if (!is_avoided(addresses, block->target, 256)) {
      return true;
    }
  }
  while (take_range(&addresses->next4, 0xf0000000u, 0xfeffffffu, size_of(block), &block->target)) {
    if (!is_avoided(addresses, block->target, size_of(block))) {
      return true;
    }
  }
  return false;
}

static bool place6(rc_addresses *addresses, rc_address_block *block) {
  uint64_t narrow = (uint64_t)RC_IP6_DOCUMENTATION << 32;
  uint64_t wide = (uint64_t)RC_IP6_DOCUMENTATION_WIDE << 32;
  if (block->length >= NARROW6) {
    return take_range(&addresses->next6, narrow, narrow | 0xffffffffu, size_of(block),
                      &block->target);
  }
  return take_range(&addresses->next6_wide, wide, wide | 0xfffffffffffu, size_of(block),
                    &block->target);
}

static bool place(rc_addresses *addresses, rc_address_block *block) {
  if (!block->is_placed) {
    block->is_placed = block->is_ip6 ? place6(addresses, block) : place4(addresses, block);
  }
  return block->is_placed;
}

static rc_address_block *learned_block(rc_addresses *addresses, uint64_t address, bool is_ip6) {
  rc_address_block *items = addresses->blocks.items;
  uint32_t low = 0;
  uint32_t high = addresses->blocks.len;
  rc_address_block wanted = {.base = address, .length = 64, .is_ip6 = is_ip6};
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (comes_after(&items[middle], &wanted)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low > 0 && lies_in(&items[low - 1], address, is_ip6) ? &items[low - 1] : NULL;
}

static rc_address_block *small_block(rc_addresses *addresses, uint64_t address, bool is_ip6) {
  rc_address_block block = {.length = is_ip6 ? LEAST6 : LEAST4, .is_ip6 = is_ip6};
  block.base = address & mask_of(&block);
  char bytes[9] = {is_ip6 ? 6 : 4};
  for (int i = 0; i < 8; i++) {
    bytes[i + 1] = (char)(block.base >> (8 * i) & 0xff);
  }
  uint32_t known = rc_map_get(&addresses->small_of, (rc_str){bytes, sizeof bytes});
  if (known != RC_MAP_NONE) {
    return &addresses->small.items[known];
  }
  rc_str key = rc_str_copy(addresses->arena, (rc_str){bytes, sizeof bytes});
  uint32_t index = addresses->small.len;
  rc_address_block *slot = RC_VEC_ADD(addresses->arena, &addresses->small);
  if (slot == NULL ||
      rc_map_add(addresses->arena, &addresses->small_of, key, index, NULL) != RC_OK) {
    return NULL;
  }
  *slot = block;
  return slot;
}

/* ---- text ---------------------------------------------------------------------------------- */

static void put_ip4(rc_buf *out, uint64_t address) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    rc_buf_put_u64(out, address >> shift & 0xff);
    if (shift > 0) {
      rc_buf_put_byte(out, '.');
    }
  }
}

static void put_group(rc_buf *out, uint64_t group) {
  static const char hex[] = "0123456789abcdef";
  bool begun = false;
  for (int shift = 12; shift >= 0; shift -= 4) {
    unsigned digit = (unsigned)(group >> shift) & 15;
    begun = begun || digit != 0 || shift == 0;
    if (begun) {
      rc_buf_put_byte(out, hex[digit]);
    }
  }
}

/* The groups of the network without zeros at its end, `::`, and the host's number. */
static void put_ip6(rc_buf *out, uint64_t high, uint64_t host) {
  int n = 4;
  while (n > 2 && (high >> (64 - 16 * n) & 0xffff) == 0) {
    n--;
  }
  for (int i = 0; i < n; i++) {
    put_group(out, high >> (48 - 16 * i) & 0xffff);
    rc_buf_put_c(out, i + 1 < n ? ":" : "::");
  }
  if (host > 0xffff) {
    put_group(out, host >> 16 & 0xffff);
    rc_buf_put_byte(out, ':');
  }
  if (host > 0) {
    put_group(out, host & 0xffff);
  }
}

rc_str rc_addresses_stand_in(rc_addresses *addresses, rc_str address) {
  uint64_t high;
  uint64_t low;
  bool is_ip6;
  if (rc_map_get(&addresses->wide, address) != RC_MAP_NONE) {
    return address;
  }
  if (!addresses->is_settled) {
    settle(addresses);
  }
  if (!read_address(address, &high, &low, &is_ip6)) {
    return RC_STR_NONE;
  }
  rc_address_block *block = learned_block(addresses, high, is_ip6);
  if (block == NULL) {
    block = small_block(addresses, high, is_ip6);
  }
  if (block == NULL || !place(addresses, block)) {
    return RC_STR_NONE;
  }
  rc_buf out;
  rc_buf_init(&out, addresses->arena);
  uint64_t moved = block->target | (high & ~mask_of(block));
  if (is_ip6) {
    put_ip6(&out, moved, low == 0 ? 0 : ++addresses->n_hosts6);
  } else {
    put_ip4(&out, moved & UINT32_MAX);
  }
  return rc_buf_close(&out);
}

void rc_addresses_restart(rc_addresses *addresses) {
  for (uint32_t i = 0; i < addresses->blocks.len; i++) {
    addresses->blocks.items[i].is_placed = false;
  }
  memset(&addresses->small_of, 0, sizeof addresses->small_of);
  addresses->small.len = 0;
  addresses->n_small = 0;
  addresses->next4 = 0;
  addresses->next6 = 0;
  addresses->next6_wide = 0;
  addresses->n_hosts6 = 0;
}
