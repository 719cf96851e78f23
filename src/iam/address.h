/*
 * Internet addresses and networks, with the odd spellings that AWS accepts.
 */
#ifndef RC_IAM_ADDRESS_H
#define RC_IAM_ADDRESS_H

#include "base/str.h"

typedef struct rc_network {
  uint8_t bytes[16]; /* an IPv4 address uses the first four */
  bool v6;
  uint32_t prefix;   /* 0 to 32 or 128 */
} rc_network;

/** Reads an address without a prefix. IPv6 addresses that map IPv4 ones become IPv4. */
bool rc_address_parse(rc_str text, rc_network *out);

/** Reads an address or `address/prefix`; keeps the family as written. */
bool rc_network_parse(rc_str text, rc_network *out);

/** Never across families, and never in an IPv6 network written with host bits. */
bool rc_network_contains(const rc_network *network, const rc_network *address);

#endif
