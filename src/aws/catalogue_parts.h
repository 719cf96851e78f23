/*
 * How the bytes of the service catalogue are laid out. tools/generate/catalogue.mjs writes them.
 *
 * All numbers are little-endian and may lie at odd addresses. First the eight letters of
 * RC_CATALOGUE_MAGIC (the digit is the version of this layout), u32 size of the whole, then for
 * each part of the list below u32 offset and u32 size, then the parts.
 *
 * Names repeat a small stock of words. A text is a byte that counts codes, then the codes: one
 * below n_short is a word, another takes the next byte with it and is the word
 * n_short + (code - n_short) * 256 + next.
 *
 * Names are found by fingerprints: the upper eight bits of their FNV-1a hash in lower case. Those
 * of a table follow each other, so that few names need to be looked at.
 *
 * Sets are held once however many share them, and are known by where they begin, counted in u16.
 */
#ifndef RC_AWS_CATALOGUE_PARTS_H
#define RC_AWS_CATALOGUE_PARTS_H

#include "aws/catalogue.h"

#define RC_CATALOGUE_MAGIC "rolecat1"
#define RC_CATALOGUE_MOST_BYTES 700000

typedef enum rc_catalogue_part_id {
  RC_PART_ABOUT,        /* u16 n_short, u16 key set of the global keys, "DATE VERSION" */
  RC_PART_WORD_OFFSETS, /* u16 a word and one more, into WORDS */
  RC_PART_WORDS,
  RC_PART_SERVICES,   /* by prefix, and one more to end the last: u16 offset into PREFIXES,
                       * u16 first action, u16 first block, u16 first type, u16 key set, u16
                       * offset into TITLES, u16 flags (1: RCPs apply), u32 offset into NAMES */
  RC_PART_PREFIXES,   /* plain text, in lower case */
  RC_PART_TITLES,     /* texts */
  RC_PART_SERVICE_PRINTS, /* u8 fingerprints */
  RC_PART_BLOCKS,     /* u16 where each eighth action name begins, within the service's names */
  RC_PART_NAMES,      /* texts of actions, by service and then by name in lower case */
  RC_PART_NAME_PRINTS,
  RC_PART_ACTIONS,    /* u16 an action, into SHAPES */
  RC_PART_SHAPES,     /* u8 level, u16 key set, u16 link set */
  RC_PART_LINK_SETS,  /* u16 count; a link: u16 type * 4 + 1 if required + 2 if a key set follows */
  RC_PART_KEY_SETS,   /* u16 count, u16 keys in ascending order */
  RC_PART_TYPES,      /* u16 into TYPE_TEXTS, u16 key set, u16 number of ARN templates */
  RC_PART_TYPE_TEXTS, /* name and ARN templates */
  RC_PART_KEYS,       /* u16 into KEY_TEXTS, u16 type and RC_KEY_FLAG_...; by name in lower case */
  RC_PART_KEY_TEXTS,
  RC_PART_KEY_PRINTS,
  RC_PART_OPEN_KEYS, /* keys whose names hold a `*`: u16 key, u8 length and u8 fingerprint of what
                      * stands before it */
  RC_N_PARTS
} rc_catalogue_part_id;

static_assert((int)RC_N_PARTS == RC_CATALOGUE_N_PARTS, "one slot for each part");

#define RC_CATALOGUE_HEADER_SIZE (12u + 8u * RC_N_PARTS)
#define RC_CATALOGUE_BLOCK 8u
#define RC_CATALOGUE_SERVICE_SIZE 18u
#define RC_CATALOGUE_SHAPE_SIZE 5u
#define RC_CATALOGUE_TYPE_SIZE 6u
#define RC_CATALOGUE_KEY_SIZE 4u
#define RC_CATALOGUE_OPEN_KEY_SIZE 4u
#define RC_LINK_FLAG_REQUIRED 1u
#define RC_LINK_FLAG_KEYS 2u
#define RC_KEY_FLAG_TYPE 7u
#define RC_KEY_FLAG_MULTIVALUED 8u
#define RC_KEY_FLAG_GLOBAL 16u
#define RC_KEY_FLAG_OPEN 32u

/* Longer names are not matched with patterns; the longest in the data has 63 bytes. */
#define RC_CATALOGUE_LONGEST_NAME 128u

extern const unsigned char rc_catalogue_bytes[];
extern const size_t rc_n_catalogue_bytes;

