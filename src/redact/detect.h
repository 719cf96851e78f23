/*
 * What is secret or identifying in a text, as byte ranges: the common tongue of all detectors.
 *
 * A detector emits leaves: the account inside an ARN, the password inside a URL, the token behind
 * its published prefix. What stands around a leaf stays, and so the format stays: an ARN with
 * another account is an ARN. Whoever recognises that something must not be touched (an image
 * digest, the name of an action, a templating mark) emits a leaf too, with RC_LEAF_KEEP.
 *
 * Which detectors exist is data: data/detectors.txt, with the shape and the reason of each. Their
 * numbers (RC_DETECT_... of detector_ids.h) and the table behind rc_detector_info are made from it.
 */
#ifndef RC_REDACT_DETECT_H
#define RC_REDACT_DETECT_H

#include "base/vec.h"
#include "syntax/tree.h"
#include "detector_ids.h"

/* What a leaf is, and so what its placeholder looks like; X(identifier, name in maps and tables).
 * The looks are in placeholder.c. */
#define RC_FAMILIES(X)                                                                            \
  X(KEEP, "keep")             /* nothing to hide here */                                          \
  X(ACCOUNT, "account")       /* twelve digits; also written 4-4-4 with dashes */                 \
  X(KEY_ID, "keyid")          /* AKIA..., the whole identifier */                                 \
  X(UNIQUE_ID, "uid")         /* AROA..., the whole identifier */                                 \
  X(AWS_SECRET, "awssecret")  /* a secret access key, 40 characters */                            \
  X(NAME, "name")             /* words that name things of the user: see names.h */               \
  X(HOST, "host")             /* a whole host name outside AWS */                                 \
  X(IP, "ip")                 /* an IPv4 or IPv6 address, without the /length behind it */        \
  X(EMAIL, "email")           /* local@domain */                                                  \
  X(USER, "user")             /* a person's or an account's login name */                         \
  X(UUID, "uuid")             /* 8-4-4-4-12 hexadecimal digits */                                 \
  X(RESOURCE_ID, "resid")     /* the hexadecimal digits behind `i-`, `vpc-`, `subnet-` */         \
  X(SUFFIX, "suffix")         /* six random characters at the end of a secret's ARN */            \
  X(OPAQUE, "secret")         /* a password, a token behind its prefix: letters and digits */     \
  X(HEX, "hex")               /* hexadecimal digits; as many as before */                         \
  X(NUMBER, "number")         /* decimal digits; as many as before */                             \
  X(BLOB, "blob")             /* base64 */                                                        \
  X(PEM, "pem")               /* one line of the body of a PEM block */                           \
  X(JWT, "jwt")               /* header.payload.signature */                                      \
  X(BASIC, "basic")           /* base64 of user:password */                                       \
  X(MAC, "mac")               /* six pairs of hexadecimal digits */

typedef enum rc_family {
#define RC_FAMILY_ENUM(id, name) RC_FAMILY_##id,
  RC_FAMILIES(RC_FAMILY_ENUM)
#undef RC_FAMILY_ENUM
  RC_N_FAMILIES
} rc_family;

enum {
  RC_LEAF_SECRET = 1, /* gives access, or is guessable from what it gives: never leaves, is looked
                         for in all encodings before anything is sent */
  RC_LEAF_WEAK = 2    /* secret only where it stands ("admin"): not looked for elsewhere */
};

typedef struct rc_leaf {
  uint32_t start, end; /* bytes of the file */
  uint16_t detector;   /* rc_detector_id */
  uint8_t family;      /* rc_family */
  uint8_t flags;
} rc_leaf;

typedef struct rc_leaves { RC_VEC_FIELDS(rc_leaf) } rc_leaves;

/* How sure a detector is by itself; decides between leaves that overlap. */
typedef enum rc_confidence {
  RC_BY_CONTEXT,   /* only what stands beside it says so */
  RC_BY_SHAPE,     /* the shape occurs for nothing else */
  RC_BY_PROOF      /* a checksum or an inner structure proves it */
} rc_confidence;

typedef struct rc_detector {
  const char *name;    /* "aws-access-key-id" */
  const char *group;   /* "aws", "keys", "auth", "databases", "platforms", "services", "network" */
  const char *summary; /* one line for people */
  uint8_t family;      /* what it usually emits */
  uint8_t confidence;  /* rc_confidence */
  uint8_t number;      /* its row in the list of 150, from 1; 0 for what stays or is led to */
} rc_detector;

/** The table of data/detectors.txt; `id` below rc_n_detectors. Static memory. */
const rc_detector *rc_detector_info(uint16_t id);
extern const uint16_t rc_n_detectors;

