#include "model/model.h"

#include <string.h>

#include "model/parts.h"

/* ---- findings ------------------------------------------------------------------------------- */

rc_finding *rc_model_report(rc_model *model, const char *code, const char *name,
                            rc_severity severity, rc_span span, rc_str message) {
  if (model->findings.len >= rc_limit_info(RC_LIMIT_FINDINGS)->value) {
    (void)rc_arena_hit(model->arena, RC_LIMIT_FINDINGS);
    return NULL;
  }
  rc_finding *finding = RC_VEC_ADD(model->arena, &model->findings);
  if (finding == NULL) {
    return NULL;
  }
  *finding = (rc_finding){
      .code = rc_str_from_c(code),
      .name = rc_str_from_c(name),
      .severity = severity,
      .message = message,
      .span = span,
      .masked = RC_SPAN_NONE,
  };
  return finding;
}

void rc_model_say(rc_model *model, const char *code, const char *name, rc_severity severity,
                  rc_span span, rc_str message, const char *help) {
  rc_finding *finding = rc_model_report(model, code, name, severity, span, message);
  if (finding != NULL) {
    finding->help = rc_str_from_c(help);
  }
}

/* ---- keys ----------------------------------------------------------------------------------- */

enum { KEY_ROOM = 512 };

/* Room for a key while it is looked up; longer ones go to the arena. */
typedef struct key_room {
  char bytes[KEY_ROOM];
} key_room;

static rc_str join_parts(rc_arena *arena, key_room *room, const rc_str *parts, size_t n_parts) {
  size_t total = 0;
  for (size_t i = 0; i < n_parts; i++) {
    total += parts[i].len;
  }
  char *key = room != NULL && total <= KEY_ROOM ? room->bytes : rc_arena_bytes(arena, total);
  if (key == NULL) {
    return RC_STR_NONE;
  }
  size_t len = 0;
  for (size_t i = 0; i < n_parts; i++) {
    if (parts[i].len > 0) {
      memcpy(key + len, parts[i].ptr, parts[i].len);
      len += parts[i].len;
    }
  }
  return (rc_str){key, len};
}

/* Between the parts of a key stands a byte that begins neither text nor hole. */
#define KEY_MARK RC_STR("\xFF")

static rc_str role_key(rc_arena *arena, key_room *room, rc_str account, rc_str name) {
  if (account.len == 0) {
    return name;
  }
  const rc_str parts[] = {KEY_MARK, account, KEY_MARK, name};
  return join_parts(arena, room, parts, RC_COUNT_OF(parts));
}

rc_str rc_model_role_key(rc_arena *arena, rc_str account, rc_str name) {
  return role_key(arena, NULL, account, name);
}

/* ---- roles ---------------------------------------------------------------------------------- */

/* How a text names a role. A hole, or a word that is no account number, tells no account. */
typedef struct role_name {
  rc_str name, account;
  bool is_arn;
} role_name;

static role_name role_name_of(rc_str text) {
  rc_arn arn;
  role_name named = {.name = rc_arn_role_name(text), .is_arn = rc_arn_parse(text, &arn)};
  if (named.is_arn && rc_tells_account(arn.account)) {
    named.account = arn.account;
  }
  if (named.name.len == 0) {
    named.name = text;
  }
  return named;
}

static rc_role *add_role(rc_model *model, role_name named, rc_str text) {
  rc_role *role = RC_VEC_ADD(model->arena, &model->roles);
  if (role == NULL) {
    return NULL;
  }
  *role = (rc_role){.name = named.name, .account = named.account, .span = RC_SPAN_NONE};
  if (named.is_arn) {
    role->arn = text;
  }
  return role;
}

rc_role *rc_model_role(rc_model *model, rc_str arn_or_name) {
  key_room room;
  role_name named = role_name_of(arn_or_name);
  rc_str key = role_key(model->arena, &room, named.account, named.name);
  uint32_t known = rc_map_get(&model->role_by_name, key);
  if (known != RC_MAP_NONE) {
    rc_role *role = &model->roles.items[known];
    if (role->arn.len == 0 && named.is_arn) {
      role->arn = arn_or_name;
    }
    return role;
  }
  key = rc_model_role_key(model->arena, named.account, named.name);
  rc_role *role = add_role(model, named, arn_or_name);
  if (role == NULL || rc_map_add(model->arena, &model->role_by_name, key, model->roles.len - 1,
                                 NULL) != RC_OK) {
    return NULL;
  }
  return role;
}

