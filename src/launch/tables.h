/*
 * Tables of this folder, made at build time from data/calls.txt and data/commands.txt.
 */
#ifndef RC_LAUNCH_TABLES_H
#define RC_LAUNCH_TABLES_H

#include "launch/roll_call.h"

/* Context keys of every call that a role makes, and of the service that assumes it. */
extern const rc_context_rule rc_role_context[];
extern const size_t rc_n_role_context;
extern const rc_context_rule rc_service_context[];
extern const size_t rc_n_service_context;

/* What may be missing; both texts are templates, `command` may be empty. */
typedef struct rc_missing_rule {
  rc_str id;
  rc_str what;
  rc_str command;
} rc_missing_rule;

extern const rc_missing_rule rc_missing_rules[]; /* sorted by id */
extern const size_t rc_n_missing_rules;

#endif
