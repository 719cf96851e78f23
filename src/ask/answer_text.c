/*
 * From the text of an answer to proposed files. Asked for is one object; models put fences and
 * prose around it all the same.
 */
#include "ask/ask.h"
#include "syntax/json.h"

enum { MOST_FILES = 200, MOST_TRIES = 50 };

static rc_value member(rc_value object, const char *name, rc_kind kind) {
  rc_value value = rc_value_get(object, rc_str_from_c(name));
  return rc_value_kind(value) == kind ? value : RC_VALUE_NONE;
}

/* Somebody's object: `files` is what tells ours. */
static bool is_ours(rc_value object) {
  return rc_value_kind(object) == RC_OBJECT &&
         (rc_value_node(object)->flags & RC_NODE_INCOMPLETE) == 0 &&
         !rc_value_is_none(member(object, "files", RC_ARRAY));
}

static rc_status parse(rc_arena *arena, rc_str text, rc_value *out, bool *clean) {
  rc_source *source = RC_NEW(arena, rc_source);
  rc_tree *tree = NULL;
  *out = RC_VALUE_NONE;
  *clean = false;
  if (source == NULL) {
    return rc_arena_status(arena);
  }
  source->bytes = text;
  RC_TRY(rc_json_parse(arena, source, &tree));
  tree->literal = true;
  *clean = !tree->has_errors;
  *out = rc_value_first(rc_tree_root(tree));
  return RC_OK;
}

/* Where the object that begins at `start` ends; the text's end if it does not. */
static size_t object_end(rc_str text, size_t start) {
  size_t depth = 0;
  bool in_string = false;
  for (size_t at = start; at < text.len; at++) {
    char c = text.ptr[at];
    if (in_string) {
      at += c == '\\';
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      depth++;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return text.len;
}

/* The first object with `files` in the text; RC_VALUE_NONE if there is none. */
static rc_status find_object(rc_arena *arena, rc_str text, rc_value *out) {
  *out = RC_VALUE_NONE;
  size_t at = rc_str_find_byte(text, '{', 0);
  for (int tries = 0; at != RC_NOT_FOUND && tries < MOST_TRIES; tries++) {
    size_t end = object_end(text, at);
    rc_value value;
    bool clean = false;
    RC_TRY(parse(arena, rc_str_slice(text, at, end), &value, &clean));
    if (clean && is_ours(value)) {
      *out = value;
      return RC_OK;
    }
    /* An object that is whole and not ours holds none that is; a brace in prose may. */
    at = rc_str_find_byte(text, '{', clean ? end : at + 1);
  }
  return RC_OK;
}

static rc_status take_file(rc_arena *arena, rc_value item, rc_answer *out) {
  rc_value path = member(item, "path", RC_STRING);
  rc_value content = member(item, "content", RC_STRING);
  if (rc_value_is_none(path) || rc_value_is_none(content)) {
    return RC_OK;
  }
  rc_answer_file *file = out->files.len < MOST_FILES ? RC_VEC_ADD(arena, &out->files) : NULL;
  if (file != NULL) {
    file->path = rc_value_string(arena, path);
    file->content = rc_value_string(arena, content);
  }
  return rc_arena_status(arena);
}

rc_status rc_answer_read(rc_arena *arena, rc_str text, rc_answer *out) {
  rc_value object;
  *out = (rc_answer){0};
  RC_TRY(find_object(arena, text, &object));
  if (rc_value_is_none(object)) {
    return RC_OK;
  }
  out->found = true;
  out->summary = rc_value_string(arena, member(object, "summary", RC_STRING));
  for (RC_CHILDREN(item, member(object, "files", RC_ARRAY))) {
    RC_TRY(take_file(arena, item, out));
  }
  for (RC_CHILDREN(item, member(object, "unsure", RC_ARRAY))) {
    bool fits = rc_value_kind(item) == RC_STRING && out->unsure.len < MOST_FILES;
    rc_str *added = fits ? RC_VEC_ADD(arena, &out->unsure) : NULL;
    if (added != NULL) {
      *added = rc_value_string(arena, item);
    }
  }
  return rc_arena_status(arena);
}
