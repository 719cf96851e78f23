/*
 * Code frames in the style people know from rustc: place, source line, caret.
 *
 * Everything is measured in terminal columns of what is shown, never in bytes: tabs, wide
 * characters and neutralised control characters keep the caret under what it points at.
 */
#include "report/common.h"

enum {
  WIDEST_SOURCE = 140, /* columns of a source line when the terminal does not say less */
  LEAST_SOURCE = 40,
  LINES_SHOWN = 4 /* of a span over more lines: the first three and the last */
};

/* Where and how one frame is drawn. */
typedef struct frame {
  rc_buf *out;
  const rc_outcome *outcome;
  const rc_source *source;
  const rc_ink *ink;
  const char *mark_ink;
  char mark;
  size_t gutter; /* columns of the widest line number */
  size_t room;   /* columns for source text */
  rc_str label;
} frame;

static size_t digits_of(uint64_t value) {
  size_t n = 1;
  while (value >= 10) {
    value /= 10;
    n++;
  }
  return n;
}

/* A line's bytes, and where they begin in the file: behind the BOM, if there is one. */
static rc_str line_text(const rc_source *source, uint32_t line, uint32_t *start) {
  rc_str text = rc_source_line(source, line);
  *start = text.len > 0 ? (uint32_t)(text.ptr - source->bytes.ptr) : source->line_starts[line - 1];
  return text;
}

/* Shown columns before the byte `offset` of `text`. */
static size_t columns_before(rc_str text, size_t offset) {
  size_t columns = 0;
  rc_shown_char c;
  for (size_t at = 0; at < text.len && at < offset; at += c.n_bytes) {
    rc_shown_decode(rc_str_from(text, at), &c);
    columns += c.width;
  }
  return columns;
}

/* The part of a line that is shown: columns from..to of `whole`. */
typedef struct window {
  size_t from, to, whole;
} window;

/* Keeps the columns around `focus` when the line is too long. */
static window choose_window(const frame *f, rc_str text, size_t focus) {
  size_t whole = columns_before(text, text.len);
  if (whole <= f->room) {
    return (window){0, whole, whole};
  }
  size_t from = focus > f->room / 3 ? focus - f->room / 3 : 0;
  if (from + f->room > whole) {
    from = whole - f->room;
  }
  return (window){from, from + f->room, whole};
}

static void put_gutter(const frame *f, uint32_t line) {
  rc_buf_put_c(f->out, f->ink->second);
  if (line > 0) {
    rc_buf_put_repeated(f->out, ' ', f->gutter - digits_of(line));
    rc_buf_put_u64(f->out, line);
  } else {
    rc_buf_put_repeated(f->out, ' ', f->gutter);
  }
  rc_buf_put(f->out, RC_STR(" |"));
  rc_buf_put_c(f->out, f->ink->reset);
}

static void add_if_here(const frame *f, rc_span span, uint32_t start, uint32_t end,
                        rc_hidden *out) {
  bool here = span.file == f->source->file && span.start < end && span.end > start;
  rc_span *added = here ? RC_VEC_ADD(f->out->arena, out) : NULL;
  if (added != NULL) {
    *added = span;
  }
}

/* Secrets in bytes start..end, whichever finding the frame is of. */
static void add_hidden(const frame *f, uint32_t start, uint32_t end, rc_hidden *out) {
  const rc_finding_vec *findings = f->outcome->findings;
  for (uint32_t i = 0; findings != NULL && i < findings->len; i++) {
    add_if_here(f, findings->items[i].masked, start, end, out);
  }
  uint32_t file = f->source->file;
  const rc_hidden *hidden =
      f->outcome->hidden == NULL || file >= f->outcome->n_files ? NULL : &f->outcome->hidden[file];
  for (uint32_t i = 0; hidden != NULL && i < hidden->len; i++) {
    add_if_here(f, hidden->items[i], start, end, out);
  }
}

static bool is_hidden(const rc_hidden *spans, uint32_t offset) {
  for (uint32_t i = 0; i < spans->len; i++) {
    if (offset >= spans->items[i].start && offset < spans->items[i].end) {
      return true;
    }
  }
  return false;
}

