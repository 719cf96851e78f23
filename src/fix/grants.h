/*
 * Policy statements that a fix writes: what is needed, merged into few statements, with names.
 */
#ifndef RC_FIX_GRANTS_H
#define RC_FIX_GRANTS_H

#include "fix/json_make.h"
#include "iam/evaluate.h"

/* One row of data/statements.txt for each action, in the order in which they are written. */
typedef struct rc_statement_name {
  rc_str action;
  rc_str sid;
} rc_statement_name;

extern const rc_statement_name rc_statement_names[];
extern const size_t rc_n_statement_names;

/* AWS managed policies that --basic attaches, from the same file. */
extern const rc_str rc_basic_policies[];
extern const size_t rc_n_basic_policies;

/* Something a role must be allowed. */
typedef struct rc_grant {
  rc_str action;
  rc_str resource;
  rc_str condition_key; /* StringEquals; may be empty */
  rc_str condition_value;
} rc_grant;
typedef struct rc_grant_vec { RC_VEC_FIELDS(rc_grant) } rc_grant_vec;

/* Every action on every resource, under one condition. */
typedef struct rc_planned {
  rc_str sid;
  rc_name_list actions;
  rc_name_list resources;
  rc_str condition_key, condition_value;
} rc_planned;
typedef struct rc_planned_vec { RC_VEC_FIELDS(rc_planned) } rc_planned_vec;

/**
 * The fewest statements that grant exactly these: no statement allows an action on a resource
 * that was not asked for. Resources keep the order in which they came.
 */
RC_MUST_USE rc_status rc_plan_statements(rc_arena *arena, const rc_grant_vec *grants,
                                         rc_planned_vec *out);

/** Adds `name` unless the list has it. */
void rc_add_name(rc_arena *arena, rc_name_list *list, rc_str name);

/* How the statements of a document are written. */
typedef struct rc_statement_style {
  rc_value model; /* a statement whose order of members is followed; may be none */
  bool with_sid;
  bool lone_lists; /* even a single action is written as a list */
} rc_statement_style;

/** The habits of the document with this Statement element (none: those of new files). */
rc_statement_style rc_statement_style_of(rc_value statements);

/* What makes the statements of a resource policy differ from those of a role's. */
typedef struct rc_statement_extra {
  rc_str principal_kind; /* "AWS", "Service"; empty: an identity policy */
  rc_str principal;
  bool without_resource; /* repository and trust policies have no Resource element */
} rc_statement_extra;

/**
 * Adds `planned` as an object to `list`. Its Sid gets a number if `taken`, the Statement element
 * of the document it goes to (or none), or `list` already has one of that name.
 */
void rc_made_statement(rc_arena *arena, rc_made *list, const rc_planned *planned,
                       const rc_statement_style *style, const rc_statement_extra *extra,
                       rc_value taken);

/** A copy of the policy `document`; without one a policy that has no statements yet. */
rc_made rc_made_policy(rc_arena *arena, rc_value document);

/** True if `value`, a Condition element or none, says exactly this and no more. */
bool rc_condition_is(rc_arena *arena, rc_value value, rc_str key, rc_str wanted);

/** True if what is written for `text` reads as `text` again: its holes look like placeholders, or
 *  are the `??????` of a secret whose last characters are not known, which match as well. */
bool rc_reads_back(rc_arena *arena, rc_str text);

#endif
