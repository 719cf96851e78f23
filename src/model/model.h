/*
 * The joined world: what all files together say about tasks, roles and resources.
 *
 * Readers (src/read/) add to it; `rc_model_link` joins by name and ARN; everything above only
 * reads. Entities are merged by identity: a role named in three files is one rc_role.
 */
#ifndef RC_MODEL_MODEL_H
#define RC_MODEL_MODEL_H

#include "base/map.h"
#include "ecs/task.h"
#include "finding/finding.h"
#include "iam/evaluate.h"
#include "model/network.h"
#include "template/cloudformation.h"
#include "template/scenario.h"
#include "template/terraform.h"

#define RC_NO_INDEX UINT32_MAX

/* How a bare document was bound: by folder roles/<name>/, by flag, or inside the document. */
typedef enum rc_origin {
  RC_ORIGIN_SNAPSHOT, /* output of an aws command: a copy of what is deployed, not a source */
  RC_ORIGIN_SOURCE    /* the user's own file: may be edited */
} rc_origin;

typedef struct rc_attached_policy {
  rc_str arn;
  rc_span span;
  const rc_policy *policy; /* NULL: contents not known */
} rc_attached_policy;
typedef struct rc_attached_vec { RC_VEC_FIELDS(rc_attached_policy) } rc_attached_vec;

typedef struct rc_inline_policy {
  rc_str name; /* may be empty */
  const rc_policy *policy; /* NULL: listed by name only */
  rc_origin origin;
  rc_span span;
} rc_inline_policy;
typedef struct rc_inline_vec { RC_VEC_FIELDS(rc_inline_policy) } rc_inline_vec;

typedef struct rc_role {
  rc_str name;
  rc_str arn;     /* as far as known; may be synthesised with holes */
  rc_str account; /* empty: unknown */
  rc_span span;   /* first place that defines it; RC_SPAN_NONE if it is only referred to */
  rc_str folder;  /* "path/to/roles/<name>" when bound by folder: where new policies go */
  bool defined;   /* some input describes it; false: only named */
  bool by_folder; /* bare documents in roles/<name>/ describe it */
  bool snapshot;  /* `get-role` or `get-role-policy` show it: then the folder need not be all */
  bool by_template; /* a template creates it */
  rc_value home;    /* of a template: what holds its arguments, in the tree of its file */
  bool damaged;   /* the document around it has syntax errors: more may stand in it */
  bool inline_complete, attached_complete, boundary_known, trust_known;
  const rc_policy *trust;
  rc_origin trust_origin;
  rc_inline_vec inline_policies;
  rc_attached_vec attached;
  const rc_policy *boundary;
  rc_str boundary_arn; /* set without `boundary`: contents not known */
  rc_policy_set identity_set, boundary_set, trust_set; /* made by rc_model_link */
} rc_role;
typedef struct rc_role_vec { RC_VEC_FIELDS(rc_role) } rc_role_vec;

typedef enum rc_resource_kind {
  RC_RESOURCE_REPOSITORY,
  RC_RESOURCE_SECRET,
  RC_RESOURCE_KEY,
  RC_RESOURCE_PARAMETER,
  RC_RESOURCE_LOG_GROUP
} rc_resource_kind;

typedef struct rc_resource {
  rc_resource_kind kind;
  rc_str name;
  rc_str arn;
  rc_str account, region;
  rc_span span;
  bool by_template; /* a template creates it */
  rc_value home;    /* as of a role */
  rc_str folder; /* "path/to/repositories/<name>" when bound by folder */
  rc_known exists;         /* log groups and parameters: listed, or certainly not there */
  rc_known policy_known;   /* NOT: not shown; NO: shown to have none; YES: `policy` */
  const rc_policy *policy;
  rc_origin policy_origin;
  bool default_policy;     /* a key that is made without a policy; where policy_known is NOT */
  rc_known customer_key;   /* encrypted with a customer managed key? */
  rc_str key_arn;          /* when customer_key is YES: key ARN, id or alias as shown */
  rc_str parameter_type;   /* "SecureString" ... */
  bool aws_managed_key;    /* a key that AWS manages */
  rc_policy_set policy_set; /* made by rc_model_link */
} rc_resource;
typedef struct rc_resource_vec { RC_VEC_FIELDS(rc_resource) } rc_resource_vec;

/* Error text: a whole plain-text file, or one stoppedReason / event message. */
typedef struct rc_message_text {
  rc_str text;     /* decoded; for matching */
  rc_span span;
  const rc_tree *tree; /* NULL for plain text: then offsets in `text` are offsets from span.start */
  rc_value value;
  rc_str stop_code;
  bool unsure; /* a plain file that may be about anything: it counts if something is found in it */
} rc_message_text;
typedef struct rc_message_vec { RC_VEC_FIELDS(rc_message_text) } rc_message_vec;

