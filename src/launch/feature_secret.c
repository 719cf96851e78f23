/*
 * What `valueFrom` and its like refer to, and which key protects it.
 *
 * Forms (facts required-calls 9a): a secret's ARN, whole or without its six random characters, with
 * or without `:json-key:stage:version-id` behind it; a parameter's ARN; a bare name. IAM always
 * judges the secret's full ARN.
 */
#include "launch/feature.h"

enum { SUFFIX_LENGTH = 6 };

typedef struct context {
  const rc_surroundings *around;
  rc_feature_vec *features;
  const rc_asker *asker;
  const rc_secret_use *use;
} context;

static void bind(const context *c, rc_feature *feature, const char *name, rc_str text) {
  rc_bind(c->around->model->arena, &feature->values, rc_str_from_c(name), text);
}

static void miss(const context *c, rc_feature *feature, const char *id) {
  rc_miss(c->around->model->arena, &feature->required_missing, rc_str_from_c(id),
          feature->values.items, feature->values.len);
}

static rc_str before_colon(rc_str text) {
  size_t colon = rc_hole_find_byte(text, ':', 0);
  return rc_str_slice(text, 0, colon == RC_NOT_FOUND ? text.len : colon);
}

/* ---- keys ----------------------------------------------------------------------------------- */

static bool is_alias(rc_str resource) { return rc_str_starts_with(resource, RC_STR("alias/")); }

/* Where the thing that the key protects lies. */
typedef struct protected_thing {
  rc_arn arn; /* its parts; `resource` is not used */
  rc_str name;
  const rc_resource *target;
} protected_thing;

static rc_str key_arn(const context *c, const protected_thing *thing, rc_str resource) {
  return rc_arn_make(c->around->model->arena, &(rc_arn){.partition = thing->arn.partition,
                                                        .service = RC_STR("kms"),
                                                        .region = thing->arn.region,
                                                        .account = thing->arn.account,
                                                        .resource = resource});
}

static rc_str hidden_key(const context *c, const protected_thing *thing) {
  return key_arn(c, thing, RC_FILL(c->around->model->arena, "key/{}",
                                   rc_feature_hole(c->around, "key", thing->name)));
}

/* A grant must name the key itself: an alias in a Resource element authorises nothing. */
static rc_str resolve_key(const context *c, const protected_thing *thing,
                          const rc_resource **key) {
  rc_str text = thing->target->key_arn;
  rc_arn arn;
  bool parsed = rc_arn_parse(text, &arn);
  *key = rc_model_find_resource(c->around->model, RC_RESOURCE_KEY, text);
  if (*key != NULL && rc_arn_parse((*key)->arn, &arn) && !is_alias(arn.resource)) {
    return (*key)->arn;
  }
  if (is_alias(parsed ? arn.resource : text) || text.len == 0) {
    return hidden_key(c, thing);
  }
  return parsed ? text
                : key_arn(c, thing, RC_FILL(c->around->model->arena, "key/{}", text));
}

static rc_known customer_key(const rc_resource *target) {
  if (target == NULL) {
    return RC_KNOWN_NOT;
  }
  bool plain = target->kind == RC_RESOURCE_PARAMETER && target->parameter_type.len > 0 &&
               !rc_str_equal(target->parameter_type, RC_STR("SecureString"));
  return plain ? RC_KNOWN_NO : target->customer_key;
}

/* `copy_from` is the feature of the secret or parameter: its values name it in commands. */
static void add_key(const context *c, rc_str name, const protected_thing *thing,
                    const char *what_tells, uint32_t copy_from) {
  rc_known known = customer_key(thing->target);
  const rc_resource *key = NULL;
  rc_str arn = known == RC_KNOWN_YES ? resolve_key(c, thing, &key) : hidden_key(c, thing);
  if (name.len == 0 || known == RC_KNOWN_NO || (key != NULL && key->aws_managed_key)) {
    return;
  }
  rc_feature *feature = rc_feature_add(c->around, c->features, name, c->asker);
  if (feature == NULL) {
    return;
  }
  rc_arn parts;
  bool parsed = rc_arn_parse(arn, &parts);
  rc_feature_place(c->around, feature, thing->arn.partition, thing->arn.region,
                   parsed ? parts.account : thing->arn.account);
  feature->target = key;
  bind(c, feature, "key", arn);
  rc_named_texts named = c->features->items[copy_from].values;
  for (RC_EACH(const rc_named_text, value, named)) {
    rc_bind(c->around->model->arena, &feature->values, value->name, value->text);
  }
  if (known != RC_KNOWN_YES) {
    feature->required = RC_KNOWN_NOT;
    miss(c, feature, what_tells);
  } else if (rc_hole_any(arn) && !rc_hole_any(thing->target->key_arn)) {
    RC_MISS(c->around->model->arena, &feature->required_missing, "key-alias",
            {RC_STR("key"), thing->target->key_arn}, {RC_STR("region"), thing->arn.region});
  }
}

