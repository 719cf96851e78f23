/*
 * Configurations in JSON (`.tf.json`), as programs write them: the same in the words of HCL, each
 * byte with its place in the file. Source: the language's page on JSON configuration syntax.
 *
 * Texts are templates there. Which members are blocks, only a resource's schema tells; of those
 * that anybody asks for the names are in a table.
 */
#include "base/buf.h"
#include "syntax/hcl.h"
#include "syntax/json_string.h"

typedef struct writer {
  rc_arena *arena;
  rc_buf text;
  struct { RC_VEC_FIELDS(uint32_t) } map;
} writer;

static void put(writer *w, rc_str text, uint32_t at) {
  for (size_t i = 0; i < text.len; i++) {
    uint32_t *place = RC_VEC_ADD(w->arena, &w->map);
    if (place != NULL) {
      *place = at;
    }
  }
  rc_buf_put(&w->text, text);
}

static void put_c(writer *w, const char *text, rc_value v) {
  put(w, rc_str_from_c(text), rc_value_node(v)->start);
}

/* ---- texts ---------------------------------------------------------------------------------- */

/* Where in a template a character stands: in text, in an expression, in a text within one. */
typedef enum place { IN_TEXT, IN_EXPRESSION, IN_QUOTES } place;
enum { DEEPEST = 64 };

typedef struct template_state {
  uint8_t stack[DEEPEST];
  uint32_t depth;
  char before[2]; /* the last characters, the nearest first */
} template_state;

static void enter(template_state *s, place into) {
  if (s->depth + 1 < DEEPEST) {
    s->stack[++s->depth] = (uint8_t)into;
  }
}

static void leave(template_state *s) { s->depth -= s->depth > 0; }

/* Takes the next character; false if it has to be escaped between quotes. */
static bool step(template_state *s, char c) {
  place in = (place)s->stack[s->depth];
  bool escaped = in == IN_QUOTES && s->before[0] == '\\' && s->before[1] != '\\';
  bool mark = (s->before[0] == '$' || s->before[0] == '%') && s->before[1] != s->before[0];
  if (in == IN_EXPRESSION && (c == '{' || c == '"')) {
    enter(s, c == '"' ? IN_QUOTES : IN_EXPRESSION);
  } else if (in != IN_EXPRESSION && c == '{' && mark) {
    enter(s, IN_EXPRESSION);
  } else if ((in == IN_EXPRESSION && c == '}') || (in == IN_QUOTES && c == '"' && !escaped)) {
    leave(s);
  }
  s->before[1] = s->before[0];
  s->before[0] = c;
  return in != IN_TEXT || (c != '"' && c != '\\' && c != '\n' && c != '\r' && c != '\t');
}

static void put_escaped(writer *w, char c, uint32_t at) {
  char letter = c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : c;
  const char bytes[] = {'\\', letter};
  put(w, (rc_str){bytes, sizeof bytes}, at);
}

/* `bare`: an expression of words, as a type or a provider is. */
static void put_string(writer *w, rc_value string, bool bare) {
  template_state state = {0};
  rc_str body = rc_json_body_of(string);
  uint32_t start = (uint32_t)(body.ptr - string.tree->text.ptr);
  put_c(w, bare ? "" : "\"", string);
  for (size_t at = 0; at < body.len;) {
    rc_json_piece piece = rc_json_piece_at(body, at);
    uint32_t from = start + (uint32_t)at;
    if (bare || step(&state, piece.bytes[0])) {
      put(w, (rc_str){piece.bytes, piece.n_bytes}, from);
    } else {
      put_escaped(w, piece.bytes[0], from);
    }
    at += piece.n_taken;
  }
  put_c(w, bare ? "" : "\"", string);
}

/* ---- values --------------------------------------------------------------------------------- */

/* As deep as the JSON is nested. */
static void put_value(writer *w, rc_value v, bool bare) {
  switch (rc_value_kind(v)) {
    case RC_STRING: put_string(w, v, bare); break;
    case RC_NUMBER:
    case RC_BOOL:
    case RC_NULL: put(w, rc_value_raw(v), rc_value_node(v)->start); break;
    case RC_ARRAY:
      put_c(w, "[", v);
      for (RC_CHILDREN(item, v)) {
        put_value(w, item, bare);
        put_c(w, ",", item);
      }
      put_c(w, "]", v);
      break;
    case RC_OBJECT:
      put_c(w, "{", v);
      for (RC_MEMBERS(key, value, v)) {
        put_string(w, key, bare);
        put_c(w, "=", key);
        put_value(w, value, bare);
        put_c(w, ",", value);
      }
      put_c(w, "}", v);
      break;
    default: put_c(w, "unreadable()", v); break;
  }
}

