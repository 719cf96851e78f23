#include "check/common_secret_reference.h"

#include "aws/arn.h"

static const char parts_help[] =
    "write `secret:NAME:json-key:version-stage:version-id`; parts left empty keep their colons";

static const rc_secret_flaw no_flaw = {NULL, NULL, NULL};
static const rc_secret_flaw no_secret = {
    "names no secret", "a secret's ARN ends in `secret:NAME-XXXXXX`", NULL};
static const rc_secret_flaw two_colons_short = {
    "has a JSON key without the two colons that must follow it", parts_help, "::"};
static const rc_secret_flaw one_colon_short = {
    "lacks the last of the colons that must follow a JSON key", parts_help, ":"};
static const rc_secret_flaw too_many_parts = {
    "has more parts than a secret reference can have", parts_help, NULL};
static const rc_secret_flaw stage_and_id = {
    "names a version stage and a version id", "give one of them and leave the other empty", NULL};
static const rc_secret_flaw other_service = {
    "is the ARN of neither a secret nor a parameter",
    "name a Secrets Manager secret or a Parameter Store parameter", NULL};
static const rc_secret_flaw no_owner = {
    "lacks the Region or the account", "write all six parts of the ARN", NULL};
static const rc_secret_flaw no_parameter = {
    "names no parameter", "a parameter's ARN ends in `parameter/NAME`", NULL};
static const rc_secret_flaw cut_arn = {
    "is no complete ARN", "an ARN has six parts, separated by colons", NULL};
static const rc_secret_flaw blank = {
    "begins or ends with a blank", "remove the blank", NULL};
static const rc_secret_flaw key_behind_name = {
    "has a JSON key behind a name, but what is no ARN is the name of a parameter",
    "a JSON key needs the full ARN of the secret, with its six random characters", NULL};

static uint32_t colons_in(rc_str text) {
  uint32_t n = 0;
  for (size_t i = 0; i < text.len; i++) {
    n += text.ptr[i] == ':';
  }
  return n;
}

/* `secret:NAME`, or `secret:NAME:json-key:stage:version` with every colon. */
static rc_secret_flaw judge_secret(rc_str resource) {
  uint32_t colons = colons_in(resource);
  rc_str rest = resource;
  rc_str word = rc_str_cut(&rest, ':');
  if (!rc_str_equal(word, RC_STR("secret")) || rc_str_is_empty(rest)) {
    return no_secret;
  }
  if (colons == 2 || colons == 3) {
    return colons == 2 ? two_colons_short : one_colon_short;
  }
  if (colons > 4) {
    return too_many_parts;
  }
  (void)rc_str_cut(&rest, ':');
  (void)rc_str_cut(&rest, ':');
  rc_str stage = rc_str_cut(&rest, ':');
  return stage.len > 0 && rest.len > 0 ? stage_and_id : no_flaw;
}

static rc_secret_flaw judge_arn(const rc_arn *arn) {
  bool secret = rc_str_equal(arn->service, RC_STR("secretsmanager"));
  if (!secret && !rc_str_equal(arn->service, RC_STR("ssm"))) {
    return rc_hole_any(arn->service) ? no_flaw : other_service;
  }
  if (rc_str_is_empty(arn->region) || rc_str_is_empty(arn->account)) {
    return no_owner;
  }
  if (rc_hole_any(arn->resource)) {
    return no_flaw;
  }
  if (secret) {
    return judge_secret(arn->resource);
  }
  return rc_str_starts_with(arn->resource, RC_STR("parameter/")) ? no_flaw : no_parameter;
}

/* Without `arn:` the value is the name of a parameter, whatever was meant. One colon may set off a
 * version or label. */
static rc_secret_flaw judge_name(rc_str text) {
  if (!rc_str_equal(rc_str_trim(text), text)) {
    return blank;
  }
  return colons_in(text) >= 2 ? key_behind_name : no_flaw;
}

rc_secret_flaw rc_judge_secret_reference(rc_str text) {
  rc_arn arn;
  if (rc_arn_parse(text, &arn)) {
    return judge_arn(&arn);
  }
  if (rc_hole_any(text)) {
    return no_flaw;
  }
  return rc_str_starts_with(text, RC_STR("arn:")) ? cut_arn : judge_name(text);
}
