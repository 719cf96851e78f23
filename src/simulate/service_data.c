#include "simulate/service_data.h"

#include "base/buf.h"
#include "iam/text_match.h"

/* `service:Name`, without wildcards: one action. */
static rc_str check_shape(rc_arena *arena, rc_str action) {
  rc_str shown = rc_hole_display(arena, action);
  if (rc_hole_any(action)) {
    return RC_STR_NONE;
  }
  if (rc_str_find_byte(action, '*', 0) != RC_NOT_FOUND ||
      rc_str_find_byte(action, '?', 0) != RC_NOT_FOUND) {
    return RC_FILL(arena, "`{}` is a pattern; ask for one action at a time, such as "
                          "`s3:GetObject`", shown);
  }
  size_t colon = rc_str_find_byte(action, ':', 0);
  if (colon == RC_NOT_FOUND || colon == 0 || colon + 1 == action.len) {
    return RC_FILL(arena, "`{}` is no action; one reads `service:Action`, such as `s3:GetObject`",
                   shown);
  }
  return RC_STR_NONE;
}

enum { MOST_SIMILAR = 1 };

static rc_str suggest(rc_arena *arena, rc_str shown, const char *what, rc_str similar) {
  return rc_str_is_empty(similar)
             ? RC_FILL(arena, "`{}` is no {}", shown, rc_str_from_c(what))
             : RC_FILL(arena, "`{}` is no {}; did you mean `{}`?", shown, rc_str_from_c(what),
                       similar);
}

static rc_str check_name(rc_arena *arena, const rc_catalogue *catalogue, rc_str action) {
  uint32_t similar[MOST_SIMILAR];
  rc_str name = action;
  rc_str prefix = rc_str_cut(&name, ':');
  uint32_t service = rc_catalogue_service(catalogue, prefix);
  if (service == RC_CATALOGUE_NONE) {
    bool any = rc_catalogue_similar_services(catalogue, prefix, similar, MOST_SIMILAR) > 0;
    return suggest(arena, prefix, "service that is known",
                   any ? rc_catalogue_service_prefix(catalogue, similar[0]) : RC_STR_NONE);
  }
  if (rc_catalogue_action(catalogue, service, name) != RC_CATALOGUE_NONE) {
    return RC_STR_NONE;
  }
  bool any = rc_catalogue_similar_actions(catalogue, service, name, similar, MOST_SIMILAR) > 0;
  return suggest(arena, action, "action that is known",
                 any ? rc_catalogue_action_text(arena, catalogue, similar[0]) : RC_STR_NONE);
}

rc_str rc_service_data_check_action(rc_arena *arena, const rc_catalogue *catalogue,
                                    rc_str action) {
  rc_str fault = check_shape(arena, action);
  bool known = catalogue == NULL || rc_hole_any(action) || !rc_str_is_empty(fault);
  return known ? fault : check_name(arena, catalogue, action);
}

rc_key_shape rc_service_data_key_shape(const rc_catalogue *catalogue, rc_str action, rc_str key) {
  if (catalogue == NULL) {
    return RC_KEY_SHAPE_UNKNOWN;
  }
  uint32_t service = rc_catalogue_service(catalogue, rc_str_cut(&action, ':'));
  uint32_t found = rc_catalogue_condition_key(catalogue, service, key);
  if (found == RC_CATALOGUE_NONE) {
    return RC_KEY_SHAPE_UNKNOWN;
  }
  return rc_catalogue_key_info_of(catalogue, found).multivalued ? RC_KEY_SHAPE_LIST
                                                                : RC_KEY_SHAPE_SINGLE;
}

/* AWS fills in its own partition. */
static rc_str with_partition(rc_arena *arena, rc_str pattern) {
  static const rc_str partition = RC_STR_INIT("arn:${Partition}:");
  return rc_str_starts_with(pattern, partition)
             ? RC_FILL(arena, "arn:aws:{}", rc_str_from(pattern, partition.len))
             : pattern;
}

/* The pattern with `*` for every `${Name}`. */
static rc_str as_wildcards(rc_arena *arena, rc_str pattern) {
  rc_buf buf;
  rc_buf_init(&buf, arena);
  for (size_t at = 0; at < pattern.len; at++) {
    size_t end = rc_str_starts_with(rc_str_from(pattern, at), RC_STR("${"))
                     ? rc_str_find_byte(pattern, '}', at)
                     : RC_NOT_FOUND;
    rc_buf_put_byte(&buf, end == RC_NOT_FOUND ? pattern.ptr[at] : '*');
    at = end == RC_NOT_FOUND ? at : end;
  }
  return rc_buf_str(&buf);
}

rc_str rc_service_data_resource_pattern(rc_arena *arena, const rc_catalogue *catalogue,
                                        rc_str action, rc_str resource) {
  uint32_t found = catalogue == NULL ? RC_CATALOGUE_NONE
                                     : rc_catalogue_action_by_text(catalogue, action);
  if (found == RC_CATALOGUE_NONE) {
    return RC_STR_NONE;
  }
  rc_catalogue_link link;
  rc_catalogue_link_walk links = rc_catalogue_links_of(catalogue, found);
  while (rc_catalogue_link_next(&links, &link)) {
    uint32_t n = rc_catalogue_type_info_of(catalogue, link.type).n_arns;
    for (uint32_t i = 0; i < n; i++) {
      rc_str pattern = rc_catalogue_type_arn(arena, catalogue, link.type, i);
      if (rc_text_match(as_wildcards(arena, pattern), resource, RC_MATCH_RESOURCE) == RC_YES) {
        return with_partition(arena, pattern);
      }
    }
  }
  return RC_STR_NONE;
}
