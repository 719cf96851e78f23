#include "check/page.h"

static bool find_exactly(rc_str name, rc_str *text) {
  size_t low = 0;
  size_t high = rc_n_pages;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = rc_str_compare(rc_pages[middle].name, name);
    if (order == 0) {
      *text = rc_pages[middle].text;
      return true;
    }
    low = order < 0 ? middle + 1 : low;
    high = order < 0 ? high : middle;
  }
  return false;
}

rc_str rc_page_find(rc_str code_or_name) {
  rc_str text = RC_STR_NONE;
  if (find_exactly(code_or_name, &text)) {
    return text;
  }
  for (size_t i = 0; i < rc_n_pages; i++) {
    if (rc_str_equal_nocase(rc_pages[i].name, code_or_name)) {
      return rc_pages[i].text;
    }
  }
  return text;
}
