/*
 * What the scanner of tokens is made of: how a token begins (tokens.re), what must follow
 * (token_shapes.c) and what proves it (token_proofs.c).
 *
 * A rule of tokens.re matches the fixed beginning only. What follows are segments of a class of
 * bytes; spans of a class are measured once per run and remembered, so that a run full of
 * beginnings costs no more than its length.
 */
#ifndef RC_REDACT_TOKENS_H
#define RC_REDACT_TOKENS_H

#include "redact/detect.h"

/* Sorts of bytes; a class is a sum of them. */
enum {
  RC_BYTE_DIGIT_A = 1, /* 0 1 8 9: not of base32 */
  RC_BYTE_DIGIT_B = 2, /* 2 to 7 */
  RC_BYTE_HEX_LOWER = 4,
  RC_BYTE_HEX_UPPER = 8,
  RC_BYTE_LOWER = 16, /* g to z */
  RC_BYTE_UPPER = 32,
  RC_BYTE_UNDERSCORE = 64,
  RC_BYTE_DASH = 128,
  RC_BYTE_PLUS = 256,
  RC_BYTE_SLASH = 512,
  RC_BYTE_EQUALS = 1024,
  RC_BYTE_DOT = 2048,
  RC_BYTE_TILDE = 4096,
  RC_BYTE_PERCENT = 8192,
  RC_BYTE_COLON = 16384,

  RC_CLASS_DIGIT = RC_BYTE_DIGIT_A | RC_BYTE_DIGIT_B,
  RC_CLASS_HEX = RC_CLASS_DIGIT | RC_BYTE_HEX_LOWER,
  RC_CLASS_ANY_HEX = RC_CLASS_HEX | RC_BYTE_HEX_UPPER,
  RC_CLASS_LOWER = RC_CLASS_HEX | RC_BYTE_LOWER,
  RC_CLASS_UPPER = RC_CLASS_DIGIT | RC_BYTE_HEX_UPPER | RC_BYTE_UPPER,
  RC_CLASS_BASE32 = RC_BYTE_DIGIT_B | RC_BYTE_HEX_UPPER | RC_BYTE_UPPER,
  RC_CLASS_WORD = RC_CLASS_LOWER | RC_CLASS_UPPER,
  RC_CLASS_URL = RC_CLASS_WORD | RC_BYTE_UNDERSCORE | RC_BYTE_DASH,
  RC_CLASS_URL_DOT = RC_CLASS_URL | RC_BYTE_DOT,
  RC_CLASS_URL_EQUALS = RC_CLASS_URL | RC_BYTE_EQUALS,
  RC_CLASS_BASE64 = RC_CLASS_WORD | RC_BYTE_PLUS | RC_BYTE_SLASH,
  RC_CLASS_ANY_BASE64 = RC_CLASS_BASE64 | RC_CLASS_URL
};

extern const uint16_t rc_byte_sorts[256];

typedef struct rc_token_segment {
  uint16_t class;
  uint16_t min, max; /* max 0: as many as there are */
  char before;       /* the byte that stands before the segment; 0 for none */
} rc_token_segment;

typedef enum rc_token_proof {
  RC_PROVE_NOTHING,
  RC_PROVE_CRC_BASE62,  /* the last 6 are the CRC32 of the 30 before */
  RC_PROVE_CRC_HEX,     /* the last 8 are the CRC32 of all before */
  RC_PROVE_CRC_GRAFANA, /* as above, the four bytes from behind, without the `_` */
  RC_PROVE_BECH32,
  RC_PROVE_BEDROCK, /* decodes to BedrockAPIKey- */
  RC_PROVE_REFTKN   /* decodes to reftkn: */
} rc_token_proof;

enum {
  RC_TOKEN_WHOLE = 1,   /* the leaf begins with the token, not behind its prefix */
  RC_TOKEN_ALONE = 2,   /* not behind one of `_ - .` either: the beginning is no rarity */
  RC_TOKEN_MIXED = 4,   /* must hold a digit, and letters of both cases if the class has both */
  RC_TOKEN_WRAPPED = 8, /* base64 that may go on in further lines */
  RC_TOKEN_PADDED = 16, /* up to two `=` may follow */
  RC_TOKEN_PUBLIC = 32, /* identifies, but opens nothing */
  RC_TOKEN_SPREAD = 64, /* a digit, or letters as different as drawn ones are */
  RC_TOKEN_DIGIT = 128  /* a digit */
};

enum { RC_TOKEN_SEGMENTS = 5 };

typedef struct rc_token_shape {
  uint16_t detector;
  uint8_t family;
  uint8_t proof;
  uint8_t traits;
  rc_token_segment segments[RC_TOKEN_SEGMENTS];
} rc_token_shape;

