/* IAM's query API: whatever is posted, the answer is sound XML, and the same each time. */
#include "common.h"

#include <stdlib.h>
#include <string.h>

static const char account[] =
    "{\"UserDetailList\":[{\"Arn\":\"arn:aws:iam::111122223333:user/a\",\"UserId\":\"AIDA\","
    "\"UserPolicyList\":[{\"PolicyName\":\"p\",\"PolicyDocument\":{\"Version\":\"2012-10-17\","
    "\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}}}]}]}";

/* ---- XML as it is written here: elements, text, five entities, numbers of characters ---- */

typedef struct xml {
  rc_str text;
  size_t at;
} xml;

static bool take(xml *x, const char *what) {
  rc_str rest = rc_str_from(x->text, x->at);
  bool here = rc_str_starts_with(rest, rc_str_from_c(what));
  x->at += here ? strlen(what) : 0;
  return here;
}

static rc_str take_name(xml *x) {
  size_t from = x->at;
  for (; x->at < x->text.len; x->at++) {
    char letter = (char)(x->text.ptr[x->at] | 0x20);
    if (letter < 'a' || letter > 'z') {
      break;
    }
  }
  return rc_str_slice(x->text, from, x->at);
}

static void take_text(xml *x) {
  static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#13;"};
  while (x->at < x->text.len && x->text.ptr[x->at] != '<') {
    bool entity = false;
    unsigned char c = (unsigned char)x->text.ptr[x->at];
    for (size_t i = 0; c == '&' && !entity && i < RC_COUNT_OF(entities); i++) {
      entity = take(x, entities[i]);
    }
    must(c != '>' && (c != '&' || entity), "text between tags is escaped");
    must(c >= 0x20 || c == '\n' || c == '\t', "XML has no such character");
    x->at += entity ? 0 : 1;
  }
}

static void take_element(xml *x, unsigned depth) {
  must(depth < 16, "answers are not deep");
  must(take(x, "<"), "an element begins");
  rc_str name = take_name(x);
  must(name.len > 0, "elements have names");
  if (depth == 0) {
    must(take(x, " xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\""), "it is IAM's");
  }
  if (take(x, "/>")) {
    return;
  }
  must(take(x, ">"), "a tag ends");
  for (take_text(x); !take(x, "</"); take_text(x)) {
    take_element(x, depth + 1);
  }
  must(rc_str_equal(take_name(x), name) && take(x, ">"), "what was opened is closed");
}

static bool is_known(unsigned http_status) {
  return http_status == 200 || http_status == 400 || http_status == 404 || http_status == 413 ||
         http_status == 500;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  rolecall_simulator *simulator = rolecall_simulator_new(&fuzz_public_heap);
  unsigned http_status = 0;
  const char *out = NULL;
  size_t length = 0;
  must(simulator != NULL, "there is memory");
  must(rolecall_simulator_add_account(simulator, account, sizeof account - 1, &out, &length) !=
           ROLECALL_ARG,
       "the account is read");
  rolecall_status status = rolecall_simulate_query(simulator, (const char *)data, size,
                                                   &http_status, &out, &length);
  must(is_known(http_status) && (status == ROLECALL_OK) == (http_status == 200),
       "the status is one that IAM has");
  must(rc_str_find_byte((rc_str){out, length}, '\xFE', 0) == RC_NOT_FOUND, "answers are UTF-8");
  xml x = {{out, length}, 0};
  take_element(&x, 0);
  must(take(&x, "\n") && x.at == length, "nothing stands behind the answer");
  char *first = malloc(length + 1);
  must(first != NULL, "there is memory");
  memcpy(first, out, length + 1);
  (void)rolecall_simulate_query(simulator, (const char *)data, size, &http_status, &out, &length);
  must(strcmp(first, out) == 0, "the same request has the same answer");
  free(first);
  rolecall_simulator_free(simulator);
  return 0;
}
