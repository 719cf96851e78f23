#include "iam/policy_parts.h"
#include "iam/scope.h"
#include "iam/variable.h"

enum { ARN_SEGMENTS = 6 };

/* ---- texts ---- */

static bool add_text(rc_compiler *c, rc_value value, rc_policy_texts *out) {
  rc_kind kind = rc_value_kind(value);
  if (kind != RC_STRING && kind != RC_PLACEHOLDER) {
    return false;
  }
  rc_policy_text *text = RC_VEC_ADD(c->arena, out);
  if (text != NULL) {
    text->text = rc_value_text(c->arena, value, true);
    text->pattern = text->text;
    text->value = value;
  }
  return true;
}

static void report_type(rc_compiler *c, rc_value value, const char *name) {
  rc_compile_problem(c, rc_value_span(value),
                     RC_FILL(c->arena, "`{}` has to be a string or a list of strings",
                             rc_str_from_c(name)),
                     NULL, true);
}

bool rc_compile_texts(rc_compiler *c, rc_value element, const char *name, rc_policy_texts *out) {
  bool all = true;
  if (rc_value_kind(element) != RC_ARRAY) {
    all = add_text(c, element, out);
    if (!all) {
      report_type(c, element, name);
    }
    return all;
  }
  for (RC_CHILDREN(item, element)) {
    if (!add_text(c, item, out)) {
      report_type(c, item, name);
      all = false;
    }
  }
  return all && rc_compile_is_readable(element);
}

/* How much room the text can need when its variables have values. */
static void measure_variables(rc_policy *policy, rc_str pattern) {
  size_t holes = 0;
  for (size_t at = 0; at < pattern.len; at++) {
    holes += pattern.ptr[at] == RC_HOLE_OPEN;
  }
  policy->most_variables = holes > policy->most_variables ? holes : policy->most_variables;
  if (pattern.len > policy->longest_variable_text) {
    policy->longest_variable_text = pattern.len;
  }
}

/* True if `${` stands in the text itself, not in the name of a hole. */
static bool shows_variable(rc_str text) {
  for (size_t at = rc_hole_find_byte(text, '$', 0); at != RC_NOT_FOUND;
       at = rc_hole_find_byte(text, '$', at + 1)) {
    if (at + 1 < text.len && text.ptr[at + 1] == '{') {
      return true;
    }
  }
  return false;
}

bool rc_compile_pattern(rc_compiler *c, rc_policy_text *text, bool active) {
  text->pattern = text->text;
  bool well_formed = true;
  if (active && c->policy->version_2012) {
    well_formed = rc_variable_compile(c->arena, text->text, &text->pattern, &text->has_variables);
  }
  if (text->has_variables) {
    measure_variables(c->policy, text->pattern);
  }
  if (!well_formed) {
    rc_compile_problem(c, rc_value_span(text->value),
                       RC_FILL(c->arena, "`{}` holds a policy variable that is not well formed",
                               rc_compile_shown(c, text->value)),
                       "write `${key}` or `${key, 'default'}`; a literal dollar sign is `${$}`",
                       true);
  } else if (!c->policy->version_2012 && shows_variable(text->text)) {
    rc_compile_problem(c, rc_value_span(text->value),
                       RC_FILL(c->arena, "policy variables are plain text here: `{}`",
                               rc_compile_shown(c, text->value)),
                       "they work in documents with `\"Version\": \"2012-10-17\"`", false);
  }
  return well_formed;
}

/* ---- Effect and Sid ---- */

/* What a template may put in is not missing; without it the statement says nothing certain. */
static void report_missing(rc_compiler *c, const rc_statement *s, rc_str message,
                           const char *help) {
  if ((rc_value_node(s->value)->flags & RC_NODE_TEMPLATED) != 0 &&
      s->value.tree->syntax == RC_SYNTAX_COMPUTED) {
    c->policy->partial = true;
  } else {
    rc_compile_problem(c, rc_value_span(s->value), message, help, true);
  }
}

static void compile_effect(rc_compiler *c, rc_statement *s) {
  rc_value value = rc_value_get(s->value, RC_STR("Effect"));
  rc_str effect = rc_value_text(c->arena, value, true);
  if (rc_value_is_none(value)) {
    report_missing(c, s, RC_STR("the statement has no `Effect`"),
                   "write `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`");
    s->valid = false;
  } else if (rc_hole_any(effect) && rc_text_equal(effect, RC_STR("Deny")) == RC_UNKNOWN) {
    s->effect_unknown = true;
    s->uncertain = true;
  } else {
    s->deny = rc_str_equal_nocase(effect, RC_STR("Deny"));
    bool exact = rc_str_equal(effect, RC_STR("Allow")) || rc_str_equal(effect, RC_STR("Deny"));
    if (!exact) {
      rc_compile_problem(c, rc_value_span(value),
                         RC_FILL(c->arena, "`{}` is no effect", rc_compile_shown(c, value)),
                         "write `Allow` or `Deny`", true);
      s->valid = false;
    }
  }
}

