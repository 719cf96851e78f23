#include "oracle/oracle.h"

#include "oracle/values.h"

typedef struct world {
  rc_arena *arena;
  const oracle_request *q;
  rc_str action; /* without case */
  bool denied;   /* by some statement so far */
  bool variables, principals, deny; /* of the document and statement: Version 2012-10-17 ... */
} world;

static bool same(rc_str a, const char *b) { return rc_str_equal(a, rc_str_from_c(b)); }
static bool begins(rc_str a, const char *b) { return rc_str_starts_with(a, rc_str_from_c(b)); }
static bool alike(rc_str a, const char *b) { return rc_str_equal_nocase(a, rc_str_from_c(b)); }

/* An element is one thing or an array of things: for (ITEMS(item, element)). */
#define ITEMS(item, element)                                                                 \
  rc_value item = rc_value_kind(element) == RC_ARRAY ? rc_value_first(element) : (element);  \
  !rc_value_is_none(item);                                                                   \
  item = rc_value_kind(element) == RC_ARRAY ? rc_value_next(item) : RC_VALUE_NONE

static rc_value member(rc_value object, const char *name) {
  return rc_value_get(object, rc_str_from_c(name));
}

static rc_str string(const world *w, rc_value value) { return rc_value_string(w->arena, value); }

static const oracle_key *find_key(const world *w, rc_str name) {
  for (uint32_t i = 0; i < w->q->n_keys; i++) {
    if (rc_str_equal_nocase(w->q->keys[i].name, name)) {
      return &w->q->keys[i];
    }
  }
  return NULL;
}

/* The text with its variables put in; false if one has no value. With `quote`, `*` and `?` of the
 * values are no wildcards. */
static bool expand(const world *w, rc_str s, bool quote, rc_str *out) {
  *out = RC_STR_NONE;
  while (w->variables && rc_str_contains(s, RC_STR("${"))) {
    size_t at = rc_str_find(s, RC_STR("${"), 0), end = rc_str_find_byte(s, '}', at);
    rc_str body = rc_str_slice(s, at + 2, end), value;
    size_t comma = rc_str_find(body, RC_STR(", '"), 0);
    const oracle_key *key = find_key(w, rc_str_slice(body, 0, comma));
    if (same(body, "*") || same(body, "?") || same(body, "$")) {
      value = body;
    } else if (key != NULL && !key->list && key->n_values == 1) {
      value = key->values[0];
    } else if (key == NULL && comma != RC_NOT_FOUND) {
      value = rc_str_slice(body, comma + 3, body.len - 1);
    } else {
      return false;
    }
    value = quote ? oracle_quote(w->arena, value) : value;
    *out = RC_FILL(w->arena, "{}{}{}", *out, rc_str_slice(s, 0, at), value);
    s = rc_str_from(s, end + 1);
  }
  *out = RC_FILL(w->arena, "{}{}", *out, s);
  return true;
}

/* ---- conditions ---- */

typedef struct operation {
  rc_str name; /* without prefix and suffix, and without `Not` */
  bool all, any, if_exists, negated;
} operation;

static operation take_apart(const world *w, rc_str name) {
  operation op = {.all = begins(name, "ForAllValues:"), .any = begins(name, "ForAnyValue:")};
  name = rc_str_from(name, op.all ? 13 : op.any ? 12 : 0);
  op.if_exists = rc_str_ends_with(name, RC_STR("IfExists"));
  name = rc_str_slice(name, 0, name.len - (op.if_exists ? 8 : 0));
  size_t at = rc_str_find(name, RC_STR("Not"), 0);
  op.negated = at != RC_NOT_FOUND;
  op.name = op.negated ? RC_FILL(w->arena, "{}{}", rc_str_slice(name, 0, at),
                                 rc_str_from(name, at + 3))
                       : name;
  return op;
}

/* Do the two stand in the relation that ends the operator's name? */
static bool ordered(rc_str name, long double a, long double b) {
  return (a == b && rc_str_ends_with(name, RC_STR("Equals"))) ||
         (a < b && rc_str_contains(name, RC_STR("Less"))) ||
         (a > b && rc_str_contains(name, RC_STR("Greater")));
}

