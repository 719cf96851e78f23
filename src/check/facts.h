/*
 * Tables of the checks, made at build time from data/exposures.txt, data/endpoints.txt and
 * data/scopes.txt (tools/generate/check_facts.mjs).
 */
#ifndef RC_CHECK_FACTS_H
#define RC_CHECK_FACTS_H

#include "base/str.h"

typedef struct rc_fact {
  rc_str kind; /* first column where a file has several kinds of rows; else empty */
  rc_str key;
  rc_str text;
} rc_fact;

extern const rc_fact rc_exposures[]; /* key: action; text: what it lets one do */
extern const size_t rc_n_exposures;
extern const rc_fact rc_endpoints[]; /* key: service prefix; text: VPC endpoints */
extern const size_t rc_n_endpoints;
extern const rc_fact rc_scopes[]; /* kinds "action", "service" */
extern const size_t rc_n_scopes;

#endif
