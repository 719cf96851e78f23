#include "iam/action_index.h"
#include "iam/policy.h"

#include "iam/policy_parts.h"

enum { FEW_MEMBERS = 8 };

/* ---- what all parts of compiling use ---- */

void rc_compile_problem(rc_compiler *c, rc_span span, rc_str message, const char *help,
                        bool fatal) {
  rc_policy_problem *problem = RC_VEC_ADD(c->arena, &c->policy->problems);
  if (problem == NULL) {
    return;
  }
  *problem = (rc_policy_problem){
      .span = span, .message = message, .help = rc_str_from_c(help), .fatal = fatal};
  c->policy->refused = c->policy->refused || fatal;
}

void rc_compile_problem_help(rc_compiler *c, rc_span span, rc_str message, rc_str help) {
  uint32_t before = c->policy->problems.len;
  rc_compile_problem(c, span, message, NULL, true);
  if (c->policy->problems.len > before) {
    c->policy->problems.items[before].help = help;
  }
}

bool rc_compile_is_readable(rc_value value) {
  rc_kind kind = rc_value_kind(value);
  return kind != RC_ERROR && kind != RC_PLACEHOLDER &&
         (rc_value_node(value)->flags & RC_NODE_INCOMPLETE) == 0;
}

static void report_duplicate(rc_compiler *c, rc_value key) {
  uint32_t before = c->policy->problems.len;
  rc_compile_problem(
      c, rc_value_span(key),
      RC_FILL(c->arena, "duplicate key `{}`: the two readers of this file may disagree",
              rc_compile_shown(c, key)),
      "keep one of the two", true);
  if (c->policy->problems.len > before) {
    c->policy->problems.items[before].duplicate_key = true;
  }
}

/* Most objects have a few members: comparing each with all before it needs no map. */
static bool repeats_few(rc_compiler *c, rc_value object) {
  rc_str names[FEW_MEMBERS];
  uint32_t n = 0;
  bool repeated = false;
  for (RC_MEMBERS(key, value, object)) {
    names[n] = rc_value_string(c->arena, key);
    bool known = false;
    for (uint32_t i = 0; i < n && !known; i++) {
      known = rc_str_equal(names[i], names[n]);
    }
    if (known) {
      report_duplicate(c, key);
      repeated = true;
    }
    n++;
  }
  return repeated;
}

bool rc_compile_check_keys(rc_compiler *c, rc_value object) {
  bool repeated = false;
  if (!rc_value_is_none(object) && rc_value_node(object)->count <= 2 * FEW_MEMBERS) {
    return repeats_few(c, object);
  }
  rc_map seen = {0};
  for (RC_MEMBERS(key, value, object)) {
    uint32_t first;
    rc_str name = rc_value_string(c->arena, key);
    if (rc_map_add(c->arena, &seen, name, key.node, &first) == RC_OK && first != key.node) {
      report_duplicate(c, key);
      repeated = true;
    }
  }
  return repeated;
}

rc_str rc_compile_shown(rc_compiler *c, rc_value value) {
  return rc_hole_display(c->arena, rc_value_text(c->arena, value, true));
}

/* ---- the document ---- */

bool rc_policy_kind_is_iam(rc_policy_kind kind) {
  return kind == RC_POLICY_IDENTITY || kind == RC_POLICY_BOUNDARY || kind == RC_POLICY_SESSION ||
         kind == RC_POLICY_TRUST;
}

bool rc_policy_recognise(rc_value value) {
  return rc_value_kind(value) == RC_OBJECT &&
         !rc_value_is_none(rc_value_get(value, RC_STR("Statement")));
}

/* Policy variables are active with the newer version only. A version that cannot be read is taken
 * for the newer one. */
static void compile_version(rc_compiler *c, rc_value value) {
  rc_str version = rc_value_text(c->arena, value, false);
  if (rc_value_is_none(value) || rc_str_equal(version, RC_STR("2008-10-17"))) {
    return;
  }
  c->policy->version_2012 = true;
  if (rc_hole_any(version) || rc_str_equal(version, RC_STR("2012-10-17"))) {
    return;
  }
  c->doubtful = true;
  rc_compile_problem(c, rc_value_span(value),
                     RC_FILL(c->arena, "`{}` is no version of the policy language",
                             rc_compile_shown(c, value)),
                     "the versions are `2012-10-17` and `2008-10-17`", true);
}

static bool check_elements(rc_compiler *c) {
  static const rc_str known[] = {RC_STR_INIT("Version"), RC_STR_INIT("Id"),
                                 RC_STR_INIT("Statement")};
  return rc_compile_elements(c, c->policy->document, known, RC_COUNT_OF(known), "a policy");
}

static void report_element(rc_compiler *c, rc_value key, rc_str meant, const char *of) {
  rc_str message = RC_FILL(c->arena, "`{}` is no element of {}", rc_compile_shown(c, key),
                           rc_str_from_c(of));
  rc_compile_problem_help(c, rc_value_span(key), message,
                          meant.len == 0 ? RC_STR("remove it")
                                         : RC_FILL(c->arena, "write `{}`", meant));
}

static rc_str meant_by(rc_str name, const rc_str *known, size_t n_known) {
  for (size_t i = 0; i < n_known; i++) {
    if (rc_str_equal_nocase(name, known[i])) {
      return known[i];
    }
  }
  return RC_STR_NONE;
}