/* What comparing one value of the request with one of the policy comes to. */
typedef enum result {
  NO,
  YES,
  NEITHER, /* nor the operator's negation */
  STOP_FOR_DENY, /* no more comparing: a Deny is satisfied, an Allow is not */
  STOP
} result;

static result compare_texts(const world *w, rc_str name, rc_str value, rc_str wanted) {
  rc_str pattern;
  bool equals = begins(name, "StringEquals"), nocase = same(name, "StringEqualsIgnoreCase");
  bool whole = expand(w, wanted, !equals, &pattern);
  if (begins(name, "Arn")) {
    int match = whole && oracle_is_arn(value) ? oracle_arn_matches(pattern, value) : 0;
    return !oracle_is_arn(value) ? NEITHER : match < 0 ? STOP_FOR_DENY : match ? YES : NO;
  }
  return whole && (nocase   ? rc_str_equal(oracle_lower(w->arena, pattern),
                                           oracle_lower(w->arena, value))
                   : equals ? rc_str_equal(pattern, value)
                            : oracle_glob(pattern, value, ORACLE_NO_SEGMENTS)) ? YES : NO;
}

static result compare(const world *w, rc_str name, rc_str value, rc_str wanted) {
  long double a, b;
  oracle_network address, network;
  if (begins(name, "String") || begins(name, "Arn")) {
    return compare_texts(w, name, value, wanted);
  }
  if (begins(name, "Numeric")) {
    bool number = oracle_read_number(w->arena, value, &a);
    return !number && w->q->simulator                                              ? NEITHER
           : number && oracle_read_number(w->arena, wanted, &b) && ordered(name, a, b) ? YES
                                                                                       : NO;
  }
  if (begins(name, "Date")) {
    return oracle_read_date(w->arena, value, &a) && oracle_read_date(w->arena, wanted, &b) &&
                   ordered(name, a, b) ? YES : NO;
  }
  if (same(name, "BinaryEquals")) {
    return oracle_same_bytes(w->arena, value, wanted) ? YES : NO;
  }
  if (same(name, "IpAddress")) {
    bool readable = oracle_read_network(w->arena, wanted, &network);
    bool told = !rc_str_contains(value, RC_STR("/")) &&
                oracle_read_network(w->arena, value, &address);
    return !told                                              ? NEITHER
           : !readable                                        ? (w->q->simulator ? STOP : NO)
           : oracle_contains(&network, address) ? YES : NO;
  }
  return alike(value, "true") == alike(wanted, "true") ? YES : NO;
}

static bool value_holds(const world *w, const operation *op, rc_str value, rc_value wanted) {
  bool neither = false;
  for (ITEMS(item, wanted)) {
    result r = compare(w, op->name, value, string(w, item));
    neither = neither || r == NEITHER;
    if (r == YES || r == STOP || r == STOP_FOR_DENY) {
      return !neither && (r == YES ? !op->negated : r == STOP_FOR_DENY && w->deny);
    }
  }
  return op->negated && !neither;
}

static bool null_holds(const world *w, const operation *op, bool absent, rc_value wanted) {
  bool any = op->all;
  for (ITEMS(item, op->all || op->any ? RC_VALUE_NONE : wanted)) {
    any = any || alike(string(w, item), "true") == absent;
  }
  return any;
}

static bool condition_holds(const world *w, rc_str operator_name, rc_str name, rc_value wanted) {
  operation op = take_apart(w, operator_name);
  const oracle_key *key = find_key(w, name);
  bool nothing_wanted = rc_value_kind(wanted) == RC_ARRAY && rc_value_node(wanted)->count == 0;
  if (same(op.name, "Null")) {
    return null_holds(w, &op, key == NULL, wanted);
  }
  if (key == NULL) {
    return op.all || (!op.any && (op.if_exists || (op.negated && !nothing_wanted)));
  }
  if (nothing_wanted) {
    return op.all && key->n_values == 0;
  }
  if (!op.all && !op.any) {
    return key->n_values == 0 ? op.negated
                              : !key->list && key->n_values == 1 &&
                                    value_holds(w, &op, key->values[0], wanted);
  }
  uint32_t n = 0;
  while (n < key->n_values && value_holds(w, &op, key->values[n], wanted) == op.all) {
    n++;
  }
  return (n == key->n_values) == op.all;
}

