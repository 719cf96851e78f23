/*
 * A line of a batch becomes a request. Its members are those that users of the npm package
 * @cloud-copilot/iam-simulate already write; members nobody knows are passed over.
 */
#include "aws/arn.h"
#include "simulate/question_parts.h"

typedef rc_question_reader reader;

static bool refuse(reader *r, rc_str sentence) { return rc_asked_refuse(&r->asked, sentence); }

static rc_str shown(const reader *r, rc_str text) { return rc_hole_display(r->arena, text); }

/* ---- principal ---- */

/* The principal of `arn:P:sts::A:assumed-role/NAME/SESSION`: the role's path is not in it. */
static void take_session(reader *r, rc_caller *caller, const rc_arn *arn, rc_str rest) {
  rc_str name = rc_str_cut(&rest, '/');
  caller->kind = RC_CALLER_ROLE;
  caller->session_name = rest;
  caller->arn = RC_FILL(r->arena, "arn:{}:iam::{}:role/{}", arn->partition, arn->account, name);
  /* AWS keeps this beginning of a name for service-linked roles. */
  caller->service_linked = rc_str_starts_with(name, RC_STR("AWSServiceRoleFor"));
}

static bool take_arn(reader *r, rc_caller *caller, const rc_arn *arn) {
  static const struct {
    rc_str service, beginning;
    rc_caller_kind kind;
  } forms[] = {
      {RC_STR_INIT("iam"), RC_STR_INIT("user/"), RC_CALLER_USER},
      {RC_STR_INIT("iam"), RC_STR_INIT("role/"), RC_CALLER_ROLE},
      {RC_STR_INIT("sts"), RC_STR_INIT("assumed-role/"), RC_CALLER_ROLE},
      {RC_STR_INIT("sts"), RC_STR_INIT("federated-user/"), RC_CALLER_FEDERATED_USER},
      {RC_STR_INIT("iam"), RC_STR_INIT("oidc-provider/"), RC_CALLER_PROVIDER},
      {RC_STR_INIT("iam"), RC_STR_INIT("saml-provider/"), RC_CALLER_PROVIDER},
  };
  caller->account = arn->account;
  if (rc_str_equal(arn->resource, RC_STR("root"))) {
    caller->kind = RC_CALLER_ROOT;
    return true;
  }
  for (size_t i = 0; i < RC_COUNT_OF(forms); i++) {
    if (rc_str_equal(arn->service, forms[i].service) &&
        rc_str_starts_with(arn->resource, forms[i].beginning) &&
        arn->resource.len > forms[i].beginning.len) {
      caller->kind = forms[i].kind;
      if (rc_str_equal(forms[i].beginning, RC_STR("assumed-role/"))) {
        take_session(r, caller, arn, rc_str_from(arn->resource, forms[i].beginning.len));
      }
      return true;
    }
  }
  return false;
}

static bool is_service_name(rc_str text) {
  return rc_str_contains(text, RC_STR(".amazonaws.com")) &&
         rc_str_find_byte(text, ':', 0) == RC_NOT_FOUND;
}

/* Who asked for a federated session, and what S3 calls the caller's account. Neither has to be
 * told: where it matters and is not, the answer is open. */
static bool read_relations(reader *r, rc_value request, rc_caller *caller) {
  rc_arn arn;
  caller->canonical_id = rc_asked_string_of(&r->asked, request, RC_STR("canonicalUser"),
                                            RC_STR("request.canonicalUser"));
  caller->parent_arn = rc_asked_string_of(&r->asked, request, RC_STR("parentUser"),
                                          RC_STR("request.parentUser"));
  bool is_user = rc_arn_parse(caller->parent_arn, &arn) &&
                 rc_str_equal(arn.service, RC_STR("iam")) &&
                 rc_str_starts_with(arn.resource, RC_STR("user/"));
  return rc_str_is_empty(caller->parent_arn) || is_user ||
         refuse(r, RC_FILL(r->arena, "`request.parentUser`: `{}` is no ARN of a user",
                           shown(r, caller->parent_arn)));
}