uint32_t rc_model_find_role(const rc_model *model, rc_str arn_or_name) {
  key_room room;
  role_name named = role_name_of(arn_or_name);
  rc_str key = role_key(model->arena, &room, named.account, named.name);
  uint32_t found = rc_map_get(&model->role_by_name, key);
  if (found == RC_MAP_NONE && named.account.len > 0) {
    found = rc_map_get(&model->role_by_name, named.name);
    rc_str account = found == RC_MAP_NONE ? RC_STR_NONE : model->roles.items[found].account;
    if (account.len > 0 && !rc_str_equal(account, named.account)) {
      return RC_NO_INDEX; /* the role of that name is another account's */
    }
  }
  return found == RC_MAP_NONE ? RC_NO_INDEX : found;
}

void rc_model_define_role(rc_role *role, rc_span span) {
  role->defined = true;
  if (rc_span_is_none(role->span)) {
    role->span = span;
  }
}

/* What two of the user's own documents say about one thing. */
static void report_twice(rc_model *model, rc_span span, rc_span first, const char *what,
                         rc_str whose) {
  if (span.file == first.file && span.start == first.start) {
    return; /* one place of a template that stands for several things */
  }
  rc_finding *finding = rc_model_report(
      model, RC_SAY_DESCRIBED_TWICE, RC_WARNING, span,
      RC_FILL(model->arena, "`{}` has a second {} here; the first one counts", whose,
              rc_str_from_c(what)));
  if (finding == NULL) {
    return;
  }
  finding->help = RC_STR("name only the files that belong together, or take one of the two away");
  rc_related *related = RC_VEC_ADD(model->arena, &finding->related);
  if (related != NULL) {
    *related = (rc_related){.span = first, .message = RC_STR("the first one")};
  }
}

/* Whether a document replaces what is known: sources outweigh snapshots, else the first counts. */
static bool outweighs(const rc_policy *known, rc_origin known_origin, rc_origin origin) {
  return known == NULL || (known_origin == RC_ORIGIN_SNAPSHOT && origin == RC_ORIGIN_SOURCE);
}

static rc_span policy_span(const rc_policy *policy) { return rc_value_span(policy->document); }

void rc_model_set_trust(rc_model *model, rc_role *role, const rc_policy *policy, rc_origin origin,
                        rc_span span) {
  role->trust_known = true;
  if (outweighs(role->trust, role->trust_origin, origin)) {
    role->trust = policy;
    role->trust_origin = origin;
  } else if (origin == RC_ORIGIN_SOURCE) {
    report_twice(model, span, policy_span(role->trust), "trust policy", role->name);
  }
}

void rc_model_set_boundary(rc_model *model, rc_role *role, const rc_policy *policy,
                           rc_span span) {
  role->boundary_known = true;
  if (role->boundary == NULL) {
    role->boundary = policy;
  } else {
    report_twice(model, span, policy_span(role->boundary), "permissions boundary", role->name);
  }
}

rc_status rc_model_add_inline(rc_model *model, rc_role *role, rc_inline_policy policy) {
  rc_inline_policy *added = RC_VEC_ADD(model->arena, &role->inline_policies);
  if (added == NULL) {
    return rc_arena_status(model->arena);
  }
  *added = policy;
  return RC_OK;
}

rc_status rc_model_add_attached(rc_model *model, rc_role *role, rc_str arn, rc_span span) {
  rc_attached_policy *added = RC_VEC_ADD(model->arena, &role->attached);
  if (added == NULL) {
    return rc_arena_status(model->arena);
  }
  *added = (rc_attached_policy){.arn = arn, .span = span};
  return RC_OK;
}

rc_status rc_model_add_loose(rc_model *model, rc_loose_vec *to, const rc_policy *policy,
                             rc_span span) {
  rc_loose_policy *added = RC_VEC_ADD(model->arena, to);
  if (added == NULL) {
    return rc_arena_status(model->arena);
  }
  *added = (rc_loose_policy){.policy = policy, .span = span};
  return RC_OK;
}

/* ---- resources ------------------------------------------------------------------------------ */

/* What stands before the name in the resource part of each kind's ARN. */
static const rc_str name_prefixes[] = {
    [RC_RESOURCE_REPOSITORY] = RC_STR_INIT("repository/"),
    [RC_RESOURCE_SECRET] = RC_STR_INIT("secret:"),
    [RC_RESOURCE_KEY] = RC_STR_INIT("key/"),
    [RC_RESOURCE_PARAMETER] = RC_STR_INIT("parameter/"),
    [RC_RESOURCE_LOG_GROUP] = RC_STR_INIT("log-group:"),
};

/* Who a resource is. Account and Region are empty where they are not known. */
typedef struct identity {
  rc_resource_kind kind;
  rc_str name, account, region;
} identity;

static bool is_region(rc_str text) {
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') {
      return false;
    }
  }
  return text.len > 0;
}

static bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

enum { SECRET_SUFFIX = 7 }; /* a hyphen and six characters that Secrets Manager chose */

