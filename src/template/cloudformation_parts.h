/*
 * Inside of the evaluation of CloudFormation templates; only cloudformation*.c include this.
 */
#ifndef RC_TEMPLATE_CLOUDFORMATION_PARTS_H
#define RC_TEMPLATE_CLOUDFORMATION_PARTS_H

#include "base/map.h"
#include "template/cloudformation.h"

typedef enum rc_cfn_state { RC_CFN_NEW, RC_CFN_BUSY, RC_CFN_DONE } rc_cfn_state;

/* A resource of a template while it is worked out. */
typedef struct rc_cfn_entry {
  rc_cfn_resource resource;
  const rc_computed *body; /* as written */
  rc_cfn_state state;      /* of name, ref and arn */
} rc_cfn_entry;
typedef struct rc_cfn_entry_vec { RC_VEC_FIELDS(rc_cfn_entry) } rc_cfn_entry_vec;

/* Open: only a deployment tells. */
typedef enum rc_cfn_truth { RC_CFN_FALSE, RC_CFN_TRUE, RC_CFN_OPEN } rc_cfn_truth;

typedef struct rc_cfn_condition {
  const rc_computed *body;
  rc_cfn_state state;
  rc_cfn_truth truth;
  bool asked; /* nothing but the scenario tells */
} rc_cfn_condition;
typedef struct rc_cfn_condition_vec { RC_VEC_FIELDS(rc_cfn_condition) } rc_cfn_condition_vec;

typedef struct rc_cfn_template {
  const rc_source *source;
  const rc_computed *parameters, *mappings, *outputs; /* as written; may be NULL */
  rc_cfn_entry_vec entries;
  rc_map entry_by_id;
  rc_cfn_condition_vec conditions;
  rc_map condition_by_name;
} rc_cfn_template;
typedef struct rc_cfn_template_vec { RC_VEC_FIELDS(rc_cfn_template) } rc_cfn_template_vec;

typedef struct rc_cfn {
  rc_arena *arena;
  const rc_cfn_options *options;
  rc_cfn_template_vec templates;
  rc_cfn_template *in;       /* whose values are worked out now */
  rc_computed *given;        /* what files give to parameters; NULL after a failure */
  uint64_t steps;
  uint32_t depth, imports;
} rc_cfn;

/* cloudformation_written.c */

/** A value of YAML or JSON as it is written, aliases followed, `!Ref X` as `{"Ref": "X"}`. */
const rc_computed *rc_cfn_written(rc_arena *arena, rc_value value);

/* cloudformation_given.c */

/** True for a file of parameters. */
bool rc_cfn_gives(const rc_cfn_file *file);
/** Collects what files give to the parameters of all templates. */
void rc_cfn_take_given(rc_cfn *ev, const rc_cfn_file_vec *files);
bool rc_cfn_is_secret(const rc_computed *declared);
bool rc_cfn_is_list_type(rc_str type);
/** Why the declared parameter cannot have this value; NULL if nothing speaks against it. */
const char *rc_cfn_refusal(const rc_computed *declared, const rc_computed *value);

/* cloudformation_evaluate.c */

/** Counts steps of work; beyond the limit the arena fails. */
void rc_cfn_work(rc_cfn *ev, uint64_t steps);
/** What a value comes to. Never NULL unless the arena failed. */
const rc_computed *rc_cfn_evaluate(rc_cfn *ev, const rc_computed *value);
/** Whether the condition holds with the parameters as they are given or by default, or else by the
 *  scenario. `*asked` (may be NULL) tells whether it took the scenario to know. */
rc_cfn_truth rc_cfn_condition_of(rc_cfn *ev, rc_str name, bool *asked);
/** The resource of the present template with this logical id, named; NULL if there is none. */
const rc_cfn_entry *rc_cfn_entry_of(rc_cfn *ev, rc_str id);
/** A hole `${name}`, which tells its template where there are several. */
const rc_computed *rc_cfn_hole(rc_cfn *ev, rc_str name, rc_value written);
/** A hole for what a construct at `value` cannot tell. */
const rc_computed *rc_cfn_unknown(rc_cfn *ev, rc_str construct, const rc_computed *value);
/** What the output of any template that is exported under `name` says; NULL if none is. */
const rc_computed *rc_cfn_exported(rc_cfn *ev, rc_str name);

/* cloudformation_function.c */

/** The value of `function` with its argument as written; NULL if it is no function. */
const rc_computed *rc_cfn_call(rc_cfn *ev, rc_str function, const rc_computed *argument,
                               const rc_computed *whole);
/** `Ref`: a parameter, pseudo parameter or resource. */
const rc_computed *rc_cfn_ref(rc_cfn *ev, rc_str name, rc_value written);
/** An attribute of a resource. */
const rc_computed *rc_cfn_attribute(rc_cfn *ev, rc_str id, rc_str name, rc_value written);

#endif