bool rc_compile_elements(rc_compiler *c, rc_value object, const rc_str *known, size_t n_known,
                         const char *of) {
  bool all_known = true;
  for (RC_MEMBERS(key, value, object)) {
    rc_str name = rc_value_string(c->arena, key);
    bool is_known = false;
    for (size_t i = 0; i < n_known && !is_known; i++) {
      is_known = rc_str_equal(name, known[i]);
    }
    if (!is_known) {
      report_element(c, key, meant_by(name, known, n_known), of);
      all_known = false;
    }
  }
  return all_known;
}

/* A template may put more into an object than is known: a condition, another principal. */
static bool may_hold_more(rc_value value) {
  for (rc_node_id id = value.node; id < rc_value_node(value)->next; id++) {
    const rc_node *node = &value.tree->nodes[id];
    if (node->kind == RC_OBJECT && (node->flags & RC_NODE_TEMPLATED) != 0) {
      return value.tree->syntax == RC_SYNTAX_COMPUTED;
    }
  }
  return false;
}

static rc_status add_statement(rc_compiler *c, rc_value value) {
  if (!rc_compile_is_readable(value)) {
    c->policy->partial = true;
    if (rc_value_kind(value) != RC_OBJECT) {
      return rc_arena_status(c->arena);
    }
  }
  if (rc_value_kind(value) != RC_OBJECT) {
    rc_compile_problem(c, rc_value_span(value), RC_STR("a statement has to be an object"), NULL,
                       true);
    c->policy->partial = true;
    return rc_arena_status(c->arena);
  }
  if (c->policy->statements.len >= RC_LIMIT_STATEMENTS_VALUE) {
    return rc_arena_hit(c->arena, RC_LIMIT_STATEMENTS);
  }
  rc_statement *statement = RC_VEC_ADD(c->arena, &c->policy->statements);
  if (statement == NULL) {
    return rc_arena_status(c->arena);
  }
  statement->policy = c->policy;
  statement->index = c->policy->statements.len - 1;
  statement->value = value;
  statement->span = rc_value_span(value);
  rc_compile_statement(c, statement);
  statement->uncertain = statement->uncertain || c->doubtful || may_hold_more(value);
  return rc_arena_status(c->arena);
}

static rc_status compile_statements(rc_compiler *c) {
  rc_value value = rc_value_get(c->policy->document, RC_STR("Statement"));
  if (rc_value_is_none(value)) {
    c->policy->partial = true;
    rc_compile_problem(c, rc_value_span(c->policy->document),
                       RC_STR("the policy has no `Statement`"), "add a list of statements", true);
    return rc_arena_status(c->arena);
  }
  if (rc_value_kind(value) != RC_ARRAY) {
    return add_statement(c, value);
  }
  c->policy->partial = !rc_compile_is_readable(value);
  for (RC_CHILDREN(item, value)) {
    RC_TRY(add_statement(c, item));
  }
  return RC_OK;
}

/* In IAM's own documents a Sid names one statement. */
static void check_sids(rc_compiler *c) {
  rc_map seen = {0};
  for (RC_EACH(rc_statement, statement, c->policy->statements)) {
    uint32_t first;
    if (rc_str_is_empty(statement->sid) || rc_hole_any(statement->sid) ||
        rc_map_add(c->arena, &seen, statement->sid, statement->index, &first) != RC_OK ||
        first == statement->index) {
      continue;
    }
    rc_compile_problem(c, rc_value_span(rc_value_get(statement->value, RC_STR("Sid"))),
                       RC_FILL(c->arena, "two statements have the `Sid` `{}`", statement->sid),
                       "a `Sid` stands once in a document", true);
  }
}

rc_status rc_policy_compile(rc_arena *arena, rc_value document, rc_policy_kind kind, rc_str name,
                            rc_policy **out) {
  *out = NULL;
  rc_policy *policy = RC_NEW(arena, rc_policy);
  if (policy == NULL) {
    return rc_arena_status(arena);
  }
  policy->kind = kind;
  policy->name = name;
  policy->document = document;
  rc_compiler c = {.arena = arena, .policy = policy};
  if (rc_value_kind(document) != RC_OBJECT) {
    policy->partial = true;
    rc_compile_problem(&c, rc_value_is_none(document) ? RC_SPAN_NONE : rc_value_span(document),
                       RC_STR("a policy document has to be an object"), NULL, true);
  } else {
    c.doubtful = rc_compile_check_keys(&c, document);
    c.doubtful = !check_elements(&c) || c.doubtful;
    compile_version(&c, rc_value_get(document, RC_STR("Version")));
    RC_TRY(compile_statements(&c));
    if (rc_policy_kind_is_iam(kind)) {
      check_sids(&c);
    }
    bool more = document.tree->syntax == RC_SYNTAX_COMPUTED &&
                (rc_value_node(document)->flags & RC_NODE_TEMPLATED) != 0;
    policy->partial = policy->partial || more || !rc_compile_is_readable(document);
  }
  RC_TRY(rc_arena_status(arena));
  RC_TRY(rc_action_index_make(arena, policy));
  *out = policy;
  return RC_OK;
}

rc_span rc_statement_span(const rc_statement *statement) {
  bool known_from_data = !rc_str_is_empty(statement->policy->managed_arn);
  return known_from_data ? RC_SPAN_NONE : statement->span;
}