static bool read_caller(reader *r, rc_value request) {
  rc_caller *caller = &r->out->request.caller;
  rc_str text = rc_asked_string_of(&r->asked, request, RC_STR("principal"),
                                  RC_STR("request.principal"));
  rc_arn arn;
  caller->arn = text;
  if (rc_str_is_empty(text)) {
    return refuse(r, RC_STR("`request.principal` is missing"));
  }
  if (rc_str_equal(text, RC_STR("*")) || rc_str_equal_nocase(text, RC_STR("anonymous"))) {
    caller->kind = RC_CALLER_ANONYMOUS;
    return true;
  }
  if (is_service_name(text)) {
    caller->kind = RC_CALLER_SERVICE;
    return true;
  }
  if (rc_arn_parse(text, &arn) && take_arn(r, caller, &arn)) {
    return read_relations(r, request, caller);
  }
  return refuse(r, RC_FILL(r->arena, "`request.principal`: `{}` is no ARN of a user, role, session "
                                     "or root user, no service and not `*`", shown(r, text)));
}

/* ---- action and resource ---- */

static bool read_action(reader *r, rc_value request) {
  rc_str action = rc_asked_string_of(&r->asked, request, RC_STR("action"),
                                     RC_STR("request.action"));
  r->out->request.action = action;
  if (rc_str_is_empty(action)) {
    return refuse(r, RC_STR("`request.action` is missing"));
  }
  rc_str fault = rc_service_memo_check_action(r->memo, r->arena, r->catalogue, action);
  return rc_str_is_empty(fault) ||
         refuse(r, RC_FILL(r->arena, "`request.action`: {}", fault));
}

static bool is_resource(rc_str text) {
  rc_arn arn;
  if (rc_hole_is_only(text) || rc_str_equal(text, RC_STR("*"))) {
    return true;
  }
  return rc_arn_parse(text, &arn) && arn.partition.len > 0 && arn.service.len > 0 &&
         arn.resource.len > 0;
}

/* A resource is `{"resource": ARN, "accountId": ID}`, or the ARN by itself. */
static bool read_resource(reader *r, rc_value request) {
  rc_request *q = &r->out->request;
  rc_value value = rc_asked_member(&r->asked, request, RC_STR("resource"));
  if (rc_value_kind(value) == RC_OBJECT) {
    q->resource = rc_asked_string_of(&r->asked, value, RC_STR("resource"),
                                    RC_STR("request.resource.resource"));
    q->resource_account = rc_asked_string_of(&r->asked, value, RC_STR("accountId"),
                                            RC_STR("request.resource.accountId"));
  } else {
    q->resource = rc_asked_string_of(&r->asked, request, RC_STR("resource"),
                                    RC_STR("request.resource"));
  }
  if (rc_str_is_empty(q->resource)) {
    return refuse(r, RC_STR("`request.resource` is missing"));
  }
  if (!is_resource(q->resource)) {
    return refuse(r, RC_FILL(r->arena, "`request.resource`: `{}` is no ARN and not `*`",
                             shown(r, q->resource)));
  }
  if (q->resource_account.len > 0 && !rc_is_account_id(q->resource_account) &&
      !rc_hole_any(q->resource_account)) {
    return refuse(r, RC_FILL(r->arena, "`request.resource.accountId`: `{}` is no account number of "
                                       "twelve digits", shown(r, q->resource_account)));
  }
  return true;
}

/* ---- context ---- */

static bool context_text(reader *r, rc_value value, rc_str *out) {
  rc_kind kind = rc_value_kind(value);
  *out = rc_asked_text_of(&r->asked, value);
  return kind == RC_STRING || kind == RC_NUMBER || kind == RC_BOOL || kind == RC_PLACEHOLDER;
}

