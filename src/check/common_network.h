/*
 * What a network message gives away: which host did not answer, and under what kind of address.
 */
#ifndef RC_CHECK_COMMON_NETWORK_H
#define RC_CHECK_COMMON_NETWORK_H

#include "check/common_words.h"

typedef enum rc_address_kind {
  RC_ADDRESS_NONE,
  RC_ADDRESS_PRIVATE,
  RC_ADDRESS_PUBLIC
} rc_address_kind;

/** The host that a message says was called or looked up; empty if it names none. */
rc_str rc_network_host(rc_str message);

/** The kind of IPv4 address behind "dial tcp". */
rc_address_kind rc_network_address(rc_str message);

/** True for the causes of launch failures that lie in the network. */
bool rc_is_network_cause(rc_str cause);

/** What the tasks of the input need to reach the services they call: a phrase that starts small. */
rc_str rc_network_way_out(const rc_case *about);

#endif
