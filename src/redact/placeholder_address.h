/*
 * Stand-ins of addresses. Whole blocks are moved, and an address keeps its place in its block, so
 * that what lies in a CIDR block of the input lies in its stand-in.
 *
 * An IPv4 address moves with the widest block of the input that holds it, else with its /24: /24
 * into the blocks of the documentation (RFC 5737) and then of benchmarks (RFC 2544), wider ones
 * into 240.0.0.0/4, which no one has. An IPv6 address moves likewise, /64 being the least; what
 * stands behind bit 64 can name a device, and is counted instead of kept.
 */
#ifndef RC_REDACT_PLACEHOLDER_ADDRESS_H
#define RC_REDACT_PLACEHOLDER_ADDRESS_H

#include "base/map.h"
#include "base/vec.h"

/* A block of the input and where it goes. */
typedef struct rc_address_block {
  uint64_t base, target; /* an IPv4 address; the high half of an IPv6 address */
  uint8_t length;
  bool is_ip6, is_placed;
} rc_address_block;

typedef struct rc_addresses {
  rc_arena *arena;
  struct { RC_VEC_FIELDS(rc_address_block) } blocks; /* sorted, none in another, once settled */
  struct { RC_VEC_FIELDS(rc_address_block) } small;  /* /24 and /64 outside of those */
  struct { RC_VEC_FIELDS(uint32_t) } avoided;        /* IPv4 addresses that stand in the input */
  rc_map small_of; /* base, as bytes -> index in `small` */
  rc_map wide;     /* addresses of blocks that are too wide to move */
  bool is_settled;
  uint32_t n_small;         /* of the blocks for /24 that were tried */
  uint64_t next4, next6, next6_wide; /* the end of what is taken in each range */
  uint64_t n_hosts6;
} rc_addresses;

void rc_addresses_learn(rc_addresses *addresses, rc_str address, unsigned length);
/** Takes note of an address that must not be given out; anything else is passed over. */
void rc_addresses_avoid(rc_addresses *addresses, rc_str text);
/** The stand-in: `address` itself if it stays, empty if there is none. Each call counts anew. */
rc_str rc_addresses_stand_in(rc_addresses *addresses, rc_str address);
void rc_addresses_restart(rc_addresses *addresses);

#endif
