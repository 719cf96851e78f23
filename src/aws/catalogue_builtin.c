#include "aws/catalogue_parts.h"

void rc_catalogue_open_builtin(rc_catalogue *out) {
  bool is_whole = rc_catalogue_open(out, rc_catalogue_bytes, rc_n_catalogue_bytes);
  RC_ASSERT(is_whole);
  (void)is_whole;
}