/* ---- secrets -------------------------------------------------------------------------------- */

static bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* `-` and six characters: Secrets Manager takes such a name for a whole one, and so must we. A hole
 * at the end may bring the suffix along. */
static bool has_suffix(rc_str name) {
  if (name.len > 0 && name.ptr[name.len - 1] == RC_HOLE_CLOSE) {
    return true;
  }
  if (name.len < SUFFIX_LENGTH + 2 || name.ptr[name.len - SUFFIX_LENGTH - 1] != '-') {
    return false;
  }
  for (size_t i = name.len - SUFFIX_LENGTH; i < name.len; i++) {
    if (!is_alphanumeric(name.ptr[i])) {
      return false;
    }
  }
  return true;
}

static rc_str secret_name(rc_arn arn) {
  rc_str prefix = RC_STR("secret:");
  return rc_str_starts_with(arn.resource, prefix)
             ? before_colon(rc_str_from(arn.resource, prefix.len))
             : RC_STR_NONE;
}

static rc_str full_secret_name(const context *c, rc_str name, const rc_resource *target) {
  rc_arena *arena = c->around->model->arena;
  rc_arn arn;
  if (has_suffix(name)) {
    return name;
  }
  if (target != NULL && rc_arn_parse(target->arn, &arn) && has_suffix(secret_name(arn))) {
    return secret_name(arn);
  }
  return RC_FILL(arena, "{}-{}", name, rc_hole_make(arena, RC_STR("??????")));
}

static rc_str secret_arn(const context *c, const rc_arn *parts, rc_str name) {
  rc_arn arn = *parts;
  arn.resource = RC_FILL(c->around->model->arena, "secret:{}", name);
  return rc_arn_make(c->around->model->arena, &arn);
}

/* `parts` tells where; `name` as it stands in the file, with or without suffix. */
static void add_secret(const context *c, const rc_arn *parts, rc_str name) {
  rc_str written = secret_arn(c, parts, name);
  protected_thing thing = {
      .arn = *parts,
      .name = name,
      .target = rc_model_find_resource(c->around->model, RC_RESOURCE_SECRET, written)};
  uint32_t at = c->features->len;
  rc_feature *feature = rc_feature_add(c->around, c->features, c->use->secret, c->asker);
  if (feature == NULL) {
    return;
  }
  rc_str full = full_secret_name(c, name, thing.target);
  rc_feature_place(c->around, feature, parts->partition, parts->region, parts->account);
  feature->target = thing.target;
  bind(c, feature, "secret", full);
  bind(c, feature, "secret-arn", secret_arn(c, parts, full));
  bind(c, feature, "secret-id", written);
  add_key(c, c->use->secret_key, &thing, "secret-key", at);
}

static rc_arn own_arn(const context *c, const char *service) {
  return (rc_arn){.partition = c->around->partition,
                  .service = rc_str_from_c(service),
                  .region = c->around->region,
                  .account = c->around->account};
}

/* ---- parameters ----------------------------------------------------------------------------- */

/* A parameter that stands for a secret: reading it reads the secret too. */
static void add_referenced_secret(const context *c, rc_str name) {
  rc_str prefix = RC_STR("aws/reference/secretsmanager/");
  if (rc_str_starts_with(name, prefix) && name.len > prefix.len && c->use->secret.len > 0) {
    rc_arn parts = own_arn(c, "secretsmanager");
    add_secret(c, &parts, rc_str_from(name, prefix.len));
  }
}

