/*
 * Answers of AWS's simulator, in the two forms in which people know them: JSON laid out as the AWS
 * CLI prints it (four blanks a level), or the XML that IAM sends (two blanks a level, elements of
 * lists called `member`).
 */
#ifndef RC_SIMULATE_WIRE_H
#define RC_SIMULATE_WIRE_H

#include "base/buf.h"

enum { RC_WIRE_DEPTH = 12 /* answers nest to eight: envelope, result, list, member, ... */ };

typedef struct rc_wire {
  rc_buf *buf;
  bool xml;
  uint32_t depth;
  bool filled;                      /* something stands before, in the container that is open */
  const char *names[RC_WIRE_DEPTH]; /* XML: of the open elements */
} rc_wire;

/** Each begins a member when `name` is given, else an element of a list. Names are static. XML has
 *  a name for everything: its outermost element is opened with one. */
void rc_wire_open(rc_wire *wire, const char *name, char bracket);
void rc_wire_close(rc_wire *wire, char bracket);
void rc_wire_string(rc_wire *wire, const char *name, rc_str text);
void rc_wire_number(rc_wire *wire, const char *name, uint64_t value);
void rc_wire_bool(rc_wire *wire, const char *name, bool value);
/** A member of a map: in XML an `entry` with `key` and `value`. */
void rc_wire_entry(rc_wire *wire, const char *key, rc_str value);

/** Text between tags. What XML cannot hold becomes U+FFFD. */
void rc_wire_put_xml_text(rc_buf *buf, rc_str text);

#endif
