/*
 * Renaming of names so that verdicts survive: equality, prefixes and wildcards are kept.
 *
 * A name is cut into words: at every byte that is no letter or digit, at digits, and where
 * camelCase begins a new word. A word of the public vocabulary (data/public-words.txt and the words
 * of AWS's own names), a word of one or two letters, digits and everything between words stay as
 * they are. Every other word that occurs in a NAME leaf anywhere in the bundle is the user's: it
 * is replaced wherever it occurs as a word in any file, except inside leaves of other families
 * and of RC_FAMILY_KEEP.
 *
 * The placeholder of the n-th word is `n<n>n`; `N<n>n` for Capitalised and `N<n>N` for UPPER CASE
 * words of the same letters. It ends in a letter so that digits behind it stay apart, and it can be
 * read from left to right, so that two different names never become the same.
 *
 * A pattern may cut a word (`acm*` beside `acme-prod`). Then every word that begins with the part
 * before the star is cut there as well, and so is renamed in pieces; the same from behind for
 * `*orp`, and in the midst for `*cme*`. Parts of one or two letters and parts of public words stay.
 * Where cuts from both sides disagree, or a `?` stands for a letter of a word, the words concerned
 * are kept as they are, and the redaction tells. A piece beside one that stays is written
 * `0n<n>n0`, so that letters do not grow together with it.
 */
#ifndef RC_REDACT_NAMES_H
#define RC_REDACT_NAMES_H

#include "base/map.h"
#include "base/vec.h"

typedef struct rc_names rc_names;

/** An empty dictionary. NULL when the arena has failed. */
rc_names *rc_names_new(rc_arena *arena);

/** First pass: takes note of the words of a NAME leaf. A `*` or `?` is a wildcard if `is_pattern`.
 *  After rc_names_settle, which must follow again: new words are cut as the old ones. */
void rc_names_learn(rc_names *names, rc_str name, bool is_pattern, uint16_t detector);
/** First pass: words that must be replaced whatever the vocabulary says (the user's list). */
void rc_names_learn_word(rc_names *names, rc_str word, uint16_t detector);
/** First pass: words that stay whatever they name. */
void rc_names_keep_word(rc_names *names, rc_str word);
/** First pass, every text: takes note of what looks like a placeholder already, whose numbers are
 *  never given out. */
void rc_names_avoid(rc_names *names, rc_str text);
/** Between the passes: settles where words are cut. Numbers are given out in the second pass. */
RC_MUST_USE rc_status rc_names_settle(rc_names *names);

/* A word to replace, found by rc_names_next. */
typedef struct rc_name_piece {
  size_t start, end;  /* bytes of the text */
  rc_str placeholder; /* in the arena */
  uint16_t detector;
} rc_name_piece;

/** False if something was learned since rc_names_settle. */
bool rc_names_are_settled(const rc_names *names);
/** True if rc_names_next can find anything at all. */
bool rc_names_are_any(const rc_names *names);

/** Second pass: the next piece to replace in bytes *at..end of `text`, where the last word ends at
 *  `end`; `*at` moves behind it. False when there is none. A piece met for the first time gets the
 *  next number. */
bool rc_names_next(rc_names *names, rc_str text, size_t *at, size_t end, rc_name_piece *out);

/** Never gives out the number in `text` from now on, if `text` is a placeholder of a word. */
void rc_names_ban(rc_names *names, rc_str text);
/** Forgets which numbers were given out. */
void rc_names_restart(rc_names *names);

/** The next word of `text` at or after `at`, whatever it is; false if there is none. */
bool rc_names_cut(rc_str text, size_t at, size_t *start, size_t *end);

/** True for a word of the public vocabulary, in any case. */
bool rc_is_public_word(rc_str word);

/** The words that are kept because patterns cut them in ways that no renaming survives. */
typedef struct rc_kept_words { RC_VEC_FIELDS(rc_str) } rc_kept_words;
const rc_kept_words *rc_names_kept(const rc_names *names);

#endif