/* `name` without leading slash, as in the ARN. Versions and labels behind a colon belong to the
 * request; the resource is the parameter. */
static void add_parameter(const context *c, const rc_arn *parts, rc_str name, rc_str written) {
  if (c->use->parameter.len == 0) {
    return;
  }
  name = before_colon(name);
  rc_arn arn = *parts;
  arn.resource = RC_FILL(c->around->model->arena, "parameter/{}", name);
  protected_thing thing = {
      .arn = *parts,
      .name = name,
      .target = rc_model_find_resource(c->around->model, RC_RESOURCE_PARAMETER,
                                       rc_arn_make(c->around->model->arena, &arn))};
  uint32_t at = c->features->len;
  rc_feature *feature = rc_feature_add(c->around, c->features, c->use->parameter, c->asker);
  if (feature == NULL) {
    return;
  }
  rc_feature_place(c->around, feature, parts->partition, parts->region, parts->account);
  feature->target = thing.target;
  bind(c, feature, "parameter", name);
  bind(c, feature, "parameter-name", before_colon(written));
  if (rc_str_starts_with(name, RC_STR("aws/reference/secretsmanager/"))) {
    add_referenced_secret(c, name);
  } else {
    add_key(c, c->use->parameter_key, &thing, "parameter-key", at);
  }
}

static void add_parameter_arn(const context *c, const rc_arn *arn) {
  rc_str prefix = RC_STR("parameter/");
  if (!rc_str_starts_with(arn->resource, prefix)) {
    return;
  }
  rc_str name = rc_str_from(arn->resource, prefix.len);
  bool path = rc_hole_find_byte(name, '/', 0) != RC_NOT_FOUND;
  add_parameter(c, arn, name,
                path ? RC_FILL(c->around->model->arena, "/{}", name) : name);
}

static void add_bare_name(const context *c, rc_str text) {
  if (c->use->bare_name_is_secret) {
    rc_arn parts = own_arn(c, "secretsmanager");
    add_secret(c, &parts, before_colon(text));
    return;
  }
  rc_arn parts = own_arn(c, "ssm");
  bool slash = rc_str_starts_with(text, RC_STR("/"));
  add_parameter(c, &parts, slash ? rc_str_from(text, 1) : text, text);
}

/* ---- placeholders --------------------------------------------------------------------------- */

/* `${ARN}` alone may be either; with a JSON key behind it, it can only be a secret. */
static void add_hidden(const context *c, rc_str text) {
  rc_arena *arena = c->around->model->arena;
  bool secret = c->use->parameter.len == 0 || rc_hole_find_byte(text, ':', 0) != RC_NOT_FOUND;
  rc_feature *feature =
      rc_feature_add(c->around, c->features, RC_STR("unknown-reference"), c->asker);
  if (feature == NULL) {
    return;
  }
  rc_feature_place(c->around, feature, c->around->partition, RC_STR_NONE, RC_STR_NONE);
  bind(c, feature, "reference", before_colon(text));
  if (secret) {
    feature->name = RC_STR("hidden-secret");
    return;
  }
  feature->required = RC_KNOWN_NOT;
  RC_MISS(arena, &feature->required_missing, "placeholder", {RC_STR("text"), text});
}

/* ---- all forms ------------------------------------------------------------------------------ */

void rc_feature_reference(const rc_surroundings *around, rc_feature_vec *features, rc_str text,
                          const rc_asker *asker, const rc_secret_use *use) {
  const context c = {around, features, asker, use};
  rc_arn arn;
  if (text.len == 0) {
    return;
  }
  if (rc_arn_parse(text, &arn)) {
    if (rc_str_equal(arn.service, RC_STR("secretsmanager")) && secret_name(arn).len > 0) {
      add_secret(&c, &arn, secret_name(arn));
    } else if (rc_str_equal(arn.service, RC_STR("ssm"))) {
      add_parameter_arn(&c, &arn);
    }
  } else if (rc_hole_length(text, 0) > 0) {
    add_hidden(&c, text);
  } else if (!rc_str_starts_with(text, RC_STR("arn:"))) {
    add_bare_name(&c, text);
  }
}
