#include "launch/suffix.h"

enum { LENGTH = 6 };

#define HOLE RC_STR("\xFE??????\xFF")

bool rc_has_open_suffix(rc_str resource) { return rc_str_ends_with(resource, HOLE); }

static rc_str with_suffix(rc_arena *arena, rc_str text, rc_str suffix) {
  return rc_has_open_suffix(text)
             ? RC_FILL(arena, "{}{}", rc_str_slice(text, 0, text.len - HOLE.len), suffix)
             : text;
}

rc_call rc_call_with_any_suffix(rc_arena *arena, const rc_call *call) {
  rc_call any = *call;
  rc_str marks = RC_STR("??????");
  any.evaluated = with_suffix(arena, call->evaluated, marks);
  rc_named_text *values = RC_NEW_ARRAY(arena, rc_named_text, call->n_values);
  for (uint32_t i = 0; values != NULL && i < call->n_values; i++) {
    values[i] = (rc_named_text){call->values[i].name,
                                with_suffix(arena, call->values[i].text, marks)};
  }
  any.values = values;
  any.n_values = values == NULL ? 0 : call->n_values;
  return any;
}

static bool fits_suffix(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '?';
}

/* Could the last `n` characters of `text` be the first ones of a suffix? */
static bool tail_fits(rc_str text, size_t n) {
  if (n > text.len) {
    return false;
  }
  for (size_t i = text.len - n; i < text.len; i++) {
    if (!fits_suffix(text.ptr[i])) {
      return false;
    }
  }
  return true;
}

/* Suffixes that the pattern may mean: its last six characters; before a final `*`, what stands
 * there, from one to six. */
static bool matches_some_suffix(rc_arena *arena, rc_str pattern, rc_str resource) {
  bool open_ended = rc_str_ends_with(pattern, RC_STR("*"));
  rc_str text = open_ended ? rc_str_slice(pattern, 0, pattern.len - 1) : pattern;
  for (size_t n = LENGTH; n >= (open_ended ? 1 : LENGTH); n--) {
    if (!tail_fits(text, n)) {
      continue;
    }
    rc_str suffix = RC_FILL(arena, "{}{}", rc_str_from(text, text.len - n),
                            rc_str_slice(RC_STR("??????"), n, LENGTH));
    if (rc_text_match(pattern, with_suffix(arena, resource, suffix), RC_MATCH_RESOURCE) != RC_NO) {
      return true;
    }
  }
  return false;
}

static bool spells_out(rc_arena *arena, rc_str pattern, rc_str resource) {
  rc_str any = with_suffix(arena, resource, RC_STR("??????"));
  return rc_text_match(pattern, resource, RC_MATCH_RESOURCE) == RC_UNKNOWN &&
         rc_text_match(pattern, any, RC_MATCH_RESOURCE) == RC_NO &&
         matches_some_suffix(arena, pattern, resource);
}

bool rc_suffix_is_spelled_out(rc_arena *arena, rc_str resource, const rc_policy_set *const *sets,
                              size_t n_sets) {
  for (size_t i = 0; i < n_sets; i++) {
    for (uint32_t p = 0; sets[i] != NULL && p < sets[i]->policies.len; p++) {
      for (RC_EACH(const rc_statement, statement, sets[i]->policies.items[p]->statements)) {
        for (RC_EACH(const rc_policy_text, entry, statement->resources)) {
          if (spells_out(arena, entry->text, resource)) {
            return true;
          }
        }
      }
    }
  }
  return false;
}
