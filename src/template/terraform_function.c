/*
 * Calls: arguments, and which function of the tables is meant.
 */
#include "template/terraform_parts.h"

const rc_computed *rc_tf_call_hole(rc_tf *ev, const rc_tf_call *call) {
  rc_buf name;
  bool refused = false;
  rc_buf_init(&name, ev->arena);
  rc_buf_put(&name, call->name);
  rc_buf_put_byte(&name, '(');
  for (uint32_t i = 0; i < call->n; i++) {
    rc_buf_put_c(&name, i == 0 ? "" : ", ");
    rc_buf_put(&name, rc_tf_describe(ev, call->arguments[i]));
    refused = refused || rc_tf_is_refused(call->arguments[i]);
  }
  rc_buf_put_byte(&name, ')');
  const rc_computed *hole = rc_tf_hole_of(ev, rc_buf_str(&name), call->node);
  return refused ? rc_tf_refused(ev, hole) : hole;
}

static const rc_tf_function_row *find(rc_str name) {
  const struct {
    const rc_tf_function_row *rows;
    size_t n;
  } tables[] = {{rc_tf_text_functions, rc_tf_n_text_functions},
                {rc_tf_collection_functions, rc_tf_n_collection_functions},
                {rc_tf_other_functions, rc_tf_n_other_functions}};
  for (size_t t = 0; t < RC_COUNT_OF(tables); t++) {
    for (size_t i = 0; i < tables[t].n; i++) {
      if (rc_str_equal(tables[t].rows[i].name, name)) {
        return &tables[t].rows[i];
      }
    }
  }
  return NULL;
}

/* `f(a, b...)`: the items of `b` are arguments. False: not known how many. */
static bool expand(rc_tf *ev, rc_tf_call *call) {
  const rc_computed *last = call->arguments[call->n - 1];
  if (last->kind != RC_COMPUTED_LIST || last->open) {
    return false;
  }
  uint32_t n = call->n - 1 + last->members.len;
  const rc_computed **all = RC_NEW_ARRAY(ev->arena, const rc_computed *, n);
  if (all == NULL) {
    return false;
  }
  for (uint32_t i = 0; i < n; i++) {
    all[i] = i + 1 < call->n ? call->arguments[i]
                             : last->members.items[i - (call->n - 1)].value;
  }
  call->arguments = all;
  call->n = n;
  return true;
}

static bool all_whole(rc_tf *ev, const rc_tf_call *call) {
  for (uint32_t i = 0; i < call->n; i++) {
    if (!rc_tf_is_whole(ev, call->arguments[i])) {
      return false;
    }
  }
  return true;
}

const rc_computed *rc_tf_call_function(rc_tf *ev, const rc_tf_scope *scope, rc_value node) {
  rc_value name = rc_value_first(node);
  uint32_t n = rc_value_node(node)->count - 1;
  rc_tf_call call = {.scope = scope, .node = node, .name = rc_value_raw(name), .n = n};
  call.arguments = RC_NEW_ARRAY(ev->arena, const rc_computed *, n);
  if (call.arguments == NULL) {
    return &ev->nothing;
  }
  rc_str core = RC_STR("core::");
  if (rc_str_starts_with(call.name, core)) {
    call.name = rc_str_from(call.name, core.len);
  }
  rc_value at = rc_value_next(name);
  for (uint32_t i = 0; i < n; i++) {
    call.arguments[i] = rc_tf_evaluate(ev, scope, at);
    at = rc_value_next(at);
  }
  const rc_tf_function_row *row = find(call.name);
  bool expanded = rc_value_node(node)->detail == 0 || n == 0 || expand(ev, &call);
  if (row == NULL || !expanded || call.n < row->least || call.n > row->most ||
      (!row->partial && !all_whole(ev, &call))) {
    return rc_tf_call_hole(ev, &call);
  }
  const rc_computed *value = row->function(ev, &call);
  return value == NULL ? rc_tf_call_hole(ev, &call) : value;
}
