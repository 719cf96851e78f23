/*
 * Which calls resource control policies reach: data/catalogue and data/rcp.txt.
 */
#ifndef RC_AWS_RCP_H
#define RC_AWS_RCP_H

#include "base/str.h"

/** Can a resource control policy deny this action? Names compare without case. */
bool rc_rcp_reaches(rc_str action);

#endif