static void compile_sid(rc_compiler *c, rc_statement *s) {
  rc_value value = rc_value_get(s->value, RC_STR("Sid"));
  if (rc_value_is_none(value)) {
    return;
  }
  s->sid = rc_value_text(c->arena, value, true);
  if (rc_value_kind(value) != RC_STRING && rc_value_kind(value) != RC_PLACEHOLDER) {
    s->sid = RC_STR_NONE;
    rc_compile_problem(c, rc_value_span(value), RC_STR("`Sid` has to be a string"), NULL, true);
    return;
  }
  for (size_t i = 0; i < s->sid.len && rc_policy_kind_is_iam(c->policy->kind); i++) {
    char ch = s->sid.ptr[i];
    bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9');
    if (!plain && !rc_hole_any(s->sid)) {
      rc_compile_problem(c, rc_value_span(value),
                         RC_FILL(c->arena, "the `Sid` `{}` holds other characters than letters and "
                                           "digits",
                                 s->sid),
                         "IAM accepts A-Z, a-z and 0-9", true);
      return;
    }
  }
}

/* ---- elements that come as X or NotX ---- */

typedef struct pair {
  rc_value value;
  bool negated;
} pair;

/* Both members of a pair in one statement cannot be read. */
static pair read_pair(rc_compiler *c, rc_statement *s, const char *name, const char *negated) {
  rc_value plain = rc_value_get(s->value, rc_str_from_c(name));
  rc_value other = rc_value_get(s->value, rc_str_from_c(negated));
  if (!rc_value_is_none(plain) && !rc_value_is_none(other)) {
    rc_compile_problem(c, rc_value_span(rc_value_key(other)),
                       RC_FILL(c->arena, "a statement has `{}` or `{}`, not both",
                               rc_str_from_c(name), rc_str_from_c(negated)),
                       NULL, true);
    s->valid = false;
  }
  return rc_value_is_none(plain) ? (pair){other, !rc_value_is_none(other)} : (pair){plain, false};
}

static void check_filled(rc_compiler *c, rc_statement *s, rc_value element, const char *name,
                         const rc_policy_texts *texts) {
  if (texts->len > 0 || !rc_compile_is_readable(element)) {
    return;
  }
  rc_compile_problem(c, rc_value_span(element),
                     RC_FILL(c->arena, "`{}` is empty", rc_str_from_c(name)), NULL, true);
  s->valid = false;
}

/* `*` or `service:name`. */
static void check_action(rc_compiler *c, const rc_policy_text *action) {
  bool shaped = rc_hole_any(action->text) || rc_str_equal(action->text, RC_STR("*")) ||
                rc_str_find_byte(action->text, ':', 0) != RC_NOT_FOUND;
  if (!shaped) {
    rc_compile_problem(c, rc_value_span(action->value),
                       RC_FILL(c->arena, "`{}` is no action: the service is missing",
                               rc_compile_shown(c, action->value)),
                       "write `service:Action`, for example `ecr:BatchGetImage`", true);
  }
}

static void compile_actions(rc_compiler *c, rc_statement *s) {
  pair element = read_pair(c, s, "Action", "NotAction");
  const char *name = element.negated ? "NotAction" : "Action";
  s->action_value = element.value;
  s->not_action = element.negated;
  if (rc_value_is_none(element.value)) {
    report_missing(c, s, RC_STR("the statement has no `Action`"),
                   "name the actions it is about");
    s->valid = false;
    return;
  }
  s->uncertain = !rc_compile_texts(c, element.value, name, &s->actions) || s->uncertain;
  check_filled(c, s, element.value, name, &s->actions);
  for (RC_EACH(rc_policy_text, action, s->actions)) {
    check_action(c, action);
  }
}

static size_t count_colons(rc_str s) {
  size_t n = 0;
  for (size_t at = rc_str_find_byte(s, ':', 0); at != RC_NOT_FOUND;
       at = rc_str_find_byte(s, ':', at + 1)) {
    n++;
  }
  return n;
}

/* A short ARN stands for all ARNs it begins, except in the policies of resources and with a policy
 * variable in it. With a placeholder in it nobody can tell how short it is: matched as the longer
 * one it is open. */
static void complete_arn(rc_compiler *c, rc_policy_text *text) {
  size_t segments = count_colons(text->pattern) + 1;
  if (segments >= ARN_SEGMENTS || text->has_variables ||
      rc_policy_kind_has_principals(c->policy->kind) ||
      !rc_str_starts_with(text->pattern, RC_STR("arn:"))) {
    return;
  }
  text->completed = text->pattern;
  for (; segments < ARN_SEGMENTS; segments++) {
    text->completed = RC_FILL(c->arena, "{}:*", text->completed);
  }
}

