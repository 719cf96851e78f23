/*
 * Secrets on command lines: a flag and the word behind it, in a shell, or as two strings of a list.
 */
#include "redact/pairs.h"

enum { LONGEST_GAP = 24, LONGEST_LINE = 256, LONGEST_FLAG = 64 };

static char byte_at(rc_str text, size_t at) { return at < text.len ? text.ptr[at] : '\0'; }
static bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }
static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Where the word behind the flag begins: behind blanks, a comma, a line that goes on, and `- ` of a
 * list; its own quote not included. RC_NOT_FOUND if none does. */
static size_t next_word(rc_scan *scan, size_t at) {
  rc_str text = scan->text;
  size_t start = at;
  size_t limit = at + LONGEST_GAP;
  bool gap = false;
  bool joined = false; /* what stands on the next line: by a sign at the end of this, or `- ` */
  bool ended = false;
  if (is_quote(byte_at(text, at))) {
    at++;
  }
  for (; at < limit && at < text.len; at++) {
    char c = text.ptr[at];
    bool item = c == '-' && is_blank(byte_at(text, at + 1));
    if (!is_blank(c) && c != ',' && c != '\\' && !item) {
      break;
    }
    if (c == '\\' && is_quote(byte_at(text, at + 1))) {
      break;
    }
    gap = true;
    joined = joined || c == '\\' || c == ',' || item;
    ended = ended || c == '\n';
  }
  rc_scan_looks(scan, start, at);
  return gap && (joined || !ended) && at < limit && at < text.len ? at : RC_NOT_FOUND;
}

static bool value_behind(rc_scan *scan, size_t at, rc_pair_value *out) {
  rc_str text = scan->text;
  size_t word = next_word(scan, at);
  if (word == RC_NOT_FOUND) {
    return false;
  }
  *out = rc_pair_value_at(text, word, RC_ENDS_AT_BLANK);
  rc_str value = rc_str_slice(text, out->start, out->end);
  return value.len > 0 && value.ptr[0] != '-' && !rc_str_starts_with(value, RC_STR("$("));
}

/* Where the line begins in which the flag stands; of a list in a tree, the list. */
static size_t line_start(const rc_scan *scan, size_t at) {
  size_t from = at;
  size_t lowest = at > LONGEST_LINE ? at - LONGEST_LINE : 0;
  while (from > lowest && scan->text.ptr[from - 1] != (scan->in_tree ? '[' : '\n')) {
    from--;
  }
  return from;
}

/* The same of the programs that are named there: what was read for the flag before this one is not
 * read again, if all of it counts still, or none of it counted. No program's name goes on behind a
 * flag. */
static unsigned commands_before(rc_scan *scan, size_t at) {
  size_t from = line_start(scan, at);
  bool is_known = at >= scan->commands_end && scan->commands_end > from &&
                  (scan->commands_start == from ||
                   (scan->commands == 0 && scan->commands_start <= from));
  size_t unread = is_known ? scan->commands_end : from;
  unsigned found =
      unread < at ? rc_pair_commands(rc_str_slice(scan->text, unread, at)) : 0;
  scan->commands = is_known ? scan->commands | found : found;
  scan->commands_start = (uint32_t)from;
  scan->commands_end = (uint32_t)at;
  return scan->commands;
}

static void hide(rc_scan *scan, size_t start, size_t end) {
  rc_scan_secret(scan, NULL, RC_DETECT_SECRET_FLAG, start, end);
}

/* `user:password`, or the user alone */
static void hide_login(rc_scan *scan, size_t start, size_t end) {
  size_t colon = rc_str_find_byte(rc_str_slice(scan->text, 0, end), ':', start);
  if (colon == start || (colon != RC_NOT_FOUND && byte_at(scan->text, colon + 1) == '/')) {
    return;
  }
  bool alone = colon == RC_NOT_FOUND;
  colon = alone ? end : colon;
  rc_str user = rc_str_slice(scan->text, start, colon);
  if (!rc_is_public_login(user) && !rc_is_innocent(user)) {
    rc_scan_leaf(scan, RC_DETECT_USER_NAME, RC_FAMILY_USER, 0, start, colon);
  }
  if (!alone) {
    hide(scan, colon + 1, end);
  }
}

static bool takes_word(unsigned commands, char flag) {
  switch (flag) {
    case 'p': return (commands & RC_COMMAND_P) != 0;
    case 'P': return (commands & RC_COMMAND_UPPER_P) != 0;
    case 'a': return (commands & RC_COMMAND_A) != 0;
    case 'w': return (commands & RC_COMMAND_W) != 0;
    default: return false;
  }
}

static void judge_short(rc_scan *scan, const rc_run *run) {
  rc_str text = scan->text;
  char flag = byte_at(text, run->start + 1);
  size_t length = run->end - run->start;
  if (length < 2 || (flag != 'p' && flag != 'P' && flag != 'a' && flag != 'w' && flag != 'u')) {
    return;
  }
  unsigned commands = commands_before(scan, run->start);
  rc_pair_value value;
  if (flag == 'u') {
    bool takes = (commands & (RC_COMMAND_U | RC_COMMAND_P)) != 0;
    if (takes && length == 2 && value_behind(scan, run->end, &value)) {
      hide_login(scan, value.start, value.end);
    }
    return;
  }
  bool attached = flag == 'p' ? (commands & RC_COMMAND_P_ATTACHED) != 0
                              : (flag == 'w' || flag == 'P') && takes_word(commands, flag);
  if (attached && (length > 2 || is_quote(byte_at(text, run->end)))) {
    value = rc_pair_value_at(text, run->start + 2, RC_ENDS_AT_BLANK);
    hide(scan, value.start, value.end);
  } else if (length == 2 && takes_word(commands, flag) && value_behind(scan, run->end, &value)) {
    hide(scan, value.start, value.end);
  }
}

void rc_scan_flag(rc_scan *scan, const rc_run *run) {
  rc_str text = scan->text;
  rc_str flag = rc_str_slice(text, run->start, run->end);
  if (flag.len < 2 || flag.len > LONGEST_FLAG || (run->traits & RC_RUN_EQUALS) != 0) {
    return;
  }
  rc_pair_value value;
  if (flag.ptr[1] != '-') {
    judge_short(scan, run);
    return;
  }
  if (rc_str_equal(flag, RC_STR("--user")) || rc_str_equal(flag, RC_STR("--proxy-user"))) {
    if (value_behind(scan, run->end, &value)) {
      hide_login(scan, value.start, value.end);
    }
    return;
  }
  if (rc_str_equal(flag, RC_STR("--value")) && value_behind(scan, run->end, &value) &&
      rc_str_contains(rc_str_slice(scan->text, line_start(scan, run->start), run->start),
                      RC_STR("SecureString"))) {
    rc_scan_secret(scan, NULL, RC_DETECT_AWS_SECURE_STRING, value.start, value.end);
    return;
  }
  const rc_name_row *row = rc_name_find_again(scan->names, flag).row;
  bool secret = row != NULL && (row->named == RC_NAMED_SECRET || row->named == RC_NAMED_HEX_SECRET);
  if (secret && value_behind(scan, run->end, &value)) {
    rc_scan_named(scan, row, RC_DETECT_SECRET_FLAG, value.start, value.end);
  }
}
