#include "aws/catalogue_parts.h"

/* ---- Sets ----------------------------------------------------------------------------------- */

rc_catalogue_set rc_catalogue_set_at(const rc_catalogue *catalogue, uint32_t at) {
  const rc_catalogue_part *pool = &catalogue->parts[RC_PART_KEY_SETS];
  uint32_t count = rc_catalogue_u16(catalogue, RC_PART_KEY_SETS, 2 * at);
  if (2 * (at + 1 + count) > pool->size) {
    return (rc_catalogue_set){NULL, 0};
  }
  return (rc_catalogue_set){pool->at + 2 * (at + 1), count};
}

uint32_t rc_catalogue_set_key(rc_catalogue_set set, uint32_t index) {
  const unsigned char *at = set.at;
  return index < set.len ? at[2 * index] | (uint32_t)at[2 * index + 1] << 8 : RC_CATALOGUE_NONE;
}

bool rc_catalogue_set_has(rc_catalogue_set set, uint32_t key) {
  uint32_t low = 0, high = set.len;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    uint32_t at = rc_catalogue_set_key(set, middle);
    if (at == key) {
      return true;
    }
    if (at < key) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}

rc_catalogue_set rc_catalogue_service_keys(const rc_catalogue *catalogue, uint32_t service) {
  if (service >= catalogue->n_services) {
    return (rc_catalogue_set){NULL, 0};
  }
  return rc_catalogue_set_at(catalogue,
                             rc_catalogue_service_field(catalogue, service, RC_SERVICE_KEYS));
}

rc_catalogue_set rc_catalogue_global_keys(const rc_catalogue *catalogue) {
  return rc_catalogue_set_at(catalogue, rc_catalogue_u16(catalogue, RC_PART_ABOUT, 2));
}

bool rc_catalogue_action_takes(const rc_catalogue *catalogue, uint32_t action, uint32_t key) {
  if (rc_catalogue_set_has(rc_catalogue_action_info_of(catalogue, action).keys, key) ||
      rc_catalogue_key_info_of(catalogue, key).global) {
    return true;
  }
  rc_catalogue_link_walk links = rc_catalogue_links_of(catalogue, action);
  for (rc_catalogue_link link; rc_catalogue_link_next(&links, &link);) {
    rc_catalogue_set of_type = rc_catalogue_type_info_of(catalogue, link.type).keys;
    if (rc_catalogue_set_has(link.keys, key) || rc_catalogue_set_has(of_type, key)) {
      return true;
    }
  }
  return false;
}

/* ---- Single keys ---------------------------------------------------------------------------- */

static rc_catalogue_text text_of(const rc_catalogue *catalogue, uint32_t key) {
  uint32_t at = rc_catalogue_u16(catalogue, RC_PART_KEYS, key * RC_CATALOGUE_KEY_SIZE);
  return rc_catalogue_text_at(catalogue, RC_PART_KEY_TEXTS, at);
}

/* The first key of that very name, from `from` on. */
static uint32_t find_named(const rc_catalogue *catalogue, rc_str name, uint32_t from) {
  unsigned char print = rc_catalogue_print_of(name);
  while ((from = rc_catalogue_next_print(catalogue, RC_PART_KEY_PRINTS, from, catalogue->n_keys,
                                         print)) != RC_CATALOGUE_NONE) {
    if (rc_catalogue_text_equals(text_of(catalogue, from), name)) {
      return from;
    }
    from++;
  }
  return RC_CATALOGUE_NONE;
}

/* `*` stands for one byte or more. */
static bool open_matches(rc_str pattern, rc_str name) {
  rc_str end = pattern;
  rc_str start = rc_str_cut(&end, '*');
  return name.len > start.len + end.len &&
         rc_str_equal_nocase(rc_str_slice(name, 0, start.len), start) &&
         rc_str_equal_nocase(rc_str_from(name, name.len - end.len), end);
}

