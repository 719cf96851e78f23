/*
 * Inside of the evaluation of Terraform; only terraform*.c include this.
 *
 * Functions that return values never return NULL: after a failure of the arena they return a value
 * of no meaning, and the arena's status is looked at in the end.
 */
#ifndef RC_TEMPLATE_TERRAFORM_PARTS_H
#define RC_TEMPLATE_TERRAFORM_PARTS_H

#include "base/map.h"
#include "syntax/hcl.h"
#include "template/terraform.h"

/* A resource, data source or module instance as a value: its attributes are worked out when they
 * are asked for. Elsewhere it counts as unknown. */
enum { RC_TF_REFERENCE = RC_COMPUTED_OBJECT + 1 };

typedef struct rc_tf_instance rc_tf_instance;
typedef struct rc_tf_scope rc_tf_scope;

/* Names bound where an expression stands: `each`, `count`, those of `for` and of templates. */
struct rc_tf_scope {
  rc_tf_instance *in;       /* NULL in a template file: it sees its variables only */
  const rc_tf_scope *outer;
  rc_str name; /* empty: binds nothing */
  const rc_computed *value;
};

/* A block or local value of a module. */
typedef struct rc_tf_named {
  rc_str key;     /* "var.x", "local.x", "output.x", "module.x", "data.t.x", "t.x" */
  rc_value node;  /* the block, or the expression of a local value */
  rc_str type, name;
} rc_tf_named;
typedef struct rc_tf_named_vec { RC_VEC_FIELDS(rc_tf_named) } rc_tf_named_vec;

typedef struct rc_tf_module {
  rc_str folder; /* without a slash at the end; "." for the working folder */
  rc_tf_named_vec named;
  rc_map by_key;
  bool is_called;
} rc_tf_module;

/* What has been worked out, or is being worked out just now. */
typedef struct rc_tf_memo {
  const rc_computed *value; /* NULL: busy; asking again is a cycle */
} rc_tf_memo;
typedef struct rc_tf_memo_vec { RC_VEC_FIELDS(rc_tf_memo) } rc_tf_memo_vec;

/* Something that one can refer to in a module, and the text that it yields. */
typedef struct rc_tf_name {
  rc_str expression, text;
  uint32_t rank; /* the lower, the better a reference it is */
} rc_tf_name;
typedef struct rc_tf_name_vec { RC_VEC_FIELDS(rc_tf_name) } rc_tf_name_vec;

struct rc_tf_instance {
  const rc_tf_module *module;
  rc_tf_instance *parent; /* NULL: a root */
  rc_value call;          /* the `module` block */
  const rc_tf_scope *call_scope;
  rc_str address; /* "module.app[\"x\"]"; empty for a root */
  rc_str where;   /* what tells its holes from those of other places; may be empty */
  rc_str provider; /* the alias that `aws` stands for; empty: the default */
  const rc_computed *inputs; /* of a root: what the variable files say, an object */
  rc_map by_key;
  rc_tf_memo_vec memo;
  rc_tf_place *place;
  rc_tf_name_vec names; /* gathered when first needed */
};

struct rc_tf_place {
  rc_tf *ev;
  rc_tf_instance *in;
};

typedef struct rc_tf_instance_vec { RC_VEC_FIELDS(rc_tf_instance *) } rc_tf_instance_vec;
typedef struct rc_tf_module_vec { RC_VEC_FIELDS(rc_tf_module *) } rc_tf_module_vec;

/* What a template file was given; no values where several gave it different ones. */
typedef struct rc_tf_given {
  uint32_t file;
  const rc_computed *values;
} rc_tf_given;

struct rc_tf {
  rc_arena *arena;
  const rc_tf_options *options;
  rc_map source_by_path;
  rc_tf_module_vec modules;
  rc_map module_by_folder;
  rc_tf_instance_vec instances; /* roots first, then as they are met */
  bool *files_used;
  uint64_t work;
  uint32_t depth;
  uint32_t serial;
  struct { RC_VEC_FIELDS(const rc_computed_member *) } described; /* collections named by number */
  struct { RC_VEC_FIELDS(rc_tf_given) } given; /* one for each template file */
  rc_computed nothing; /* what a failure returns */
};

typedef struct rc_tf_reference {
  rc_computed head;
  rc_tf_instance *in;
  const rc_tf_named *named;    /* the block */
  const rc_tf_scope *scope;    /* with `each` or `count` */
  rc_str address;              /* with its key, without the module's */
  rc_tf_instance *called;      /* of a module: the instance */
} rc_tf_reference;

/* ---- terraform_value.c ---- */

/** Bytes of text that are put together count as steps, too. */
#define RC_TF_BYTES_PER_STEP 32u

/** False, and the limit is noted, when too much has been worked out. */
bool rc_tf_work(rc_tf *ev, uint64_t steps);
static inline bool rc_tf_failed(const rc_tf *ev) { return ev->arena->status != RC_OK; }
/** `value`, or what failures return. */
static inline const rc_computed *rc_tf_made(rc_tf *ev, const rc_computed *value) {
  return value == NULL ? &ev->nothing : value;
}