static void check_resource(rc_compiler *c, const rc_policy_text *text) {
  bool shaped = rc_hole_any(text->text) || rc_str_equal(text->text, RC_STR("*")) ||
                rc_str_starts_with(text->text, RC_STR("arn:")) ||
                rc_str_starts_with(text->text, RC_STR("$"));
  if (!shaped && rc_policy_kind_is_iam(c->policy->kind)) {
    rc_compile_problem(c, rc_value_span(text->value),
                       RC_FILL(c->arena, "`{}` is no ARN", rc_compile_shown(c, text->value)),
                       "a resource is an ARN or `*`", true);
  }
}

/* Whatever the pattern matches begins with these. */
static uint32_t fixed_bytes(rc_str pattern) {
  uint32_t n = 0;
  while (n < pattern.len && pattern.ptr[n] != '*' && pattern.ptr[n] != '?' &&
         (unsigned char)pattern.ptr[n] < (unsigned char)RC_LITERAL_STAR) {
    n++;
  }
  return n;
}

static void compile_resources(rc_compiler *c, rc_statement *s) {
  pair element = read_pair(c, s, "Resource", "NotResource");
  const char *name = element.negated ? "NotResource" : "Resource";
  bool trust = c->policy->kind == RC_POLICY_TRUST;
  s->resource_value = element.value;
  s->not_resource = element.negated;
  s->has_resource = !rc_value_is_none(element.value);
  if (!s->has_resource) {
    if (!rc_policy_kind_has_principals(c->policy->kind)) {
      report_missing(c, s, RC_STR("the statement has no `Resource`"),
                   "name the resources it is about, or write `\"Resource\": \"*\"`");
      s->valid = false;
    }
    return;
  }
  if (trust) {
    rc_compile_problem(c, rc_value_span(rc_value_key(element.value)),
                       RC_FILL(c->arena, "a trust policy has no `{}`", rc_str_from_c(name)),
                       "remove it: the resource is the role itself", true);
    s->valid = false;
  }
  s->uncertain = !rc_compile_texts(c, element.value, name, &s->resources) || s->uncertain;
  check_filled(c, s, element.value, name, &s->resources);
  for (RC_EACH(rc_policy_text, text, s->resources)) {
    s->uncertain = !rc_compile_pattern(c, text, true) || s->uncertain;
    text->fixed = fixed_bytes(text->pattern);
    check_resource(c, text);
    complete_arn(c, text);
  }
}

/* ---- Principal ---- */

static const struct {
  rc_str name;
  rc_principal_kind kind;
} principal_kinds[] = {
    {RC_STR_INIT("AWS"), RC_PRINCIPAL_AWS},
    {RC_STR_INIT("Service"), RC_PRINCIPAL_SERVICE},
    {RC_STR_INIT("Federated"), RC_PRINCIPAL_FEDERATED},
    {RC_STR_INIT("CanonicalUser"), RC_PRINCIPAL_CANONICAL_USER},
};

static bool find_principal_kind(rc_str name, rc_principal_kind *out) {
  for (size_t i = 0; i < RC_COUNT_OF(principal_kinds); i++) {
    if (rc_str_equal(name, principal_kinds[i].name)) {
      *out = principal_kinds[i].kind;
      return true;
    }
  }
  return false;
}

static void check_principal(rc_compiler *c, const rc_policy_text *text, bool everyone) {
  if (!everyone && rc_str_find_byte(text->text, '*', 0) != RC_NOT_FOUND &&
      !rc_hole_any(text->text)) {
    rc_compile_problem(c, rc_value_span(text->value),
                       RC_FILL(c->arena, "`{}` names no principal: there are no wildcards here",
                               rc_compile_shown(c, text->value)),
                       "name the principal, or narrow `*` with a condition on `aws:PrincipalArn`",
                       true);
  }
}

static void add_principals(rc_compiler *c, rc_statement *s, rc_principal_kind kind,
                           const rc_policy_texts *texts) {
  for (RC_EACH(rc_policy_text, text, *texts)) {
    bool everyone = kind == RC_PRINCIPAL_AWS && rc_str_equal(text->text, RC_STR("*"));
    rc_principal_entry *entry = RC_VEC_ADD(c->arena, &s->principals);
    if (entry != NULL) {
      *entry = (rc_principal_entry){everyone ? RC_PRINCIPAL_ANY : kind, *text};
    }
    check_principal(c, text, everyone);
  }
}