/* What `describe-tasks` / `describe-services` say of a deployment. */
typedef struct rc_deployment {
  rc_str task_definition_arn;
  rc_launch_type launch_type;
  rc_str platform_version;
  rc_known execute_command; /* enableExecuteCommand */
  rc_field execution_role_override, task_role_override;
  rc_net_placement placement;
  rc_span span;
  uint32_t next_of_arn, next_of_family; /* made by rc_model_link: see rc_model_next_deployment */
  uint32_t last_of_arn, last_of_family;
} rc_deployment;
typedef struct rc_deployment_vec { RC_VEC_FIELDS(rc_deployment) } rc_deployment_vec;

/* What was told on the command line. */
typedef struct rc_assumptions {
  rc_launch_type launch_type;
  rc_str region, account;
} rc_assumptions;

/* The contents of a customer or AWS managed policy that the input shows. */
typedef struct rc_managed_document {
  rc_str arn;  /* empty where the document does not tell (`get-policy-version`) */
  rc_str name; /* of the policy; without an ARN a guess from the file's name */
  rc_value document;
  const rc_policy *policy;   /* as an attached policy */
  const rc_policy *boundary; /* as a permissions boundary; made when first needed */
  bool bare; /* a policy document alone: where no attached policy has its name, it is loose */
  rc_span span;
} rc_managed_document;
typedef struct rc_managed_vec { RC_VEC_FIELDS(rc_managed_document) } rc_managed_vec;

/* A listing that does not say whose it is: `list-attached-role-policies`, `list-role-policies`. */
typedef struct rc_unbound_listing {
  rc_role contents; /* only its policies and completeness are used */
  rc_span span;
} rc_unbound_listing;
typedef struct rc_unbound_vec { RC_VEC_FIELDS(rc_unbound_listing) } rc_unbound_vec;

/* What one key of resource_by_key leads to. */
typedef struct rc_resource_alias {
  uint32_t resource;
  bool shared; /* several resources answer to this key: it tells none of them */
} rc_resource_alias;
typedef struct rc_alias_vec { RC_VEC_FIELDS(rc_resource_alias) } rc_alias_vec;

/* A bare policy document no folder, flag or content binds to a role or resource. */
typedef struct rc_loose_policy {
  const rc_policy *policy;
  rc_span span;
} rc_loose_policy;
typedef struct rc_loose_vec { RC_VEC_FIELDS(rc_loose_policy) } rc_loose_vec;

/* What waits for rc_model_link because only all files together tell where it belongs. */
typedef struct rc_pending {
  rc_role execution_role, task_role; /* given by --execution-role and --task-role; if `defined` */
  const rc_policy *boundary;         /* given by --boundary */
  rc_span boundary_span;
  rc_unbound_vec listings;
  rc_managed_vec managed;
  rc_loose_vec key_policies; /* `get-key-policy` does not name its key */
  rc_tf_file_vec terraform;  /* worked out all together */
  rc_tf_resource_vec tf_resources; /* what they came to */
  rc_cfn_file_vec cloudformation; /* the same */
  struct { RC_VEC_FIELDS(const rc_tree *) } yaml; /* files of YAML that are no templates */
  bool *used_by_templates;   /* for each file: a template reads it; no document of its own */
} rc_pending;

/* What of a text a reference stands for. */
typedef enum rc_reference_part {
  RC_REFERENCE_WHOLE, /* all of it, or its beginning up to a `:` or `/` */
  RC_REFERENCE_PARTITION,
  RC_REFERENCE_REGION,
  RC_REFERENCE_ACCOUNT,
  RC_REFERENCE_NAME /* what stands between `:` or `/` in the resource of an ARN */
} rc_reference_part;

/* An expression of a template and what it yields: a fix writes the expression. */
typedef struct rc_reference {
  rc_str scope; /* path of the file in which it means this */
  rc_reference_part part;
  rc_str text; /* perhaps with holes */
  rc_str name; /* as it stands in a string of the language: "${Repository.Arn}" */
} rc_reference;
typedef struct rc_reference_vec { RC_VEC_FIELDS(rc_reference) } rc_reference_vec;

