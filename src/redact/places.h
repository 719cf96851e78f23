/*
 * What the scanners of ARNs, hosts, URLs and people share, and the tables behind them:
 * data/public-places.txt and the ARN formats of data/catalogue.
 *
 * Places are offsets of the scanned text. A scanner may look beyond its run (ARNs hold
 * `${...}`, passwords hold commas), at most RC_PLACES_AHEAD bytes and never past what begins
 * the next thing of its kind, so that the whole stays linear.
 */
#ifndef RC_REDACT_PLACES_H
#define RC_REDACT_PLACES_H

#include "detector_ids.h"
#include "redact/detect.h"

enum { RC_PLACES_AHEAD = 2048, RC_PLACES_BACK = 64, RC_LONGEST_HOST = 255 };

/* Words of one length in lower case, sorted, in one string. */
typedef struct rc_places_list {
  const char *words;
  size_t count;
} rc_places_list;

typedef struct rc_places_table {
  const rc_places_list *lists; /* by length */
  size_t longest;
} rc_places_table;

extern const rc_places_table rc_public_hosts;
extern const rc_places_table rc_public_sites;
extern const rc_places_table rc_public_registries;
extern const rc_places_table rc_host_endings;
extern const rc_places_table rc_host_endings_of_three;
extern const rc_places_table rc_mail_endings;
extern const rc_places_table rc_inner_endings;
extern const rc_places_table rc_package_roots;
extern const rc_places_table rc_public_users;
extern const rc_places_table rc_aws_suffixes;
extern const rc_places_table rc_aws_labels;
extern const rc_places_table rc_geographies;
extern const rc_places_table rc_resource_prefixes;
extern const rc_places_table rc_arn_types;
extern const rc_places_table rc_arn_untyped;
extern const rc_places_table rc_arn_bare;
extern const rc_str rc_public_arns[]; /* "service resource", `*` stands for anything */
extern const size_t rc_n_public_arns;

/** True if `text` stands in the table, without regard to case. */
bool rc_places_has(const rc_places_table *table, rc_str text);
#define RC_PLACES_HAS(table, text) rc_places_has(&rc_##table, (text))

static inline bool rc_is_digit_byte(char c) { return c >= '0' && c <= '9'; }
RC_INLINE bool rc_is_letter_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
RC_INLINE bool rc_is_word_byte(char c) { return rc_is_digit_byte(c) || rc_is_letter_byte(c); }
RC_INLINE bool rc_is_hex_byte(char c) {
  return rc_is_digit_byte(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* What rc_places_hole finds something behind. */
static inline bool rc_begins_hole(char c) { return c == '$' || c == '{' || c == '<'; }

static inline rc_str rc_scan_slice(const rc_scan *scan, size_t start, size_t end) {
  return (rc_str){scan->text.ptr + start, end - start};
}
/** The byte at `at`, NUL beyond the ends. */
RC_INLINE char rc_scan_byte(const rc_scan *scan, size_t at) {
  return at < scan->text.len ? scan->text.ptr[at] : '\0';
}
/** The byte before `at`, NUL at the start. */
RC_INLINE char rc_scan_before(const rc_scan *scan, size_t at) {
  return at > 0 && at <= scan->text.len ? scan->text.ptr[at - 1] : '\0';
}

/** Where the template that begins at `at` ends (`${x}`, `{{x}}`, `<x>`, `{x}`, `$(x)`), else `at`.
 *  Nothing at or beyond `limit` is looked at. */
size_t rc_places_hole(rc_str text, size_t at, size_t limit);

/** True for one of `words` (separated by blanks, lower case) in the bytes before `at` on the same
 *  line, without regard to case, as a beginning of a word. */
bool rc_places_context(const rc_scan *scan, size_t at, const char *words);

/** Where a path ends that begins at `at`: templates belong to it. aws_host.c */
size_t rc_places_path_end(const rc_scan *scan, size_t at);

/** Emits what identifies in the labels before the mark of a registry: accounts, also mistyped ones.
 *  aws_host.c */
void rc_places_registry_owner(rc_scan *scan, size_t start, size_t end);

/** True for `us-east-1`, `us-gov-west-1`, and as endpoints of caches have it, `use1`. aws_host.c */
bool rc_places_is_region(rc_str label);
/** True for `us-east-1` at the start of `text`, whatever follows. aws_host.c */
bool rc_places_begins_region(rc_str text);

/** Emits what names things in start..end: NAME leaves around templates, and around identifiers,
 *  accounts and hexadecimal digits, which get their own. */
void rc_places_name(rc_scan *scan, uint16_t detector, size_t start, size_t end);

/** Twelve digits that read as a time (202611230845) are more likely one. */
bool rc_places_reads_as_time(rc_str digits);
/** True for an account as people copy it from the console: 1234-5678-9012. */
bool rc_places_is_dashed_account(rc_str text);
/** Emits an account, unless it is one of AWS's own. */
void rc_places_account(rc_scan *scan, uint16_t detector, size_t start, size_t end);

/** Emits a secret around the templates in it, WEAK where it could be an ordinary word. */
void rc_places_secret(rc_scan *scan, uint16_t detector, rc_family family, size_t start,
                      size_t end);
/** Emits a login name that is not known to everybody. */
void rc_places_user(rc_scan *scan, uint16_t detector, size_t start, size_t end);

/** The end of the ARN that begins at `start`, which is emitted. aws_arn.c */
size_t rc_places_arn(rc_scan *scan, size_t start);

/** Length of the identifier of a resource (`vpc-` and 8 or 17 digits) at `at`, whose digits
 *  begin at `*digits`; 0 if there is none. aws_arn.c */
size_t rc_places_resource_id(rc_str text, size_t at, size_t *digits);

/* How sure it is that something is a host. */
typedef enum rc_host_from {
  RC_HOST_FROM_TEXT, /* its ending says so */
  RC_HOST_FROM_MARK  /* it stands in a URL */
} rc_host_from;

/** Emits what identifies in a host name, and in the path behind it if the host is one of AWS's
 *  or of a registry. Returns the end of what was looked at. host.c */
size_t rc_places_host(rc_scan *scan, size_t start, size_t end, rc_host_from from);

/** True for hosts that are public knowledge. host.c */
bool rc_places_is_public_host(rc_str host);
/** The same for a host of AWS; 0, and nothing emitted, if it is none. aws_host.c */
size_t rc_places_aws_host(rc_scan *scan, size_t start, size_t end);

#endif
