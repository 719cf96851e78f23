/*
 * CloudFormation: templates in YAML or JSON worked out to the resources that they declare.
 *
 * Short tags (`!Ref X`) and functions (`{"Ref": "X"}`) are one thing here. Parameters count with
 * their given or default values, and conditions take the way that these tell. Where they tell
 * none, the scenario answers; without one both branches are unknown. What only a deployment could
 * tell is a hole named as `Fn::Sub` would write it: `${AWS::Region}`, `${Cluster.Arn}`; where
 * several templates are given, the name tells the template too, since each has parameters and
 * resources of its own.
 */
#ifndef RC_TEMPLATE_CLOUDFORMATION_H
#define RC_TEMPLATE_CLOUDFORMATION_H

#include "template/computed.h"
#include "template/given.h"
#include "template/scenario.h"

/* A parsed template, or a file of parameters as the AWS CLI takes it. */
typedef struct rc_cfn_file {
  const rc_source *source;
  rc_value value;
  bool generated; /* a program writes it: changes belong into what that reads */
  uint32_t turn;  /* of parameters that were told: a later file outweighs it; else 0 */
} rc_cfn_file;
typedef struct rc_cfn_file_vec { RC_VEC_FIELDS(rc_cfn_file) } rc_cfn_file_vec;

typedef struct rc_cfn_options {
  rc_arena *arena;
  rc_str region, account; /* as told; empty: unknown */
  rc_scenario *scenario;  /* the answers to conditions left open; NULL: they stay open */
  rc_given_notes *notes;  /* what there is to say of parameters; NULL: nobody listens */
} rc_cfn_options;

typedef struct rc_cfn_resource {
  rc_str type; /* "AWS::IAM::Role" */
  rc_str id;   /* logical */
  rc_value key; /* where it is named in the template */
  rc_str name, ref, arn; /* as AWS will have them, perhaps with holes; empty: not of that kind */
  const rc_computed *properties; /* an object; the whole is a hole where it is not known */
} rc_cfn_resource;
typedef struct rc_cfn_resource_vec { RC_VEC_FIELDS(rc_cfn_resource) } rc_cfn_resource_vec;

/** True for a template: members of `Resources` have a Type. */
bool rc_cfn_is_template(rc_value value);
/** True for `[{"ParameterKey": ..., "ParameterValue": ...}]` and `{"Parameters": {"A": "b"}}`. */
bool rc_cfn_is_parameters(rc_value value);

/**
 * Works out the resources whose type `wanted` takes, in the order of files and resources.
 * Fails: RC_NOMEM, or RC_LIMIT (evaluation, nesting).
 */
RC_MUST_USE rc_status rc_cfn_resources(const rc_cfn_options *options, const rc_cfn_file_vec *files,
                                       bool (*wanted)(rc_str type), rc_cfn_resource_vec *out);

#endif