/*
 * One text under scan. `text` are the bytes of a file, or a string of it that had to be decoded
 * first (escapes, percent signs); then `map` leads from each decoded byte to the file's and has
 * text.len + 1 entries.
 */
typedef struct rc_name_cache rc_name_cache;
typedef struct rc_run_memo rc_run_memo;

typedef struct rc_scan {
  rc_arena *arena;
  rc_str text;
  const uint32_t *map; /* NULL: offsets of `text` are those of the file */
  rc_leaves *out;
  rc_name_cache *names; /* what was found of names in this text, or NULL: see lexicon.h */
  rc_run_memo *memo; /* what is known of runs of this text, or NULL: see scan.c */
  /* Set by a scanner of runs where more decides than the bytes of the run, or of its line. */
  bool asks_around, asks_afar;
  uint32_t line_start, line_end; /* where lines are remembered too */
  bool in_tree; /* a tree tells what the quoted names in this text name */
  /* Of pairs.c: values have been read up to here, and how many of them began inside another. */
  uint32_t pairs_read, pairs_tries;
  uint32_t cookies_read; /* of headers, up to here */
  uint32_t nameless_start, nameless_end; /* of one line: no name stands beside a value there */
  uint32_t commands_start, commands_end; /* of pairs_flags.c: which programs are named there */
  unsigned commands;
} rc_scan;

/** Adds bytes start..end of the scanned text. Nothing is added to an arena that has failed. */
void rc_scan_leaf(rc_scan *scan, uint16_t detector, rc_family family, uint8_t flags, size_t start,
                  size_t end);

/*
 * A run: a longest stretch of bytes none of which is a blank, a control character, a quote
 * (" ' `), a bracket of any kind, a comma, a semicolon or `|`. Its traits say which sorts of
 * bytes it holds, so that most detectors need not look at most runs.
 */
enum {
  RC_RUN_LOWER = 1,
  RC_RUN_UPPER = 2,
  RC_RUN_DIGIT = 4,
  RC_RUN_DOT = 8,
  RC_RUN_COLON = 16,
  RC_RUN_SLASH = 32,
  RC_RUN_AT = 64,
  RC_RUN_EQUALS = 128,
  RC_RUN_DASH = 256,
  RC_RUN_UNDERSCORE = 512,
  RC_RUN_PERCENT = 1024,
  RC_RUN_BACKSLASH = 2048,
  RC_RUN_OTHER = 4096, /* any other byte: + ~ $ ! ? & # * ^ and all beyond ASCII */
  RC_RUN_LONG = 8192   /* at least sixteen bytes */
};

typedef struct rc_run {
  uint32_t start, end;
  uint32_t traits;
} rc_run;

/*
 * The scanners over runs. Each looks at one run (and may look at the bytes around it, a bounded
 * number of them) and emits what it finds; rc_scan_text calls them for the runs that have one of
 * the traits named in scan.c.
 *
 * Texts say the same runs over and over, and in most of them nothing is found. So a scanner that
 * found nothing in a run is not shown the same bytes again, unless it set `asks_around`: it does
 * wherever the decision rests on bytes outside of the run, whatever they say this time. The same
 * goes for whole lines: a scanner tells by rc_scan_looks which bytes beyond blanks, letters and
 * single signs it looks at, before it does. A line without its end is never remembered, nor is the
 * first one: what stands beside a line is always a line end.
 */
static inline void rc_scan_looks(rc_scan *scan, size_t from, size_t to) {
  scan->asks_afar = scan->asks_afar || from < scan->line_start || to > scan->line_end;
}
/** At up to `n` bytes before `at`. */
static inline void rc_scan_looks_back(rc_scan *scan, size_t at, size_t n) {
  rc_scan_looks(scan, at > n ? at - n : 0, at);
}

/** Tokens that are known by their own shape: AWS key identifiers, provider tokens with their
 *  checksums, JWT, key files. tokens*.re */
void rc_scan_tokens(rc_scan *scan, const rc_run *run);
/** ARNs and what AWS puts into names: accounts, image URIs, endpoints, resource identifiers.
 *  aws*.re */
void rc_scan_aws(rc_scan *scan, const rc_run *run);
/** URLs: user and password, secret parameters, webhooks, presigned requests; connection strings.
 *  urls*.re */
void rc_scan_urls(rc_scan *scan, const rc_run *run);
/** Addresses, host names, e-mail, user names, numbers of people. people*.re */
void rc_scan_people(rc_scan *scan, const rc_run *run);
/** `name=value`, `name: value`, `--flag value`, headers, `"name": "value"` in plain text: the value
 *  is judged by its name. pairs*.re */
