/*
 * `Fn::ForEach::Name: [Identifier, Collection, {Key: Value}]` of AWS::LanguageExtensions: members
 * of a section or of properties, once for each item of the collection. Source: the guide's page on
 * the function.
 *
 * Where a collection is not known, one member stands for all, its identifier a hole.
 */
#include "template/cloudformation_parts.h"

const rc_computed *rc_cfn_bound(const rc_cfn *ev, rc_str name) {
  for (const rc_cfn_scope *scope = ev->scope; scope != NULL; scope = scope->outer) {
    if (rc_str_equal(scope->name, name)) {
      return scope->value;
    }
  }
  return NULL;
}

/* `&{Name}` is the value without what logical ids do not have. */
static void put_bare(rc_buf *out, rc_str text) {
  for (size_t at = 0; at < text.len;) {
    size_t hole = rc_hole_length(text, at);
    char c = text.ptr[at];
    bool kept = hole > 0 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                (c >= 'a' && c <= 'z');
    size_t n = hole > 0 ? hole : 1;
    rc_buf_put(out, kept ? rc_str_slice(text, at, at + n) : RC_STR_NONE);
    at += n;
  }
}

/* Bytes that stand at `at` for what a loop has bound; 0 if none do. */
static size_t put_bound(const rc_cfn *ev, rc_str text, size_t at, rc_buf *out) {
  size_t hole = rc_hole_length(text, at);
  rc_str rest = rc_str_from(text, hole > 0 ? at + 1 : at);
  bool bare = hole == 0 && rc_str_starts_with(rest, RC_STR("&{"));
  if (!bare && (hole == 0 || !rc_str_starts_with(rest, RC_STR("${")))) {
    return 0;
  }
  rc_str behind = rc_str_from(rest, 2);
  rc_str name = rc_str_cut(&behind, '}');
  const rc_computed *value = rc_cfn_bound(ev, name);
  if (value == NULL) {
    return 0;
  }
  if (bare) {
    put_bare(out, value->text);
    return name.len + sizeof "&{}" - 1;
  }
  rc_buf_put(out, value->text);
  return hole;
}

rc_str rc_cfn_fill(rc_cfn *ev, rc_str text) {
  text = rc_hole_from_placeholders(ev->arena, text, true); /* variables of IAM policies stay */
  if (ev->scope == NULL) {
    return text;
  }
  rc_buf out;
  rc_buf_init(&out, ev->arena);
  for (size_t at = 0; at < text.len;) {
    size_t n = put_bound(ev, text, at, &out);
    if (n == 0) {
      size_t hole = rc_hole_length(text, at);
      n = hole > 0 ? hole : 1;
      rc_buf_put(&out, rc_str_slice(text, at, at + n));
    }
    at += n;
  }
  rc_str filled = rc_buf_str(&out);
  return rc_str_equal(filled, text) ? text : filled;
}

rc_str rc_cfn_name(rc_cfn *ev, rc_str text) {
  return ev->scope == NULL ? text : rc_hole_display(ev->arena, rc_cfn_fill(ev, text));
}

/* ---- unrolling ------------------------------------------------------------------------------ */

static void unroll(rc_cfn *ev, const rc_computed *object, bool repeated, rc_cfn_member_vec *out);

static void put_round(rc_cfn *ev, rc_str name, const rc_computed *value,
                      const rc_computed *body, bool repeated, rc_cfn_member_vec *out) {
  rc_cfn_scope *scope = RC_NEW(ev->arena, rc_cfn_scope);
  if (scope != NULL) {
    *scope = (rc_cfn_scope){ev->scope, name, value};
    rc_cfn_place before = rc_cfn_go(ev, ev->in, scope);
    unroll(ev, body, repeated, out);
    rc_cfn_return(ev, before);
  }
}

static void loop(rc_cfn *ev, const rc_computed *argument, bool repeated, rc_cfn_member_vec *out) {
  bool sound = argument->kind == RC_COMPUTED_LIST && argument->members.len == 3;
  const rc_computed_member *items = argument->members.items;
  rc_str name = RC_STR_NONE;
  if (!sound || !rc_computed_known_text(items[0].value, &name)) {
    return;
  }
  const rc_computed *all = rc_cfn_evaluate(ev, items[1].value);
  bool list = all != NULL && all->kind == RC_COMPUTED_LIST;
  for (uint32_t i = 0; list && i < all->members.len; i++) {
    const rc_computed *value = all->members.items[i].value;
    put_round(ev, name, value, items[2].value, repeated, out);
  }
  if (!list || all->open) {
    put_round(ev, name, rc_cfn_hole(ev, name, argument->written), items[2].value, true, out);
  }
}

/* Loops in loops multiply: the work is counted, and what stands in them is as deep as a value. */
static void unroll(rc_cfn *ev, const rc_computed *object, bool repeated, rc_cfn_member_vec *out) {
  if (object->kind != RC_COMPUTED_OBJECT || ev->depth >= RC_LIMIT_NESTING_VALUE ||
      rc_arena_status(ev->arena) != RC_OK) {
    return;
  }
  ev->depth++;
  for (RC_EACH(const rc_computed_member, member, object->members)) {
    rc_cfn_work(ev, 1);
    if (rc_cfn_is_loop(member->key)) {
      loop(ev, member->value, repeated, out);
      continue;
    }
    rc_cfn_member *added = RC_VEC_ADD(ev->arena, out);
    if (added != NULL) {
      *added = (rc_cfn_member){rc_cfn_name(ev, member->key), member->key_written, member->value,
                               ev->scope, repeated};
    }
  }
  ev->depth--;
}

void rc_cfn_members(rc_cfn *ev, const rc_computed *object, rc_cfn_member_vec *out) {
  if (object != NULL) {
    unroll(ev, object, false, out);
  }
}

void rc_cfn_loop(rc_cfn *ev, const rc_computed *argument, rc_cfn_member_vec *out) {
  loop(ev, argument, false, out);
}
