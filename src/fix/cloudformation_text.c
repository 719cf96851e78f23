/*
 * Texts with holes as CloudFormation writes them: `Ref`, `Fn::GetAtt`, `Fn::Sub`.
 */
#include "fix/editor.h"

/* What the name of a hole is behind when there are several templates: rc_cfn_hole. */
#define OF RC_STR(" of ")

/* The characters of logical ids, of attributes and of pseudo parameters. */
static bool is_name(rc_str name) {
  for (size_t i = 0; i < name.len; i++) {
    char c = name.ptr[i];
    bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                c == '.' || c == ':';
    if (!fits) {
      return false;
    }
  }
  return name.len > 0;
}

/* A part of an ARN that no attribute yields; it is named like one to be told apart. */
static bool is_attribute(rc_str name) {
  return !rc_str_ends_with(name, RC_STR(".revision"));
}

static bool put_spelled(rc_buf *out, const rc_source *source, rc_str hole) {
  rc_str name = rc_str_slice(hole, 1, hole.len - 1);
  if (rc_str_equal(name, RC_STR("??????"))) {
    rc_buf_put(out, name); /* matches as it is */
    return true;
  }
  rc_str path = RC_FILL(out->arena, "{}{}", OF, source->path);
  if (rc_str_ends_with(name, path)) {
    name.len -= path.len;
  }
  bool reference = rc_str_starts_with(name, RC_STR("${")) && rc_str_ends_with(name, RC_STR("}"));
  rc_str inner = rc_str_slice(name, 2, reference ? name.len - 1 : 2);
  rc_buf_put_byte(out, RC_HOLE_OPEN);
  rc_buf_put(out, name);
  rc_buf_put_byte(out, RC_HOLE_CLOSE);
  return is_name(inner) && is_attribute(inner);
}

bool rc_cfn_spell(rc_arena *arena, const rc_source *source, rc_str text, rc_str *out) {
  bool ok = true;
  rc_buf spelled;
  rc_buf_init(&spelled, arena);
  for (size_t at = 0; at < text.len;) {
    size_t hole = rc_hole_length(text, at);
    if (hole > 0) {
      ok = put_spelled(&spelled, source, rc_str_slice(text, at, at + hole)) && ok;
      at += hole;
      continue;
    }
    rc_buf_put_byte(&spelled, text.ptr[at++]);
  }
  *out = rc_buf_str(&spelled);
  return ok;
}

bool rc_cfn_is_reference(rc_str text, rc_str *id, rc_str *attribute) {
  if (!rc_hole_is_only(text)) {
    return false;
  }
  *attribute = rc_str_slice(text, sizeof "\xFE${" - 1, text.len - (sizeof "}\xFF" - 1));
  *id = rc_str_cut(attribute, '.');
  return true;
}

/* A literal `${` is `${!` there. */
rc_str rc_cfn_sub(rc_arena *arena, rc_str text) {
  rc_buf out;
  rc_buf_init(&out, arena);
  for (size_t at = 0; at < text.len;) {
    size_t hole = rc_hole_length(text, at);
    if (hole > 0) {
      rc_buf_put(&out, rc_str_slice(text, at + 1, at + hole - 1));
      at += hole;
      continue;
    }
    bool dollar = rc_str_starts_with(rc_str_from(text, at), RC_STR("${"));
    rc_buf_put(&out, dollar ? RC_STR("${!") : rc_str_slice(text, at, at + 1));
    at += dollar ? 2 : 1;
  }
  return rc_buf_str(&out);
}

static void put_call(rc_arena *arena, rc_str text, rc_made *into) {
  rc_str id = RC_STR_NONE;
  rc_str attribute = RC_STR_NONE;
  into->kind = RC_MADE_OBJECT;
  into->text = RC_STR_NONE;
  if (!rc_cfn_is_reference(text, &id, &attribute)) {
    rc_made_member(arena, into, RC_STR("Fn::Sub"), RC_MADE_STRING, rc_cfn_sub(arena, text));
  } else if (attribute.len == 0) {
    rc_made_member(arena, into, RC_STR("Ref"), RC_MADE_STRING, id);
  } else {
    rc_made *list =
        rc_made_member(arena, into, RC_STR("Fn::GetAtt"), RC_MADE_LIST, RC_STR_NONE);
    if (list != NULL) {
      rc_made_item(arena, list, RC_MADE_STRING, id);
      rc_made_item(arena, list, RC_MADE_STRING, attribute);
    }
  }
}

/* Recursion ends where the statements that a fix writes end. */
rc_made rc_cfn_made(rc_arena *arena, const rc_made *made) {
  rc_made copy = *made;
  copy.children = (rc_made_vec){0};
  if (made->kind == RC_MADE_STRING && rc_hole_any(made->text)) {
    put_call(arena, made->text, &copy);
  }
  for (RC_EACH(const rc_made, child, made->children)) {
    rc_made *into = rc_made_item(arena, &copy, child->kind, RC_STR_NONE);
    if (into != NULL) {
      *into = rc_cfn_made(arena, child);
    }
  }
  return copy;
}

/* ---- what needs what ------------------------------------------------------------------------ */

/* More than any resource that a launch is about needs; beyond, it counts as needing everything. */
enum { MOST_NEEDED = 64 };

static bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A colon stands behind names of members (`Service: ...`) and within those of types. */
static bool is_key(rc_str text, size_t start, size_t end) {
  bool quoted = end < text.len && (text.ptr[end] == '"' || text.ptr[end] == '\'');
  size_t behind = end + (quoted ? 1 : 0);
  return (start > 0 && text.ptr[start - 1] == ':') ||
         (behind < text.len && text.ptr[behind] == ':');
}

static bool refers_to(rc_str text, rc_str word) {
  for (size_t at = rc_str_find(text, word, 0); at != RC_NOT_FOUND;
       at = rc_str_find(text, word, at + 1)) {
    size_t end = at + word.len;
    if ((at == 0 || !is_word_byte(text.ptr[at - 1])) &&
        (end == text.len || !is_word_byte(text.ptr[end])) && !is_key(text, at, end)) {
      return true;
    }
  }
  return false;
}

bool rc_cfn_needs(rc_arena *arena, rc_value resources, rc_str id, rc_str other) {
  rc_value waiting[MOST_NEEDED] = {rc_value_get(resources, id)};
  uint32_t n = rc_value_is_none(waiting[0]) ? 0 : 1;
  if (rc_str_equal(id, other)) {
    return true;
  }
  for (uint32_t i = 0; i < n; i++) {
    rc_str text = rc_value_raw(waiting[i]);
    if (refers_to(text, other)) {
      return true;
    }
    for (RC_MEMBERS(key, resource, resources)) {
      bool known = false;
      for (uint32_t k = 0; k < n; k++) {
        known = known || waiting[k].node == resource.node;
      }
      rc_str name = known ? RC_STR_NONE : rc_value_string(arena, key);
      if (name.len > 0 && refers_to(text, name)) {
        if (n == MOST_NEEDED) {
          return true;
        }
        waiting[n++] = resource;
      }
    }
  }
  return false;
}