/* The window of a line; a cut end stands as `…` in the place of the window's outermost column,
 * what must not be shown as asterisks of the same width. */
static void put_window(const frame *f, rc_str text, window w) {
  uint32_t start = (uint32_t)(text.ptr - f->source->bytes.ptr);
  rc_hidden secrets = {0};
  add_hidden(f, start, start + (uint32_t)text.len, &secrets);
  size_t from = w.from > 0 ? w.from + 1 : 0;
  size_t to = w.to < w.whole ? w.to - 1 : w.to;
  if (w.from > 0) {
    rc_buf_put(f->out, RC_STR("…"));
  }
  size_t column = 0;
  rc_shown_char c;
  for (size_t at = 0; at < text.len && column < to; at += c.n_bytes) {
    rc_shown_decode(rc_str_from(text, at), &c);
    if (column >= from && column + c.width <= to) {
      if (is_hidden(&secrets, start + (uint32_t)at)) {
        rc_buf_put_repeated(f->out, '*', c.width);
      } else {
        rc_buf_put(f->out, c.text);
      }
    } else if (column + c.width > from) { /* a wide character on the border */
      size_t first = column > from ? column : from;
      size_t last = column + c.width < to ? column + c.width : to;
      rc_buf_put_repeated(f->out, ' ', last - first);
    }
    column += c.width;
  }
  if (w.to < w.whole) {
    rc_buf_put(f->out, RC_STR("…"));
  }
}

static bool is_blank_line(rc_str text) { return rc_str_trim(text).len == 0; }

static void put_source_line(const frame *f, uint32_t line, const char *side, rc_str text,
                            window w) {
  put_gutter(f, line);
  if (side[0] != '\0' || !is_blank_line(text)) {
    rc_buf_put_byte(f->out, ' ');
  }
  if (side[0] != '\0') {
    rc_buf_put_c(f->out, f->mark_ink);
    rc_buf_put_c(f->out, side);
    rc_buf_put_c(f->out, f->ink->reset);
  }
  if (!is_blank_line(text)) {
    put_window(f, text, w);
  }
  rc_buf_put_byte(f->out, '\n');
}

static void put_label(const frame *f) {
  if (f->label.len > 0) {
    rc_buf_put_byte(f->out, ' ');
    rc_put_shown(f->out, f->label);
  }
  rc_buf_put_c(f->out, f->ink->reset);
  rc_buf_put_byte(f->out, '\n');
}

static void put_one_line(const frame *f, uint32_t line, rc_span span) {
  uint32_t start = 0;
  rc_str text = line_text(f->source, line, &start);
  size_t from = columns_before(text, span.start > start ? span.start - start : 0);
  size_t to = columns_before(text, span.end > start ? span.end - start : 0);
  window w = choose_window(f, text, from);
  put_source_line(f, line, "", text, w);
  put_gutter(f, 0);
  rc_buf_put_byte(f->out, ' ');
  size_t last = to < w.to ? to : w.to;
  rc_buf_put_repeated(f->out, ' ', from - w.from);
  rc_buf_put_c(f->out, f->mark_ink);
  rc_buf_put_repeated(f->out, f->mark, last > from ? last - from : 1);
  put_label(f);
}

/* The opening line of a span that begins inside a line: ` _____^` under it. */
static void put_opening(const frame *f, uint32_t line, uint32_t offset) {
  uint32_t start = 0;
  rc_str text = line_text(f->source, line, &start);
  size_t before = offset > start ? offset - start : 0;
  bool at_front = is_blank_line(rc_str_slice(text, 0, before));
  size_t column = columns_before(text, before);
  window w = choose_window(f, text, column);
  put_source_line(f, line, at_front ? "/ " : "  ", text, w);
  if (!at_front) {
    put_gutter(f, 0);
    rc_buf_put_c(f->out, f->mark_ink);
    rc_buf_put(f->out, RC_STR("  "));
    rc_buf_put_repeated(f->out, '_', column - w.from + 1);
    rc_buf_put_byte(f->out, f->mark);
    rc_buf_put_c(f->out, f->ink->reset);
    rc_buf_put_byte(f->out, '\n');
  }
}

