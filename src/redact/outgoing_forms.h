/*
 * The ways in which one value may be written where it must not be.
 */
#ifndef RC_REDACT_OUTGOING_FORMS_H
#define RC_REDACT_OUTGOING_FORMS_H

#include "base/str.h"

/* Names of encodings, as rc_leak tells them. */
extern const char rc_form_plain[], rc_form_base64[], rc_form_percent[], rc_form_json[],
    rc_form_hex[];

/* Takes one way of writing. */
typedef rc_status rc_form_taker(void *context, rc_str written, const char *encoding);

/**
 * Tells every form of `original`, which stands as it was written in a file: as it is, and what it
 * means with JSON's or percent escapes undone; each of them in base64 (three phases, both
 * alphabets), percent-encoded, JSON-escaped once and twice, and in hexadecimal. The same form may
 * come several times. Stops at the first status that is not RC_OK.
 */
RC_MUST_USE rc_status rc_forms_of(rc_arena *arena, rc_str original, rc_form_taker *take,
                                  void *context);

#endif