const rc_computed *rc_tf_null(rc_tf *ev, rc_value at);
const rc_computed *rc_tf_bool(rc_tf *ev, bool truth, rc_value at);
const rc_computed *rc_tf_number(rc_tf *ev, double number, rc_value at);
const rc_computed *rc_tf_string(rc_tf *ev, rc_str text, rc_value at);
rc_computed *rc_tf_list(rc_tf *ev, rc_value at);
rc_computed *rc_tf_object(rc_tf *ev, rc_value at);
void rc_tf_add_item(rc_tf *ev, rc_computed *list, const rc_computed *item);
/** Sets a member; one of the same key is replaced. */
void rc_tf_set(rc_tf *ev, rc_computed *object, rc_str key, rc_value key_written,
               const rc_computed *value);
/** A hole for `expression`, seen from `in` (may be NULL). */
const rc_computed *rc_tf_hole(rc_tf *ev, const rc_tf_instance *in, rc_str expression, rc_value at);
/** A hole for `expression` made of parts that know their places themselves. */
const rc_computed *rc_tf_hole_of(rc_tf *ev, rc_str expression, rc_value at);
/** The expression that yields `value`. */
rc_str rc_tf_describe(rc_tf *ev, const rc_computed *value);
/** The same value as it stands at `at`. */
const rc_computed *rc_tf_moved(rc_tf *ev, const rc_computed *value, rc_value at);
/** What stands for a value that is never shown: `hole`, unless it is unknown anyway, or null. */
const rc_computed *rc_tf_secret(rc_tf *ev, const rc_computed *value, const rc_computed *hole);

/** A hole for what Terraform would refuse to work out: `try` goes on behind it. Of an unknown value
 *  `truth` tells so. */
const rc_computed *rc_tf_refused(rc_tf *ev, const rc_computed *hole);
static inline bool rc_tf_is_refused(const rc_computed *value) {
  return value->kind == RC_COMPUTED_UNKNOWN && value->truth;
}

static inline bool rc_tf_is_unknown(const rc_computed *value) {
  return value->kind == RC_COMPUTED_UNKNOWN || (int)value->kind == RC_TF_REFERENCE;
}
static inline bool rc_tf_is_null(const rc_computed *value) {
  return value->kind == RC_COMPUTED_NULL || value->kind == RC_COMPUTED_ABSENT;
}
/** True if nothing of the value, at any depth, is unknown. */
bool rc_tf_is_whole(rc_tf *ev, const rc_computed *value);
/** The text of a string, number, boolean or unknown value, holes and all; false for others. */
bool rc_tf_text(rc_tf *ev, const rc_computed *value, rc_str *text);
bool rc_tf_to_number(const rc_computed *value, double *number);
/** -1: unknown. */
int rc_tf_equal(rc_tf *ev, const rc_computed *a, const rc_computed *b);
void rc_tf_sort(rc_tf *ev, rc_computed_member_vec *members,
                int (*order)(const rc_computed_member *, const rc_computed_member *));
/** An object with its members in the order of their keys; anything else as it is. */
const rc_computed *rc_tf_sorted(rc_tf *ev, const rc_computed *value);
/** As JSON, holes and all. */
rc_str rc_tf_json_text(rc_tf *ev, const rc_computed *value);
/** The decimal number at the start of `text`; false unless it is all of it. */
bool rc_tf_parse_number(rc_str text, double *number);
rc_str rc_tf_number_text(rc_arena *arena, double number);

/* ---- terraform_evaluate.c ---- */

const rc_computed *rc_tf_evaluate(rc_tf *ev, const rc_tf_scope *scope, rc_value node);
/** True for lists, sets and objects. Of a list `truth` tells that it is a set. */
bool rc_tf_is_collection(const rc_computed *value);
/** What names a member: its key, its number, of a set the item itself. */
const rc_computed *rc_tf_key_of(rc_tf *ev, const rc_computed *collection,
                                const rc_computed_member *member, rc_value at);
/** Attribute `name` of a value. */
const rc_computed *rc_tf_get(rc_tf *ev, const rc_computed *value, rc_str name, rc_value at);
/** Item or member `key` of a value. */
const rc_computed *rc_tf_index(rc_tf *ev, const rc_computed *value, const rc_computed *key,
                               rc_value at);
/** A body as an object: attributes, and blocks as lists of objects. */
const rc_computed *rc_tf_body(rc_tf *ev, const rc_tf_scope *scope, rc_value body);
/** The answer to a condition; `standard` where nobody knows. */
bool rc_tf_ask(rc_tf *ev, const rc_computed *condition, bool standard);
/** The attribute `name` of a body; RC_VALUE_NONE if there is none. */
rc_value rc_tf_attribute_of(rc_value body, const char *name);
rc_value rc_tf_body_of(rc_value block);

/* ---- terraform_template.c ---- */

const rc_computed *rc_tf_template(rc_tf *ev, const rc_tf_scope *scope, rc_value node);
/** A RC_STRING or the text of a heredoc without marks. */
const rc_computed *rc_tf_literal(rc_tf *ev, rc_value node);

