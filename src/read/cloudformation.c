/*
 * CloudFormation templates, and files of parameters for them. Each is kept until all are there.
 *
 * Tasks and services are written as the API has them. The other resources go the way of
 * Terraform's, whose arguments say the same under other names.
 */
#include "read/common_given.h"
#include "read/common_message.h"
#include "read/common_terraform.h"

/* Which argument of the resource as Terraform has it a property is. Names and ARNs are added. */
typedef struct translation {
  rc_str type;
  const char *to;
  const char *properties[6][2];
} translation;

static const translation translations[] = {
    {RC_STR_INIT("AWS::IAM::Role"),
     "aws_iam_role",
     {{"AssumeRolePolicyDocument", "assume_role_policy"},
      {"ManagedPolicyArns", "managed_policy_arns"},
      {"PermissionsBoundary", "permissions_boundary"}}},
    {RC_STR_INIT("AWS::IAM::ManagedPolicy"), "aws_iam_policy", {{"PolicyDocument", "policy"}}},
    {RC_STR_INIT("AWS::IAM::RolePolicy"),
     "aws_iam_role_policy",
     {{"RoleName", "role"}, {"PolicyName", "name"}, {"PolicyDocument", "policy"}}},
    {RC_STR_INIT("AWS::IAM::Policy"),
     "aws_iam_role_policy",
     {{"PolicyName", "name"}, {"PolicyDocument", "policy"}}},
    {RC_STR_INIT("AWS::ECR::Repository"), "aws_ecr_repository", {{NULL, NULL}}},
    {RC_STR_INIT("AWS::SecretsManager::Secret"),
     "aws_secretsmanager_secret",
     {{"KmsKeyId", "kms_key_id"}}},
    {RC_STR_INIT("AWS::SecretsManager::ResourcePolicy"),
     "aws_secretsmanager_secret_policy",
     {{"SecretId", "secret_arn"}, {"ResourcePolicy", "policy"}}},
    {RC_STR_INIT("AWS::SSM::Parameter"), "aws_ssm_parameter", {{"Type", "type"}}},
    {RC_STR_INIT("AWS::KMS::Key"), "aws_kms_key", {{"KeyPolicy", "policy"}}},
    {RC_STR_INIT("AWS::Logs::LogGroup"), "aws_cloudwatch_log_group", {{"KmsKeyId", "kms_key_id"}}},
};

static const rc_str task_type = RC_STR_INIT("AWS::ECS::TaskDefinition");
static const rc_str service_type = RC_STR_INIT("AWS::ECS::Service");

static const translation *translation_of(rc_str type) {
  for (size_t i = 0; i < RC_COUNT_OF(translations); i++) {
    if (rc_str_equal(translations[i].type, type)) {
      return &translations[i];
    }
  }
  return NULL;
}

static bool is_wanted(rc_str type) {
  return translation_of(type) != NULL || rc_str_equal(type, task_type) ||
         rc_str_equal(type, service_type) || rc_net_is_wanted(type);
}

/* ---- resources ------------------------------------------------------------------------------ */

typedef struct translator {
  rc_model *model;
  const rc_cfn_resource *from;
  rc_tf_resource_vec *out;
} translator;

static const rc_computed *property(const translator *t, const char *name) {
  return rc_computed_get(t->from->properties, rc_str_from_c(name));
}

static void set(const translator *t, rc_computed *object, const char *name,
                const rc_computed *value) {
  if (value != NULL) {
    rc_computed_add(t->model->arena, object, rc_str_from_c(name), value->written, value);
  }
}

static const rc_computed *text(const translator *t, rc_str text_of_value) {
  return text_of_value.len == 0
             ? NULL
             : rc_computed_string(t->model->arena, text_of_value, t->from->key, false);
}

static rc_computed *new_object(const translator *t) {
  return rc_computed_new(t->model->arena, RC_COMPUTED_OBJECT, t->from->key, false);
}

static const rc_computed *list_of(const translator *t, const rc_computed *item) {
  rc_computed *list = rc_computed_new(t->model->arena, RC_COMPUTED_LIST, t->from->key, false);
  rc_computed_add(t->model->arena, list, RC_STR_NONE, RC_VALUE_NONE, item);
  return list;
}

/* Properties that stand in the template as they are. */
static rc_value home_of(const rc_cfn_resource *resource) {
  const rc_computed *properties = resource->properties;
  return properties != NULL && properties->is_itself ? properties->written : RC_VALUE_NONE;
}

