/*
 * Texts with holes as CloudFormation writes them: `Ref`, `Fn::GetAtt`, `Fn::Sub`.
 */
#include "fix/editor.h"
#include "syntax/yaml.h"

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
  size_t of = rc_str_find(name, path, 0);
  rc_str behind = rc_str_from(name, of == RC_NOT_FOUND ? 0 : of + path.len);
  bool here = behind.len == 0 || rc_str_starts_with(behind, RC_STR(" in "));
  if (of != RC_NOT_FOUND && here) {
    name.len = of;
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

/* Resources that are needed, each once. */
typedef struct needs {
  rc_arena *arena;
  rc_value resources;
  rc_value found[MOST_NEEDED];
  uint32_t n;
  bool full;
} needs;

static void need(needs *all, rc_str id) {
  rc_value resource = rc_value_get(all->resources, id);
  for (uint32_t i = 0; i < all->n; i++) {
    if (all->found[i].node == resource.node) {
      return;
    }
  }
  if (rc_value_is_none(resource)) {
    return;
  }
  all->full = all->n == MOST_NEEDED;
  if (!all->full) {
    all->found[all->n++] = resource;
  }
}

/* The function whose argument, or first argument, the text is; `DependsOn` is as good as one. */
static rc_str function_of(rc_arena *arena, rc_value text) {
  rc_value around = rc_value_parent(text);
  rc_value argument = rc_value_kind(around) == RC_ARRAY ? around : text;
  rc_str tag = rc_yaml_tag(text).len > 0 ? rc_yaml_tag(text) : rc_yaml_tag(argument);
  rc_value key = rc_value_key(argument);
  rc_str name = tag.len > 0              ? rc_str_from(tag, 1)
                : rc_value_is_none(key) ? RC_STR_NONE
                                        : rc_value_string(arena, key);
  bool prefixed = rc_str_starts_with(name, RC_STR("Fn::"));
  return rc_str_from(name, prefixed ? sizeof "Fn::" - 1 : 0);
}

static void need_substituted(needs *all, rc_str text) {
  for (size_t at = rc_str_find(text, RC_STR("${"), 0); at != RC_NOT_FOUND;
       at = rc_str_find(text, RC_STR("${"), at + 2)) {
    rc_str rest = rc_str_from(text, at + 2);
    rc_str name = rc_str_cut(&rest, '}');
    need(all, rc_str_cut(&name, '.'));
  }
}

static void need_by(needs *all, rc_value text) {
  rc_str function = function_of(all->arena, text);
  bool names = rc_str_equal(function, RC_STR("Ref")) || rc_str_equal(function, RC_STR("GetAtt")) ||
               rc_str_equal(function, RC_STR("DependsOn"));
  if (names) {
    rc_str name = rc_value_string(all->arena, text);
    need(all, rc_str_cut(&name, '.'));
  } else if (rc_str_equal(function, RC_STR("Sub"))) {
    need_substituted(all, rc_value_string(all->arena, text));
  }
}

bool rc_cfn_needs(rc_arena *arena, rc_value resources, rc_str id, rc_str other) {
  needs all = {.arena = arena, .resources = resources};
  rc_value target = rc_value_get(resources, other);
  need(&all, id);
  for (uint32_t i = 0; i < all.n && !all.full; i++) {
    rc_value resource = all.found[i];
    if (resource.node == target.node) {
      return true;
    }
    for (rc_node_id at = resource.node; at < rc_value_node(resource)->next; at++) {
      rc_value v = {resources.tree, at};
      if (rc_value_kind(v) == RC_STRING && (rc_value_node(v)->flags & RC_NODE_KEY) == 0) {
        need_by(&all, v);
      }
    }
  }
  return all.full;
}
