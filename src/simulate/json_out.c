#include "simulate/json_out.h"

enum { INDENT = 4 };

static void begin(rc_json_out *out, const char *name) {
  if (out->filled) {
    rc_buf_put_byte(out->buf, ',');
  }
  if (out->depth > 0) {
    rc_buf_put_byte(out->buf, '\n');
    rc_buf_put_repeated(out->buf, ' ', (size_t)out->depth * INDENT);
  }
  if (name != NULL) {
    rc_buf_put_json(out->buf, rc_str_from_c(name));
    rc_buf_put_c(out->buf, ": ");
  }
  out->filled = true;
}

void rc_json_out_open(rc_json_out *out, const char *name, char bracket) {
  begin(out, name);
  rc_buf_put_byte(out->buf, bracket);
  out->depth++;
  out->filled = false;
}

void rc_json_out_close(rc_json_out *out, char bracket) {
  out->depth--;
  if (out->filled) {
    rc_buf_put_byte(out->buf, '\n');
    rc_buf_put_repeated(out->buf, ' ', (size_t)out->depth * INDENT);
  }
  rc_buf_put_byte(out->buf, bracket);
  out->filled = true;
}

void rc_json_out_string(rc_json_out *out, const char *name, rc_str text) {
  begin(out, name);
  rc_buf_put_json(out->buf, text);
}

void rc_json_out_number(rc_json_out *out, const char *name, uint64_t value) {
  begin(out, name);
  rc_buf_put_u64(out->buf, value);
}

void rc_json_out_bool(rc_json_out *out, const char *name, bool value) {
  begin(out, name);
  rc_buf_put_c(out->buf, value ? "true" : "false");
}
