/*
 * What `file`, `templatefile` and `data "template_file"` read: other files of the input.
 */
#include "base/path.h"
#include "template/terraform_parts.h"

static uint32_t source_at(rc_tf *ev, rc_str path) {
  uint32_t found = rc_map_get(&ev->source_by_path, rc_path_join(ev->arena, RC_STR_NONE, path));
  if (found != RC_MAP_NONE && ev->files_used != NULL) {
    ev->files_used[found] = true;
  }
  return found;
}

void rc_tf_mark_file(rc_tf *ev, rc_str path) { (void)source_at(ev, path); }

/* The file that the first argument names; NULL if the input does not have it. */
static const rc_source *source_of(rc_tf *ev, const rc_tf_call *call) {
  rc_str path;
  if (!rc_computed_known_text(call->arguments[0], &path)) {
    return NULL;
  }
  uint32_t found = source_at(ev, path);
  return found == RC_MAP_NONE ? NULL : &ev->options->sources[found];
}

const rc_computed *rc_tf_file_exists(rc_tf *ev, const rc_tf_call *call) {
  const rc_source *source = source_of(ev, call);
  return source == NULL ? rc_tf_call_hole(ev, call) : rc_tf_bool(ev, true, call->node);
}

/* A tree of one node that is all of the file, so that its bytes have a place. */
static rc_value whole_file(rc_tf *ev, const rc_source *source) {
  rc_tree *tree = RC_NEW(ev->arena, rc_tree);
  rc_node *nodes = RC_NEW_ARRAY(ev->arena, rc_node, 2);
  if (tree == NULL || nodes == NULL) {
    return RC_VALUE_NONE;
  }
  uint32_t end = (uint32_t)source->bytes.len;
  nodes[0] = (rc_node){.end = end, .next = 2, .count = 1, .kind = RC_DOCUMENT};
  nodes[1] = (rc_node){.end = end, .next = 2, .kind = RC_HCL_TEXT};
  *tree = (rc_tree){.syntax = RC_SYNTAX_HCL,
                    .file = source->file,
                    .text = source->bytes,
                    .nodes = nodes,
                    .n_nodes = 2};
  return (rc_value){tree, 1};
}

const rc_computed *rc_tf_file_text(rc_tf *ev, const rc_tf_call *call) {
  const rc_source *source = source_of(ev, call);
  if (source == NULL) {
    return rc_tf_call_hole(ev, call);
  }
  rc_text_builder text;
  rc_text_start(&text, ev->arena);
  rc_str bytes = source->bytes;
  uint32_t bom = rc_str_starts_with(bytes, RC_STR("\xEF\xBB\xBF")) ? 3 : 0;
  for (size_t at = bom; at < bytes.len;) { /* marks of holes are no UTF-8: they cannot come in */
    size_t open = rc_str_find_byte(bytes, RC_HOLE_OPEN, at);
    size_t close = rc_str_find_byte(bytes, RC_HOLE_CLOSE, at);
    size_t end = open < close ? open : close;
    end = end == RC_NOT_FOUND ? bytes.len : end;
    rc_text_put(&text, rc_str_slice(bytes, at, end), (uint32_t)at, true);
    rc_text_put(&text, end < bytes.len ? RC_STR("\xEF\xBF\xBD") : RC_STR_NONE, (uint32_t)end,
                false);
    at = end + 1;
  }
  return rc_tf_made(ev, rc_text_done(&text, whole_file(ev, source), true));
}

static void note_given(rc_tf *ev, uint32_t file, const rc_computed *values) {
  for (RC_EACH(rc_tf_given, known, ev->given)) {
    if (known->file == file) {
      bool same = known->values != NULL && rc_tf_equal(ev, known->values, values) == 1;
      known->values = same ? values : NULL;
      return;
    }
  }
  rc_tf_given *added = RC_VEC_ADD(ev->arena, &ev->given);
  if (added != NULL) {
    *added = (rc_tf_given){file, values};
  }
}

/* Binds the members of `values` around a template, which sees nothing else. */
static const rc_computed *with_values(rc_tf *ev, const rc_computed *values, const rc_tree *tree) {
  const rc_tf_scope *scope = NULL;
  for (RC_EACH(const rc_computed_member, member, values->members)) {
    rc_tf_scope *inner = RC_NEW(ev->arena, rc_tf_scope);
    if (inner == NULL) {
      return &ev->nothing;
    }
    *inner = (rc_tf_scope){.outer = scope, .name = member->key, .value = member->value};
    scope = inner;
  }
  const rc_tf_scope outermost = {.outer = scope};
  return rc_tf_template(ev, &outermost, rc_value_first(rc_tree_root(tree)));
}

const rc_computed *rc_tf_template_file(rc_tf *ev, const rc_tf_call *call) {
  const rc_source *source = source_of(ev, call);
  rc_tree *tree = NULL;
  if (source == NULL || !rc_tf_work(ev, source->bytes.len / 64) ||
      rc_hcl_parse_template(ev->arena, source, &tree) != RC_OK) {
    return rc_tf_call_hole(ev, call);
  }
  note_given(ev, source->file, call->arguments[1]);
  return with_values(ev, call->arguments[1], tree);
}

uint32_t *rc_tf_map_of(rc_tf *ev, const rc_computed *text) {
  rc_span span = rc_value_span(text->written);
  uint32_t n = (uint32_t)text->text.len;
  uint32_t *map = RC_NEW_ARRAY(ev->arena, uint32_t, (size_t)n + 1);
  uint32_t done = 0;
  for (uint32_t i = 0; map != NULL && i < text->pieces.len; i++) {
    const rc_text_piece *piece = &text->pieces.items[i];
    for (uint32_t k = 0; k < piece->len && done < n; k++) {
      map[done++] = piece->verbatim ? piece->at + k : piece->at;
    }
  }
  for (; map != NULL && done <= n; done++) {
    map[done] = done == n ? span.end : span.start;
  }
  return map;
}

/* The template is a text that was worked out already: a heredoc with `$${}`, or a file. */
const rc_computed *rc_tf_rendered(rc_tf *ev, const rc_computed *values, rc_value at) {
  const rc_computed *text = rc_computed_get(values, RC_STR("template"));
  const rc_computed *vars = rc_computed_get(values, RC_STR("vars"));
  rc_tree *tree = RC_NEW(ev->arena, rc_tree);
  if (tree == NULL || text == NULL || text->kind != RC_COMPUTED_STRING || text->json != NULL) {
    return NULL;
  }
  rc_span span = rc_value_span(text->written);
  *tree = (rc_tree){.file = span.file, .text = text->text, .holes = true,
                    .map = rc_tf_map_of(ev, text)};
  if (tree->map == NULL || rc_span_is_none(span) ||
      rc_hcl_parse_template_text(ev->arena, tree) != RC_OK) {
    return NULL;
  }
  vars = vars == NULL ? rc_tf_null(ev, at) : vars;
  note_given(ev, span.file, vars);
  return with_values(ev, vars, tree);
}
