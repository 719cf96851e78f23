/*
 * The service catalogue: every action, resource type and condition key of AWS services, from
 * data/catalogue, as of the date given there.
 *
 * The data are bytes made at build time, either part of the program or loaded apart; they are read
 * where they lie, nothing is unpacked. Services, actions, resource types and condition keys are
 * numbers, which mean something only together with their catalogue. Looking up takes no memory;
 * names are spelled out into an arena. Names compare without case, as AWS does.
 *
 * A catalogue is never complete: AWS adds actions weekly. "Not found" is no proof of an error.
 */
#ifndef RC_AWS_CATALOGUE_H
#define RC_AWS_CATALOGUE_H

#include "base/str.h"

#define RC_CATALOGUE_NONE UINT32_MAX
#define RC_CATALOGUE_N_PARTS 20
#define RC_CATALOGUE_MOST_SIMILAR 8

typedef struct rc_catalogue_part {
  const unsigned char *at;
  uint32_t size;
} rc_catalogue_part;

typedef struct rc_catalogue {
  rc_catalogue_part parts[RC_CATALOGUE_N_PARTS];
  uint32_t n_services, n_actions, n_types, n_keys;
  uint32_t n_short; /* words with codes of one byte */
} rc_catalogue;

/** Opens bytes that the generator wrote, which are borrowed. False if they are not whole or of
 *  another version. Bytes that were tampered with are read wrongly, never beyond their end. */
bool rc_catalogue_open(rc_catalogue *out, const unsigned char *bytes, size_t size);

/** The catalogue that was built in. Whoever calls this makes the program larger by its size. */
void rc_catalogue_open_builtin(rc_catalogue *out);

/** Day of the data, "2026-09-26", and version of their source. */
rc_str rc_catalogue_date(const rc_catalogue *catalogue);
rc_str rc_catalogue_version(const rc_catalogue *catalogue);

/* ---- Services ------------------------------------------------------------------------------- */

/** The service of an action prefix such as `ecr`, else RC_CATALOGUE_NONE. */
uint32_t rc_catalogue_service(const rc_catalogue *catalogue, rc_str prefix);
rc_str rc_catalogue_service_prefix(const rc_catalogue *catalogue, uint32_t service);
/** "Amazon Elastic Container Registry" */
rc_str rc_catalogue_service_title(rc_arena *arena, const rc_catalogue *catalogue,
                                  uint32_t service);

/* Numbers from `first` up to, not including, `end`. */
typedef struct rc_catalogue_range {
  uint32_t first, end;
} rc_catalogue_range;

rc_catalogue_range rc_catalogue_service_actions(const rc_catalogue *catalogue, uint32_t service);
rc_catalogue_range rc_catalogue_service_types(const rc_catalogue *catalogue, uint32_t service);
/** True if resource control policies apply to the service. */
bool rc_catalogue_rcp_supported(const rc_catalogue *catalogue, uint32_t service);

/* ---- Actions -------------------------------------------------------------------------------- */

typedef enum rc_access_level {
  RC_ACCESS_READ,
  RC_ACCESS_LIST,
  RC_ACCESS_WRITE,
  RC_ACCESS_TAGGING,     /* writes as well */
  RC_ACCESS_PERMISSIONS, /* permissions management; writes as well */
  RC_N_ACCESS_LEVELS
} rc_access_level;

/* Condition keys by their numbers: rc_catalogue_set_key. */
typedef struct rc_catalogue_set {
  const unsigned char *at;
  uint32_t len;
} rc_catalogue_set;

typedef struct rc_catalogue_action_info {
  uint32_t service;
  rc_access_level level;
  bool wildcard_only;    /* acts on no resource type: needs the resource `*` */
  uint32_t n_links;      /* resource types it acts on: rc_catalogue_links_of */
  rc_catalogue_set keys; /* condition keys whatever the resource */
} rc_catalogue_action_info;

/** The action `name` of a service, else RC_CATALOGUE_NONE; `service` may be that, too. */
uint32_t rc_catalogue_action(const rc_catalogue *catalogue, uint32_t service, rc_str name);
/** As above, for `ecr:BatchGetImage`. */
uint32_t rc_catalogue_action_by_text(const rc_catalogue *catalogue, rc_str text);
rc_catalogue_action_info rc_catalogue_action_info_of(const rc_catalogue *catalogue,
                                                     uint32_t action);
/** Canonical spelling, without and with the service's prefix. */
rc_str rc_catalogue_action_name(rc_arena *arena, const rc_catalogue *catalogue, uint32_t action);
rc_str rc_catalogue_action_text(rc_arena *arena, const rc_catalogue *catalogue, uint32_t action);

