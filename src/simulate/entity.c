/*
 * Simulation of a principal: the policies of a user, group or role as `aws iam
 * get-account-authorization-details` prints them. Source: IAM API reference; facts
 * iam-evaluation 13.
 */
#include "aws/arn.h"
#include "aws/managed_policy.h"
#include "simulate/custom.h"
#include "syntax/json.h"

/* Where the output lists each kind of entity, and what belongs to it. */
static const struct entity_kind {
  const char *beginning; /* of the resource in the ARN */
  const char *prefix;    /* of policy names in answers */
  const char *list, *inline_policies;
} kinds[] = {
    {"user/", "user", "UserDetailList", "UserPolicyList"},
    {"group/", "group", "GroupDetailList", "GroupPolicyList"},
    {"role/", "role", "RoleDetailList", "RolePolicyList"},
};

static rc_value get(rc_custom *c, rc_value object, const char *name) {
  return rc_asked_member(&c->asked, object, rc_str_from_c(name));
}

static rc_str text(rc_custom *c, rc_value object, const char *name) {
  return rc_asked_text_of(&c->asked, get(c, object, name));
}

/* ---- the files ---- */

rc_status rc_accounts_add(rc_arena *arena, rc_accounts *accounts, rc_str bytes, rc_str *refusal) {
  rc_asked own = {.arena = arena, .literal = true};
  rc_value value;
  RC_TRY(rc_asked_parse(&own, bytes, &value));
  *refusal = own.fault;
  rc_value *added = rc_value_is_none(value) ? NULL : RC_VEC_ADD(arena, accounts);
  if (added != NULL) {
    *added = value;
  }
  return rc_arena_status(arena);
}

static rc_status read_files(rc_custom *c, rc_value input) {
  uint32_t n = 0;
  const rc_str *texts = rc_asked_strings(&c->asked, input, RC_STR("AuthorizationDetails"), &n);
  for (uint32_t i = 0; i < n; i++) {
    rc_str refusal = RC_STR_NONE;
    RC_TRY(rc_accounts_add(c->arena, &c->accounts, texts[i], &refusal));
    if (!rc_str_is_empty(refusal)) {
      (void)rc_asked_refuse(&c->asked, RC_FILL(c->arena, "`AuthorizationDetails`: {}", refusal));
      break;
    }
  }
  return rc_arena_status(c->arena);
}

/* The entry of `list` in any file whose `member` is `wanted`. */
static rc_value find_entry(rc_custom *c, const char *list, const char *member, rc_str wanted) {
  for (RC_EACH(rc_value, file, c->accounts)) {
    for (RC_CHILDREN(entry, get(c, *file, list))) {
      if (rc_str_equal(text(c, entry, member), wanted)) {
        return entry;
      }
    }
  }
  return RC_VALUE_NONE;
}

/* ---- documents ---- */

static bool refuse_document(rc_custom *c, rc_str id) {
  return rc_asked_refuse(&c->asked, RC_FILL(c->arena, "`AuthorizationDetails`: `{}` has no policy "
                                                      "document that can be read", id));
}

/* A document is an object, or JSON text, percent-encoded or not. */
static rc_status add_value(rc_custom *c, rc_policy_set *set, rc_value value, rc_policy_kind kind,
                           rc_custom_document about) {
  if (rc_value_kind(value) == RC_STRING) {
    rc_tree *tree = NULL;
    RC_TRY(rc_json_parse_embedded(c->arena, value, &tree));
    tree->literal = true;
    value = tree->has_errors ? RC_VALUE_NONE : rc_value_first(rc_tree_root(tree));
  }
  if (rc_value_kind(value) != RC_OBJECT) {
    (void)refuse_document(c, about.id);
    return rc_arena_status(c->arena);
  }
  return rc_custom_add_policy(c, set, value, kind, about);
}

static rc_value default_version(rc_custom *c, rc_value policy) {
  rc_str wanted = text(c, policy, "DefaultVersionId");
  for (RC_CHILDREN(version, get(c, policy, "PolicyVersionList"))) {
    rc_value flag = get(c, version, "IsDefaultVersion");
    bool is_default = rc_value_kind(flag) == RC_BOOL
                          ? (rc_value_node(flag)->flags & RC_NODE_TRUE) != 0
                          : rc_str_equal(text(c, version, "VersionId"), wanted);
    if (is_default) {
      return get(c, version, "Document");
    }
  }
  return RC_VALUE_NONE;
}

/* A policy whose document nobody shows could allow or deny anything: better no answer. */
static rc_status refuse_unseen(rc_custom *c, rc_str arn) {
  (void)rc_asked_refuse_as(
      &c->asked, RC_FAULT_NO_SUCH_ENTITY,
      RC_FILL(c->arena, "`{}` is attached and its document is in no file; `aws iam "
                        "get-account-authorization-details --filter LocalManagedPolicy "
                        "AWSManagedPolicy` prints it", arn));
  return rc_arena_status(c->arena);
}

