#include "redact/redact_parts.h"

/* Where byte `at` of a redacted text stands in the original; in a placeholder: where what it stands
 * for begins, or ends if `is_end`. `*next` and `*shift` go along from left to right. */
typedef struct way_back {
  const rc_edits *edits;
  uint32_t next; /* the first edit that does not end before */
  int64_t shift; /* from new to old, before that edit */
} way_back;

static uint32_t old_offset(way_back *way, uint32_t at, bool is_end, bool *inside) {
  for (; way->next < way->edits->len; way->next++) {
    const rc_edit *edit = &way->edits->items[way->next];
    int64_t start = edit->start - way->shift;
    int64_t end = start + (int64_t)edit->text.len;
    if (at < end || (is_end && at == end)) {
      *inside = *inside || at > start || (!is_end && at == start);
      return *inside && at > start ? (is_end ? edit->end : edit->start)
                                   : (uint32_t)(at + way->shift);
    }
    way->shift = edit->end - end;
  }
  return (uint32_t)(at + way->shift);
}

typedef struct second_look {
  rc_redaction *outer, *inner;
  bool more;
} second_look;

/* A word that was kept for the sake of a pattern that is none any more is replaced after all. */
static void learn_word(rc_names *names, rc_str word, uint16_t detector) {
  bool settled = rc_names_are_settled(names);
  rc_names_learn(names, word, false, detector);
  if (settled && rc_names_are_settled(names)) {
    rc_names_learn_word(names, word, detector);
  }
}

static void take_back(second_look *look, const rc_redact_text_state *found, rc_str text,
                      const rc_redact_text_state *made, rc_leaves *more) {
  rc_names *names = look->outer->state->names;
  way_back way = {.edits = &made->edits};
  for (uint32_t i = 0; i < found->edits.len; i++) {
    const rc_edit *edit = &found->edits.items[i];
    const rc_redaction_entry *entry = &look->inner->entries.items[found->entries.items[i]];
    bool inside = false;
    rc_leaf leaf = {.detector = entry->detector, .family = entry->family, .flags = entry->flags};
    leaf.start = old_offset(&way, edit->start, false, &inside);
    leaf.end = old_offset(&way, edit->end, true, &inside);
    if (entry->family == RC_FAMILY_NAME) {
      learn_word(names, rc_str_slice(text, leaf.start, leaf.end), entry->detector);
      continue;
    }
    leaf.family = inside ? RC_FAMILY_OPAQUE : leaf.family;
    rc_leaf *slot = RC_VEC_ADD(look->outer->arena, more);
    if (slot != NULL) {
      *slot = leaf;
      look->more = true;
    }
  }
}

static rc_status merge_back(second_look *look) {
  rc_redaction *outer = look->outer;
  rc_map outer_of = {0};
  for (uint32_t i = 0; i < outer->files.len; i++) {
    RC_TRY(rc_map_add(look->inner->arena, &outer_of, outer->files.items[i].new_path, i, NULL));
  }
  for (uint32_t i = 0; i < look->inner->files.len; i++) {
    uint32_t at = rc_map_get(&outer_of, look->inner->files.items[i].path);
    if (at == RC_MAP_NONE) {
      continue;
    }
    const rc_redacted_file *file = &outer->files.items[at];
    const struct {
      rc_redact_text_state *found, *made;
      rc_str text;
    } texts[2] = {{&look->inner->state->paths[i], &outer->state->paths[at], file->path},
                  {&look->inner->state->bytes[i], &outer->state->bytes[at], file->bytes}};
    for (size_t k = 0; k < RC_COUNT_OF(texts); k++) {
      rc_leaves more = {0};
      take_back(look, texts[k].found, texts[k].text, texts[k].made, &more);
      if (more.len > 0) {
        RC_TRY(rc_leaves_add(outer->arena, texts[k].text, &texts[k].made->leaves, &more));
      }
    }
  }
  return rc_arena_status(outer->arena);
}

rc_status rc_redact_look_again(rc_redaction *redaction, bool *more) {
  rc_arena scratch;
  rc_arena_init(&scratch, &redaction->arena->allocator);
  rc_redaction inner = {.arena = &scratch, .options = redaction->options, .is_second = true};
  second_look look = {.outer = redaction, .inner = &inner};
  rc_status status = RC_OK;
  for (uint32_t i = 0; status == RC_OK && i < redaction->files.len; i++) {
    const rc_redacted_file *file = &redaction->files.items[i];
    status = rc_redaction_add(&inner, file->new_path, file->new_bytes);
  }
  if (status == RC_OK) {
    status = rc_redact(&inner);
  }
  if (status == RC_OK) {
    status = merge_back(&look);
  }
  if (status == RC_LIMIT && rc_arena_status(&scratch) == RC_LIMIT) {
    (void)rc_arena_hit(redaction->arena, scratch.limit);
  }
  *more = look.more || !rc_names_are_settled(redaction->state->names);
  rc_arena_free(&scratch);
  return status;
}