static rc_status put(const translator *t, const char *type, const rc_computed *values) {
  rc_tf_resource *added = values == NULL ? NULL : RC_VEC_ADD(t->model->arena, t->out);
  if (added == NULL) {
    return rc_arena_status(t->model->arena);
  }
  *added = (rc_tf_resource){
      .type = rc_str_from_c(type),
      .name = t->from->id,
      .address = t->from->id,
      .block = t->from->key,
      .home = home_of(t->from),
      .account = t->model->assumptions.account,
      .region = t->model->assumptions.region,
      .repeated = t->from->repeated,
      .values = values,
  };
  return RC_OK;
}

static rc_computed *translated(const translator *t, const translation *as) {
  rc_computed *values = new_object(t);
  set(t, values, "name", text(t, t->from->name));
  set(t, values, "arn", text(t, t->from->arn));
  for (size_t i = 0; i < RC_COUNT_OF(as->properties) && as->properties[i][0] != NULL; i++) {
    set(t, values, as->properties[i][1], property(t, as->properties[i][0]));
  }
  return values;
}

static const rc_computed *inline_policies(const translator *t) {
  const rc_computed *policies = property(t, "Policies");
  if (policies == NULL || policies->kind != RC_COMPUTED_LIST) {
    return policies;
  }
  rc_computed *list =
      rc_computed_new(t->model->arena, RC_COMPUTED_LIST, policies->written, false);
  for (RC_EACH(const rc_computed_member, member, policies->members)) {
    rc_computed *one = new_object(t);
    set(t, one, "name", rc_computed_get(member->value, RC_STR("PolicyName")));
    set(t, one, "policy", rc_computed_get(member->value, RC_STR("PolicyDocument")));
    rc_computed_add(t->model->arena, list, RC_STR_NONE, RC_VALUE_NONE, one);
  }
  if (list != NULL) {
    list->open = policies->open;
  }
  return list;
}

/* A policy is put into, or attached to, each role that it lists. */
static rc_status put_for_roles(const translator *t, const translation *as, bool attached) {
  const rc_computed *roles = property(t, "Roles");
  for (uint32_t i = 0; roles != NULL && i < roles->members.len; i++) {
    rc_computed *values = attached ? new_object(t) : translated(t, as);
    set(t, values, "role", roles->members.items[i].value);
    set(t, values, "policy_arn", attached ? text(t, t->from->arn) : NULL);
    RC_TRY(put(t, attached ? "aws_iam_role_policy_attachment" : as->to, values));
  }
  return RC_OK;
}

static rc_status put_repository(const translator *t, rc_computed *values) {
  const rc_computed *encryption = property(t, "EncryptionConfiguration");
  const rc_computed *key = rc_computed_get(encryption, RC_STR("KmsKey"));
  const rc_computed *policy = property(t, "RepositoryPolicyText");
  if (key != NULL) {
    rc_computed *block = new_object(t);
    set(t, block, "kms_key", key);
    set(t, values, "encryption_configuration", list_of(t, block));
  }
  RC_TRY(put(t, "aws_ecr_repository", values));
  if (policy == NULL) {
    return RC_OK;
  }
  rc_computed *document = new_object(t);
  set(t, document, "repository", text(t, t->from->arn));
  set(t, document, "policy", policy);
  return put(t, "aws_ecr_repository_policy", document);
}

static rc_status translate(const translator *t, const translation *as) {
  if (rc_str_equal(as->type, RC_STR("AWS::IAM::Policy"))) {
    return put_for_roles(t, as, false);
  }
  rc_computed *values = translated(t, as);
  if (rc_str_equal(as->type, RC_STR("AWS::IAM::Role"))) {
    set(t, values, "inline_policy", inline_policies(t));
  }
  if (rc_str_equal(as->type, RC_STR("AWS::ECR::Repository"))) {
    return put_repository(t, values);
  }
  RC_TRY(put(t, as->to, values));
  return rc_str_equal(as->type, RC_STR("AWS::IAM::ManagedPolicy")) ? put_for_roles(t, as, true)
                                                                   : RC_OK;
}

/* ---- tasks and services --------------------------------------------------------------------- */

extern const rc_reader rc_reader_taskdef;

/* A family that AWS names has the name that services know it by. */
static rc_status read_task(const translator *t) {
  rc_computed *object = RC_NEW(t->model->arena, rc_computed);
  rc_tree *tree = NULL;
  if (object == NULL) {
    return rc_arena_status(t->model->arena);
  }
  *object = *t->from->properties;
  object->members = (rc_computed_member_vec){0};
  for (RC_EACH(const rc_computed_member, member, t->from->properties->members)) {
    rc_computed_add(t->model->arena, object, member->key, member->key_written, member->value);
  }
  if (property(t, "Family") == NULL) {
    set(t, object, "Family", text(t, t->from->name));
  }
  RC_TRY(rc_computed_tree(t->model->arena, object, &tree));
  rc_document document = {
      .source = &t->model->sources[rc_value_span(t->from->key).file],
      .value = rc_value_first(rc_tree_root(tree)),
      .coerces = true,
  };
  uint32_t before = t->model->tasks.len;
  RC_TRY(rc_reader_taskdef.read(t->model, &document));
  for (uint32_t i = before; i < t->model->tasks.len; i++) {
    t->model->tasks.items[i].account = t->model->assumptions.account;
    t->model->tasks.items[i].region = t->model->assumptions.region;
    t->model->tasks.items[i].made_arn = t->from->arn;
  }
  return RC_OK;
}