static bool has_secret_suffix(rc_str name) {
  if (name.len <= SECRET_SUFFIX || name.ptr[name.len - SECRET_SUFFIX] != '-') {
    return false;
  }
  for (size_t i = name.len - SECRET_SUFFIX + 1; i < name.len; i++) {
    if (!is_alphanumeric(name.ptr[i])) {
      return false;
    }
  }
  return true;
}

/* Of a secret that a template makes, nobody knows the suffix yet: a hole stands for it, in
 * Terraform `${substr(x.arn, -6, 6)}`. */
static rc_str without_secret_suffix(rc_str name) {
  static const rc_str open[] = {RC_STR_INIT("??????\xFF"), RC_STR_INIT(", -6, 6)}\xFF")};
  if (has_secret_suffix(name)) {
    return rc_str_slice(name, 0, name.len - SECRET_SUFFIX);
  }
  size_t hole = rc_str_find_last_byte(name, RC_HOLE_OPEN);
  for (size_t i = 0; i < RC_COUNT_OF(open) && hole != RC_NOT_FOUND; i++) {
    if (hole > 1 && name.ptr[hole - 1] == '-' && rc_str_ends_with(name, open[i])) {
      return rc_str_slice(name, 0, hole - 1);
    }
  }
  return name;
}

/* The name as both its spellings agree on: a parameter `/a/b` is `parameter/a/b` in its ARN, a log
 * group's ARN may end in `:*`. */
static rc_str canonical_name(rc_resource_kind kind, rc_str name) {
  if (kind == RC_RESOURCE_PARAMETER && rc_str_starts_with(name, RC_STR("/"))) {
    return rc_str_from(name, 1);
  }
  if (kind == RC_RESOURCE_LOG_GROUP && rc_str_ends_with(name, RC_STR(":*"))) {
    return rc_str_slice(name, 0, name.len - 2);
  }
  return name;
}

static identity identity_of(rc_resource_kind kind, rc_str text) {
  rc_arn arn;
  identity who = {.kind = kind, .name = text};
  if (rc_arn_parse(text, &arn)) {
    rc_str prefix = name_prefixes[kind];
    who.name = rc_str_starts_with(arn.resource, prefix) ? rc_str_from(arn.resource, prefix.len)
                                                         : arn.resource;
    who.account = rc_tells_account(arn.account) ? arn.account : RC_STR_NONE;
    who.region = is_region(arn.region) ? arn.region : RC_STR_NONE;
  }
  who.name = canonical_name(kind, who.name);
  return who;
}

static rc_str resource_key(rc_arena *arena, key_room *room, const identity *who, rc_str account,
                           rc_str region) {
  static const char letters[] = "rskpl";
  const rc_str parts[] = {{&letters[who->kind], 1}, account,  KEY_MARK, region,
                          KEY_MARK,                 who->name};
  return join_parts(arena, room, parts, RC_COUNT_OF(parts));
}

/* The resource that a key leads to, RC_NO_INDEX if none or several. */
static uint32_t follow(const rc_model *model, const identity *who, rc_str account,
                       rc_str region) {
  key_room room;
  rc_str key = resource_key(model->arena, &room, who, account, region);
  uint32_t at = rc_map_get(&model->resource_by_key, key);
  if (at == RC_MAP_NONE || model->aliases.items[at].shared) {
    return RC_NO_INDEX;
  }
  return model->aliases.items[at].resource;
}

uint32_t rc_model_exact_resource(const rc_model *model, const rc_resource *like) {
  identity who = {.kind = like->kind, .name = like->name};
  uint32_t found = follow(model, &who, like->account, like->region);
  if (found == RC_NO_INDEX) {
    return RC_NO_INDEX;
  }
  const rc_resource *resource = &model->resources.items[found];
  bool same = rc_str_equal(resource->account, like->account) &&
              rc_str_equal(resource->region, like->region);
  return same ? found : RC_NO_INDEX;
}

static rc_status index_under(rc_model *model, const identity *who, rc_str account, rc_str region,
                             uint32_t resource) {
  rc_str key = resource_key(model->arena, NULL, who, account, region);
  uint32_t at = 0;
  RC_TRY(rc_map_add(model->arena, &model->resource_by_key, key, model->aliases.len, &at));
  if (at < model->aliases.len) {
    rc_resource_alias *known = &model->aliases.items[at];
    known->shared = known->shared || known->resource != resource;
    return RC_OK;
  }
  rc_resource_alias *alias = RC_VEC_ADD(model->arena, &model->aliases);
  if (alias == NULL) {
    return rc_arena_status(model->arena);
  }
  alias->resource = resource;
  return RC_OK;
}

/* Stands in a key where any account or Region will do; no real one is spelled so. */
#define ANY RC_STR("*")

