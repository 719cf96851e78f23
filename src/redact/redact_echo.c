#include "redact/placeholder_parts.h"
#include "redact/redact_parts.h"

enum { SHORTEST_SECRET = 8, SHORTEST_IDENTITY = 7 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_word(char c) {
  return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

static bool is_secret(uint8_t flags) {
  return (flags & RC_LEAF_SECRET) != 0 && (flags & RC_LEAF_WEAK) == 0;
}

/* ---- learning ------------------------------------------------------------------------------ */

static rc_status add(rc_redact_state *state, rc_str text, rc_echo_string about) {
  uint32_t index = state->echo_texts.len;
  uint32_t known = index;
  RC_TRY(rc_map_add(state->arena, &state->echo_of, text, index, &known));
  if (known != index) {
    rc_echo_string *old = &state->echo_strings.items[known];
    if (is_secret(about.flags) && !is_secret(old->flags)) {
      *old = about;
    }
    return RC_OK;
  }
  rc_str *slot = RC_VEC_ADD(state->arena, &state->echo_texts);
  rc_echo_string *string = RC_VEC_ADD(state->arena, &state->echo_strings);
  if (slot == NULL || string == NULL) {
    return rc_arena_status(state->arena);
  }
  *slot = text;
  *string = about;
  return RC_OK;
}

/* Identities that are the same thing wherever they stand as a whole. */
static bool is_identity(rc_family family, size_t length) {
  switch (family) {
    case RC_FAMILY_ACCOUNT:
    case RC_FAMILY_KEY_ID:
    case RC_FAMILY_UNIQUE_ID:
    case RC_FAMILY_EMAIL:
    case RC_FAMILY_IP:
    case RC_FAMILY_UUID:
    case RC_FAMILY_HOST:
    case RC_FAMILY_RESOURCE_ID: return length >= SHORTEST_IDENTITY;
    default: return false;
  }
}

/* A key tells its account: that is looked for as well. */
static rc_status add_account_of(rc_redact_state *state, rc_str key) {
  uint64_t account;
  if (!rc_account_of_key(key, &account)) {
    return RC_OK;
  }
  char *digits = rc_arena_bytes(state->arena, 12);
  if (digits == NULL) {
    return rc_arena_status(state->arena);
  }
  for (size_t i = 12; i > 0; i--) {
    digits[i - 1] = (char)('0' + account % 10);
    account /= 10;
  }
  rc_str text = {digits, 12};
  if (rc_is_placeholder(RC_FAMILY_ACCOUNT, text) || rc_is_documentation(RC_FAMILY_ACCOUNT, text)) {
    return RC_OK;
  }
  return add(state, text, (rc_echo_string){RC_DETECT_AWS_ACCOUNT, RC_FAMILY_ACCOUNT, 0});
}

rc_status rc_redact_echo_learn(rc_redact_state *state, rc_str text, const rc_leaves *leaves) {
  for (RC_EACH(const rc_leaf, leaf, *leaves)) {
    rc_str value = rc_str_slice(text, leaf->start, leaf->end);
    rc_echo_string about = {leaf->detector, leaf->family, leaf->flags};
    bool secret = is_secret(leaf->flags) && value.len >= SHORTEST_SECRET;
    if (leaf->family == RC_FAMILY_KEEP) {
      continue;
    }
    if (leaf->family == RC_FAMILY_KEY_ID && !state->options.only_secrets) {
      RC_TRY(add_account_of(state, value));
    }
    if (secret || is_identity((rc_family)leaf->family, value.len)) {
      about.flags = secret ? about.flags : (uint8_t)(about.flags | RC_LEAF_WEAK);
      RC_TRY(add(state, value, about));
    }
  }
  return RC_OK;
}

rc_status rc_redact_echo_settle(rc_redact_state *state) {
  if (state->echo_texts.len == 0) {
    return RC_OK;
  }
  state->echo = rc_echo_new(state->arena, state->echo_texts.items, state->echo_texts.len);
  return rc_arena_status(state->arena);
}

/* ---- finding ------------------------------------------------------------------------------- */

/* A walk over the leaves beside the walk over the text. */
typedef struct finder {
  rc_redact_state *state;
  rc_str text;
  const rc_leaves *leaves;
  uint32_t leaf; /* the first one that does not end before the hit */
  rc_leaves more;
} finder;

static bool touches_keep(finder *f, const rc_echo_hit *hit) {
  while (f->leaf < f->leaves->len && f->leaves->items[f->leaf].end <= hit->start) {
    f->leaf++;
  }
  return f->leaf < f->leaves->len && f->leaves->items[f->leaf].start < hit->end;
}

static bool stands_apart(rc_str text, const rc_echo_hit *hit, bool (*joins)(char)) {
  return (hit->start == 0 || !joins(text.ptr[hit->start - 1])) &&
         (hit->end == text.len || !joins(text.ptr[hit->end]));
}

/* Secrets count anywhere. Identities count where they stand apart; an account's digits in longer
 * words too, unless those are known to stay. */
static bool counts(finder *f, const rc_echo_hit *hit, const rc_echo_string *about) {
  if (is_secret(about->flags)) {
    return true;
  }
  if (hit->is_part) {
    return false;
  }
  if (about->detector == RC_DETECT_CUSTOM_WORD || stands_apart(f->text, hit, is_word)) {
    return true;
  }
  return about->family == RC_FAMILY_ACCOUNT && stands_apart(f->text, hit, is_digit) &&
         !touches_keep(f, hit);
}

static void take(finder *f, const rc_echo_hit *hit, const rc_echo_string *about) {
  rc_leaf *leaf = RC_VEC_ADD(f->state->arena, &f->more);
  if (leaf != NULL) {
    *leaf = (rc_leaf){.start = (uint32_t)hit->start,
                      .end = (uint32_t)hit->end,
                      .detector = hit->is_part ? RC_DETECT_FOUND_ELSEWHERE : about->detector,
                      .family = hit->is_part ? RC_FAMILY_OPAQUE : about->family,
                      .flags = about->flags};
    if (about->family != RC_FAMILY_KEEP && !is_secret(about->flags)) {
      leaf->flags &= (uint8_t)~RC_LEAF_WEAK;
    }
  }
}

static void find_between(finder *f, size_t from, size_t to) {
  rc_echo_hit hit;
  while (rc_echo_next(f->state->echo, f->text, from, to, &hit)) {
    const rc_echo_string *about = &f->state->echo_strings.items[hit.string];
    bool accepted = counts(f, &hit, about);
    if (accepted) {
      take(f, &hit, about);
    }
    /* What was compared beyond its trunk is not looked at again: the time stays linear. */
    from = accepted || hit.end - hit.start > RC_ECHO_TRUNK ? hit.end : hit.start + 1;
  }
}

rc_status rc_redact_echo_find(rc_redact_state *state, rc_str text, rc_leaves *leaves) {
  if (state->echo == NULL) {
    return RC_OK;
  }
  finder f = {.state = state, .text = text, .leaves = leaves};
  size_t from = 0;
  for (RC_EACH(const rc_leaf, leaf, *leaves)) {
    if (leaf->family != RC_FAMILY_KEEP) {
      find_between(&f, from, leaf->start);
      from = leaf->end;
    }
  }
  find_between(&f, from, text.len);
  return f.more.len == 0 ? rc_arena_status(state->arena)
                         : rc_leaves_add(state->arena, text, leaves, &f.more);
}