/* The rules of tokens.re. Those up to RC_N_TOKEN_SHAPES have a shape, the others a function. */
typedef enum rc_token_rule {
  RC_RULE_NONE,
  RC_RULE_AWS_KEY_ID,
  RC_RULE_AWS_UNIQUE_ID,
  RC_RULE_BEDROCK,
  RC_RULE_BEDROCK_SHORT,
  RC_RULE_SIGNATURE,
  RC_RULE_EKS,
  RC_RULE_ECR_TOKEN,
  RC_RULE_ECR_PASSWORD,
  RC_RULE_APPSYNC,
  RC_RULE_MWS,
  RC_RULE_CIPHERTEXT,
  RC_RULE_OPENSSH_BODY,
  RC_RULE_AGE,
  RC_RULE_WIREGUARD,
  RC_RULE_ELASTIC,
  RC_RULE_DATABRICKS,
  RC_RULE_PLANETSCALE,
  RC_RULE_NEON,
  RC_RULE_SUPABASE,
  RC_RULE_SUPABASE_SECRET,
  RC_RULE_COCKROACH,
  RC_RULE_ASTRA,
  RC_RULE_GITHUB,
  RC_RULE_GITHUB_FINE,
  RC_RULE_GITLAB,
  RC_RULE_GITLAB_RUNNER,
  RC_RULE_BITBUCKET,
  RC_RULE_BITBUCKET_SERVER,
  RC_RULE_BITBUCKET_ACCESS,
  RC_RULE_ATLASSIAN,
  RC_RULE_NPM,
  RC_RULE_PYPI,
  RC_RULE_RUBYGEMS,
  RC_RULE_CRATES,
  RC_RULE_NUGET,
  RC_RULE_CLOJARS,
  RC_RULE_DOCKER_HUB,
  RC_RULE_SWARM_TOKEN,
  RC_RULE_SWARM_KEY,
  RC_RULE_VAULT,
  RC_RULE_PULUMI,
  RC_RULE_CIRCLECI,
  RC_RULE_BUILDKITE,
  RC_RULE_JFROG_KEY,
  RC_RULE_JFROG_REFERENCE,
  RC_RULE_SONAR,
  RC_RULE_SONAR_CLOUD,
  RC_RULE_DOPPLER,
  RC_RULE_ONEPASSWORD,
  RC_RULE_ONEPASSWORD_KEY,
  RC_RULE_POSTMAN,
  RC_RULE_POSTMAN_COLLECTION,
  RC_RULE_INFRACOST,
  RC_RULE_HARNESS,
  RC_RULE_OCTOPUS,
  RC_RULE_PREFECT,
  RC_RULE_LINEAR,
  RC_RULE_NOTION,
  RC_RULE_NOTION_OLD,
  RC_RULE_FIGMA,
  RC_RULE_LAUNCHDARKLY,
  RC_RULE_VERCEL,
  RC_RULE_NETLIFY,
  RC_RULE_RENDER,
  RC_RULE_FLY,
  RC_RULE_FLY_MACAROON,
  RC_RULE_HEROKU,
  RC_RULE_TAILSCALE,
  RC_RULE_OPENSHIFT,
  RC_RULE_GOOGLE_KEY,
  RC_RULE_GEMINI,
  RC_RULE_GOOGLE_SECRET,
  RC_RULE_GOOGLE_ACCESS,
  RC_RULE_GOOGLE_REFRESH,
  RC_RULE_AZURE_STORAGE,
  RC_RULE_AZURE_BUS,
  RC_RULE_CLOUDFLARE,
  RC_RULE_CLOUDFLARE_CA,
  RC_RULE_DIGITALOCEAN,
  RC_RULE_ALIBABA,
  RC_RULE_NEWRELIC,
  RC_RULE_NEWRELIC_INSERT,
  RC_RULE_NEWRELIC_BROWSER,
  RC_RULE_SENTRY_ORGANISATION,
  RC_RULE_SENTRY_USER,
  RC_RULE_GRAFANA,
  RC_RULE_GRAFANA_CLOUD,
  RC_RULE_GRAFANA_KEY,
  RC_RULE_DYNATRACE,
  RC_RULE_SLACK,
  RC_RULE_TELEGRAM,
  RC_RULE_TWILIO_ACCOUNT,
  RC_RULE_TWILIO_KEY,
  RC_RULE_SENDGRID,
  RC_RULE_MAILGUN,
  RC_RULE_BREVO,
  RC_RULE_STRIPE,
  RC_RULE_STRIPE_WEBHOOK,
  RC_RULE_BRAINTREE,
  RC_RULE_SQUARE,
  RC_RULE_SQUARE_OLD,
  RC_RULE_SHOPIFY,
  RC_RULE_ANTHROPIC,
  RC_RULE_OPENAI,
  RC_RULE_OPENAI_OLD,
  RC_RULE_OPENROUTER,
  RC_RULE_GROQ,
  RC_RULE_HUGGING_FACE,
  RC_RULE_XAI,
  RC_RULE_PERPLEXITY,
  RC_RULE_REPLICATE,
  RC_RULE_TOGETHER,
  RC_RULE_NVIDIA,
  RC_RULE_CEREBRAS,
  RC_RULE_LANGSMITH,
  RC_RULE_PINECONE,
  RC_RULE_TAVILY,
  RC_RULE_DEEPSEEK,
  RC_RULE_WANDB,
  RC_RULE_POSTHOG,
  RC_RULE_MAPBOX,
  RC_RULE_DIGEST_256,
  RC_RULE_DIGEST_OTHER,
  RC_RULE_INTEGRITY,
  RC_RULE_TRACE,
  RC_N_TOKEN_SHAPES,

  RC_RULE_JWT = RC_N_TOKEN_SHAPES,
  RC_RULE_AWS_SESSION,
  RC_RULE_GITHUB_APP,
  RC_RULE_BASE64_JWT,
  RC_RULE_BASE64_PEM,
  RC_RULE_DER,
  RC_RULE_SSH_PUBLIC,
  RC_RULE_PUTTY,
  RC_RULE_TERRAFORM,
  RC_RULE_VAULT_OLD,
  RC_RULE_AZURE_APP_CONFIG,
  RC_RULE_GOOGLE_CLIENT,
  RC_RULE_HEX,
  RC_RULE_TIME,
  RC_RULE_VERSION
} rc_token_rule;

