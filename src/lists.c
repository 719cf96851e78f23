/* What the core knows by itself, for lists: pages, limits, checks, formats. */
#include "rolecall.h"

#include "check/check.h"
#include "check/page.h"
#include "report/report.h"

const char *rolecall_page(const char *code, size_t *size) {
  rc_str page = rc_page_find(rc_str_from_c(code));
  *size = page.len;
  return page.len > 0 ? page.ptr : NULL;
}

bool rolecall_limit_info(uint32_t index, const char **name, uint64_t *value, const char **unit) {
  if (index >= RC_N_LIMITS) {
    return false;
  }
  const rc_limit *limit = rc_limit_info((rc_limit_id)index);
  *name = limit->name;
  *value = limit->value;
  *unit = limit->unit;
  return true;
}

bool rolecall_check_info(uint32_t index, const char **code, const char **name,
                         const char **summary) {
  if (index >= rc_n_checks) {
    return false;
  }
  *code = rc_checks[index]->code;
  *name = rc_checks[index]->name;
  *summary = rc_checks[index]->summary;
  return true;
}

const char *rolecall_format_name(uint32_t index) {
  return index < rc_n_reporters ? rc_reporters[index]->name : NULL;
}