/* Fingerprints of the beginnings of a name, by their lengths. */
typedef struct beginnings {
  unsigned char prints[RC_CATALOGUE_LONGEST_NAME];
  size_t len; /* there are prints of lengths below this one */
} beginnings;

static beginnings beginnings_of(rc_str name) {
  beginnings all;
  uint32_t hash = RC_CATALOGUE_HASH_START;
  for (all.len = 0; all.len < RC_CATALOGUE_LONGEST_NAME && all.len < name.len; all.len++) {
    all.prints[all.len] = rc_catalogue_print(hash);
    hash = rc_catalogue_hash(hash, name.ptr[all.len]);
  }
  return all;
}

/* Among the keys with an open part the longest fits best: events:Metadata has one that ends in
 * /Matcher besides the plain one. */
static uint32_t find_open(const rc_catalogue *catalogue, rc_str name) {
  const rc_catalogue_part *part = &catalogue->parts[RC_PART_OPEN_KEYS];
  uint32_t n_open = part->size / RC_CATALOGUE_OPEN_KEY_SIZE;
  beginnings starts = beginnings_of(name);
  uint32_t best = RC_CATALOGUE_NONE;
  size_t best_len = 0;
  for (uint32_t i = 0; i < n_open; i++) {
    const unsigned char *at = part->at + i * RC_CATALOGUE_OPEN_KEY_SIZE;
    if (at[2] >= starts.len || starts.prints[at[2]] != at[3]) {
      continue;
    }
    char buffer[RC_CATALOGUE_LONGEST_NAME];
    uint32_t key = at[0] | (uint32_t)at[1] << 8;
    rc_str pattern = rc_catalogue_text_spell(text_of(catalogue, key), buffer, sizeof buffer);
    if (pattern.len > best_len && open_matches(pattern, name)) {
      best = key;
      best_len = pattern.len;
    }
  }
  return best;
}

/* Of the keys of one name the usual one is the first. */
static uint32_t variant_for(const rc_catalogue *catalogue, uint32_t service, uint32_t first) {
  char buffer[RC_CATALOGUE_LONGEST_NAME];
  rc_catalogue_set own = rc_catalogue_service_keys(catalogue, service);
  rc_str name = rc_catalogue_text_spell(text_of(catalogue, first), buffer, sizeof buffer);
  for (uint32_t key = first; key != RC_CATALOGUE_NONE;) {
    if (rc_catalogue_set_has(own, key)) {
      return key;
    }
    key = find_named(catalogue, name, key + 1);
  }
  return first;
}

uint32_t rc_catalogue_condition_key(const rc_catalogue *catalogue, uint32_t service, rc_str name) {
  uint32_t key = find_named(catalogue, name, 0);
  if (key == RC_CATALOGUE_NONE) {
    key = find_open(catalogue, name);
  }
  if (key == RC_CATALOGUE_NONE || service == RC_CATALOGUE_NONE) {
    return key;
  }
  return variant_for(catalogue, service, key);
}

rc_catalogue_key_info rc_catalogue_key_info_of(const rc_catalogue *catalogue, uint32_t key) {
  uint32_t flags = 0;
  if (key < catalogue->n_keys) {
    flags = rc_catalogue_u16(catalogue, RC_PART_KEYS, key * RC_CATALOGUE_KEY_SIZE + 2);
  }
  uint32_t type = flags & RC_KEY_FLAG_TYPE;
  return (rc_catalogue_key_info){
      .type = type < RC_N_KEY_TYPES ? (rc_key_type)type : RC_KEY_STRING,
      .multivalued = (flags & RC_KEY_FLAG_MULTIVALUED) != 0,
      .open = (flags & RC_KEY_FLAG_OPEN) != 0,
      .global = (flags & RC_KEY_FLAG_GLOBAL) != 0,
  };
}

rc_str rc_catalogue_key_name(rc_arena *arena, const rc_catalogue *catalogue, uint32_t key) {
  return key < catalogue->n_keys ? rc_catalogue_text_copy(arena, text_of(catalogue, key))
                                 : RC_STR_NONE;
}
