#include "aws/managed_policy.h"

#include "aws/arn.h"
#include "aws/tables.h"

static const rc_managed_policy_row *find_row(rc_str path_and_name) {
  size_t low = 0, high = rc_n_managed_policies;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const rc_managed_policy_row *row = &rc_managed_policies[middle];
    int order = rc_str_compare(row->policy.path_and_name, path_and_name);
    if (order == 0) {
      return row;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return NULL;
}

const rc_managed_policy *rc_managed_policy_find(rc_str text) {
  rc_arn arn;
  rc_str prefix = RC_STR("policy/");
  if (!rc_arn_parse(text, &arn) || !rc_str_equal(arn.service, RC_STR("iam")) ||
      !rc_str_equal(arn.account, RC_STR("aws")) || !rc_str_starts_with(arn.resource, prefix)) {
    return NULL;
  }
  const rc_managed_policy_row *row = find_row(rc_str_from(arn.resource, prefix.len));
  bool read_here = rc_str_equal(arn.partition, rc_partitions[0].name);
  return row != NULL && (read_here || !row->partition_bound) ? &row->policy : NULL;
}
