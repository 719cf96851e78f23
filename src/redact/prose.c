/*
 * Passwords in sentences: `the password is X`, `login failed with password X`.
 *
 * No separator ties the value to the word, so that it must look like no word of the sentence.
 */
#include "redact/prose.h"

#include "redact/lexicon.h"

enum { LONGEST_WORD = 12, MOST_BLANKS = 3, LONGEST_IN_PROSE = 256 };

static bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

/* The word that ends before `*at`, which moves to where it begins; blanks stand behind it. */
static rc_str word_before(rc_str text, size_t *at) {
  size_t end = *at;
  while (end > 0 && *at - end < MOST_BLANKS && text.ptr[end - 1] == ' ') {
    end--;
  }
  size_t start = end;
  while (start > 0 && end - start <= LONGEST_WORD && is_letter(text.ptr[start - 1])) {
    start--;
  }
  bool is_whole = end < *at && (start == 0 || text.ptr[start - 1] == ' ' ||
                                text.ptr[start - 1] == '(' || text.ptr[start - 1] == '\n');
  *at = start;
  return rc_str_slice(text, start, is_whole ? end : start);
}

static bool is_one_of(rc_str word, const rc_str *words, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (rc_str_equal_nocase(word, words[i])) {
      return true;
    }
  }
  return false;
}

/* How sure a sentence makes that a password follows. */
typedef enum announced {
  NOTHING,
  PERHAPS, /* `password X`, `the token is X` */
  SURELY   /* `the password is X` */
} announced;

static announced announced_at(rc_str text, size_t at) {
  static const rc_str joints[] = {RC_STR_INIT("is"), RC_STR_INIT("was"), RC_STR_INIT("to")};
  static const rc_str passwords[] = {RC_STR_INIT("password"), RC_STR_INIT("passwd"),
                                     RC_STR_INIT("passphrase"), RC_STR_INIT("passcode")};
  static const rc_str others[] = {RC_STR_INIT("token"), RC_STR_INIT("secret"), RC_STR_INIT("key")};
  rc_str word = word_before(text, &at);
  bool is_joined = is_one_of(word, joints, RC_COUNT_OF(joints));
  if (is_joined) {
    word = word_before(text, &at);
  }
  if (is_one_of(word, passwords, RC_COUNT_OF(passwords))) {
    return is_joined ? SURELY : PERHAPS;
  }
  return is_joined && is_one_of(word, others, RC_COUNT_OF(others)) ? PERHAPS : NOTHING;
}

/* A digit and a letter at least, and more changes between them than words have. */
static bool is_no_word(rc_str value, announced how) {
  bool has_digit = false;
  bool has_letter = false;
  for (size_t i = 0; i < value.len; i++) {
    has_digit = has_digit || (value.ptr[i] >= '0' && value.ptr[i] <= '9');
    has_letter = has_letter || is_letter(value.ptr[i]);
  }
  return has_digit && has_letter && (how == SURELY || rc_is_strong(value)) &&
         !rc_is_innocent(value);
}

bool rc_scan_prose(rc_scan *scan, const rc_run *run) {
  rc_str text = scan->text;
  size_t end = run->end;
  if (run->start < 8 || text.ptr[run->start - 1] != ' ' || (run->traits & RC_RUN_DIGIT) == 0 ||
      run->end - run->start > LONGEST_IN_PROSE) {
    return false;
  }
  announced how = announced_at(text, run->start);
  while (end > run->start && (text.ptr[end - 1] == '.' || text.ptr[end - 1] == ':')) {
    end--; /* of the sentence */
  }
  if (how == NOTHING || !is_no_word(rc_str_slice(text, run->start, end), how)) {
    return false;
  }
  uint32_t leaves = scan->out->len;
  rc_scan_secret(scan, NULL, RC_DETECT_SECRET_BY_NAME, run->start, end);
  return scan->out->len > leaves;
}
