/*
 * Attributes that AWS would tell of a resource, as far as its arguments tell them already.
 *
 * Sources: "Attribute Reference" of each resource in the provider's documentation; shapes of ARNs:
 * Service Authorization Reference.
 */
#include "aws/arn.h"
#include "template/terraform_parts.h"

/* `{x}` stands for argument x, or what the resource calls itself there; `{@x}` for attribute x. */
static const struct {
  rc_str type, name;
  const char *shape;
} shapes[] = {
    {RC_STR_INIT("aws_iam_role"), RC_STR_INIT("arn"),
     "arn:{partition}:iam::{account}:role{path}{name}"},
    {RC_STR_INIT("aws_iam_role"), RC_STR_INIT("id"), "{name}"},
    {RC_STR_INIT("aws_iam_policy"), RC_STR_INIT("arn"),
     "arn:{partition}:iam::{account}:policy{path}{name}"},
    {RC_STR_INIT("aws_iam_policy"), RC_STR_INIT("id"), "{@arn}"},
    {RC_STR_INIT("aws_ecr_repository"), RC_STR_INIT("arn"),
     "arn:{partition}:ecr:{region}:{account}:repository/{name}"},
    {RC_STR_INIT("aws_ecr_repository"), RC_STR_INIT("repository_url"),
     "{account}.dkr.ecr.{region}.{suffix}/{name}"},
    {RC_STR_INIT("aws_ecr_repository"), RC_STR_INIT("registry_id"), "{account}"},
    {RC_STR_INIT("aws_ecr_repository"), RC_STR_INIT("id"), "{name}"},
    {RC_STR_INIT("aws_secretsmanager_secret"), RC_STR_INIT("arn"),
     "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{random}"},
    {RC_STR_INIT("aws_secretsmanager_secret"), RC_STR_INIT("id"), "{@arn}"},
    {RC_STR_INIT("aws_ssm_parameter"), RC_STR_INIT("arn"),
     "arn:{partition}:ssm:{region}:{account}:parameter{/name}"},
    {RC_STR_INIT("aws_ssm_parameter"), RC_STR_INIT("id"), "{name}"},
    {RC_STR_INIT("aws_kms_key"), RC_STR_INIT("arn"),
     "arn:{partition}:kms:{region}:{account}:key/{key_id}"},
    {RC_STR_INIT("aws_kms_key"), RC_STR_INIT("id"), "{key_id}"},
    {RC_STR_INIT("aws_kms_alias"), RC_STR_INIT("arn"),
     "arn:{partition}:kms:{region}:{account}:{name}"},
    {RC_STR_INIT("aws_cloudwatch_log_group"), RC_STR_INIT("arn"),
     "arn:{partition}:logs:{region}:{account}:log-group:{name}"},
    {RC_STR_INIT("aws_cloudwatch_log_group"), RC_STR_INIT("id"), "{name}"},
    {RC_STR_INIT("aws_ecs_cluster"), RC_STR_INIT("arn"),
     "arn:{partition}:ecs:{region}:{account}:cluster/{name}"},
    {RC_STR_INIT("aws_ecs_cluster"), RC_STR_INIT("id"), "{@arn}"},
    {RC_STR_INIT("aws_ecs_task_definition"), RC_STR_INIT("arn"),
     "arn:{partition}:ecs:{region}:{account}:task-definition/{family}:{revision}"},
    {RC_STR_INIT("aws_ecs_task_definition"), RC_STR_INIT("arn_without_revision"),
     "arn:{partition}:ecs:{region}:{account}:task-definition/{family}"},
    {RC_STR_INIT("aws_ecs_task_definition"), RC_STR_INIT("id"), "{family}"},
    {RC_STR_INIT("aws_s3_bucket"), RC_STR_INIT("arn"), "arn:{partition}:s3:::{bucket}"},
    {RC_STR_INIT("aws_s3_bucket"), RC_STR_INIT("id"), "{bucket}"},
};

typedef struct attribute_writer {
  rc_arena *arena;
  rc_str type, address, account, region;
  const rc_computed *values;
  bool unsure; /* the shape does not hold for this value */
} attribute_writer;

/* What stands behind the address in a hole of its own: `aws_x.y /_* module.z *_/` -> `aws_x.y.name
 * /_* module.z *_/` (without `_`). */