/* `[RC_N_TOKEN_SHAPES]`, by rule. */
extern const rc_token_shape rc_token_shapes[];

/** The rule whose beginning stands at `text`, RC_RULE_NONE if none does; `*length` is how much of
 *  the text it has matched. tokens.re */
rc_token_rule rc_token_begins(const char *text, const char *end, size_t *length);

/** The length of the hash of a password that begins at `text`, 0 if none does; `*leaf` is where
 *  method and cost end and salt and hash begin. tokens_hashes.re */
size_t rc_password_hash_at(const char *text, const char *end, size_t *leaf);

/** True if `words`, what stands before a hexadecimal number, call it a digest or a commit and
 *  nothing secret. tokens_words.re */
bool rc_token_is_called_digest(rc_str words);

/* One run under scan. */
typedef struct rc_token_span {
  uint32_t start, end;
  uint16_t class;
} rc_token_span;

enum { RC_TOKEN_SPANS = 12 };

typedef struct rc_token_scan {
  rc_scan *scan;
  rc_str text;
  uint32_t run_start, run_end;
  uint32_t work; /* bytes that may still be decoded for proofs; without any, all is believed */
  rc_token_span spans[RC_TOKEN_SPANS]; /* so many are measured: */
  uint32_t n_spans;
  size_t head_end; /* of the last first part of a JSON web token */
  uint32_t head_tries;
} rc_token_scan;

/** The byte at `at`, 0 outside of the text. */
static inline uint8_t rc_token_byte(const rc_token_scan *t, size_t at) {
  return at < t->text.len ? (uint8_t)t->text.ptr[at] : 0;
}
RC_INLINE bool rc_token_is(const rc_token_scan *t, size_t at, unsigned class) {
  return (rc_byte_sorts[rc_token_byte(t, at)] & class) != 0;
}
/** Where the bytes of `class` from `at` on end; measured once for each span. */
size_t rc_token_span_end(rc_token_scan *t, unsigned class, size_t at);
/** Takes `length` from the work left; false if it is used up. */
bool rc_token_may_decode(rc_token_scan *t, size_t length);

/* token_proofs.c */

/** True if the proof of a shape holds for `token`, whose segments begin at `body`. */
bool rc_token_is_proven(rc_token_proof proof, rc_str token, rc_str body);
/** True if `base64` decodes to the header of a JSON web token; `*encrypted` for one with `enc`. */
bool rc_is_jwt_header(rc_str base64, bool *encrypted);
/** True if `base64` decodes to the beginning of a JSON web token. */
bool rc_is_base64_jwt(rc_str base64);

typedef enum rc_key_kind {
  RC_KEY_NONE,
  RC_KEY_PRIVATE,
  RC_KEY_PUBLIC,
  RC_KEY_CERTIFICATE
} rc_key_kind;

/** What base64 holds in DER. */
rc_key_kind rc_der_kind(rc_str base64);
/** What the label of a PEM block says: the text behind `-----BEGIN `. */
rc_key_kind rc_pem_kind(rc_str label);
/** True for what stands in for a value in examples: hardly any different bytes, one byte again and
 *  again, EXAMPLE. */
bool rc_is_sample(rc_str value);
/** True if `value` holds a digit and letters of every case that `class` has. */
bool rc_is_mixed(rc_str value, unsigned class);
/** True if `value` holds a digit, or its bytes are as different as those of a random one. */
bool rc_is_spread(rc_str value);

/* token_special.c: each returns the end of what it found, 0 if that is nothing. */
size_t rc_token_special(rc_token_scan *t, rc_token_rule rule, size_t start, size_t length);
/** Leaves for base64 start..end and for the lines in which it goes on; returns the end of all. */
size_t rc_token_wrapped(rc_token_scan *t, uint16_t detector, rc_family family, uint8_t flags,
                        size_t start, size_t end);
/** The keys of a PuTTY file that begins at `start`; its end, 0 if it is none. blocks.c */
size_t rc_token_putty(rc_token_scan *t, size_t start);
/** Logins of .netrc and .pgpass in a whole text. blocks_logins.c */
void rc_scan_logins(rc_scan *scan);
/** What only the whole run shows, or what stands before it. token_run.c */
void rc_token_run(rc_token_scan *t, const rc_run *run);

#endif