static bool read_values(reader *r, rc_context_key *key, rc_value value) {
  bool list = rc_value_kind(value) == RC_ARRAY;
  uint32_t n = list ? rc_value_node(value)->count : 1;
  rc_str *values = RC_NEW_ARRAY(r->arena, rc_str, n);
  bool ok = true;
  if (values == NULL) {
    return false;
  }
  key->values = values;
  key->multivalued = list;
  if (!list) {
    key->n_values = 1;
    ok = context_text(r, value, values);
  }
  for (RC_CHILDREN(item, list ? value : RC_VALUE_NONE)) {
    ok = context_text(r, item, &values[key->n_values++]) && ok;
  }
  return ok || refuse(r, RC_FILL(r->arena, "the value of context key `{}` has to be a string, a "
                                           "number, `true`, `false`, or a list of these",
                                 shown(r, key->name)));
}

/* What the service data say of the key counts more than how the value is written. */
static bool settle_key(reader *r, rc_context_key *key) {
  rc_key_shape shape = rc_service_memo_key_shape(r->memo, r->catalogue, r->out->request.action,
                                                 key->name);
  if (shape == RC_KEY_SHAPE_SINGLE && key->n_values > 1) {
    return refuse(r, RC_FILL(r->arena, "context key `{}` has one value, not a list of {}",
                             shown(r, key->name), rc_str_from_u64(r->arena, key->n_values)));
  }
  if (shape == RC_KEY_SHAPE_LIST) {
    key->multivalued = true;
  } else if (shape == RC_KEY_SHAPE_SINGLE && key->n_values == 1) {
    key->multivalued = false;
  }
  return true;
}

bool rc_question_read_completeness(reader *r, rc_value line) {
  rc_value complete = rc_asked_member(&r->asked, line, RC_STR("contextComplete"));
  r->out->request.context.complete = rc_value_is_none(complete) ||
                                     (rc_value_node(complete)->flags & RC_NODE_TRUE) != 0;
  return rc_asked_expect(&r->asked, complete, RC_BOOL, RC_STR("contextComplete"));
}

static bool read_context(reader *r, rc_value request) {
  rc_context *context = &r->out->request.context;
  rc_value given = rc_asked_member(&r->asked, request, RC_STR("contextVariables"));
  if (!rc_asked_expect(&r->asked, given, RC_OBJECT, RC_STR("request.contextVariables")) ||
      rc_value_is_none(given)) {
    return rc_value_is_none(given);
  }
  rc_context_key *keys =
      RC_NEW_ARRAY(r->arena, rc_context_key, rc_value_node(given)->count / 2);
  bool ok = keys != NULL;
  context->keys = keys;
  for (RC_MEMBERS(name, value, ok ? given : RC_VALUE_NONE)) {
    rc_context_key *key = &keys[context->n_keys++];
    key->name = rc_asked_text_of(&r->asked, name);
    ok = read_values(r, key, value) && settle_key(r, key) && ok;
  }
  return ok;
}

/* ---- policies ---- */

static rc_status add_policy(reader *r, rc_policy_set *set, rc_value document, rc_policy_kind kind,
                            rc_str name, rc_str path) {
  const rc_policy *policy = NULL;
  RC_TRY(rc_asked_policy(&r->asked, document, kind, name, path, &policy));
  const rc_policy **place = RC_VEC_ADD(r->arena, &set->policies);
  if (place != NULL) {
    *place = policy;
  }
  return rc_arena_status(r->arena);
}

