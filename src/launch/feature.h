/*
 * What in a task definition makes somebody call AWS: the left side of data/calls.
 */
#ifndef RC_LAUNCH_FEATURE_H
#define RC_LAUNCH_FEATURE_H

#include "launch/template.h"

/* One thing that a task has, once for each place that has it. */
typedef struct rc_feature {
  rc_str name; /* "ecr-image": joins the rows of data/calls */
  uint32_t container;
  rc_span cause;
  rc_str cause_text;
  const rc_resource *target; /* what the input says of the thing itself; may be NULL */
  rc_known required;
  rc_missing_vec required_missing;
  rc_str account, region; /* of the thing; empty: unknown */
  rc_named_texts values;  /* what stands for the names of the templates */
} rc_feature;
typedef struct rc_feature_vec { RC_VEC_FIELDS(rc_feature) } rc_feature_vec;

/* Where a task runs, as far as known; what is not is a hole that is the same for the whole task. */
typedef struct rc_surroundings {
  const rc_model *model;
  uint32_t index; /* of the task */
  const rc_task *task;
  const rc_task_links *links;
  rc_str partition, region, account;
} rc_surroundings;

rc_surroundings rc_task_surroundings(const rc_model *model, uint32_t task);

/** All features of a task, in the order in which they stand in the task definition. */
RC_MUST_USE rc_status rc_task_features(const rc_surroundings *around, rc_feature_vec *out);

/* ---- for the files that derive features ----------------------------------------------------- */

/* Who asks for a value: container, place, words. */
typedef struct rc_asker {
  uint32_t container;
  rc_span span;
  rc_str text;
  rc_known required;
} rc_asker;

/* The names of the features that a secret brings, which depend on what it is for. */
typedef struct rc_secret_use {
  rc_str secret, secret_key, parameter, parameter_key; /* empty: no such call is made */
  bool bare_name_is_secret; /* else a bare name is a parameter */
} rc_secret_use;

/** Starts a feature with what every template may name. NULL: the arena failed. */
rc_feature *rc_feature_add(const rc_surroundings *around, rc_feature_vec *features, rc_str name,
                           const rc_asker *asker);
/** Says where the thing lies, for `{partition}`, `{region}`, `{account}` and `{via-suffix}`. */
void rc_feature_place(const rc_surroundings *around, rc_feature *feature, rc_str partition,
                      rc_str region, rc_str account);
/** A hole `<what of text>`, for what only the thing itself would tell. */
rc_str rc_feature_hole(const rc_surroundings *around, const char *what, rc_str text);

/** The features behind `valueFrom`, `credentialsParameter` and their like (feature_secret.c). */
void rc_feature_reference(const rc_surroundings *around, rc_feature_vec *features, rc_str text,
                          const rc_asker *asker, const rc_secret_use *use);

#endif