rc_status rc_model_index_resource(rc_model *model, uint32_t index) {
  const rc_resource *resource = &model->resources.items[index];
  identity who = {resource->kind, resource->name, resource->account, resource->region};
  RC_TRY(index_under(model, &who, who.account, who.region, index));
  RC_TRY(index_under(model, &who, ANY, ANY, index));
  if (who.region.len > 0) {
    RC_TRY(index_under(model, &who, ANY, who.region, index));
  }
  if (who.account.len > 0) {
    RC_TRY(index_under(model, &who, who.account, ANY, index));
  }
  return RC_OK;
}

static rc_resource *get_or_add(rc_model *model, const identity *who) {
  uint32_t known = follow(model, who, who->account, who->region);
  if (known != RC_NO_INDEX) {
    return &model->resources.items[known];
  }
  rc_resource *resource = RC_VEC_ADD(model->arena, &model->resources);
  if (resource == NULL) {
    return NULL;
  }
  *resource = (rc_resource){
      .kind = who->kind,
      .name = who->name,
      .account = who->account,
      .region = who->region,
      .span = RC_SPAN_NONE,
  };
  uint32_t index = model->resources.len - 1;
  return rc_model_index_resource(model, index) == RC_OK ? resource : NULL;
}

rc_resource *rc_model_resource(rc_model *model, rc_resource_kind kind, rc_str arn_or_name) {
  rc_arn arn;
  identity who = identity_of(kind, arn_or_name);
  bool is_arn = rc_arn_parse(arn_or_name, &arn);
  if (kind == RC_RESOURCE_SECRET && is_arn) {
    who.name = without_secret_suffix(who.name);
  }
  rc_resource *resource = get_or_add(model, &who);
  if (resource != NULL && resource->arn.len == 0 && is_arn) {
    resource->arn = arn_or_name;
  }
  return resource;
}

rc_resource *rc_model_resource_at(rc_model *model, rc_resource_kind kind, rc_str name,
                                  rc_str account, rc_str region) {
  identity who = {
      .kind = kind,
      .name = canonical_name(kind, name),
      .account = rc_tells_account(account) ? account : RC_STR_NONE,
      .region = is_region(region) ? region : RC_STR_NONE,
  };
  return get_or_add(model, &who);
}

static bool may_be_equal(rc_str a, rc_str b) {
  return a.len == 0 || b.len == 0 || rc_str_equal(a, b);
}

/* A secret that was deleted and made again has another suffix: it is another secret. */
static bool suffixes_agree(rc_str a, rc_str b) {
  return a.len != b.len || !has_secret_suffix(a) || !has_secret_suffix(b) ||
         rc_str_equal(rc_str_from(a, a.len - SECRET_SUFFIX),
                      rc_str_from(b, b.len - SECRET_SUFFIX));
}

static const rc_resource *resource_if_fits(const rc_model *model, uint32_t index,
                                           const identity *who, rc_str text) {
  if (index == RC_NO_INDEX) {
    return NULL;
  }
  const rc_resource *found = &model->resources.items[index];
  bool fits = may_be_equal(found->account, who->account) &&
              may_be_equal(found->region, who->region) &&
              (found->kind != RC_RESOURCE_SECRET || suffixes_agree(found->arn, text));
  return fits ? found : NULL;
}

/* First the places that know at most what `who` knows, then the only ones that know more. */
static const rc_resource *find_named(const rc_model *model, const identity *who, rc_str text) {
  rc_str account = who->account.len > 0 ? who->account : ANY;
  rc_str region = who->region.len > 0 ? who->region : ANY;
  const rc_str places[][2] = {
      {who->account, who->region}, {who->account, RC_STR_NONE}, {RC_STR_NONE, who->region},
      {RC_STR_NONE, RC_STR_NONE},  {account, region},
  };
  for (size_t i = 0; i < RC_COUNT_OF(places); i++) {
    uint32_t index = follow(model, who, places[i][0], places[i][1]);
    const rc_resource *found = resource_if_fits(model, index, who, text);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

const rc_resource *rc_model_find_resource(const rc_model *model, rc_resource_kind kind,
                                          rc_str arn_or_name) {
  identity who = identity_of(kind, arn_or_name);
  const rc_resource *found = find_named(model, &who, arn_or_name);
  if (found == NULL && kind == RC_RESOURCE_SECRET) {
    who.name = without_secret_suffix(who.name);
    found = find_named(model, &who, arn_or_name);
  }
  return found;
}

void rc_model_set_resource_policy(rc_model *model, rc_resource *resource, const rc_policy *policy,
                                  rc_origin origin, rc_span span) {
  resource->policy_known = RC_KNOWN_YES;
  if (outweighs(resource->policy, resource->policy_origin, origin)) {
    resource->policy = policy;
    resource->policy_origin = origin;
  } else if (origin == RC_ORIGIN_SOURCE) {
    report_twice(model, span, policy_span(resource->policy), "policy", resource->name);
  }
}
