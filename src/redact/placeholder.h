/*
 * What stands where something was taken out.
 *
 * The same value always gets the same placeholder; placeholders are numbered in order of first
 * appearance and never derived from the value (twelve digits would be guessed in minutes). They
 * keep the format of their family, hold EXAMPLE, example, a range of the documentation or `rc`
 * wherever the format leaves room, and never equal anything that stands in the input.
 */
#ifndef RC_REDACT_PLACEHOLDER_H
#define RC_REDACT_PLACEHOLDER_H

#include "redact/detect.h"

/* The most digits of a placeholder of digits: so many that what is too long for a tag stays so. */
enum { RC_LONGEST_NUMBER = 160 };

typedef struct rc_placeholders rc_placeholders;

/** None given out yet. NULL when the arena has failed. */
rc_placeholders *rc_placeholders_new(rc_arena *arena);

/** First pass, every text: what looks like a placeholder already is never given out, and never
 *  taken for something to replace. */
void rc_placeholders_avoid(rc_placeholders *placeholders, rc_str text);
/** As above for what stands around the run of digits start..end of `text`, and no other. */
void rc_placeholders_avoid_digits(rc_placeholders *placeholders, rc_str text, size_t start,
                                  size_t end);
/** First pass: a block of addresses, `length` being what stands behind the slash. What lies in a
 *  block before lies in its stand-in after. Blocks shorter than /8 stay. */
void rc_placeholders_learn_block(rc_placeholders *placeholders, rc_str address, unsigned length);

/** The placeholder of `original`; the next one of its family on first sight. The placeholder of an
 *  account is that of the same digits in the other spelling; a key identifier decodes to the
 *  placeholder of its account. Equal to `original` where it stays. Empty when the arena has failed.
 *  NAME words do not come here: see names.h. */
rc_str rc_placeholder_of(rc_placeholders *placeholders, rc_family family, rc_str original);

/** Never gives out `text` from now on: it arises where it should not. */
void rc_placeholders_ban(rc_placeholders *placeholders, rc_str text);
/** Forgets what was given out; what was learned, avoided and banned stays. */
void rc_placeholders_restart(rc_placeholders *placeholders);

/** True if `value` has the looks of a placeholder of `family` (whoever gave it out). */
bool rc_is_placeholder(rc_family family, rc_str value);
/** True if `value` is known from public documentation and is no one's: AKIAIOSFODNN7EXAMPLE,
 *  123456789012, example.com, 192.0.2.0/24 (data/documentation-values.txt). */
bool rc_is_documentation(rc_family family, rc_str value);

#endif