/* `"Principal": "*"`, or a placeholder that may stand for anything. */
static void compile_bare_principal(rc_compiler *c, rc_statement *s, rc_value element) {
  rc_str text = rc_value_text(c->arena, element, true);
  rc_policy_texts one = {0};
  bool everyone = rc_str_equal(text, RC_STR("*"));
  if (!everyone && !rc_hole_any(text)) {
    rc_compile_problem(c, rc_value_span(element),
                       RC_STR("`Principal` has to be `*` or an object that says which kind"),
                       "write `{\"AWS\": ...}` or `{\"Service\": ...}`", true);
    s->valid = false;
    return;
  }
  (void)rc_compile_texts(c, element, "Principal", &one);
  add_principals(c, s, RC_PRINCIPAL_AWS, &one);
  s->uncertain = s->uncertain || !everyone;
}

static void compile_principal_member(rc_compiler *c, rc_statement *s, rc_value key,
                                     rc_value value) {
  rc_policy_texts texts = {0};
  rc_principal_kind kind;
  if (!find_principal_kind(rc_value_string(c->arena, key), &kind)) {
    rc_compile_problem(c, rc_value_span(key),
                       RC_FILL(c->arena, "`{}` is no kind of principal", rc_compile_shown(c, key)),
                       "the kinds are `AWS`, `Service`, `Federated` and `CanonicalUser`", true);
    s->uncertain = true;
    return;
  }
  s->uncertain = !rc_compile_texts(c, value, "Principal", &texts) || s->uncertain;
  add_principals(c, s, kind, &texts);
}

static void compile_principal_value(rc_compiler *c, rc_statement *s, rc_value element) {
  rc_kind kind = rc_value_kind(element);
  if (kind == RC_STRING || kind == RC_PLACEHOLDER) {
    compile_bare_principal(c, s, element);
    return;
  }
  if (kind != RC_OBJECT) {
    rc_compile_problem(c, rc_value_span(element), RC_STR("`Principal` has to be `*` or an object"),
                       NULL, true);
    s->valid = false;
    return;
  }
  s->uncertain =
      rc_compile_check_keys(c, element) || s->uncertain || !rc_compile_is_readable(element);
  for (RC_MEMBERS(key, value, element)) {
    compile_principal_member(c, s, key, value);
  }
}

static void check_not_principal(rc_compiler *c, rc_statement *s, rc_value element) {
  bool trust = c->policy->kind == RC_POLICY_TRUST;
  if (!trust && s->deny) {
    return;
  }
  rc_compile_problem(
      c, rc_value_span(rc_value_key(element)),
      trust ? RC_STR("a trust policy has no `NotPrincipal`")
            : RC_STR("`NotPrincipal` with `Allow` opens the resource to everyone else"),
      "name who may, with `Principal`", trust);
  s->uncertain = true;
}

static void compile_principals(rc_compiler *c, rc_statement *s) {
  pair element = read_pair(c, s, "Principal", "NotPrincipal");
  const char *name = element.negated ? "NotPrincipal" : "Principal";
  bool wanted = rc_policy_kind_has_principals(c->policy->kind);
  s->has_principal = !rc_value_is_none(element.value);
  s->not_principal = element.negated;
  if (wanted != s->has_principal) {
    rc_span span = s->has_principal ? rc_value_span(rc_value_key(element.value))
                                    : rc_value_span(s->value);
    rc_compile_problem(
        c, span,
        wanted ? RC_STR("the statement has no `Principal`")
               : RC_FILL(c->arena, "a policy of this kind has no `{}`", rc_str_from_c(name)),
        wanted ? "say who it is about"
               : "remove it: the principal is the identity the policy is attached to",
        true);
    s->valid = false;
  }
  if (s->has_principal) {
    compile_principal_value(c, s, element.value);
  }
  if (s->not_principal && wanted) {
    check_not_principal(c, s, element.value);
  }
}

/* ---- the statement ---- */

void rc_compile_statement(rc_compiler *c, rc_statement *s) {
  static const rc_str known[] = {
      RC_STR_INIT("Sid"),       RC_STR_INIT("Effect"),       RC_STR_INIT("Principal"),
      RC_STR_INIT("Action"),    RC_STR_INIT("NotPrincipal"), RC_STR_INIT("NotAction"),
      RC_STR_INIT("Resource"),  RC_STR_INIT("NotResource"),  RC_STR_INIT("Condition"),
  };
  s->valid = true;
  s->uncertain = !rc_compile_is_readable(s->value);
  s->uncertain = rc_compile_check_keys(c, s->value) || s->uncertain;
  s->uncertain =
      !rc_compile_elements(c, s->value, known, RC_COUNT_OF(known), "a statement") || s->uncertain;
  compile_sid(c, s);
  compile_effect(c, s);
  compile_principals(c, s);
  compile_actions(c, s);
  compile_resources(c, s);
  rc_compile_conditions(c, s, rc_value_get(s->value, RC_STR("Condition")));
  if (!s->valid && s->deny) {
    /* AWS would refuse the document; but a Deny that was meant must not turn into a pass. */
    s->valid = true;
    s->uncertain = true;
  }
}