static rc_status read_service(const translator *t) {
  const rc_form form = {.model = t->model, .is_source = true, .coerces = true};
  rc_tree *tree = NULL;
  RC_TRY(rc_computed_tree(t->model->arena, t->from->properties, &tree));
  return rc_read_deployment(&form, rc_value_first(rc_tree_root(tree)), RC_STR("taskDefinition"));
}

/* The network is read by the names of CloudFormation, with the ID beside the properties. */
static rc_status put_network(const translator *t) {
  const rc_computed *properties = t->from->properties;
  bool itself = properties != NULL && properties->is_itself;
  rc_computed *values = itself ? rc_computed_new(t->model->arena, RC_COMPUTED_OBJECT,
                                                 properties->written, true)
                               : new_object(t);
  set(t, values, "Id", text(t, t->from->ref));
  if (properties != NULL && properties->kind != RC_COMPUTED_OBJECT) {
    set(t, values, "Value", properties); /* of an export */
    properties = NULL;
  }
  for (uint32_t i = 0; properties != NULL && i < properties->members.len; i++) {
    const rc_computed_member *member = &properties->members.items[i];
    rc_computed_add(t->model->arena, values, member->key, member->key_written, member->value);
  }
  RC_TRY(put(t, "", values));
  t->out->items[t->out->len - 1].type = t->from->type;
  return RC_OK;
}

static rc_status read_resource(const translator *t) {
  const translation *as = translation_of(t->from->type);
  if (rc_net_is_wanted(t->from->type)) {
    return put_network(t);
  }
  if (t->from->properties->kind != RC_COMPUTED_OBJECT) {
    return RC_OK;
  }
  if (as != NULL) {
    return translate(t, as);
  }
  if (rc_str_equal(t->from->type, service_type)) {
    return read_service(t);
  }
  return property(t, "ContainerDefinitions") == NULL ? RC_OK : read_task(t);
}

/* ---- files ---------------------------------------------------------------------------------- */

static int recognise(const rc_document *document) {
  enum { TOLD = 1000, CERTAIN = 100, ALMOST = 90 };
  return document->binding.kind == RC_BIND_PARAMETERS ? TOLD
         : rc_cfn_is_template(document->value)        ? CERTAIN
         : rc_cfn_is_parameters(document->value)      ? ALMOST
                                                      : 0;
}

/* What the CDK, SAM and the Serverless Framework put out. The CDK notes for each resource where in
 * the code it comes from; see its page on paths of constructs. */
static bool is_generated(const rc_source *source) {
  static const rc_str folders[] = {
      RC_STR_INIT("cdk.out/"), RC_STR_INIT(".aws-sam/"), RC_STR_INIT(".serverless/")};
  for (size_t i = 0; i < RC_COUNT_OF(folders); i++) {
    if (rc_str_contains(source->path, folders[i])) {
      return true;
    }
  }
  return rc_str_contains(source->bytes, RC_STR("aws:cdk:path"));
}

/* Its values are written in the template's own way: no edit for other files fits there. */
static rc_status read(rc_model *model, const rc_document *document) {
  rc_pending *pending = &model->pending;
  if (pending->used_by_templates == NULL) {
    pending->used_by_templates = RC_NEW_ARRAY(model->arena, bool, model->n_sources);
  }
  rc_cfn_file *file = RC_VEC_ADD(model->arena, &pending->cloudformation);
  if (file == NULL || pending->used_by_templates == NULL) {
    return rc_arena_status(model->arena);
  }
  bool told = document->binding.kind == RC_BIND_PARAMETERS;
  *file = (rc_cfn_file){document->source, document->value, is_generated(document->source),
                        told ? document->binding.turn : 0};
  pending->used_by_templates[document->source->file] = true;
  return rc_report_duplicate_keys(model, document->value, RC_SAY_DUPLICATE_KEY,
                                  "readers disagree about which of the two counts: keep one");
}

/* ---- references ----------------------------------------------------------------------------- */

static void refer(rc_model *model, rc_str scope, rc_reference_part part, rc_str text,
                  rc_str name) {
  rc_reference *added = text.len == 0 ? NULL : RC_VEC_ADD(model->arena, &model->references);
  if (added != NULL) {
    *added = (rc_reference){scope, part, text, RC_FILL(model->arena, "${{}}", name)};
  }
}