void rc_scan_pairs(rc_scan *scan, const rc_run *run);
/** Blocks over several lines: PEM and PGP keys, .netrc, kubeconfig. Called once per text.
 *  blocks*.re */
void rc_scan_blocks(rc_scan *scan);
/** What looks random and nothing above explained: the bigram model. Sees the part of a run in
 *  which no other scanner found anything; of ten bytes at least. random.c */
void rc_scan_random(rc_scan *scan, const rc_run *run);
/** As much of it as depends on what stands before the run. random.c */
bool rc_scan_announced(rc_scan *scan, const rc_run *run);

/** Remembers runs of `text`, if that is long; else NULL, as when the arena has failed. scan.c */
rc_run_memo *rc_run_memo_new(rc_arena *arena, rc_str text);

/** For a piece of text whose leaves rest on nothing but its own bytes: adds the leaves that it had
 *  when it stood elsewhere; false if that is not known, and then rc_scan_note takes note of those
 *  from number `first` on. scan.c */
typedef enum rc_piece_kind { RC_PIECE_LINE, RC_PIECE_ARN, RC_PIECE_MESSAGE } rc_piece_kind;
bool rc_scan_again(rc_scan *scan, rc_piece_kind kind, size_t start, size_t end);
void rc_scan_note(rc_scan *scan, rc_piece_kind kind, size_t start, size_t end, uint32_t first);

/** All of the above over the whole text, in one walk. scan.c */
void rc_scan_text(rc_scan *scan);
/** Lines are remembered, but for those of a tree: values there go over several. */
static inline bool rc_scan_goes_by_lines(const rc_scan *scan) {
  return scan->memo != NULL && !scan->in_tree;
}
/** What line start..end holds of a file of logins; rc_scan_blocks looks for them where the walk
 *  does not go by lines. blocks_logins.c */
void rc_scan_login_line(rc_scan *scan, size_t start, size_t end);
/** All but the blocks, over the runs of bytes start..end. */
void rc_scan_range(rc_scan *scan, size_t start, size_t end);

/**
 * Everything in a file that has a syntax tree; takes the place of rc_scan_text. What only the tree
 * tells: {"name": N, "value": V} in all its spellings, members judged by their names, the names of
 * things of the user, what must stay as it is (member names, actions, operators, principals of
 * services, values of AWS's own vocabularies). Strings with escapes are decoded before the scanners
 * see them, so that no leaf cuts an escape; JSON inside strings is parsed and scanned likewise. All
 * other bytes go through rc_scan_range. A tree that is not JSON is scanned as text. structure.c
 */
RC_MUST_USE rc_status rc_scan_tree(rc_arena *arena, const rc_tree *tree, rc_leaves *out);

/* What a name says of the value that it names. */
typedef enum rc_named {
  RC_NAMED_NOTHING,  /* judge the value by itself */
  RC_NAMED_SECRET,   /* DB_PASSWORD */
  RC_NAMED_IDENTITY, /* family, clusterName, S3_BUCKET: names a thing of the user */
  RC_NAMED_ACCOUNT,  /* owner, registryId, accountId */
  RC_NAMED_HOST,
  RC_NAMED_USER,
  RC_NAMED_IMAGE, /* of a container */
  RC_NAMED_REFERENCE, /* valueFrom: an ARN, a name, and what of it */
  RC_NAMED_HEX_SECRET, /* DD_API_KEY and others whose values are hexadecimal */
  RC_NAMED_PUBLIC    /* image tags, digests, request ids: leave alone */
} rc_named;

/** Judges a name with the words of data/secret-names.txt and data/identity-names.txt; any case and
 *  any of `_ - .` and camelCase between words. lexicon.c */
rc_named rc_name_says(rc_str name);

/**
 * Judges `value` (bytes start..end of the scanned text) as the value of `name`: emits a leaf for
 * what must go, a keep for what must stay, nothing when the scanners are to decide. Values that
 * are no secret whatever they are called (templates, booleans, references, paths) are left alone.
 * value.c
 */
void rc_scan_value(rc_scan *scan, rc_str name, size_t start, size_t end);

/** True for a value that only stands for another: `${X}`, `{{x}}`, `<x>`, `%X%`, changeme, ***, a
 *  dynamic reference; not for a placeholder of ours. value.c */
bool rc_is_stand_in(rc_str value);

/** True if `text` looks drawn at random rather than written, for its length and alphabet. random.c
 */
bool rc_looks_random(rc_str text);

#endif