/* ---- bodies --------------------------------------------------------------------------------- */

static bool is_block(rc_str name) {
  static const char names[] =
      " volume efs_volume_configuration fsx_windows_file_server_volume_configuration"
      " authorization_config inline_policy encryption_configuration capacity_provider_strategy"
      " statement principals not_principals condition content assume_role ";
  for (rc_str rest = rc_str_from_c(names); rest.len > 0;) {
    if (rc_str_equal(rc_str_cut(&rest, ' '), name)) {
      return true;
    }
  }
  return false;
}

static void put_block(writer *w, rc_value key, rc_value value, uint32_t n_labels, bool blocks,
                      rc_str head);

static bool holds_blocks(rc_value value) {
  rc_kind kind = rc_value_kind(value);
  return kind == RC_OBJECT ||
         (kind == RC_ARRAY && rc_value_kind(rc_value_first(value)) == RC_OBJECT);
}

static void put_member(writer *w, rc_value key, rc_value value, bool blocks) {
  rc_str name = rc_value_string(w->arena, key);
  bool dynamic = rc_str_equal(name, RC_STR("dynamic"));
  if (rc_str_starts_with(name, RC_STR("//"))) {
    return;
  }
  if (blocks && (dynamic || is_block(name)) && holds_blocks(value)) {
    put_block(w, key, value, dynamic ? 1 : 0, true, name);
    return;
  }
  bool bare = rc_str_equal(name, RC_STR("provider")) || rc_str_equal(name, RC_STR("providers")) ||
              (!blocks && rc_str_equal(name, RC_STR("type")));
  put_string(w, key, true);
  put_c(w, "=", key);
  put_value(w, value, bare);
  put_c(w, "\n", value);
}

/* One block for each object; a member for each label stands around it. */
static void put_block(writer *w, rc_value key, rc_value value, uint32_t n_labels, bool blocks,
                      rc_str head) {
  if (rc_value_kind(value) == RC_ARRAY) {
    for (RC_CHILDREN(item, value)) {
      put_block(w, key, item, n_labels, blocks, head);
    }
    return;
  }
  if (n_labels > 0) {
    for (RC_MEMBERS(label, inner, value)) {
      rc_str name = rc_value_string(w->arena, label);
      if (!rc_str_starts_with(name, RC_STR("//"))) {
        put_block(w, label, inner, n_labels - 1, blocks,
                  RC_FILL(w->arena, "{} \"{}\"", head, name));
      }
    }
    return;
  }
  put(w, head, rc_value_node(key)->start);
  put_c(w, "{\n", value);
  for (RC_MEMBERS(name, member, value)) {
    put_member(w, name, member, blocks);
  }
  put_c(w, "}\n", value);
}

rc_status rc_hcl_of_json(rc_arena *arena, const rc_tree *json, rc_tree **out) {
  static const struct {
    rc_str type;
    uint8_t n_labels;
    bool blocks;
  } kinds[] = {
      {RC_STR_INIT("resource"), 2, true},  {RC_STR_INIT("data"), 2, true},
      {RC_STR_INIT("provider"), 1, true},  {RC_STR_INIT("module"), 1, false},
      {RC_STR_INIT("variable"), 1, false}, {RC_STR_INIT("output"), 1, false},
      {RC_STR_INIT("locals"), 0, false},
  };
  writer w = {.arena = arena};
  rc_buf_init(&w.text, arena);
  for (RC_MEMBERS(key, value, rc_value_first(rc_tree_root(json)))) {
    for (size_t i = 0; i < RC_COUNT_OF(kinds); i++) {
      if (rc_value_key_is(key, kinds[i].type)) {
        put_block(&w, key, value, kinds[i].n_labels, kinds[i].blocks, kinds[i].type);
      }
    }
  }
  put_c(&w, "\n", rc_tree_root(json)); /* the place of the end */
  rc_tree *tree = RC_NEW(arena, rc_tree);
  *out = tree;
  if (tree == NULL || rc_arena_status(arena) != RC_OK) {
    return rc_arena_status(arena);
  }
  *tree = (rc_tree){.file = json->file, .text = rc_buf_str(&w.text), .map = w.map.items};
  tree->text.len--;
  return rc_hcl_parse_text(arena, tree);
}
