/*
 * The pages of checks and messages: what `rolecall explain` prints.
 *
 * The build takes them from docs/checks/ and docs/messages/ (tools/generate/pages.mjs): the prose
 * of each page, up to its first case.
 */
#ifndef RC_CHECK_PAGE_H
#define RC_CHECK_PAGE_H

#include "base/str.h"

/** The page of a check, reader finding or message by its code or name ("RC101", "rc101",
 *  "execution-role-missing", "auth-dial-timeout"), as Markdown; empty if there is none. */
rc_str rc_page_find(rc_str code_or_name);

/* One name under which a page is found; several names may share a page. */
typedef struct rc_page {
  rc_str name;
  rc_str text;
} rc_page;

extern const rc_page rc_pages[]; /* sorted by name, byte order */
extern const size_t rc_n_pages;

#endif