/* All actions that a pattern of a policy means: `*`, `ecr:Get*`, `*:TagResource`. */
typedef struct rc_catalogue_walk {
  const rc_catalogue *catalogue;
  rc_str service_pattern, name_pattern;
  uint32_t service;        /* the one being walked */
  uint32_t action, end;    /* next action, and the first that is not the service's */
  const unsigned char *at; /* name of the next action */
} rc_catalogue_walk;

/** Begins before the first action. `pattern` is borrowed. */
rc_catalogue_walk rc_catalogue_walk_of(const rc_catalogue *catalogue, rc_str pattern);
/** The next action that the pattern means, RC_CATALOGUE_NONE after the last. */
uint32_t rc_catalogue_walk_next(rc_catalogue_walk *walk);

/** For "did you mean": writes at most `n_out` actions of the service whose names are like `name`,
 *  the most alike first, and returns how many; never more than RC_CATALOGUE_MOST_SIMILAR. */
size_t rc_catalogue_similar_actions(const rc_catalogue *catalogue, uint32_t service, rc_str name,
                                    uint32_t *out, size_t n_out);
/** The same for services and their prefixes. */
size_t rc_catalogue_similar_services(const rc_catalogue *catalogue, rc_str prefix, uint32_t *out,
                                     size_t n_out);

/* ---- Resource types ------------------------------------------------------------------------- */

typedef struct rc_catalogue_link {
  uint32_t type;
  bool required;         /* one has to be named; others may be */
  rc_catalogue_set keys; /* condition keys of the action for resources of this type only */
} rc_catalogue_link;

/* The resource types that an action acts on, one after the other. */
typedef struct rc_catalogue_link_walk {
  const rc_catalogue *catalogue;
  uint32_t at, left;
} rc_catalogue_link_walk;

rc_catalogue_link_walk rc_catalogue_links_of(const rc_catalogue *catalogue, uint32_t action);
/** False after the last. */
bool rc_catalogue_link_next(rc_catalogue_link_walk *walk, rc_catalogue_link *out);

typedef struct rc_catalogue_type_info {
  uint32_t n_arns;
  rc_catalogue_set keys; /* condition keys of all actions on this type */
} rc_catalogue_type_info;

rc_catalogue_type_info rc_catalogue_type_info_of(const rc_catalogue *catalogue, uint32_t type);
rc_str rc_catalogue_type_name(rc_arena *arena, const rc_catalogue *catalogue, uint32_t type);
/** "arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}"; `index` is below
 *  n_arns. */
rc_str rc_catalogue_type_arn(rc_arena *arena, const rc_catalogue *catalogue, uint32_t type,
                             uint32_t index);

/* ---- Condition keys ------------------------------------------------------------------------- */

typedef enum rc_key_type {
  RC_KEY_STRING,
  RC_KEY_ARN,
  RC_KEY_BOOL,
  RC_KEY_NUMERIC,
  RC_KEY_DATE,
  RC_KEY_IP_ADDRESS,
  RC_N_KEY_TYPES
} rc_key_type;

typedef struct rc_catalogue_key_info {
  rc_key_type type;
  bool multivalued; /* a list: for ForAllValues and ForAnyValue */
  bool open;        /* users put something into the name: the key of a tag, say */
  bool global;      /* of all services */
} rc_catalogue_key_info;

/** The condition key that a policy or request calls `name`, with its prefix, else
 *  RC_CATALOGUE_NONE. Few keys have another type in another service: then that of `service`
 *  counts, and with RC_CATALOGUE_NONE the usual one. */
uint32_t rc_catalogue_condition_key(const rc_catalogue *catalogue, uint32_t service, rc_str name);
rc_catalogue_key_info rc_catalogue_key_info_of(const rc_catalogue *catalogue, uint32_t key);
/** Canonical spelling; `*` stands for what users put there. */
rc_str rc_catalogue_key_name(rc_arena *arena, const rc_catalogue *catalogue, uint32_t key);

uint32_t rc_catalogue_set_key(rc_catalogue_set set, uint32_t index);
bool rc_catalogue_set_has(rc_catalogue_set set, uint32_t key);
/** The keys that any action of a service knows, and those of all services. */
rc_catalogue_set rc_catalogue_service_keys(const rc_catalogue *catalogue, uint32_t service);
rc_catalogue_set rc_catalogue_global_keys(const rc_catalogue *catalogue);
/** True if requests for the action may carry the key: it is global, or the action names it, or one
 *  of the resource types it acts on. */
bool rc_catalogue_action_takes(const rc_catalogue *catalogue, uint32_t action, uint32_t key);

#endif
