#include "syntax/json_parser.h"

typedef struct slip_info {
  rc_note_severity severity;
  bool once;
  rc_str message;
  rc_str help;
} slip_info;

static const slip_info slips[RC_JSON_N_SLIPS] = {
#define RC_JSON_SLIP_ROW(id, severity, once, message, help) \
  {RC_NOTE_##severity, once, RC_STR_INIT(message), RC_STR_INIT(help)},
    RC_JSON_SLIPS(RC_JSON_SLIP_ROW)
#undef RC_JSON_SLIP_ROW
};

void rc_json_note_help(rc_json_parser *p, rc_json_slip slip, uint32_t start, uint32_t end,
                       rc_str help) {
  const slip_info *info = &slips[slip];
  if (slip == RC_JSON_MARK && p->tree->holes) {
    return; /* a hole is what the template says, no slip */
  }
  p->tree->has_errors |= info->severity == RC_NOTE_ERROR;
  p->times[slip]++;
  if ((info->once && p->times[slip] > 1) || p->notes.len >= RC_LIMIT_SYNTAX_NOTES_VALUE) {
    return;
  }
  rc_syntax_note *note = RC_VEC_ADD(p->arena, &p->notes);
  if (note == NULL) {
    return;
  }
  end = end < p->len ? end : p->len;
  start = start < end ? start : end;
  note->severity = info->severity;
  note->span = rc_tree_span(p->tree, start, end);
  note->message = info->message;
  note->help = help;
  p->note_of[slip] = p->notes.len;
}

void rc_json_note(rc_json_parser *p, rc_json_slip slip, uint32_t start, uint32_t end) {
  rc_json_note_help(p, slip, start, end, slips[slip].help);
}

static void add_count(rc_json_parser *p, rc_json_slip slip) {
  if (!slips[slip].once || p->times[slip] < 2 || p->note_of[slip] == 0) {
    return;
  }
  rc_syntax_note *note = &p->notes.items[p->note_of[slip] - 1];
  rc_str more = rc_str_from_u64(p->arena, p->times[slip] - 1);
  note->help = RC_FILL(p->arena, "{} ({} more in this file)", note->help, more);
}

void rc_json_finish_notes(rc_json_parser *p) {
  for (uint32_t i = 0; i < RC_JSON_N_SLIPS; i++) {
    add_count(p, (rc_json_slip)i);
  }
  rc_syntax_note *notes = p->notes.items;
  for (uint32_t i = 1; i < p->notes.len; i++) { /* at most RC_LIMIT_SYNTAX_NOTES of them */
    rc_syntax_note note = notes[i];
    uint32_t to = i;
    for (; to > 0 && notes[to - 1].span.start > note.span.start; to--) {
      notes[to] = notes[to - 1];
    }
    notes[to] = note;
  }
  p->tree->notes = notes;
  p->tree->n_notes = p->notes.len;
}