static void put_closing(const frame *f, uint32_t line, uint32_t end) {
  uint32_t start = 0;
  rc_str text = line_text(f->source, line, &start);
  size_t column = columns_before(text, end > start ? end - start : 0);
  size_t last = column > 0 ? column - 1 : 0;
  window w = choose_window(f, text, last);
  put_source_line(f, line, "| ", text, w);
  put_gutter(f, 0);
  rc_buf_put_c(f->out, f->mark_ink);
  rc_buf_put(f->out, RC_STR(" |"));
  rc_buf_put_repeated(f->out, '_', last - w.from + 1);
  rc_buf_put_byte(f->out, f->mark);
  put_label(f);
}

static void put_several_lines(const frame *f, uint32_t first, uint32_t last, rc_span span) {
  put_opening(f, first, span.start);
  uint32_t until = last - first < LINES_SHOWN ? last : first + LINES_SHOWN - 1;
  for (uint32_t line = first + 1; line < until; line++) {
    uint32_t start = 0;
    rc_str text = line_text(f->source, line, &start);
    put_source_line(f, line, is_blank_line(text) ? "|" : "| ", text, choose_window(f, text, 0));
  }
  if (until < last) {
    rc_buf_put_c(f->out, f->ink->second);
    rc_buf_put(f->out, RC_STR("..."));
    rc_buf_put_c(f->out, f->mark_ink);
    rc_buf_put_repeated(f->out, ' ', f->gutter);
    rc_buf_put(f->out, RC_STR("|\n"));
    rc_buf_put_c(f->out, f->ink->reset);
  }
  put_closing(f, last, span.end);
}

/* A span that ends right behind a line end ends, to a reader, on that line. */
static uint32_t last_line_of(const rc_source *source, rc_span span) {
  uint32_t end = span.end > span.start ? span.end - 1 : span.end;
  return rc_source_position(source, end).line;
}

static void put_snippet(const frame *f, rc_span span) {
  uint32_t first = rc_source_position(f->source, span.start).line;
  uint32_t last = last_line_of(f->source, span);
  put_gutter(f, 0);
  rc_buf_put_byte(f->out, '\n');
  if (first == last) {
    put_one_line(f, first, span);
  } else {
    put_several_lines(f, first, last, span);
  }
}

static void put_arrow(const frame *f, const rc_outcome *outcome, const char *arrow, rc_span span) {
  rc_buf_put_repeated(f->out, ' ', f->gutter);
  rc_buf_put_c(f->out, f->ink->second);
  rc_buf_put_c(f->out, arrow);
  rc_buf_put_c(f->out, f->ink->reset);
  rc_buf_put_byte(f->out, ' ');
  rc_put_place(f->out, outcome, span);
  rc_buf_put_byte(f->out, '\n');
}

static void put_note(const frame *f, const char *kind, rc_str text) {
  if (text.len == 0) {
    return;
  }
  rc_buf_put_repeated(f->out, ' ', f->gutter);
  rc_buf_put_c(f->out, f->ink->second);
  rc_buf_put(f->out, RC_STR(" = "));
  rc_buf_put_c(f->out, f->ink->reset);
  rc_buf_put_c(f->out, f->ink->strong);
  rc_buf_put_c(f->out, kind);
  rc_buf_put_c(f->out, f->ink->reset);
  rc_buf_put(f->out, RC_STR(": "));
  rc_put_shown(f->out, text);
  rc_buf_put_byte(f->out, '\n');
}

static size_t widest_number(const rc_outcome *outcome, const rc_finding *finding) {
  size_t widest = 1;
  const rc_source *source = rc_source_of(outcome, finding->span);
  if (source != NULL) {
    widest = digits_of(last_line_of(source, finding->span));
  }
  for (RC_EACH(const rc_related, related, finding->related)) {
    source = rc_source_of(outcome, related->span);
    size_t digits = source == NULL ? 1 : digits_of(last_line_of(source, related->span));
    widest = digits > widest ? digits : widest;
  }
  return widest;
}

