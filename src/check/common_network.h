/*
 * What a network message gives away: under what kind of address no answer came.
 */
#ifndef RC_CHECK_COMMON_NETWORK_H
#define RC_CHECK_COMMON_NETWORK_H

#include "check/common_words.h"

typedef enum rc_address_kind {
  RC_ADDRESS_NONE,
  RC_ADDRESS_PRIVATE,
  RC_ADDRESS_PUBLIC
} rc_address_kind;

/** The kind of IPv4 address behind "dial tcp". */
rc_address_kind rc_network_address(rc_str message);

/** What the tasks of the input need to reach the services they call: a phrase that starts small. */
rc_str rc_network_way_out(const rc_case *about);

#endif