static rc_status add_managed(rc_custom *c, rc_policy_set *set, rc_str arn, rc_policy_kind kind,
                             const char *type) {
  rc_custom_document about = {.id = rc_arn_policy_name(arn), .type = type, .shown = true};
  rc_value policy = find_entry(c, "Policies", "Arn", arn);
  const rc_managed_policy *known = rc_managed_policy_find(arn);
  if (!rc_value_is_none(policy)) {
    return add_value(c, set, default_version(c, policy), kind, about);
  }
  if (known == NULL) {
    return refuse_unseen(c, arn);
  }
  rc_asked own = {.arena = c->arena, .literal = true};
  rc_value document;
  RC_TRY(rc_asked_parse(&own, known->document, &document));
  return add_value(c, set, document, kind, about);
}

static rc_status add_own(rc_custom *c, const struct entity_kind *kind, rc_value entity,
                         rc_str name) {
  for (RC_CHILDREN(item, get(c, entity, kind->inline_policies))) {
    rc_custom_document about = {
        .id = RC_FILL(c->arena, "{}_{}_{}", rc_str_from_c(kind->prefix), name,
                      text(c, item, "PolicyName")),
        .type = "IAM Policy",
        .shown = true,
    };
    RC_TRY(add_value(c, &c->identity, get(c, item, "PolicyDocument"), RC_POLICY_IDENTITY, about));
  }
  for (RC_CHILDREN(item, get(c, entity, "AttachedManagedPolicies"))) {
    RC_TRY(add_managed(c, &c->identity, text(c, item, "PolicyArn"), RC_POLICY_IDENTITY,
                       "IAM Policy"));
  }
  return rc_arena_status(c->arena);
}

static rc_status add_groups(rc_custom *c, rc_value user) {
  for (RC_CHILDREN(item, get(c, user, "GroupList"))) {
    rc_str name = rc_asked_text_of(&c->asked, item);
    rc_value group = find_entry(c, "GroupDetailList", "GroupName", name);
    if (rc_value_is_none(group)) {
      (void)rc_asked_refuse_as(&c->asked, RC_FAULT_NO_SUCH_ENTITY,
                               RC_FILL(c->arena, "the user is in group `{}`, which is in no file",
                                       name));
      return rc_arena_status(c->arena);
    }
    RC_TRY(add_own(c, &kinds[1], group, name));
  }
  return RC_OK;
}

/* ---- the entity ---- */

rc_status rc_custom_find_principal(rc_custom *c, rc_value input) {
  rc_arn arn = {.partition = RC_STR_NONE};
  rc_str source = rc_asked_string_of(&c->asked, input, RC_STR("PolicySourceArn"),
                                     RC_STR("PolicySourceArn"));
  bool is_iam = rc_arn_parse(source, &arn) && rc_str_equal(arn.service, RC_STR("iam"));
  RC_TRY(read_files(c, input));
  for (size_t i = 0; is_iam && i < RC_COUNT_OF(kinds); i++) {
    if (rc_str_starts_with(arn.resource, rc_str_from_c(kinds[i].beginning))) {
      c->source_kind = (uint32_t)i;
      c->source_name = rc_str_from(arn.resource, rc_str_find_last_byte(arn.resource, '/') + 1);
      c->source = find_entry(c, kinds[i].list, "Arn", source);
      if (rc_value_is_none(c->source)) {
        (void)rc_asked_refuse_as(&c->asked, RC_FAULT_NO_SUCH_ENTITY,
                                 RC_FILL(c->arena, "`PolicySourceArn`: `{}` is in no file of "
                                                   "authorization details", source));
      }
      return rc_arena_status(c->arena);
    }
  }
  if (rc_str_is_empty(source)) {
    (void)rc_asked_refuse_as(&c->asked, RC_FAULT_VALIDATION,
                             RC_STR("`PolicySourceArn` is missing"));
  }
  (void)rc_asked_refuse(&c->asked, RC_FILL(c->arena, "`PolicySourceArn`: `{}` is no ARN of a user, "
                                                     "group or role", source));
  return rc_arena_status(c->arena);
}

rc_status rc_custom_add_principal(rc_custom *c) {
  rc_str boundary = text(c, get(c, c->source, "PermissionsBoundary"), "PermissionsBoundaryArn");
  RC_TRY(add_own(c, &kinds[c->source_kind], c->source, c->source_name));
  RC_TRY(add_groups(c, c->source));
  /* The boundary is attached to nobody: it bounds what is. */
  if (rc_str_is_empty(boundary) || c->boundary.policies.len > 0 || rc_custom_is_keys(c)) {
    return RC_OK;
  }
  return add_managed(c, &c->boundary, boundary, RC_POLICY_BOUNDARY, "Permissions Boundary Policy");
}