static size_t room_for(const rc_report_options *options, size_t gutter) {
  size_t taken = gutter + 5; /* number, bar, the side of a long span */
  size_t width = options->width > taken ? options->width - taken : LEAST_SOURCE;
  if (options->width == 0 || width > WIDEST_SOURCE) {
    return WIDEST_SOURCE;
  }
  return width < LEAST_SOURCE ? LEAST_SOURCE : width;
}

static void put_header(rc_buf *out, const rc_ink *ink, const rc_finding *finding) {
  rc_buf_put_c(out, rc_ink_of_severity(ink, finding->severity));
  rc_buf_put(out, rc_severity_name(finding->severity));
  rc_buf_put_byte(out, '[');
  rc_buf_put(out, finding->code);
  rc_buf_put_byte(out, ']');
  rc_buf_put_c(out, ink->reset);
  rc_buf_put_c(out, ink->strong);
  rc_buf_put(out, RC_STR(": "));
  rc_put_shown(out, finding->message);
  rc_buf_put_c(out, ink->reset);
  rc_buf_put_byte(out, '\n');
}

static void put_related(frame *f, const rc_outcome *outcome, const rc_finding *finding) {
  f->mark = '-';
  f->mark_ink = f->ink->second;
  for (RC_EACH(const rc_related, related, finding->related)) {
    f->source = rc_source_of(outcome, related->span);
    if (f->source == NULL) {
      continue;
    }
    f->label = related->message;
    put_gutter(f, 0);
    rc_buf_put_byte(f->out, '\n');
    put_arrow(f, outcome, ":::", related->span);
    put_snippet(f, related->span);
  }
}

static rc_str fix_text(rc_arena *arena, const rc_finding *finding) {
  if (finding->applicability == RC_FIX_UNSAFE && finding->fix_summary.len > 0) {
    return RC_FILL(arena, "{} (only on request: it may take away what something else uses)",
                   finding->fix_summary);
  }
  return finding->fix_summary;
}

static void put_notes(const frame *f, const rc_outcome *outcome, const rc_finding *finding) {
  for (RC_EACH(const rc_related, related, finding->related)) {
    if (rc_source_of(outcome, related->span) == NULL) {
      put_note(f, "note", related->message);
    }
  }
  for (RC_EACH(const rc_missing, missing, finding->missing)) {
    put_note(f, "not shown", missing->what);
    put_note(f, "to see it", missing->command);
  }
  put_note(f, "help", finding->help);
  put_note(f, "fix", fix_text(outcome->arena, finding));
  for (RC_EACH(const rc_intent, intent, finding->intents)) {
    if (intent->kind == RC_INTENT_COMMAND) {
      put_note(f, "run", intent->value);
    }
  }
}

static bool has_notes(const rc_outcome *outcome, const rc_finding *finding) {
  bool any = finding->help.len > 0 || finding->fix_summary.len > 0 || finding->missing.len > 0;
  for (RC_EACH(const rc_related, related, finding->related)) {
    any = any || rc_source_of(outcome, related->span) == NULL;
  }
  return any;
}

void rc_report_put_finding(rc_buf *out, const rc_outcome *outcome, const rc_finding *finding,
                           const rc_report_options *options) {
  const rc_ink *ink = rc_ink_of(options->color);
  size_t gutter = widest_number(outcome, finding);
  frame f = {
      .out = out,
      .outcome = outcome,
      .source = rc_source_of(outcome, finding->span),
      .ink = ink,
      .mark_ink = rc_ink_of_severity(ink, finding->severity),
      .mark = '^',
      .gutter = gutter,
      .room = room_for(options, gutter),
      .label = finding->label,
  };
  put_header(out, ink, finding);
  bool framed = f.source != NULL;
  if (framed) {
    put_arrow(&f, outcome, "-->", finding->span);
    put_snippet(&f, finding->span);
  }
  put_related(&f, outcome, finding);
  if (has_notes(outcome, finding)) {
    if (framed) {
      put_gutter(&f, 0);
      rc_buf_put_byte(out, '\n');
    }
    put_notes(&f, outcome, finding);
  }
}