/* ---- actions and resources ---- */

static bool action_listed(const world *w, rc_value list) {
  for (ITEMS(item, list)) {
    if (oracle_glob(oracle_lower(w->arena, string(w, item)), w->action, ORACLE_NO_SEGMENTS)) {
      return true;
    }
  }
  return false;
}

/* A short ARN of an identity's policy stands for its completed form, too. */
static bool resource_listed(const world *w, rc_value list) {
  for (ITEMS(item, list)) {
    rc_str text = string(w, item), pattern;
    bool constant = !w->variables || !rc_str_contains(text, RC_STR("${"));
    if (expand(w, text, true, &pattern) && oracle_glob(pattern, w->q->resource, 0)) {
      return true;
    }
    int colons = 0;
    for (size_t i = 0; i < text.len; i++) {
      colons += text.ptr[i] == ':';
    }
    rc_str rest = rc_str_from(RC_STR(":*:*:*:*:*"), (size_t)(colons < 5 ? colons * 2 : 10));
    if (colons < 5 && begins(text, "arn:") && constant && !w->principals &&
        oracle_glob(RC_FILL(w->arena, "{}{}", text, rest), w->q->resource, 0)) {
      return true;
    }
  }
  return false;
}

/* ---- principals ---- */

enum { DIRECT = 1, BY_ROLE = 2, BY_ACCOUNT = 4, EVERYONE = 8 };

static bool has_account(const oracle_request *q) {
  return q->caller != ORACLE_SERVICE && q->caller != ORACLE_ANONYMOUS &&
         q->caller != ORACLE_PROVIDER;
}

/* `logs.eu-west-1.amazonaws.com` is `logs.amazonaws.com`. */
static bool same_service(const world *w, rc_str regional, rc_str plain) {
  rc_str rest = regional;
  rc_str service = rc_str_cut(&rest, '.'), region = rc_str_cut(&rest, '.');
  bool is_region = rc_str_contains(region, RC_STR("-")) &&
                   rc_str_is_digits(rc_str_from(region, region.len - 1));
  return rc_str_equal(regional, plain) ||
         (is_region && rc_str_equal(RC_FILL(w->arena, "{}.{}", service, rest), plain));
}

static rc_str partition_of(rc_str arn) {
  (void)rc_str_cut(&arn, ':');
  return rc_str_cut(&arn, ':');
}

static int principal_fits(const world *w, rc_str kind, rc_str name) {
  const oracle_request *q = w->q;
  rc_str partition = partition_of(q->caller_name);
  rc_str role = rc_str_from(q->caller_name, rc_str_find_last_byte(q->caller_name, '/') + 1);
  if (same(kind, "AWS") && same(name, "*")) {
    return DIRECT | EVERYONE;
  }
  if (same(kind, "Federated")) {
    return q->caller == ORACLE_PROVIDER && rc_str_equal(name, q->caller_name) ? DIRECT : 0;
  }
  if (same(kind, "Service")) {
    return q->caller == ORACLE_SERVICE && (same_service(w, name, q->caller_name) ||
                                           same_service(w, q->caller_name, name)) ? DIRECT : 0;
  }
  if (!has_account(q)) {
    return 0;
  }
  if (same(kind, "CanonicalUser")) {
    return rc_str_equal(name, q->canonical_id) ? BY_ACCOUNT : 0;
  }
  if (rc_str_equal(name, q->caller_account) ||
      rc_str_equal(name, RC_FILL(w->arena, "arn:{}:iam::{}:root", partition, q->caller_account))) {
    return BY_ACCOUNT;
  }
  if (rc_str_equal(name, q->caller_name)) {
    return q->caller == ORACLE_ROLE ? BY_ROLE : DIRECT;
  }
  if (q->caller == ORACLE_FEDERATED_USER) {
    return rc_str_equal(name, q->parent_name) ? BY_ROLE : 0;
  }
  rc_str session = RC_FILL(w->arena, "arn:{}:sts::{}:assumed-role/{}/{}", partition,
                           q->caller_account, role, q->session_name);
  return q->caller == ORACLE_ROLE && rc_str_equal(name, session) ? DIRECT : 0;
}

