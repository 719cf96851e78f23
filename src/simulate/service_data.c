#include "simulate/service_data.h"

#include "base/hole.h"

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

rc_str rc_service_data_check_action(rc_arena *arena, const struct rc_catalogue *catalogue,
                                    rc_str action) {
  (void)catalogue;
  return check_shape(arena, action);
}

rc_key_shape rc_service_data_key_shape(const struct rc_catalogue *catalogue, rc_str action,
                                       rc_str key) {
  (void)catalogue;
  (void)action;
  (void)key;
  return RC_KEY_SHAPE_UNKNOWN;
}

rc_str rc_service_data_resource_pattern(rc_arena *arena, const struct rc_catalogue *catalogue,
                                        rc_str action) {
  (void)arena;
  (void)catalogue;
  (void)action;
  return RC_STR_NONE;
}
