/*
 * Container image references. Grammar: facts in data/partitions and docs/ARCHITECTURE.md.
 */
#ifndef RC_AWS_IMAGE_H
#define RC_AWS_IMAGE_H

#include "aws/arn.h"

/* The longest tag that registries take, in bytes. Source: the reference grammar of the distribution
 * project. */
enum { RC_LONGEST_TAG = 128 };

typedef enum rc_registry {
  RC_REGISTRY_UNKNOWN,    /* the reference is a hole as far as the host goes */
  RC_REGISTRY_ECR,        /* <account>.dkr.ecr.<region>.<suffix>, FIPS and dual-stack forms too */
  RC_REGISTRY_ECR_PUBLIC, /* public.ecr.aws */
  RC_REGISTRY_DOCKER_HUB, /* no host */
  RC_REGISTRY_OTHER       /* any other host */
} rc_registry;

typedef struct rc_image {
  rc_registry registry;
  rc_str host;       /* as written; empty for Docker Hub */
  rc_str account;    /* ECR only; may hold holes */
  rc_str region;     /* ECR only; may hold holes */
  rc_str partition;  /* ECR only; from the Region or the suffix, a hole if neither tells */
  rc_str repository; /* path without tag and digest */
  rc_str tag;        /* empty if none */
  rc_str digest;     /* "sha256:..." or empty */
  bool fips;
  bool dual_stack;
  rc_str problem; /* empty, or what is malformed: "upper-case letter in the repository name" */
} rc_image;

/** Takes a reference apart. Never fails: what cannot be told is empty or RC_REGISTRY_UNKNOWN.
 *  `partition` may be built in the arena. */
rc_image rc_image_parse(rc_arena *arena, rc_str reference);

/** `arn:P:ecr:R:A:repository/NAME` of an ECR image. */
rc_str rc_image_repository_arn(rc_arena *arena, const rc_image *image);

/** True if the repository's first part is a usual name of a pull-through cache rule, in a partition
 *  that has such rules. Says that the extra calls are possible, never that they are made. */
bool rc_image_may_pull_through(const rc_image *image);

/** True for the bytes that the host of a reference may hold, templates apart: letters, digits and
 *  the signs of addresses and ports. */
bool rc_image_host_may_hold(char c);

/** True for accounts of AWS from which anyone may pull: no repository policy of theirs can be seen,
 *  and none stands in the way. */
bool rc_ecr_account_is_aws(rc_str account);

#endif