static int principals_fit(const world *w, rc_value element) {
  int found = 0;
  if (rc_value_kind(element) == RC_STRING) {
    return principal_fits(w, RC_STR("AWS"), string(w, element));
  }
  for (RC_MEMBERS(kind, names, element)) {
    for (ITEMS(name, names)) {
      found |= principal_fits(w, string(w, kind), string(w, name));
    }
  }
  return found;
}

/* Who is not in the list. Account, role and session have to be in it. */
static int others_fit(const world *w, rc_value list) {
  static const int needed[] = {[ORACLE_ROLE] = DIRECT | BY_ROLE | BY_ACCOUNT,
                               [ORACLE_USER] = DIRECT | BY_ACCOUNT,
                               [ORACLE_FEDERATED_USER] = DIRECT | BY_ACCOUNT,
                               [ORACLE_ROOT] = BY_ACCOUNT,
                               [ORACLE_SERVICE] = DIRECT,
                               [ORACLE_PROVIDER] = DIRECT,
                               [ORACLE_ANONYMOUS] = DIRECT};
  int in_list = principals_fit(w, list), all = needed[w->q->caller];
  bool exempt = (in_list & EVERYONE) != 0 || (in_list & all) == all;
  return w->q->boundary.exists || !exempt ? DIRECT : 0;
}

/* ---- statements and layers ---- */

/* The ways in which the statement applies; DIRECT for policies of identities. */
static int statement_fits(const world *w, rc_value s) {
  rc_value not_action = member(s, "NotAction"), not_resource = member(s, "NotResource");
  rc_value resource = member(s, "Resource"), others = member(s, "NotPrincipal");
  bool fits = rc_value_is_none(not_action) ? action_listed(w, member(s, "Action"))
                                           : !action_listed(w, not_action);
  fits = fits && (rc_value_is_none(not_resource)
                      ? rc_value_is_none(resource) || resource_listed(w, resource)
                      : !resource_listed(w, not_resource));
  for (RC_MEMBERS(operator_name, keys, member(s, "Condition"))) {
    for (RC_MEMBERS(key, wanted, keys)) {
      fits = fits && condition_holds(w, string(w, operator_name), string(w, key), wanted);
    }
  }
  return !fits                      ? 0
         : !w->principals           ? DIRECT
         : rc_value_is_none(others) ? principals_fit(w, member(s, "Principal"))
                                    : others_fit(w, others);
}

/* All ways in which the layer allows; `denied` is set when it denies. */
static int layer_allows(world *w, const oracle_layer *layer, bool principals) {
  int allowed = 0;
  w->principals = principals;
  for (uint32_t i = 0; layer->exists && i < layer->n; i++) {
    w->variables = same(string(w, member(layer->documents[i], "Version")), "2012-10-17");
    for (ITEMS(statement, member(layer->documents[i], "Statement"))) {
      w->deny = same(string(w, member(statement, "Effect")), "Deny");
      int fits = statement_fits(w, statement);
      allowed |= w->deny ? 0 : fits;
      w->denied = w->denied || (w->deny && fits != 0);
    }
  }
  return allowed;
}

static bool limit_allows(world *w, const oracle_layer *layer) {
  return layer_allows(w, layer, false) != 0 || !layer->exists;
}

