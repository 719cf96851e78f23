#include "aws/tables.h"

const rc_partition *rc_partition_of_region(rc_str region) {
  if (region.len == 0 || rc_hole_any(region)) {
    return NULL;
  }
  for (size_t i = 1; i < rc_n_partitions; i++) {
    if (rc_str_starts_with(region, rc_partitions[i].region_prefix)) {
      return &rc_partitions[i];
    }
  }
  return &rc_partitions[0];
}

const rc_partition *rc_partition_by_name(rc_str name) {
  for (size_t i = 0; i < rc_n_partitions; i++) {
    if (rc_str_equal(rc_partitions[i].name, name)) {
      return &rc_partitions[i];
    }
  }
  return NULL;
}
