/*
 * What names say of values, and values of themselves: the words of data/secret-names.txt and
 * data/identity-names.txt, made into tables by tools/generate/lexicon.mjs.
 */
#ifndef RC_REDACT_LEXICON_H
#define RC_REDACT_LEXICON_H

#include "redact/detect.h"

enum {
  RC_NAME_SURE = 1,        /* surely a secret: worth a report, not only a placeholder */
  RC_NAME_INSIDE = 2,      /* the secret stands inside the value: a URL or a list */
  RC_NAME_NO_ENDING = 4,   /* says nothing as the end of a name */
  RC_NAME_TAIL = 8,        /* passed over at the end of a name */
  RC_NAME_FILTER_BITS = 4096,
  RC_NAME_NO_DETECTOR = UINT16_MAX
};

/* What a JSON member of exactly this name holds; see data/identity-names.txt. */
typedef enum rc_member {
  RC_MEMBER_ANY,
  RC_MEMBER_ACTIONS,
  RC_MEMBER_NAMES,
  RC_MEMBER_PRINCIPAL,
  RC_MEMBER_CONDITION,
  RC_MEMBER_USER_KEYS,
  RC_MEMBER_SETTINGS,
  RC_MEMBER_LOGINS,
  RC_MEMBER_SHUT,
  RC_MEMBER_TAGS,
  RC_MEMBER_INNER
} rc_member;

typedef struct rc_name_row {
  const char *words; /* upper case, joined by `_`; NULL: an empty slot of the table */
  uint8_t len;
  uint8_t named; /* rc_named */
  uint8_t flags;
  uint8_t member;    /* rc_member */
  uint16_t detector; /* for the value, or RC_NAME_NO_DETECTOR */
} rc_name_row;

extern const rc_name_row rc_name_rows[];
extern const uint32_t rc_n_name_rows; /* a power of two */
extern const uint32_t rc_name_filter[RC_NAME_FILTER_BITS / 32]; /* by the last three letters */
extern const rc_str rc_words_anywhere[], rc_words_not_with[];
extern const size_t rc_n_words_anywhere, rc_n_words_not_with;
extern const rc_str rc_words_no_value[], rc_words_stand_in[], rc_words_pointer[];
extern const size_t rc_n_words_no_value, rc_n_words_stand_in, rc_n_words_pointer;
/* For each first byte of those words the second ones, both by their lower five bits. */
extern const uint32_t rc_starts_no_value[32], rc_starts_stand_in[32], rc_starts_pointer[32];
extern const rc_str rc_words_key[], rc_words_example[], rc_words_login[];
extern const size_t rc_n_words_key, rc_n_words_example, rc_n_words_login;

/* What a name says. */
typedef struct rc_name_found {
  const rc_name_row *row;    /* of the longest ending that is known; NULL: nothing is */
  const rc_name_row *member; /* of the whole name, or NULL */
} rc_name_found;

rc_name_found rc_name_find(rc_str name);

/** False if no name that ends in these three letters of one case can say anything: for those who
 *  look at what stands before many separators. */
bool rc_name_may_end(const char letters[3]);

/** Remembers what was found of names lately: texts say the same ones over and over. NULL when the
 *  arena has failed. */
rc_name_cache *rc_name_cache_new(rc_arena *arena);
/** As above, with the help of a cache, which may be NULL and borrows the name. */
rc_name_found rc_name_find_again(rc_name_cache *cache, rc_str name);

/** True for a value that is no secret whatever it is called: it stands for another, points to one,
 *  is a path, a URL without a password, a number or a plain word of no meaning. Placeholders in it
 *  are told by rc_hole_from_placeholders. value.c */
bool rc_is_innocent(rc_str value);

/** True for a value that says where the secret is (an ARN, a reference, a path), or why a launch
 *  failed. value.c */
bool rc_is_pointer(rc_str value);

/** True for an AWS access key identifier by its shape, a placeholder too, unless it is known from
 *  AWS's documentation. value.c */
bool rc_is_key_id(rc_str value);

/** `mysql://app:hunter2@db/shop`: the password is between the first colon behind the scheme and
 *  the last `@` before the path; it may hold slashes where no port stands behind the colon.
 *  Unknown parts (base/hole.h) may stand around it, not in it. value.c */
bool rc_is_url_with_password(rc_str value);

/** Letters and digits that change places, or three sorts of bytes: nobody's word by chance. value.c
 */
bool rc_is_strong(rc_str value);

/** True for a login name that everybody knows: root, postgres, ec2-user. value.c */
bool rc_is_public_login(rc_str name);

/* Bytes start..end of the scanned text as a value whose name is known; rc_scan_value finds the row
 * by the name first. `otherwise` is the detector where the row names none. value.c */
void rc_scan_named(rc_scan *scan, const rc_name_row *row, uint16_t otherwise, size_t start,
                   size_t end);
/** ... as a secret; `row` may be NULL. value.c */
void rc_scan_secret(rc_scan *scan, const rc_name_row *row, uint16_t otherwise, size_t start,
                    size_t end);
/** ... as base64 of user:password, if it is that. value.c */
void rc_scan_login(rc_scan *scan, size_t start, size_t end);
/** ... as a word of AWS's or of a format's own, which stays. Text of several words is none. value.c
 */
void rc_scan_vocabulary(rc_scan *scan, size_t start, size_t end);
/** ... as the name of a thing of the user. value.c */
void rc_scan_identity(rc_scan *scan, uint16_t detector, size_t start, size_t end);

#endif
