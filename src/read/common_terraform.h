/*
 * Resources of Terraform into the model, wherever they were read: configurations, plans, states.
 */
#ifndef RC_READ_COMMON_TERRAFORM_H
#define RC_READ_COMMON_TERRAFORM_H

#include "read/common_policy.h"
#include "template/terraform.h"

/** True for types that say something about tasks, roles, or what a launch touches. */
bool rc_tf_is_wanted(rc_str type);

/** Adds what the resources say, of which `whole` is all that the input has of them. */
RC_MUST_USE rc_status rc_read_tf_resources(rc_model *model, const rc_tf_resource_vec *resources);

/** What they say of networks, CloudFormation's among them, with the properties that it has. */
RC_MUST_USE rc_status rc_read_net_resources(rc_model *model, const rc_tf_resource_vec *resources);
/** True for types that it reads, and for those that may change what others make. */
bool rc_net_is_wanted(rc_str type);

/* For the handlers of resources, in common_terraform*.c. */

typedef struct rc_tf_form {
  rc_model *model;
  const rc_tf_resource *resource;
  rc_span span; /* the resource's head */
} rc_tf_form;

static inline rc_origin rc_tf_origin(const rc_tf_form *form) {
  return form->resource->generated ? RC_ORIGIN_SNAPSHOT : RC_ORIGIN_SOURCE;
}
const rc_computed *rc_tf_value(const rc_tf_form *form, const char *name);
/** The text of an argument, holes and all; empty if it is not set, or no text. */
rc_str rc_tf_text_at(const rc_computed *object, const char *name);
rc_str rc_tf_text_of(const rc_tf_form *form, const char *name);
/** The first block of a type; NULL if there is none. */
const rc_computed *rc_tf_block(const rc_computed *object, const char *name);
/** The compiled policy in a value: an object, or text. `*out` is NULL if it is not known. */
RC_MUST_USE rc_status rc_tf_policy(const rc_tf_form *form, const rc_computed *value,
                                   rc_policy_kind kind, rc_str name, const rc_policy **out);

typedef rc_status (*rc_tf_handler)(const rc_tf_form *form);

rc_status rc_tf_read_task(const rc_tf_form *form);
rc_status rc_tf_read_service(const rc_tf_form *form);

rc_status rc_tf_read_role(const rc_tf_form *form);
rc_status rc_tf_read_role_policy(const rc_tf_form *form);
rc_status rc_tf_read_attachment(const rc_tf_form *form);
rc_status rc_tf_read_policy_attachment(const rc_tf_form *form);
rc_status rc_tf_read_exclusive(const rc_tf_form *form);
rc_status rc_tf_read_managed_policy(const rc_tf_form *form);
rc_status rc_tf_read_module(const rc_tf_form *form);

rc_status rc_tf_read_repository(const rc_tf_form *form);
rc_status rc_tf_read_secret(const rc_tf_form *form);
rc_status rc_tf_read_parameter(const rc_tf_form *form);
rc_status rc_tf_read_key(const rc_tf_form *form);
rc_status rc_tf_read_log_group(const rc_tf_form *form);
rc_status rc_tf_read_resource_policy(const rc_tf_form *form);

#endif
