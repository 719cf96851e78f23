#include "simulate/asked.h"

#include "syntax/json.h"

bool rc_asked_refuse_as(rc_asked *asked, rc_fault_kind kind, rc_str sentence) {
  if (rc_str_is_empty(asked->fault)) {
    asked->fault = sentence;
    asked->fault_kind = kind;
  }
  return false;
}

bool rc_asked_refuse(rc_asked *asked, rc_str sentence) {
  return rc_asked_refuse_as(asked, RC_FAULT_INVALID_INPUT, sentence);
}

rc_value rc_asked_member(rc_asked *asked, rc_value object, rc_str name) {
  rc_value found = RC_VALUE_NONE;
  bool twice = false;
  if (rc_value_kind(object) != RC_OBJECT) {
    return RC_VALUE_NONE;
  }
  for (RC_MEMBERS(key, value, object)) {
    if (rc_value_key_is(key, name)) {
      twice = twice || !rc_value_is_none(found);
      found = value;
    }
  }
  if (twice) {
    (void)rc_asked_refuse(asked, RC_FILL(asked->arena, "`{}` stands twice in one object", name));
  }
  return rc_value_kind(found) == RC_NULL ? RC_VALUE_NONE : found;
}

rc_str rc_asked_text_of(const rc_asked *asked, rc_value value) {
  return asked->literal ? rc_value_string(asked->arena, value)
                       : rc_value_text(asked->arena, value, true);
}

bool rc_asked_expect(rc_asked *asked, rc_value value, rc_kind kind, rc_str path) {
  static const rc_str names[] = {
      [RC_STRING] = RC_STR_INIT("a string"),
      [RC_ARRAY] = RC_STR_INIT("a list"),
      [RC_OBJECT] = RC_STR_INIT("an object"),
      [RC_BOOL] = RC_STR_INIT("`true` or `false`"),
      [RC_NUMBER] = RC_STR_INIT("a number"),
  };
  if (rc_value_is_none(value) || rc_value_kind(value) == kind) {
    return true;
  }
  return rc_asked_refuse(asked, RC_FILL(asked->arena, "`{}` has to be {}", path, names[kind]));
}

rc_str rc_asked_string_of(rc_asked *asked, rc_value object, rc_str name, rc_str path) {
  rc_value value = rc_asked_member(asked, object, name);
  if (rc_value_kind(value) == RC_PLACEHOLDER && !asked->literal) {
    return rc_asked_text_of(asked, value);
  }
  bool is_string = rc_asked_expect(asked, value, RC_STRING, path);
  return is_string ? rc_asked_text_of(asked, value) : RC_STR_NONE;
}

bool rc_asked_number_of(rc_asked *asked, rc_value object, rc_str name, uint64_t most,
                        uint64_t *out) {
  rc_value value = rc_asked_member(asked, object, name);
  if (rc_value_is_none(value)) {
    return false;
  }
  if (rc_value_kind(value) == RC_NUMBER && rc_str_to_u64(rc_value_raw(value), out) &&
      *out <= most) {
    return true;
  }
  return rc_asked_refuse_as(asked, RC_FAULT_VALIDATION,
                            RC_FILL(asked->arena, "`{}` has to be a whole number up to {}", name,
                                    rc_str_from_u64(asked->arena, most)));
}

rc_str *rc_asked_strings(rc_asked *asked, rc_value object, rc_str name, uint32_t *n) {
  rc_value list = rc_asked_member(asked, object, name);
  *n = 0;
  if (!rc_asked_expect(asked, list, RC_ARRAY, name) || rc_value_is_none(list)) {
    return NULL;
  }
  rc_str *texts = RC_NEW_ARRAY(asked->arena, rc_str, rc_value_node(list)->count);
  for (RC_CHILDREN(item, texts == NULL ? RC_VALUE_NONE : list)) {
    if (!rc_asked_expect(asked, item, RC_STRING, name)) {
      break;
    }
    texts[(*n)++] = rc_asked_text_of(asked, item);
  }
  return texts;
}

static void refuse_syntax(rc_asked *asked, const rc_tree *tree) {
  rc_str what = RC_STR("one object has to stand here");
  uint32_t at = 0;
  for (uint32_t i = 0; i < tree->n_notes; i++) {
    if (tree->notes[i].severity == RC_NOTE_ERROR) {
      what = tree->notes[i].message;
      at = tree->notes[i].span.start;
      break;
    }
  }
  (void)rc_asked_refuse(asked, RC_FILL(asked->arena, "not JSON: {} (byte {})", what,
                                     rc_str_from_u64(asked->arena, at + 1)));
}

rc_status rc_asked_parse(rc_asked *asked, rc_str bytes, rc_value *out) {
  rc_source *source = RC_NEW(asked->arena, rc_source);
  rc_tree *tree = NULL;
  *out = RC_VALUE_NONE;
  if (source == NULL) {
    return rc_arena_status(asked->arena);
  }
  source->bytes = bytes;
  RC_TRY(rc_json_parse(asked->arena, source, &tree));
  tree->literal = asked->literal;
  rc_value root = rc_tree_root(tree);
  rc_value first = rc_value_first(root);
  if (tree->has_errors || rc_value_node(root)->count != 1) {
    refuse_syntax(asked, tree);
  } else if (rc_value_kind(first) != RC_OBJECT) {
    (void)rc_asked_refuse(asked, RC_STR("not a question: an object has to stand here"));
  } else {
    *out = first;
  }
  return rc_arena_status(asked->arena);
}

static const rc_policy_problem *fatal_problem(const rc_policy *policy) {
  for (RC_EACH(const rc_policy_problem, problem, policy->problems)) {
    if (problem->fatal) {
      return problem;
    }
  }
  return NULL;
}

rc_status rc_asked_policy(rc_asked *asked, rc_value document, rc_policy_kind kind, rc_str name,
                         rc_str path, const rc_policy **out) {
  rc_policy *policy = NULL;
  *out = NULL;
  RC_TRY(rc_policy_compile(asked->arena, document, kind, name, &policy));
  const rc_policy_problem *problem = fatal_problem(policy);
  if (problem != NULL) {
    (void)rc_asked_refuse(asked, RC_FILL(asked->arena, "`{}`: {}", path, problem->message));
  }
  *out = policy;
  return rc_arena_status(asked->arena);
}