/* ---- terraform_reference.c ---- */

/** What the first words of a reference mean: `var.x`, `data.t.x`, `t.x` ... `*n_taken` is how many
 *  of `words` that is. */
const rc_computed *rc_tf_refer(rc_tf *ev, const rc_tf_scope *scope, const rc_value *words,
                               size_t n_words, size_t *n_taken, rc_value at);
/** An attribute of a resource, data source or module. */
const rc_computed *rc_tf_refer_attribute(rc_tf *ev, const rc_tf_reference *to, rc_str name,
                                         rc_value at);
/** All instances of a block: a reference, or a list or object of them. */
const rc_computed *rc_tf_instances(rc_tf *ev, rc_tf_instance *in, const rc_tf_named *named,
                                   rc_value at);
const rc_tf_named *rc_tf_find(const rc_tf_instance *in, rc_str key);
/** Whether the attribute `name` of a body is the word `true`; `standard` if it is not there. */
bool rc_tf_is_set(rc_value body, const char *name, bool standard);
/** The value of a variable, a local value, or all instances of a block. */
const rc_computed *rc_tf_value_of(rc_tf *ev, rc_tf_instance *in, const rc_tf_named *named,
                                  rc_value at);
const rc_computed *rc_tf_region(rc_tf *ev, rc_tf_instance *in, rc_str provider);
const rc_computed *rc_tf_account(rc_tf *ev, rc_tf_instance *in, rc_str provider);
rc_str rc_tf_provider_of(const rc_tf_instance *in, rc_value body);
rc_tf_instance *rc_tf_new_instance(rc_tf *ev, const rc_tf_module *module, rc_tf_instance *parent);

/* ---- terraform_module.c ---- */

const rc_tf_module *rc_tf_module_at(const rc_tf *ev, rc_str folder);
/** The folder that the file at `path` lies in, as modules have it. */
rc_str rc_tf_folder_of(rc_arena *arena, rc_str path);
/** `path` seen from `folder`, without `.` and `..`. */
rc_str rc_tf_path(rc_arena *arena, rc_str folder, rc_str path);

/* ---- terraform_given.c ---- */

/** True for a file that gives values to variables. */
bool rc_tf_is_variables(const rc_tf_file *file);
/** What files give to the variables of the root in `folder`, an object. */
const rc_computed *rc_tf_inputs(rc_tf *ev, const rc_tf_file_vec *files, rc_str folder);
/** Notes what is amiss with what files give to the roots. */
void rc_tf_note_given(rc_tf *ev, const rc_tf_file_vec *files);

/* ---- terraform_function.c ---- */

typedef struct rc_tf_call {
  const rc_tf_scope *scope;
  rc_value node;
  rc_str name;
  const rc_computed **arguments;
  uint32_t n;
} rc_tf_call;

const rc_computed *rc_tf_call_function(rc_tf *ev, const rc_tf_scope *scope, rc_value node);
/** The hole that a call is whose result is not known. */
const rc_computed *rc_tf_call_hole(rc_tf *ev, const rc_tf_call *call);

typedef const rc_computed *(*rc_tf_function)(rc_tf *ev, const rc_tf_call *call);
typedef struct rc_tf_function_row {
  rc_str name;
  uint8_t least, most; /* arguments; 255: any number */
  bool partial; /* looks itself at what is unknown; else all arguments are whole */
  rc_tf_function function;
} rc_tf_function_row;

extern const rc_tf_function_row rc_tf_text_functions[];
extern const size_t rc_tf_n_text_functions;
extern const rc_tf_function_row rc_tf_collection_functions[];
extern const size_t rc_tf_n_collection_functions;
extern const rc_tf_function_row rc_tf_other_functions[];
extern const size_t rc_tf_n_other_functions;

/* terraform_file.c */

/** Notes that a template reads the file at `path`. */
void rc_tf_mark_file(rc_tf *ev, rc_str path);
/** `rendered` of data source `template_file`. */
const rc_computed *rc_tf_rendered(rc_tf *ev, const rc_computed *values, rc_value at);
const rc_computed *rc_tf_file_text(rc_tf *ev, const rc_tf_call *call);
const rc_computed *rc_tf_template_file(rc_tf *ev, const rc_tf_call *call);
const rc_computed *rc_tf_file_exists(rc_tf *ev, const rc_tf_call *call);

/* ---- terraform_policy.c ---- */

const rc_computed *rc_tf_partition(rc_tf *ev, const rc_computed *region);
/** `json` of data source `aws_iam_policy_document`. */
const rc_computed *rc_tf_policy_document(rc_tf *ev, const rc_computed *values, rc_value at);

/* ---- terraform_type.c ---- */

/** `value` as `type`, an expression of a `variable` block, asks for: defaults of optional
 *  attributes are filled in, numbers become strings. */
const rc_computed *rc_tf_convert(rc_tf *ev, const rc_computed *value, rc_value type);
/** False for a value that cannot be converted to `type`, as far as both are known. */
bool rc_tf_fits(rc_tf *ev, const rc_computed *value, rc_value type);

#endif
