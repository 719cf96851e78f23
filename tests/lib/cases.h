/*
 * Cases of the pages in docs/checks and docs/messages, and of the folders in examples.
 *
 * A page is documentation and test at once. A case is a section `## Reported: ...` or
 * `## Not reported: ...`; in pages of messages every section with a `diagnosis` block is one. Its
 * fenced blocks, by info string:
 *
 *   json taskdef.json     an input file (language, path); behind the path may stand `crlf`, `bom`,
 *                         `utf16` (ASCII only) or `no-newline`, for bytes that Markdown cannot show
 *   flags                 options of the command line
 *   report                findings of the page's code: path:line:column severity message
 *   frame                 the text rendering of one of these findings
 *   fixed taskdef.json    the file after `rolecall fix`; `unfixable` behind the path tells that the
 *                         finding stays although something is mended
 *   diagnosis             line:column id phase cause certainty
 */
#ifndef RC_TESTS_LIB_CASES_H
#define RC_TESTS_LIB_CASES_H

#include "lib/files.h"

typedef enum block_kind {
  BLOCK_INPUT,
  BLOCK_FLAGS,
  BLOCK_REPORT,
  BLOCK_FRAME,
  BLOCK_FIXED,
  BLOCK_DIAGNOSIS
} block_kind;

typedef struct page_block {
  block_kind kind;
  const char *path; /* of inputs and fixed files */
  bool crlf, bom, utf16, no_newline, unfixable;
  rc_str content; /* between the fences, as in the page */
  rc_str bytes;   /* what it stands for */
  size_t start, end; /* place of `content` in the page */
  uint32_t line;
} page_block;
typedef struct block_vec { RC_VEC_FIELDS(page_block) } block_vec;

typedef struct test_case {
  const char *title;
  uint32_t line;
  bool reported; /* `## Reported:` */
  block_vec blocks;
} test_case;
typedef struct case_vec { RC_VEC_FIELDS(test_case) } case_vec;

typedef struct page {
  const char *path;
  rc_str text;
  bool is_check;
  rc_str code; /* of a check: RC101 */
  rc_str name; /* of a check: execution-role-missing */
  text_vec headings; /* second level, cases left out */
  case_vec cases;
} page;

/** Takes a page apart; dies with file and line on blocks that make no sense. */
void parse_page(rc_arena *arena, const char *path, page *out);
/** Paths of all pages, sorted. */
void list_pages(rc_arena *arena, text_vec *out);
/** What the content of a block with these marks stands for, and back. */
rc_str block_decode(rc_arena *arena, const page_block *marks, rc_str content);
rc_str block_encode(rc_arena *arena, const page_block *marks, rc_str bytes);

/* Everything one analysis needs. */
typedef struct setup_file {
  const char *path;
  rc_str bytes;
  rolecall_role_of_file role;
} setup_file;
typedef struct setup {
  const char *name; /* for messages */
  rolecall_options options;
  struct { RC_VEC_FIELDS(setup_file) } files;
} setup;
typedef struct setup_vec { RC_VEC_FIELDS(setup) } setup_vec;

/** The inputs and options of a case. */
void setup_of_case(rc_arena *arena, const page *from, const test_case *tested, setup *out);
/** Setups of all cases of all pages, then of every folder in examples. */
void all_setups(rc_arena *arena, setup_vec *out);
/** Adds the files and runs. `*out` is to be freed also after a failure; it may be NULL. */
rolecall_status setup_run(const setup *of, const rolecall_allocator *allocator, bool fix,
                          rolecall_analysis **out);

#endif
