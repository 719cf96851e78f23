#include "oracle/oracle.h"

#include <string.h>

#include "oracle/text.h"
#include "oracle/values.h"

typedef struct world {
  rc_arena *arena;
  const oracle_request *q;
  bool variables; /* Version 2012-10-17 */
  bool identity_like, deny;
} world;

static bool same(rc_str a, const char *b) { return rc_str_equal(a, rc_str_from_c(b)); }

/* ---- lists: a value that is one thing or an array of things ---- */

static uint32_t list_len(rc_value v) {
  return rc_value_is_none(v) ? 0 : rc_value_kind(v) == RC_ARRAY ? rc_value_node(v)->count : 1;
}

static rc_value list_item(rc_value v, uint32_t i) {
  if (rc_value_kind(v) != RC_ARRAY) {
    return v;
  }
  rc_value item = rc_value_first(v);
  while (i-- > 0) {
    item = rc_value_next(item);
  }
  return item;
}

static rc_value member(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

static const oracle_key *find_key(const world *w, rc_str name) {
  for (uint32_t i = 0; i < w->q->n_keys; i++) {
    if (rc_str_equal_nocase(w->q->keys[i].name, name)) {
      return &w->q->keys[i];
    }
  }
  return NULL;
}

/* ---- text to units, variables put in ---- */

/* False if a variable has no value. `active`: the place is one where variables work. */
static bool expand(const world *w, rc_str s, bool active, oracle_units *u) {
  u->n = 0;
  while (s.len > 0) {
    size_t at = active && w->variables ? rc_str_find(s, RC_STR("${"), 0) : RC_NOT_FOUND;
    oracle_put_text(u, rc_str_slice(s, 0, at), false);
    if (at == RC_NOT_FOUND) {
      return true;
    }
    rc_str body = rc_str_slice(s, at + 2, rc_str_find_byte(s, '}', at));
    s = rc_str_from(s, at + 2 + body.len + 1);
    size_t comma = rc_str_find(body, RC_STR(", '"), 0);
    const oracle_key *key = find_key(w, rc_str_slice(body, 0, comma));
    if (same(body, "*") || same(body, "?") || same(body, "$")) {
      oracle_put_text(u, body, true);
    } else if (key != NULL && !key->list && key->n_values == 1) {
      oracle_put_text(u, key->values[0], true);
    } else if (key == NULL && comma != RC_NOT_FOUND) {
      oracle_put_text(u, rc_str_slice(body, comma + 3, body.len - 1), true);
    } else {
      return false;
    }
  }
  return true;
}

/* ---- conditions ---- */

typedef struct operation {
  rc_str name; /* without prefix and suffix, and without `Not` */
  bool all, any, if_exists, negated;
} operation;

static operation take_apart(const world *w, rc_str name) {
  operation op = {.all = rc_str_starts_with(name, RC_STR("ForAllValues:")),
                  .any = rc_str_starts_with(name, RC_STR("ForAnyValue:"))};
  name = rc_str_from(name, op.all ? 13 : op.any ? 12 : 0);
  op.if_exists = rc_str_ends_with(name, RC_STR("IfExists"));
  name = rc_str_slice(name, 0, name.len - (op.if_exists ? 8 : 0));
  size_t not = rc_str_find(name, RC_STR("Not"), 0);
  op.negated = not != RC_NOT_FOUND;
  op.name = op.negated
                ? RC_FILL(w->arena, "{}{}", rc_str_slice(name, 0, not ), rc_str_from(name, not +3))
                : name;
  return op;
}

/* Do the two stand in the relation that ends the operator's name? */
static bool ordered(rc_str name, int order) {
  bool equals = rc_str_ends_with(name, RC_STR("Equals"));
  return rc_str_contains(name, RC_STR("Less"))      ? order < 0 || (equals && order == 0)
         : rc_str_contains(name, RC_STR("Greater")) ? order > 0 || (equals && order == 0)
                                                    : order == 0;
}

/* 1 yes, 0 no, -1 neither this nor its negation, -2 the policy's value ends the comparison. */
static int compare(const world *w, const operation *op, rc_str value, rc_str wanted) {
  oracle_units p, v;
  v.n = 0;
  bool like = same(op->name, "StringLike");
  if (rc_str_starts_with(op->name, RC_STR("String"))) {
    bool whole = expand(w, wanted, true, &p);
    oracle_put_text(&v, value, false);
    if (same(op->name, "StringEqualsIgnoreCase")) {
      oracle_lower(&p);
      oracle_lower(&v);
    }
    oracle_glob g = {&p, &v, like, false, false};
    return whole && oracle_glob_at(&g, 0, p.n, 0, v.n, 0);
  }
  if (rc_str_starts_with(op->name, RC_STR("Arn"))) {
    bool whole = expand(w, wanted, true, &p);
    oracle_put_text(&v, value, false);
    int match = !oracle_is_arn(&v) ? -1 : !whole ? 0 : oracle_arn_matches(&p, &v);
    return oracle_is_arn(&v) && whole && match == -1 ? -2 : match;
  }
  if (rc_str_starts_with(op->name, RC_STR("Numeric"))) {
    long double a, b;
    return oracle_read_number(w->arena, value, &a) && oracle_read_number(w->arena, wanted, &b) &&
           ordered(op->name, (a > b) - (a < b));
  }
  if (rc_str_starts_with(op->name, RC_STR("Date"))) {
    int64_t a, b;
    return oracle_read_date(w->arena, value, &a) && oracle_read_date(w->arena, wanted, &b) &&
           ordered(op->name, (a > b) - (a < b));
  }
  if (same(op->name, "BinaryEquals")) {
    return oracle_same_bytes(w->arena, value, wanted);
  }
  if (same(op->name, "IpAddress")) {
    return oracle_in_network(w->arena, value, wanted);
  }
  return rc_str_equal_nocase(value, RC_STR("true")) == rc_str_equal_nocase(wanted, RC_STR("true"));
}

static bool value_holds(const world *w, const operation *op, rc_str value, rc_value wanted) {
  bool unusable = false;
  for (uint32_t i = 0; i < list_len(wanted); i++) {
    int result = compare(w, op, value, rc_value_string(w->arena, list_item(wanted, i)));
    if (result == 1) {
      return !op->negated && !unusable;
    }
    if (result == -2) {
      return w->deny && !unusable;
    }
    unusable = unusable || result == -1;
  }
  return op->negated && !unusable;
}

static bool condition_holds(const world *w, rc_str operator_name, rc_str name, rc_value wanted) {
  operation op = take_apart(w, operator_name);
  const oracle_key *key = find_key(w, name);
  bool nothing_wanted = list_len(wanted) == 0;
  if (same(op.name, "Null")) {
    for (uint32_t i = 0; i < list_len(wanted); i++) {
      rc_str asked = rc_value_string(w->arena, list_item(wanted, i));
      if (rc_str_equal_nocase(asked, RC_STR("true")) == (key == NULL)) {
        return true;
      }
    }
    return false;
  }
  if (key == NULL) {
    return op.all || (!op.any && (op.if_exists || (op.negated && !nothing_wanted)));
  }
  if (!op.all && !op.any) {
    bool one = !key->list && key->n_values == 1;
    return !nothing_wanted &&
           (key->n_values == 0 ? op.negated : one && value_holds(w, &op, key->values[0], wanted));
  }
  for (uint32_t i = 0; i < key->n_values; i++) {
    if (op.any == (!nothing_wanted && value_holds(w, &op, key->values[i], wanted))) {
      return op.any;
    }
  }
  return op.all;
}

/* ---- statements ---- */

static bool action_listed(const world *w, rc_value list) {
  oracle_units p;
  for (uint32_t i = 0; i < list_len(list); i++) {
    expand(w, rc_value_string(w->arena, list_item(list, i)), false, &p);
    if (oracle_matches(&p, w->q->action, true, true, false)) {
      return true;
    }
  }
  return false;
}

static bool resource_listed(const world *w, rc_value list) {
  oracle_units p;
  for (uint32_t i = 0; i < list_len(list); i++) {
    rc_str text = rc_value_string(w->arena, list_item(list, i));
    int colons = 0;
    for (size_t k = 0; k < text.len; k++) {
      colons += text.ptr[k] == ':';
    }
    bool whole = expand(w, text, true, &p);
    bool fixed = !w->variables || !rc_str_contains(text, RC_STR("${"));
    if (whole && oracle_matches(&p, w->q->resource, true, false, true)) {
      return true;
    }
    for (; w->identity_like && fixed && rc_str_starts_with(text, RC_STR("arn:")) && colons < 5;
         colons++) {
      oracle_put_text(&p, RC_STR(":*"), false);
    }
    if (whole && oracle_matches(&p, w->q->resource, true, false, true)) {
      return true;
    }
  }
  return false;
}

enum { DIRECT = 1, BY_ROLE = 2, BY_ACCOUNT = 4, EVERYONE = 8 };

static bool same_service(rc_str a, rc_str b) {
  rc_str rest = a;
  rc_str service = rc_str_cut(&rest, '.');
  rc_str region = rc_str_cut(&rest, '.');
  bool regional = rc_str_contains(region, RC_STR("-")) && rest.len > 0 &&
                  rc_str_is_digits(rc_str_from(region, region.len - 1));
  return rc_str_equal(a, b) || (regional && rc_str_starts_with(b, service) &&
                                b.len == service.len + 1 + rest.len && rc_str_ends_with(b, rest));
}

static int principal_fits(const world *w, rc_str kind, rc_str name) {
  const oracle_request *q = w->q;
  rc_str rest = q->caller_name;
  (void)rc_str_cut(&rest, ':');
  rc_str partition = rc_str_cut(&rest, ':');
  rc_str role = rc_str_from(q->caller_name, rc_str_find_last_byte(q->caller_name, '/') + 1);
  if (same(kind, "AWS") && same(name, "*")) {
    return DIRECT | EVERYONE;
  }
  if (q->caller == ORACLE_PROVIDER) {
    return same(kind, "Federated") && rc_str_equal(name, q->caller_name) ? DIRECT : 0;
  }
  if (q->caller == ORACLE_SERVICE) {
    return same(kind, "Service") &&
                   (same_service(name, q->caller_name) || same_service(q->caller_name, name))
               ? DIRECT
               : 0;
  }
  if (!same(kind, "AWS") || q->caller == ORACLE_ANONYMOUS) {
    return 0;
  }
  if (rc_str_equal(name, q->caller_account) ||
      rc_str_equal(name, RC_FILL(w->arena, "arn:{}:iam::{}:root", partition, q->caller_account))) {
    return BY_ACCOUNT;
  }
  if (rc_str_equal(name, q->caller_name)) {
    return q->caller == ORACLE_ROLE ? BY_ROLE : DIRECT;
  }
  if (q->caller == ORACLE_FEDERATED_USER && rc_str_equal(name, q->parent_name)) {
    return BY_ROLE;
  }
  rc_str session = RC_FILL(w->arena, "arn:{}:sts::{}:assumed-role/{}/{}", partition,
                           q->caller_account, role, q->session_name);
  return q->caller == ORACLE_ROLE && rc_str_equal(name, session) ? DIRECT : 0;
}

static int principals_fit(const world *w, rc_value element) {
  int found = 0;
  if (rc_value_kind(element) == RC_STRING) {
    return principal_fits(w, RC_STR("AWS"), rc_value_string(w->arena, element));
  }
  for (RC_MEMBERS(kind, names, element)) {
    for (uint32_t i = 0; i < list_len(names); i++) {
      found |= principal_fits(w, rc_value_string(w->arena, kind),
                              rc_value_string(w->arena, list_item(names, i)));
    }
  }
  return found;
}

/* How the statement applies: 0 not at all; DIRECT for policies of identities. */
static int statement_fits(world *w, rc_value s) {
  w->deny = same(rc_value_string(w->arena, member(s, "Effect")), "Deny");
  rc_value not_action = member(s, "NotAction"), not_resource = member(s, "NotResource");
  bool action = rc_value_is_none(not_action) ? action_listed(w, member(s, "Action"))
                                             : !action_listed(w, not_action);
  if (!action) {
    return 0;
  }
  bool resource = rc_value_is_none(not_resource) ? rc_value_is_none(member(s, "Resource")) ||
                                                       resource_listed(w, member(s, "Resource"))
                                                 : !resource_listed(w, not_resource);
  action = resource;
  for (RC_MEMBERS(operator_name, keys, member(s, "Condition"))) {
    for (RC_MEMBERS(key, wanted, keys)) {
      action = action && condition_holds(w, rc_value_string(w->arena, operator_name),
                                         rc_value_string(w->arena, key), wanted);
    }
  }
  if (!action || w->identity_like) {
    return action;
  }
  rc_value others = member(s, "NotPrincipal");
  if (rc_value_is_none(others)) {
    return principals_fit(w, member(s, "Principal"));
  }
  int in_list = principals_fit(w, others);
  int needed = w->q->caller == ORACLE_ROLE   ? DIRECT | BY_ROLE | BY_ACCOUNT
               : w->q->caller == ORACLE_USER || w->q->caller == ORACLE_FEDERATED_USER
                   ? DIRECT | BY_ACCOUNT
               : w->q->caller == ORACLE_ROOT ? BY_ACCOUNT
                                             : DIRECT;
  bool exempt = (in_list & EVERYONE) != 0 || (in_list & needed) == needed;
  return w->q->boundary.exists || !exempt ? DIRECT : 0;
}

/* All ways in which the layer allows; `*denied` is set when it denies. */
static int layer_allows(rc_arena *arena, const oracle_request *q, const oracle_layer *layer,
                        bool principals, bool *denied) {
  world w = {.arena = arena, .q = q, .identity_like = !principals};
  int allowed = 0;
  for (uint32_t i = 0; layer->exists && i < layer->n; i++) {
    w.variables =
        same(rc_value_string(arena, member(layer->documents[i], "Version")), "2012-10-17");
    rc_value statements = member(layer->documents[i], "Statement");
    for (uint32_t k = 0; k < list_len(statements); k++) {
      int fits = statement_fits(&w, list_item(statements, k));
      allowed |= w.deny ? 0 : fits;
      *denied = *denied || (w.deny && fits != 0);
    }
  }
  return allowed;
}

/* ---- organisations and endpoints ---- */

static bool has_account(const oracle_request *q) {
  return q->caller != ORACLE_SERVICE && q->caller != ORACLE_ANONYMOUS &&
         q->caller != ORACLE_PROVIDER;
}

/* Every level that there is must allow. Management account and service-linked roles go free. */
static bool scps_allow(rc_arena *arena, const oracle_request *q, bool *denied) {
  bool all = true;
  for (int i = 0; i < ORACLE_LEVELS; i++) {
    bool binds = q->scps[i].exists && has_account(q) && !q->caller_in_management_account &&
                 !q->service_linked;
    all = (!binds || layer_allows(arena, q, &q->scps[i], false, denied) != 0) && all;
  }
  return all;
}

/* They only deny, what has a resource, in services that know them. */
static void rcps_deny(rc_arena *arena, const oracle_request *q, bool *denied) {
  static const char *const reached[] = {"ecr:", "kms:", "logs:", "s3:", "secretsmanager:", "sts:"};
  bool binds = false;
  for (int i = 0; i < 6; i++) {
    size_t n = strlen(reached[i]);
    binds = binds || rc_str_equal_nocase(rc_str_slice(q->action, 0, n), rc_str_from_c(reached[i]));
  }
  binds = binds && !same(q->resource, "*") && !q->resource_in_management_account &&
          !q->resource_is_aws_managed && !q->service_linked &&
          !rc_str_contains(q->resource, RC_STR(":role/aws-service-role/")) &&
          !rc_str_equal_nocase(q->action, RC_STR("kms:RetireGrant"));
  for (int i = 0; binds && i < ORACLE_LEVELS; i++) {
    (void)layer_allows(arena, q, &q->rcps[i], true, denied);
  }
}

static bool endpoint_allows(rc_arena *arena, const oracle_request *q, bool *denied) {
  int ways = layer_allows(arena, q, &q->endpoint, true, denied);
  bool root_only = q->endpoint_is_gateway && q->caller != ORACLE_ROOT;
  return !q->endpoint.exists || (ways & ~(root_only ? BY_ACCOUNT : 0)) != 0;
}

/* Of what AWS itself owns, everyone may read and nobody may change it. */
static bool is_reading(rc_str action) {
  return rc_str_equal_nocase(rc_str_slice(action, 0, 7), RC_STR("iam:Get")) ||
         rc_str_equal_nocase(rc_str_slice(action, 0, 8), RC_STR("iam:List"));
}

static rc_str partition_of(rc_str arn) {
  (void)rc_str_cut(&arn, ':');
  return rc_str_cut(&arn, ':');
}

oracle_answer oracle_decide(rc_arena *arena, const oracle_request *q) {
  bool denied = false;
  int r = layer_allows(arena, q, &q->resource_policy, true, &denied);
  bool id = layer_allows(arena, q, &q->identity, false, &denied) != 0 || q->caller == ORACLE_ROOT;
  bool boundary = layer_allows(arena, q, &q->boundary, false, &denied) != 0 || !q->boundary.exists;
  bool session = layer_allows(arena, q, &q->session, false, &denied) != 0 ||
                 (q->session.exists ? q->assumed_root : q->caller != ORACLE_FEDERATED_USER);
  bool filters = scps_allow(arena, q, &denied);
  filters = endpoint_allows(arena, q, &denied) && filters;
  rcps_deny(arena, q, &denied);
  bool limits = boundary && session;
  bool of_aws = rc_str_starts_with(q->resource, RC_STR("arn:aws:iam::aws:"));
  bool same_account = same(q->resource, "*") ||
                      (of_aws ? is_reading(q->action)
                              : rc_str_equal(q->resource_account, q->caller_account));
  bool allowed;
  if (rc_str_equal_nocase(q->action, RC_STR("sts:GetCallerIdentity")) &&
      q->caller != ORACLE_ANONYMOUS && q->caller != ORACLE_PROVIDER) {
    return ORACLE_ALLOWED;
  }
  if (!has_account(q)) {
    allowed = (r & DIRECT) != 0;
  } else if (!same_account) {
    allowed = id && limits && r != 0;
  } else {
    bool by_policy = id && limits && (!q->resource_requires_policy || (r & BY_ACCOUNT) != 0);
    allowed = (r & DIRECT) != 0 || ((r & BY_ROLE) != 0 && limits) || by_policy;
  }
  allowed = allowed && (!has_account(q) || same(q->resource, "*") ||
                        rc_str_equal(partition_of(q->resource), partition_of(q->caller_name)));
  return denied             ? ORACLE_EXPLICIT_DENY
         : allowed && filters ? ORACLE_ALLOWED
                              : ORACLE_IMPLICIT_DENY;
}