/* `{"name": ..., "policy": document}`, or the document by itself. */
static rc_status add_named(reader *r, rc_policy_set *set, rc_value item, rc_policy_kind kind,
                           rc_str path) {
  rc_value document = item;
  rc_str name = RC_STR_NONE;
  if (!rc_asked_expect(&r->asked, item, RC_OBJECT, path)) {
    return RC_OK;
  }
  if (!rc_policy_recognise(item)) {
    name = rc_asked_string_of(&r->asked, item, RC_STR("name"), RC_STR("name"));
    document = rc_asked_member(&r->asked, item, RC_STR("policy"));
    if (rc_value_kind(document) != RC_OBJECT) {
      (void)refuse(r, RC_FILL(r->arena, "`{}` has to have a `policy`, which is an object", path));
      return RC_OK;
    }
  }
  rc_str place = rc_str_is_empty(name) ? path : RC_FILL(r->arena, "{} {}", path, shown(r, name));
  return add_policy(r, set, document, kind, name, place);
}

static rc_status read_list(reader *r, rc_policy_set *set, rc_value list, rc_policy_kind kind,
                           rc_str path) {
  if (!rc_asked_expect(&r->asked, list, RC_ARRAY, path)) {
    return RC_OK;
  }
  for (RC_CHILDREN(item, list)) {
    RC_TRY(add_named(r, set, item, kind, path));
  }
  return RC_OK;
}

static rc_status read_one(reader *r, rc_policy_set *set, rc_value value, rc_policy_kind kind,
                          rc_str path) {
  set->complete = true;
  set->applies = !rc_value_is_none(value);
  return set->applies ? add_named(r, set, value, kind, path) : RC_OK;
}

static rc_status read_levels(reader *r, rc_value list, rc_policy_kind kind, rc_str path,
                             rc_level_list *out) {
  if (!rc_asked_expect(&r->asked, list, RC_ARRAY, path) || rc_value_is_none(list)) {
    return RC_OK;
  }
  uint32_t n = rc_value_node(list)->count;
  rc_policy_set *sets = RC_NEW_ARRAY(r->arena, rc_policy_set, n);
  rc_str *names = RC_NEW_ARRAY(r->arena, rc_str, n);
  if (sets == NULL || names == NULL) {
    return rc_arena_status(r->arena);
  }
  *out = (rc_level_list){.sets = sets, .names = names};
  for (RC_CHILDREN(level, list)) {
    rc_policy_set *set = &sets[out->n];
    *set = (rc_policy_set){.complete = true, .applies = true};
    if (!rc_asked_expect(&r->asked, level, RC_OBJECT, path)) {
      return RC_OK;
    }
    names[out->n++] =
        rc_asked_string_of(&r->asked, level, RC_STR("orgIdentifier"), RC_STR("orgIdentifier"));
    RC_TRY(read_list(r, set, rc_asked_member(&r->asked, level, RC_STR("policies")), kind, path));
  }
  return RC_OK;
}

/* What a call can be about whose own policy has to allow it. */
static const struct {
  rc_str call, service, beginning; /* of the action, and of the resource's ARN */
  rc_policy_kind kind;
} guarded[] = {
    {RC_STR_INIT("kms:"), RC_STR_INIT("kms"), RC_STR_INIT("key/"), RC_POLICY_KEY},
    {RC_STR_INIT("sts:"), RC_STR_INIT("iam"), RC_STR_INIT("role/"), RC_POLICY_TRUST},
};

rc_policy_kind rc_question_guard(rc_request *q) {
  rc_policy_kind kind = RC_POLICY_RESOURCE;
  rc_arn arn;
  bool is_arn = rc_arn_parse(q->resource, &arn);
  for (size_t i = 0; is_arn && i < RC_COUNT_OF(guarded); i++) {
    if (rc_str_equal(arn.service, guarded[i].service) &&
        rc_str_starts_with(arn.resource, guarded[i].beginning) &&
        rc_str_equal_nocase(rc_str_slice(q->action, 0, guarded[i].call.len), guarded[i].call)) {
      q->resource_requires_policy = true;
      kind = guarded[i].kind;
    }
  }
  return kind;
}