/* The numbers of a service's record, by their offsets in it. */
typedef enum rc_service_field {
  RC_SERVICE_PREFIX = 0,
  RC_SERVICE_ACTION = 2,
  RC_SERVICE_BLOCK = 4,
  RC_SERVICE_TYPE = 6,
  RC_SERVICE_KEYS = 8,
  RC_SERVICE_TITLE = 10,
  RC_SERVICE_FLAGS = 12,
  RC_SERVICE_NAMES = 14, /* 32 bits */
} rc_service_field;

/* A text being read, word by word. */
typedef struct rc_catalogue_text {
  const rc_catalogue *catalogue;
  const unsigned char *at, *end;
} rc_catalogue_text;

/* Reading never leaves a part: what would lie beyond it is 0 or empty. */
static inline uint32_t rc_catalogue_u16(const rc_catalogue *catalogue, rc_catalogue_part_id part,
                                        uint32_t at) {
  const rc_catalogue_part *p = &catalogue->parts[part];
  return at < p->size && p->size - at >= 2 ? p->at[at] | (uint32_t)p->at[at + 1] << 8 : 0;
}

static inline uint32_t rc_catalogue_service_field(const rc_catalogue *catalogue, uint32_t service,
                                                  rc_service_field field) {
  uint32_t at = service * RC_CATALOGUE_SERVICE_SIZE + (uint32_t)field;
  return rc_catalogue_u16(catalogue, RC_PART_SERVICES, at);
}

/** Offset into NAMES of the service's first action. */
static inline uint32_t rc_catalogue_service_names(const rc_catalogue *catalogue,
                                                  uint32_t service) {
  uint32_t at = service * RC_CATALOGUE_SERVICE_SIZE + RC_SERVICE_NAMES;
  return rc_catalogue_u16(catalogue, RC_PART_SERVICES, at) |
         rc_catalogue_u16(catalogue, RC_PART_SERVICES, at + 2) << 16;
}

/** The text behind one whose end is known. */
static inline rc_catalogue_text rc_catalogue_text_behind(const rc_catalogue *catalogue,
                                                         rc_catalogue_part_id part,
                                                         const unsigned char *at) {
  const rc_catalogue_part *p = &catalogue->parts[part];
  const unsigned char *end = p->at + p->size;
  if (at == end) {
    return (rc_catalogue_text){catalogue, end, end};
  }
  size_t size = *at++;
  size_t left = (size_t)(end - at);
  return (rc_catalogue_text){catalogue, at, at + (size < left ? size : left)};
}

/** The text at an offset of a part. */
static inline rc_catalogue_text rc_catalogue_text_at(const rc_catalogue *catalogue,
                                                     rc_catalogue_part_id part, uint32_t at) {
  const rc_catalogue_part *p = &catalogue->parts[part];
  return rc_catalogue_text_behind(catalogue, part, p->at + (at < p->size ? at : p->size));
}

/** Takes the next word. False at the end. */
bool rc_catalogue_text_word(rc_catalogue_text *text, rc_str *word);
bool rc_catalogue_text_equals(rc_catalogue_text text, rc_str name);
/** Spells the text into a buffer of `size` bytes; empty if it is too long for that. */
rc_str rc_catalogue_text_spell(rc_catalogue_text text, char *buffer, size_t size);
rc_str rc_catalogue_text_copy(rc_arena *arena, rc_catalogue_text text);

/** Where the name of an action stands. */
rc_catalogue_text rc_catalogue_name_of(const rc_catalogue *catalogue, uint32_t action);

rc_catalogue_set rc_catalogue_set_at(const rc_catalogue *catalogue, uint32_t at);

static inline unsigned char rc_catalogue_lower(char c) {
  unsigned char byte = (unsigned char)c;
  return (unsigned char)(byte | (unsigned)(byte >= 'A' && byte <= 'Z') << 5);
}

#define RC_CATALOGUE_HASH_START 2166136261u

static inline uint32_t rc_catalogue_hash(uint32_t hash, char c) {
  return (hash ^ rc_catalogue_lower(c)) * 16777619u;
}

static inline unsigned char rc_catalogue_print(uint32_t hash) {
  return (unsigned char)(hash >> 24);
}

unsigned char rc_catalogue_print_of(rc_str name);
/** The first place from `from` up to `end` with that fingerprint in a part of them, else
 *  RC_CATALOGUE_NONE. */
uint32_t rc_catalogue_next_print(const rc_catalogue *catalogue, rc_catalogue_part_id part,
                                 uint32_t from, uint32_t end, unsigned char print);

#endif