/* Every level that there is must allow. Management account and service-linked roles go free. */
static bool scps_allow(world *w) {
  bool all = true;
  bool bind = has_account(w->q) && !w->q->caller_in_management_account && !w->q->service_linked;
  for (int i = 0; bind && i < ORACLE_LEVELS; i++) {
    all = limit_allows(w, &w->q->scps[i]) && all;
  }
  return all;
}

/* They only deny, what has a resource, in services that know them. */
static void rcps_deny(world *w) {
  static const char *const reached[] = {"ecr", "kms", "logs", "s3", "secretsmanager", "sts"};
  const oracle_request *q = w->q;
  rc_str service = rc_str_slice(q->action, 0, rc_str_find_byte(q->action, ':', 0));
  bool free = same(q->resource, "*") || q->resource_in_management_account ||
              q->resource_is_aws_managed || q->service_linked ||
              rc_str_contains(q->resource, RC_STR(":role/aws-service-role/")) ||
              alike(q->action, "kms:RetireGrant");
  for (int i = 0; i < 6; i++) {
    for (int level = 0; !free && alike(service, reached[i]) && level < ORACLE_LEVELS; level++) {
      (void)layer_allows(w, &q->rcps[level], true);
    }
  }
}

static bool endpoint_allows(world *w) {
  int ways = layer_allows(w, &w->q->endpoint, true);
  bool root_only = w->q->endpoint_is_gateway && w->q->caller != ORACLE_ROOT;
  return !w->q->endpoint.exists || (ways & ~(root_only ? BY_ACCOUNT : 0)) != 0;
}

/* ---- the decision ---- */

/* AWS's own policies may be read by everyone, as his own, and be changed by nobody. */
static bool in_same_account(const oracle_request *q) {
  bool reads = alike(rc_str_slice(q->action, 0, 7), "iam:Get") ||
               alike(rc_str_slice(q->action, 0, 8), "iam:List");
  return same(q->resource, "*") ||
         (rc_str_contains(q->resource, RC_STR(":iam::aws:")) && !q->simulator
              ? reads
              : rc_str_equal(q->resource_account, q->caller_account));
}

static bool accounts_allow(const world *w, int by_resource, bool identity, bool limits) {
  const oracle_request *q = w->q;
  if (!has_account(q)) {
    return (by_resource & DIRECT) != 0;
  }
  if (!same(q->resource, "*") && !q->simulator &&
      !rc_str_equal(partition_of(q->resource), partition_of(q->caller_name))) {
    return false;
  }
  if (!in_same_account(q)) {
    return identity && limits && by_resource != 0;
  }
  bool enough = (by_resource & (q->simulator ? DIRECT | BY_ROLE | BY_ACCOUNT : DIRECT)) != 0;
  bool own = identity && (!q->resource_requires_policy || (by_resource & BY_ACCOUNT) != 0);
  return enough || (limits && (own || (by_resource & BY_ROLE) != 0));
}

oracle_answer oracle_decide(rc_arena *arena, const oracle_request *q) {
  world w = {.arena = arena, .q = q, .action = oracle_lower(arena, q->action)};
  int by_resource = layer_allows(&w, &q->resource_policy, true);
  bool identity = layer_allows(&w, &q->identity, false) != 0 || q->caller == ORACLE_ROOT;
  bool boundary = limit_allows(&w, &q->boundary);
  bool session = limit_allows(&w, &q->session) || q->assumed_root;
  bool scps = scps_allow(&w), endpoint = endpoint_allows(&w);
  session = session && (q->session.exists || q->caller != ORACLE_FEDERATED_USER);
  rcps_deny(&w);
  if (alike(q->action, "sts:GetCallerIdentity") && q->caller != ORACLE_ANONYMOUS &&
      q->caller != ORACLE_PROVIDER) {
    return ORACLE_ALLOWED;
  }
  bool allowed = accounts_allow(&w, by_resource, identity, boundary && session);
  return w.denied                      ? ORACLE_EXPLICIT_DENY
         : allowed && scps && endpoint ? ORACLE_ALLOWED
                                       : ORACLE_IMPLICIT_DENY;
}
