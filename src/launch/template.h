/*
 * Templates of data/: text with `{name}` where a value belongs; and what is missing, made of them.
 */
#ifndef RC_LAUNCH_TEMPLATE_H
#define RC_LAUNCH_TEMPLATE_H

#include "launch/roll_call.h"

typedef struct rc_named_texts { RC_VEC_FIELDS(rc_named_text) } rc_named_texts;

/** Adds a value, in front of which an earlier one of the same name counts. */
void rc_bind(rc_arena *arena, rc_named_texts *values, rc_str name, rc_str text);

rc_str rc_bound(const rc_named_text *values, uint32_t n_values, rc_str name);

/** The template with its values. A value that is absent or empty stands as `<name>`, and
 *  `*complete` (which may be NULL) becomes false. */
rc_str rc_template_fill(rc_arena *arena, rc_str template_text, const rc_named_text *values,
                        uint32_t n_values, bool *complete);

/** As above for a command line: a value is one word for a shell. In `{*name}` each of its lines
 *  is. */
rc_str rc_template_shell(rc_arena *arena, rc_str template_text, const rc_named_text *values,
                         uint32_t n_values, bool *complete);

/** Adds row `id` of data/commands, unless the list has the same already. In the command, values
 *  that a shell would not take as one word are quoted. */
void rc_miss(rc_arena *arena, rc_missing_vec *list, rc_str id, const rc_named_text *values,
             uint32_t n_values);
#define RC_MISS(arena, list, id, ...)                                      \
  rc_miss((arena), (list), RC_STR(id), (const rc_named_text[]){__VA_ARGS__}, \
          sizeof((const rc_named_text[]){__VA_ARGS__}) / sizeof(rc_named_text))

#endif
