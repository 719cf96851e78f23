/*
 * How wide an Allow statement is, by the table data/scopes.txt.
 */
#ifndef RC_CHECK_COMMON_WIDTH_H
#define RC_CHECK_COMMON_WIDTH_H

#include "check/common_words.h"

typedef enum rc_width {
  RC_WIDTH_FINE,
  RC_WIDTH_EVERYTHING,      /* every action on every resource */
  RC_WIDTH_ALL_BUT,         /* NotAction on every resource */
  RC_WIDTH_SERVICE,         /* svc:* on every resource */
  RC_WIDTH_RESOURCES,       /* actions that could be scoped, on every resource */
  RC_WIDTH_SERVICE_ON_SOME, /* svc:* on named resources */
} rc_width;

typedef struct rc_width_found {
  rc_width width;
  rc_name_list entries; /* the entries of the Action list that make it so */
  rc_str scope;         /* RC_WIDTH_RESOURCES: "secret" */
} rc_width_found;

/**
 * Measures `statement`; entries that `skip` says yes to do not count. Statements with conditions
 * are RC_WIDTH_FINE: what a condition lets through cannot be told from the text alone.
 */
rc_width_found rc_measure_width(const rc_case *about, const rc_statement *statement,
                                bool (*skip)(const rc_policy_text *entry));

/** A list of the resources for which the launch needs of this role what was found too wide; empty
 *  if it needs none of it. */
rc_str rc_words_planned(const rc_case *about, uint32_t role, const rc_width_found *found);

#endif