static rc_str own_hole(const attribute_writer *w, rc_str name) {
  rc_str comment = w->address;
  rc_str address = rc_str_cut(&comment, ' ');
  rc_str expression =
      rc_str_equal(name, RC_STR("random"))
          ? RC_FILL(w->arena, "substr({}.arn, -6, 6)", address)
          : RC_FILL(w->arena, "{}.{}", address, name);
  if (comment.len > 0) {
    expression = RC_FILL(w->arena, "{} {}", expression, comment);
  }
  return rc_hole_make(w->arena, RC_FILL(w->arena, "${{}}", expression));
}

static rc_str argument(const attribute_writer *w, rc_str name) {
  const rc_computed *value = rc_computed_get(w->values, name);
  bool told = value != NULL &&
              (value->kind == RC_COMPUTED_STRING || value->kind == RC_COMPUTED_UNKNOWN);
  return told && value->text.len > 0 ? value->text : RC_STR_NONE;
}

static rc_str part(attribute_writer *w, rc_str name) {
  const rc_partition *partition = rc_partition_of_region(w->region);
  if (rc_str_equal(name, RC_STR("account"))) {
    return w->account;
  }
  if (rc_str_equal(name, RC_STR("region"))) {
    return w->region;
  }
  if (rc_str_equal(name, RC_STR("partition"))) {
    /* As the model takes it (src/model/link.c) where no Region tells. */
    return partition != NULL ? partition->name : RC_STR("aws");
  }
  if (rc_str_equal(name, RC_STR("suffix"))) {
    return partition != NULL ? partition->dns_suffix : RC_STR("amazonaws.com");
  }
  if (rc_str_equal(name, RC_STR("path"))) {
    rc_str path = argument(w, name);
    return path.len > 0 ? path : RC_STR("/");
  }
  if (rc_str_equal(name, RC_STR("/name"))) { /* a slash stands before it only once */
    rc_str text = argument(w, RC_STR("name"));
    w->unsure = w->unsure || text.len == 0 || text.ptr[0] == RC_HOLE_OPEN;
    return rc_str_starts_with(text, RC_STR("/")) ? text : RC_FILL(w->arena, "/{}", text);
  }
  rc_str text = argument(w, name);
  return text.len > 0 ? text : own_hole(w, name);
}

static const char *shape_of(rc_str type, rc_str name) {
  for (size_t i = 0; i < RC_COUNT_OF(shapes); i++) {
    if (rc_str_equal(type, shapes[i].type) && rc_str_equal(name, shapes[i].name)) {
      return shapes[i].shape;
    }
  }
  return NULL;
}

static rc_str fill_shape(attribute_writer *w, const char *shape) {
  rc_buf out;
  rc_buf_init(&out, w->arena);
  for (rc_str rest = rc_str_from_c(shape); rest.len > 0;) {
    rc_buf_put(&out, rc_str_cut(&rest, '{'));
    rc_str name = rc_str_cut(&rest, '}');
    if (name.len > 0 && name.ptr[0] == '@') {
      rc_buf_put(&out, fill_shape(w, shape_of(w->type, rc_str_from(name, 1))));
    } else if (name.len > 0) {
      rc_buf_put(&out, part(w, name));
    }
  }
  return rc_buf_str(&out);
}

const rc_computed *rc_tf_attribute(rc_arena *arena, rc_str type, rc_str name,
                                   const rc_computed *values, rc_str address, rc_str account,
                                   rc_str region) {
  attribute_writer w = {
      .arena = arena,
      .type = type,
      .address = address,
      .account = account,
      .region = region,
      .values = values,
  };
  const char *shape = shape_of(type, name);
  if (shape == NULL) {
    return NULL;
  }
  rc_str text = fill_shape(&w, shape);
  return w.unsure ? NULL : rc_computed_string(arena, text, values->written, false);
}

/* Where no Region tells it is `aws`, as for tasks: the others show in the names of their
 * Regions. */
const rc_computed *rc_tf_partition(rc_tf *ev, const rc_computed *region) {
  rc_str text = RC_STR_NONE;
  const rc_partition *partition =
      rc_computed_known_text(region, &text) ? rc_partition_of_region(text) : NULL;
  return rc_tf_string(ev, partition != NULL ? partition->name : RC_STR("aws"), RC_VALUE_NONE);
}