/* Types whose ARN is an attribute; of others `Ref` may be the ARN. Source: the page of each
 * resource type, "Return values". */
static bool has_arn(rc_str type) {
  static const rc_str types[] = {
      RC_STR_INIT("AWS::IAM::Role"),
      RC_STR_INIT("AWS::ECR::Repository"),
      RC_STR_INIT("AWS::KMS::Key"),
      RC_STR_INIT("AWS::Logs::LogGroup"),
  };
  for (size_t i = 0; i < RC_COUNT_OF(types); i++) {
    if (rc_str_equal(types[i], type)) {
      return true;
    }
  }
  return false;
}

static void refer_to_resource(rc_model *model, const rc_cfn_resource *resource) {
  uint32_t file = rc_value_span(resource->key).file;
  rc_str scope = model->sources[file].path;
  if (has_arn(resource->type)) {
    refer(model, scope, RC_REFERENCE_WHOLE, resource->arn,
          RC_FILL(model->arena, "{}.Arn", resource->id));
  } else if (rc_str_equal(resource->ref, resource->arn)) {
    refer(model, scope, RC_REFERENCE_WHOLE, resource->arn, resource->id);
  }
}

/* What `--region` and `--account` tell is told by each deployment itself. */
static void refer_to_pseudos(rc_model *model, rc_str scope) {
  const rc_partition *partition = rc_partition_of_region(model->assumptions.region);
  refer(model, scope, RC_REFERENCE_PARTITION, partition != NULL ? partition->name : RC_STR("aws"),
        RC_STR("AWS::Partition"));
  refer(model, scope, RC_REFERENCE_REGION, model->assumptions.region, RC_STR("AWS::Region"));
  refer(model, scope, RC_REFERENCE_ACCOUNT, model->assumptions.account, RC_STR("AWS::AccountId"));
}

static bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '/';
}

static bool stands_once(rc_str bytes, rc_str name) {
  uint32_t n = 0;
  for (size_t at = rc_str_find(bytes, name, 0); at != RC_NOT_FOUND && n < 2;
       at = rc_str_find(bytes, name, at + 1)) {
    size_t end = at + name.len;
    n += (at == 0 || !is_name_byte(bytes.ptr[at - 1])) &&
         (end == bytes.len || !is_name_byte(bytes.ptr[end]));
  }
  return n == 1;
}

/* A default that stands nowhere else in the template: whatever has this name has it from the
 * parameter. Short ones may be parts of other names by chance. */
static void refer_to_parameters(rc_model *model, const rc_cfn_file *file) {
  enum { SHORTEST_NAME = 3 };
  for (RC_MEMBERS(key, parameter, rc_value_get(file->value, RC_STR("Parameters")))) {
    rc_value type = rc_value_get(parameter, RC_STR("Type"));
    rc_value value = rc_value_get(parameter, RC_STR("Default"));
    rc_str text = rc_value_string(model->arena, value);
    if (rc_str_equal(rc_value_string(model->arena, type), RC_STR("String")) &&
        rc_value_is_none(rc_value_get(parameter, RC_STR("NoEcho"))) &&
        text.len >= SHORTEST_NAME && stands_once(file->source->bytes, text)) {
      refer(model, file->source->path, RC_REFERENCE_NAME, text,
            rc_value_string(model->arena, key));
    }
  }
}

const rc_reader rc_reader_cloudformation = {"cloudformation", "CloudFormation template", recognise,
                                            read};

rc_status rc_read_cloudformation(rc_model *model) {
  rc_given_notes notes = {0};
  const rc_cfn_options options = {
      .arena = model->arena,
      .notes = &notes,
      .region = model->assumptions.region,
      .account = model->assumptions.account,
      .scenario = model->scenario,
  };
  rc_cfn_resource_vec resources = {0};
  rc_tf_resource_vec others = {0};
  if (model->pending.cloudformation.len == 0) {
    return RC_OK;
  }
  RC_TRY(rc_cfn_resources(&options, &model->pending.cloudformation, is_wanted, &resources));
  rc_say_given(model, &notes);
  for (RC_EACH(const rc_cfn_file, file, model->pending.cloudformation)) {
    refer_to_pseudos(model, file->source->path);
    refer_to_parameters(model, file);
  }
  for (RC_EACH(const rc_cfn_resource, resource, resources)) {
    const translator t = {model, resource, &others};
    RC_TRY(read_resource(&t));
    refer_to_resource(model, resource);
    RC_TRY(rc_arena_status(model->arena));
  }
  return rc_read_tf_resources(model, &others);
}