/* Roles of one task after linking; indices into roles, RC_NO_INDEX if the task names none. */
typedef struct rc_task_links {
  uint32_t execution_role;
  uint32_t task_role;
  uint32_t candidate; /* when executionRoleArn is missing: the one role that can serve */
  bool several_candidates;
  uint32_t deployment; /* the first one; RC_NO_INDEX if none */
  bool deployment_by_arn; /* found by the exact revision, not by its family */
  rc_launch_type launch_type;
  bool launch_type_assumed; /* told by nothing but a default */
  rc_str account, region;   /* of the task; may be empty: unknown */
  rc_known execute_command;
} rc_task_links;
typedef struct rc_links_vec { RC_VEC_FIELDS(rc_task_links) } rc_links_vec;

typedef struct rc_model {
  rc_arena *arena;
  const rc_source *sources; /* all files, by file number */
  uint32_t n_sources;
  rc_assumptions assumptions;
  rc_scenario *scenario; /* how undecided conditions of templates go; NULL: as they stand */
  rc_task_vec tasks;
  rc_role_vec roles;
  rc_resource_vec resources;
  rc_message_vec messages;
  rc_deployment_vec deployments;
  rc_net net;
  bool open_key_policy; /* a key policy of a template may be that of any key, and say anything */
  rc_loose_vec loose;
  rc_finding_vec findings; /* what readers and the syntax say: RC0xx, RC8xx */
  rc_links_vec links;      /* one per task; made by rc_model_link */
  rc_reference_vec references; /* of templates */
  struct { RC_VEC_FIELDS(rc_span) } secrets; /* values that templates keep to themselves */
  rc_pending pending;
  rc_map role_by_name;
  rc_map resource_by_key; /* to places in `aliases` */
  rc_alias_vec aliases;
  uint32_t formats_noted; /* bits: formats this version does not read, each noted once */
} rc_model;

/** The role with this name (in this account, if both are known), added if need be. `arn_or_name`
 *  may be an ARN. NULL: the arena failed. The pointer is good until the next role is added.
 *  A role named with its account and one named without are two until rc_model_link joins them. */
rc_role *rc_model_role(rc_model *model, rc_str arn_or_name);
/** The index of the role that `arn_or_name` means, RC_NO_INDEX if the model has none. */
uint32_t rc_model_find_role(const rc_model *model, rc_str arn_or_name);

/** The resource of this kind and ARN (or bare name), added if need be. */
rc_resource *rc_model_resource(rc_model *model, rc_resource_kind kind, rc_str arn_or_name);
/** As above, for answers that name account and Region apart from the name; either may be empty. */
rc_resource *rc_model_resource_at(rc_model *model, rc_resource_kind kind, rc_str name,
                                  rc_str account, rc_str region);
/** As above without adding; NULL if there is none. Secrets also match with and without the six
 *  random characters behind the name. */
const rc_resource *rc_model_find_resource(const rc_model *model, rc_resource_kind kind,
                                          rc_str arn_or_name);

/* What is said of a role or resource by one document. The user's own file outweighs a snapshot; two
 * of the user's own that contradict each other are a finding, and the first counts. */
void rc_model_set_trust(rc_model *model, rc_role *role, const rc_policy *policy, rc_origin origin,
                        rc_span span);
void rc_model_set_boundary(rc_model *model, rc_role *role, const rc_policy *policy, rc_span span);
void rc_model_set_resource_policy(rc_model *model, rc_resource *resource, const rc_policy *policy,
                                  rc_origin origin, rc_span span);
void rc_model_define_role(rc_role *role, rc_span span);
RC_MUST_USE rc_status rc_model_add_inline(rc_model *model, rc_role *role,
                                          rc_inline_policy policy);
RC_MUST_USE rc_status rc_model_add_attached(rc_model *model, rc_role *role, rc_str arn,
                                            rc_span span);
RC_MUST_USE rc_status rc_model_add_loose(rc_model *model, rc_loose_vec *to,
                                         const rc_policy *policy, rc_span span);

/** Joins tasks with roles, roles with managed policies, deployments with tasks; builds the policy
 *  sets. To be called once, after all readers. */
RC_MUST_USE rc_status rc_model_link(rc_model *model);

/** All deployments of a task, one after the other: `after` is RC_NO_INDEX for the first, and so is
 *  the answer behind the last. */
uint32_t rc_model_next_deployment(const rc_model *model, uint32_t task, uint32_t after);

/** Adds a finding about the input itself. */
rc_finding *rc_model_report(rc_model *model, const char *code, const char *name,
                            rc_severity severity, rc_span span, rc_str message);

/** Adds a finding as above, with a help text. */
void rc_model_say(rc_model *model, const char *code, const char *name, rc_severity severity,
                  rc_span span, rc_str message, const char *help);

#endif
