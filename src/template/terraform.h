/*
 * Terraform: folders of `.tf` files worked out to the resources they declare.
 *
 * A folder is a module; one that no other module of the input calls is a root, and every call of a
 * module by a local path is an instance of it with values of its own. Evaluation is lazy and
 * remembers what it has worked out. What cannot be known without running Terraform is a hole named
 * by the expression that one would write to have it: `${var.region}`, `${aws_vpc.main.id}`. Where
 * the same expression means something else in another place (another root, another instance of a
 * module), a comment in the name tells the place: `${var.name /_* module.app *_/}` (without `_`).
 */
#ifndef RC_TEMPLATE_TERRAFORM_H
#define RC_TEMPLATE_TERRAFORM_H

#include "template/computed.h"
#include "template/given.h"

typedef struct rc_tf rc_tf;
typedef struct rc_tf_place rc_tf_place; /* an instance of a module, in which expressions stand */

typedef struct rc_tf_options {
  rc_arena *arena;
  const rc_source *sources; /* all files of the analysis, by file number */
  uint32_t n_sources;
  rc_str region, account; /* as told; empty: unknown */
  /* The answer to a condition that cannot be decided. */
  bool (*ask)(void *context, rc_str key, bool standard);
  void *context;
  rc_given_notes *notes; /* what there is to say of variables; NULL: nobody listens */
} rc_tf_options;

/* One instance of a resource or data source. */
typedef struct rc_tf_resource {
  rc_str type; /* "aws_iam_role"; "module" for a call of a module that the input does not have */
  rc_str name;
  rc_str address;  /* "module.app.aws_iam_role.task[0]" */
  rc_str here;     /* the same as its own module writes it: "aws_iam_role.task[0]" */
  const rc_tf_place *place; /* NULL: of a plan or state */
  bool data;
  rc_value block;  /* in the file's tree; of a plan its object */
  rc_value home;   /* what holds its arguments there, where they may be changed; else none */
  bool generated; /* of a plan or state: nobody writes there */
  bool others; /* `count` or `for_each` is not known: the block may make others than this one */
  rc_str account, region; /* where it is, as far as its provider tells; holes else */
  bool repeated; /* of CloudFormation: one for all rounds of a loop that are not known */
  const rc_computed *values; /* an object: its arguments, nested blocks as lists of objects, and
                                what is known of its attributes */
} rc_tf_resource;
typedef struct rc_tf_resource_vec { RC_VEC_FIELDS(rc_tf_resource) } rc_tf_resource_vec;

/* A parsed `.tf` or `.tfvars` file, or the JSON of `.tfvars.json`. */
typedef struct rc_tf_file {
  const rc_source *source;
  const rc_tree *tree;
  uint32_t turn; /* of variables that were told: a later file outweighs it; else 0 */
} rc_tf_file;
typedef struct rc_tf_file_vec { RC_VEC_FIELDS(rc_tf_file) } rc_tf_file_vec;

/**
 * Works out all resources whose type `wanted` takes, in the order of roots, instances and files.
 * `files_used` (may be NULL) has room for a flag for each source, set for those that `file` and
 * `templatefile` read.
 * Fails: RC_NOMEM, or RC_LIMIT (evaluation, nesting).
 */
RC_MUST_USE rc_status rc_tf_resources(const rc_tf_options *options, const rc_tf_file_vec *files,
                                      bool (*wanted)(rc_str type), bool *files_used,
                                      rc_tf_resource_vec *out);

/* ---- writing into a configuration ---- */

/** The n-th instance of the module in whose folder the file at `path` lies; NULL if there are no
 *  more. `any` is a place of the same evaluation. */
const rc_tf_place *rc_tf_place_at(const rc_tf_place *any, rc_str path, uint32_t n);
/** How many instances the module has: what is written there holds for all. */
uint32_t rc_tf_n_instances(const rc_tf_place *place);
/** True if the module has a block of this name: "data.aws_region.current". */
bool rc_tf_has_block(const rc_tf_place *place, rc_str key);
/** True if what the text mentions of the module needs the block `key`, by however many others. */
bool rc_tf_leads_to(const rc_tf_place *place, rc_str text, rc_str key);
/**
 * `text` in the words of the module: parts that a reference yields are holes named like it, be it
 * all of an ARN (`${aws_ecr_repository.app.arn}`) or its account. Of several references one that
 * `file`, the text of the file it is written to, has already is taken. `*own` (may be NULL) is set
 * to false where a part is a literal of this one instance. Account and Region may also be those of
 * the data sources `aws_caller_identity.current` and `aws_region.current` that it does not have
 * yet.
 * Empty where a part of it cannot be said there.
 */
rc_str rc_tf_spell(const rc_tf_place *place, rc_str text, rc_str file, bool *own);

/** `text` in the words of a template file, of which `bytes` are the text: the names that it was
 *  given. Empty where these cannot say it, or differ from use to use. */
rc_str rc_tf_spell_given(const rc_tf_place *any, uint32_t file, rc_str text, rc_str bytes);

/** The value of attribute `name` of a resource that AWS would tell (`arn`, `repository_url` ...),
 *  made of its arguments; NULL where nothing is known of such an attribute. */
const rc_computed *rc_tf_attribute(rc_arena *arena, rc_str type, rc_str name,
                                   const rc_computed *values, rc_str address, rc_str account,
                                   rc_str region);

/** The value of a text that is JSON; NULL where it is not, or where a hole hides what it is. */
const rc_computed *rc_tf_decode(rc_arena *arena, const rc_computed *text);

/** The value of a JSON tree, holes and all; null without one. */
const rc_computed *rc_tf_of_json(rc_arena *arena, rc_value json);

#endif