rc_status rc_question_read_policies(reader *r, rc_value line, rc_policy_kind resource_kind) {
  rc_question *q = r->out;
  rc_asked *asked = &r->asked;
  q->identity = (rc_policy_set){.complete = true, .applies = true};
  q->boundary = q->endpoint = (rc_policy_set){.complete = true};
  RC_TRY(read_list(r, &q->identity, rc_asked_member(asked, line, RC_STR("identityPolicies")),
                   RC_POLICY_IDENTITY, RC_STR("identityPolicies")));
  RC_TRY(read_list(r, &q->boundary,
                   rc_asked_member(asked, line, RC_STR("permissionBoundaryPolicies")),
                   RC_POLICY_BOUNDARY, RC_STR("permissionBoundaryPolicies")));
  RC_TRY(read_list(r, &q->endpoint, rc_asked_member(asked, line, RC_STR("vpcEndpointPolicies")),
                   RC_POLICY_ENDPOINT, RC_STR("vpcEndpointPolicies")));
  RC_TRY(read_one(r, &q->session, rc_asked_member(asked, line, RC_STR("sessionPolicy")),
                  RC_POLICY_SESSION, RC_STR("sessionPolicy")));
  RC_TRY(read_one(r, &q->resource, rc_asked_member(asked, line, RC_STR("resourcePolicy")),
                  resource_kind, RC_STR("resourcePolicy")));
  RC_TRY(read_levels(r, rc_asked_member(asked, line, RC_STR("serviceControlPolicies")),
                     RC_POLICY_SCP, RC_STR("serviceControlPolicies"), &q->scps));
  RC_TRY(read_levels(r, rc_asked_member(asked, line, RC_STR("resourceControlPolicies")),
                     RC_POLICY_RCP, RC_STR("resourceControlPolicies"), &q->rcps));
  /* A list with nothing in it is how one says that there is no such layer. */
  q->boundary.applies = q->boundary.policies.len > 0;
  q->endpoint.applies = q->endpoint.policies.len > 0;
  return RC_OK;
}

void rc_question_join(rc_question *q) {
  q->request.identity = &q->identity;
  q->request.boundary = &q->boundary;
  q->request.session = &q->session;
  q->request.resource_policy = &q->resource;
  q->request.endpoint = &q->endpoint;
  q->request.scp_levels = q->scps.sets;
  q->request.n_scp_levels = q->scps.n;
  q->request.rcp_levels = q->rcps.sets;
  q->request.n_rcp_levels = q->rcps.n;
}

/* ---- the line ---- */

bool rc_question_read_request(reader *r, rc_value request) {
  return read_caller(r, request) && read_action(r, request) && read_resource(r, request) &&
         read_context(r, request);
}

static rc_status read_line(reader *r, rc_value line) {
  rc_value request = rc_asked_member(&r->asked, line, RC_STR("request"));
  if (rc_value_kind(request) != RC_OBJECT) {
    (void)refuse(r, RC_STR("`request` is missing: an object with `principal`, `action`, "
                           "`resource` and `contextVariables`"));
    return RC_OK;
  }
  bool ok = rc_question_read_request(r, request) && rc_question_read_completeness(r, line);
  RC_TRY(rc_arena_status(r->arena));
  if (ok) {
    rc_policy_kind kind = rc_question_guard(&r->out->request);
    RC_TRY(rc_question_read_policies(r, line, kind));
    rc_question_join(r->out);
  }
  return rc_arena_status(r->arena);
}

rc_status rc_question_read(rc_arena *arena, const rc_catalogue *catalogue, rc_str line,
                           rc_question *out) {
  reader r = {.asked = {.arena = arena}, .arena = arena, .catalogue = catalogue, .out = out};
  rc_value object;
  *out = (rc_question){.refusal = RC_STR_NONE};
  RC_TRY(rc_asked_parse(&r.asked, line, &object));
  if (!rc_value_is_none(object)) {
    RC_TRY(read_line(&r, object));
  }
  out->refusal = rc_hole_display(arena, r.asked.fault);
  return rc_arena_status(arena);
}
