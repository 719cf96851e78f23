#include "aws/rcp.h"

#include "aws/tables.h"

bool rc_rcp_reaches(rc_str action) {
  rc_str rest = action;
  rc_str service = rc_str_cut(&rest, ':');
  for (size_t i = 0; i < rc_n_rcp_exempt; i++) {
    if (rc_str_equal_nocase(action, rc_rcp_exempt[i])) {
      return false;
    }
  }
  for (size_t i = 0; i < rc_n_rcp_services; i++) {
    if (rc_str_equal_nocase(service, rc_rcp_services[i])) {
      return true;
    }
  }
  return false;
}
