/*
 * JSON laid out as the AWS CLI prints it: four blanks a level, one member a line.
 */
#ifndef RC_SIMULATE_JSON_OUT_H
#define RC_SIMULATE_JSON_OUT_H

#include "base/buf.h"

typedef struct rc_json_out {
  rc_buf *buf;
  uint32_t depth;
  bool filled; /* something stands before, in the container that is open */
} rc_json_out;

/** Each begins a member when `name` is given, else an element. */
void rc_json_out_open(rc_json_out *out, const char *name, char bracket);
void rc_json_out_close(rc_json_out *out, char bracket);
void rc_json_out_string(rc_json_out *out, const char *name, rc_str text);
void rc_json_out_number(rc_json_out *out, const char *name, uint64_t value);
void rc_json_out_bool(rc_json_out *out, const char *name, bool value);

#endif
