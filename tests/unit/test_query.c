/* IAM's query API without a socket: forms, XML, pages, and what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "rolecall.h"
#include "simulate/form.h"
#include "simulate/wire.h"

/* {"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}} */
#define POLICY                                                                                \
  "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3AGet%2A%22%2C" \
  "%22Resource%22%3A%22%2A%22%7D%7D"
#define VERSION "Version=2010-05-08"
#define CUSTOM "Action=SimulateCustomPolicy&" VERSION "&PolicyInputList.member.1=" POLICY
#define ACTION "&ActionNames.member.1=s3%3AGetObject"

typedef struct memory {
  unsigned n_requests, refuse_at;
  size_t outstanding;
} memory;

static void *take(void *context, size_t size) {
  memory *m = context;
  if (++m->n_requests == m->refuse_at) {
    return NULL;
  }
  m->outstanding += size;
  return malloc(size);
}

static void give(void *context, void *block, size_t size) {
  memory *m = context;
  m->outstanding -= size;
  free(block);
}

typedef struct world {
  memory memory;
  rolecall_simulator *simulator;
  unsigned http_status;
  const char *out;
  size_t size;
} world;

static int set_up(void **state) {
  world *w = calloc(1, sizeof *w);
  const rolecall_allocator allocator = {&w->memory, take, give};
  w->simulator = rolecall_simulator_new(&allocator);
  *state = w;
  return w->simulator == NULL;
}

static int tear_down(void **state) {
  world *w = *state;
  rolecall_simulator_free(w->simulator);
  size_t outstanding = w->memory.outstanding;
  free(w);
  return outstanding != 0;
}

/* The form lies in a block of exactly its size. */
static rolecall_status ask_bytes(world *w, const char *form, size_t size) {
  char *copy = malloc(size > 0 ? size : 1);
  memcpy(copy, form, size);
  rolecall_status status =
      rolecall_simulate_query(w->simulator, copy, size, &w->http_status, &w->out, &w->size);
  free(copy);
  assert_int_equal(w->out[w->size], '\0');
  assert_true((status == ROLECALL_OK) == (w->http_status == 200));
  return status;
}

static rolecall_status ask(world *w, const char *form) { return ask_bytes(w, form, strlen(form)); }

static void expect_error(world *w, const char *form, unsigned http_status, const char *code) {
  char element[64];
  snprintf(element, sizeof element, "<Code>%s</Code>", code);
  assert_int_not_equal(ask(w, form), ROLECALL_OK);
  if (w->http_status != http_status || strstr(w->out, element) == NULL) {
    fail_msg("%s is answered with %u %s", form, w->http_status, w->out);
  }
  assert_non_null(strstr(w->out, "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/"));
  assert_non_null(strstr(w->out, "</RequestId>\n</ErrorResponse>\n"));
}

static void expect_in(const world *w, const char *text) {
  if (strstr(w->out, text) == NULL) {
    fail_msg("%s is not in %s", text, w->out);
  }
}

/* ---- forms ---- */

static void expect_json(const char *form, const char *json) {
  memory m = {.refuse_at = 0};
  rc_arena arena;
  rc_form read;
  rc_arena_init(&arena, &(rc_allocator){.context = &m, .allocate = take, .release = give});
  assert_int_equal(rc_form_read(&arena, rc_str_from_c(form), &read), RC_OK);
  if (json == NULL) {
    assert_int_not_equal(read.fault, RC_FORM_SOUND);
    assert_true(read.sentence.len > 0);
  } else {
    assert_int_equal(read.fault, RC_FORM_SOUND);
    assert_int_equal(read.json.len, strlen(json));
    assert_memory_equal(read.json.ptr, json, read.json.len);
  }
  rc_arena_free(&arena);
  assert_int_equal(m.outstanding, 0);
}

static void forms_become_the_input_of_the_operation(void **state) {
  (void)state;
  expect_json("", "{}");
  expect_json("&&&", "{}");
  expect_json("Action=a&Version=b&AWSAccessKeyId=c&X-Amz-Date=%00&Signature=%FF", "{}");
  expect_json("CallerArn=a+b%2Bc%2bd=e", "{\"CallerArn\":\"a b+c+d=e\"}");
  expect_json("Caller%41rn=%C3%A4%0A", "{\"CallerArn\":\"\xC3\xA4\\n\"}");
  expect_json("MaxItems=007", "{\"MaxItems\":7}");
  expect_json("ActionNames=&ContextEntries=", "{\"ActionNames\":[],\"ContextEntries\":[]}");
  expect_json("ActionNames", "{\"ActionNames\":[]}");
  expect_json("ActionNames.member.2=b&ActionNames.member.1=a&ActionNames.member.3=",
              "{\"ActionNames\":[\"a\",\"b\",\"\"]}");
  expect_json("ContextEntries.member.10.ContextKeyValues.member.2=y&"
              "ContextEntries.member.2.ContextKeyValues=&"
              "ContextEntries.member.10.ContextKeyValues.member.1=x&"
              "ContextEntries.member.10.ContextKeyName=k",
              "{\"ContextEntries\":[{\"ContextKeyValues\":[]},{\"ContextKeyName\":\"k\","
              "\"ContextKeyValues\":[\"x\",\"y\"]}]}");
  expect_json("OrderedOrganizationPolicyInputList.member.1.ServiceControlPolicyInputList.member.1=p"
              "&OrderedOrganizationPolicyInputList.member.2.ServiceControlPolicyInputList=",
              "{\"OrderedOrganizationPolicyInputList\":[{\"ServiceControlPolicyInputList\":["
              "\"p\"]},{\"ServiceControlPolicyInputList\":[]}]}");
}

static void forms_of_another_shape_are_faults(void **state) {
  (void)state;
  static const char *const forms[] = {
      "%", "%4", "CallerArn=%", "CallerArn=%f", "CallerArn=%4g", "CallerArn=%%41", "%FF=a",
      "=a", "callerarn=a", "Nobody=a", "CallerArn=%00", "CallerArn=%FF", "CallerArn=%1B",
      "CallerArn=%ED%A0%80", "CallerArn=a&CallerArn=a", "CallerArn.member.1=a", "CallerArn.=a",
      "ActionNames=a", "ActionNames.=", "ActionNames.1=a", "ActionNames.member=a",
      "ActionNames.member.=a", "ActionNames.member.0=a", "ActionNames.member.01=a",
      "ActionNames.member.-1=a", "ActionNames.member.+1=a", "ActionNames.member.1x=a",
      "ActionNames.member.2=a", "ActionNames.member.1=a&ActionNames.member.3=a",
      "ActionNames.member.1=a&ActionNames.member.1=a", "ActionNames.member.1=a&ActionNames=",
      "ActionNames=&ActionNames=", "ActionNames.member.1.=a", "ActionNames.member.1.member.1=a",
      "ActionNames.member.4294967297=a", "ActionNames.member.18446744073709551617=a",
      "ActionNames.member.99999999999999999999999999=a", "ActionNames..member.1=a",
      "ContextEntries=a", "ContextEntries.member.1=a", "ContextEntries.member.1=",
      "ContextEntries.member.0.ContextKeyName=a", "ContextEntries.member.1.Nobody=a",
      "ContextEntries.member.1.ContextKeyName.member.1=a",
      "ContextEntries.member.1.ContextKeyValues=a",
      "ContextEntries.member.1.ContextKeyValues.member.2=a",
      "ContextEntries.member.1.ContextKeyName=a&ContextEntries.member.1.ContextKeyName=a",
      "ContextEntries.member.1.ContextKeyName=a&ContextEntries=",
      "OrderedOrganizationPolicyInputList.member.2.ServiceControlPolicyInputList.member.1=a",
      "MaxItems=", "MaxItems=-1", "MaxItems=1e2", "MaxItems=0x1", "MaxItems=1000000000",
      "MaxItems=1&MaxItems=1", "Action=a&Action=a", "Version=a&Version=b",
  };
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    print_message("%s\n", forms[i]);
    expect_json(forms[i], NULL);
  }
}

/* Whatever the order: the members of a list are put in theirs. */
static void many_parameters_in_any_order(void **state) {
  world *w = *state;
  enum { N = 5000, ROOM = 64 };
  char *form = malloc((size_t)N * ROOM);
  size_t size = (size_t)snprintf(form, ROOM * 4, "%s", CUSTOM);
  for (unsigned i = 0; i < N; i++) {
    unsigned member = (i * 2503) % N + 1; /* coprime: each once */
    size += (size_t)snprintf(form + size, ROOM, "&ActionNames.member.%u=s3:Get%u", member, member);
  }
  assert_int_equal(ask_bytes(w, form, size), ROLECALL_OK);
  expect_in(w, "<EvalActionName>s3:Get1</EvalActionName>");
  expect_in(w, "<EvalActionName>s3:Get100</EvalActionName>");
  expect_in(w, "<Marker>ActionNames.member.101</Marker>");
  assert_null(strstr(w->out, "s3:Get101<"));
  free(form);
}

/* ---- answers ---- */

static char *copy_of(const char *text) {
  size_t size = strlen(text) + 1;
  return memcpy(malloc(size), text, size);
}

static void an_answer_is_what_iam_sends(void **state) {
  world *w = *state;
  assert_int_equal(ask(w, CUSTOM ACTION "&ResourceArns.member.1=*"), ROLECALL_OK);
  static const char begins[] =
      "<SimulateCustomPolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\n"
      "  <SimulateCustomPolicyResult>\n"
      "    <IsTruncated>false</IsTruncated>\n"
      "    <EvaluationResults>\n"
      "      <member>\n"
      "        <EvalActionName>s3:GetObject</EvalActionName>\n"
      "        <EvalResourceName>*</EvalResourceName>\n"
      "        <EvalDecision>allowed</EvalDecision>\n"
      "        <MatchedStatements>\n"
      "          <member>\n"
      "            <SourcePolicyId>PolicyInputList.1</SourcePolicyId>\n";
  static const char ends[] = "</RequestId>\n"
                             "  </ResponseMetadata>\n"
                             "</SimulateCustomPolicyResponse>\n";
  assert_memory_equal(w->out, begins, sizeof begins - 1);
  assert_string_equal(w->out + w->size - (sizeof ends - 1), ends);
  expect_in(w, "<MissingContextValues/>");
  expect_in(w, "<EvalDecisionDetails/>");
  char *first = copy_of(w->out);
  assert_int_equal(ask(w, CUSTOM ACTION "&ResourceArns.member.1=*"), ROLECALL_OK);
  assert_string_equal(w->out, first);
  assert_int_equal(ask(w, CUSTOM ACTION "&ResourceArns.member.1=%2A"), ROLECALL_OK);
  assert_string_not_equal(w->out, first); /* another request, another id */
  free(first);
}

static void details_are_entries(void **state) {
  world *w = *state;
  assert_int_equal(ask(w, CUSTOM ACTION "&ResourceArns.member.1=arn:aws:s3:::b"
                          "&CallerArn=arn:aws:iam::444455556666:user/a"
                          "&ResourceOwner=arn:aws:iam::111122223333:root"),
                   ROLECALL_OK);
  expect_in(w, "<EvalDecisionDetails>\n"
               "          <entry>\n"
               "            <key>IAM Policy</key>\n"
               "            <value>allowed</value>\n"
               "          </entry>\n"
               "        </EvalDecisionDetails>");
}

static void text_is_escaped(void **state) {
  world *w = *state;
  assert_int_equal(ask(w, CUSTOM "&ActionNames.member.1=s3:Get%26%3C%3E%22%0D"), ROLECALL_OK);
  expect_in(w, "<EvalActionName>s3:Get&amp;&lt;&gt;&quot;&#13;</EvalActionName>");
  expect_error(w, "Action=%3C%26%C3%A4", 400, "InvalidAction");
  expect_in(w, "Could not find operation &lt;&amp;\xC3\xA4 for version NO_VERSION_SPECIFIED");
  memory m = {.refuse_at = 0};
  rc_arena arena;
  rc_buf buf;
  rc_arena_init(&arena, &(rc_allocator){.context = &m, .allocate = take, .release = give});
  rc_buf_init(&buf, &arena);
  rc_wire_put_xml_text(&buf, RC_STR("a\0b\x1B\xFF\xEF\xBF\xBE\tc"));
  rc_buf_put_byte(&buf, '\0');
  assert_string_equal(buf.ptr, "a\xEF\xBF\xBD" "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\tc");
  rc_arena_free(&arena);
}

static void context_keys_are_listed_once(void **state) {
  world *w = *state;
  /* {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*",
     "Resource":"arn:aws:s3:::${aws:username}/${aws:UserName}",
     "Condition":{"Bool":{"aws:SecureTransport":"true"}}}} */
  assert_int_equal(
      ask(w, "Action=GetContextKeysForCustomPolicy&" VERSION "&PolicyInputList.member.1=%7B%22"
             "Version%22:%222012-10-17%22,%22Statement%22:%7B%22Effect%22:%22Allow%22,%22"
             "Action%22:%22s3:*%22,%22Resource%22:"
             "%22arn:aws:s3:::$%7Baws:username%7D/$%7Baws:UserName%7D%22,%22Condition%22:%7B"
             "%22Bool%22:%7B%22aws:SecureTransport%22:%22true%22%7D%7D%7D%7D"),
      ROLECALL_OK);
  expect_in(w, "  <GetContextKeysForCustomPolicyResult>\n"
               "    <ContextKeyNames>\n"
               "      <member>aws:SecureTransport</member>\n"
               "      <member>aws:username</member>\n"
               "    </ContextKeyNames>\n"
               "  </GetContextKeysForCustomPolicyResult>\n");
  expect_error(w, "Action=GetContextKeysForCustomPolicy&" VERSION, 400, "ValidationError");
  expect_error(w, "Action=GetContextKeysForCustomPolicy&" VERSION "&PolicyInputList=&MaxItems=1",
               400, "InvalidInput");
}

static void accounts_are_remembered(void **state) {
  world *w = *state;
  static const char account[] =
      "{\"UserDetailList\":[{\"Arn\":\"arn:aws:iam::111122223333:user/a\",\"UserPolicyList\":["
      "{\"PolicyName\":\"p\",\"PolicyDocument\":{\"Statement\":{\"Effect\":\"Allow\","
      "\"Action\":\"s3:*\",\"Resource\":\"*\"}}}]}]}";
  static const char form[] = "Action=SimulatePrincipalPolicy&" VERSION ACTION
                             "&PolicySourceArn=arn:aws:iam::111122223333:user/a";
  expect_error(w, form, 404, "NoSuchEntity");
  assert_int_equal(rolecall_simulator_add_account(w->simulator, "[]", 2, &w->out, &w->size),
                   ROLECALL_ARG);
  expect_in(w, "an object has to stand here");
  assert_int_equal(rolecall_simulator_add_account(w->simulator, account, sizeof account - 1,
                                                  &w->out, &w->size),
                   ROLECALL_OK);
  for (int i = 0; i < 3; i++) {
    assert_int_equal(ask(w, form), ROLECALL_OK);
    expect_in(w, "<EvalDecision>allowed</EvalDecision>");
    expect_in(w, "<SourcePolicyId>user_a_p</SourcePolicyId>");
  }
  expect_error(w, "Action=SimulatePrincipalPolicy&" VERSION ACTION, 400, "ValidationError");
}

/* ---- pages ---- */

#define THREE "&ActionNames.member.1=x:A&ActionNames.member.2=x:B&ActionNames.member.3=x:C"

static unsigned count(const char *text, const char *part) {
  unsigned n = 0;
  for (; (text = strstr(text, part)) != NULL; text++) {
    n++;
  }
  return n;
}

static void pages_follow_one_another(void **state) {
  world *w = *state;
  assert_int_equal(ask(w, CUSTOM THREE "&MaxItems=2"), ROLECALL_OK);
  assert_int_equal(count(w->out, "<EvalActionName>"), 2);
  expect_in(w, "<IsTruncated>true</IsTruncated>\n    <Marker>ActionNames.member.3</Marker>");
  assert_int_equal(ask(w, CUSTOM THREE "&Marker=ActionNames.member.3"), ROLECALL_OK);
  assert_int_equal(count(w->out, "<EvalActionName>"), 1);
  expect_in(w, "<EvalActionName>x:C</EvalActionName>");
  expect_in(w, "<IsTruncated>false</IsTruncated>\n    <EvaluationResults>");
  expect_error(w, CUSTOM THREE "&MaxItems=0", 400, "ValidationError");
  expect_error(w, CUSTOM THREE "&MaxItems=1001", 400, "ValidationError");
  expect_error(w, CUSTOM THREE "&Marker=ActionNames.member.4", 400, "InvalidInput");
  expect_error(w, CUSTOM THREE "&Marker=ActionNames.member.1", 400, "InvalidInput");
  expect_error(w, CUSTOM THREE "&Marker=ActionNames.member.99999999999999999999", 400,
               "InvalidInput");
  expect_error(w, CUSTOM THREE "&Marker=3", 400, "InvalidInput");
}

/* Tokens that were made up, or belong to another question, are answered or refused, never obeyed
 * beyond the end. */
static void tokens_of_any_kind_do_no_harm(void **state) {
  world *w = *state;
  static const struct {
    const char *token;
    bool refused;
  } tokens[] = {
      {"eyJNYXJrZXIiOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==", false}, /* null, 1 */
      {"eyJNYXJrZXIiOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiA5OX0=", false}, /* null, 99 */
      {"eyJNYXJrZXIiOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAtMX0=", true},  /* null, -1 */
      {"eyJNYXJrZXIiOiA3fQ==", true},                                          /* 7 */
      {"e30=", false},                                                         /* {} */
      {"bm9uZQ==", true},                                                      /* none */
      {"====", true}, {"=", true}, {"e3", true}, {"e30", true}, {"e=0=", true},
      {"ActionNames.member.2", false},
  };
  for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
    char input[512];
    snprintf(input, sizeof input,
             "{\"PolicyInputList\":[],\"ActionNames\":[\"x:A\",\"x:B\"],\"PaginationConfig\":"
             "{\"StartingToken\":\"%s\",\"MaxItems\":%u,\"PageSize\":1}}",
             tokens[i].token, (unsigned)i % 3);
    print_message("%s\n", tokens[i].token);
    assert_int_equal(
        rolecall_simulate_custom(w->simulator, input, strlen(input), &w->out, &w->size),
        tokens[i].refused ? ROLECALL_ARG : ROLECALL_OK);
  }
}

/* ---- errors ---- */

static void what_is_wrong_has_its_code(void **state) {
  world *w = *state;
  expect_error(w, "%", 404, "MalformedQueryString");
  expect_error(w, "", 400, "MissingAction");
  expect_error(w, "Action=ListUsers&" VERSION, 400, "InvalidAction");
  expect_error(w, "Action=SimulateCustomPolicy&Version=2010-05-09", 400, "InvalidAction");
  expect_error(w, CUSTOM ACTION "&PolicyExclusionList.member.1.PolicyType=inline", 400,
               "InvalidQueryParameter");
  expect_error(w, CUSTOM ACTION "&ActionNames.member.1=x", 400, "ValidationError");
  expect_error(w, CUSTOM ACTION "&CallerArn=%07", 400, "ValidationError");
  expect_error(w, CUSTOM, 400, "ValidationError");
  expect_error(w, CUSTOM "&ActionNames.member.1=s3:*", 400, "InvalidInput");
  expect_error(w, CUSTOM ACTION "&PolicySourceArn=a", 400, "InvalidInput");
  expect_error(w, CUSTOM ACTION "&PolicyInputList.member.2=%7B", 400, "InvalidInput");
  expect_error(w, "Action=SimulatePrincipalPolicy&" VERSION ACTION "&PolicySourceArn=a", 400,
               "InvalidInput");
}

static void what_is_too_large_is_told_so(void **state) {
  world *w = *state;
  size_t size = RC_LIMIT_REQUEST_BYTES_VALUE + 1u;
  char *form = malloc(size + 64);
  memset(form, 'A', size);
  assert_int_equal(ask_bytes(w, form, size), ROLECALL_LIMIT);
  assert_int_equal(w->http_status, 413);
  expect_in(w, "<Message>the limit on request size of 4194304 bytes was reached</Message>");
  size_t length = 0;
  for (unsigned i = 0; i <= RC_LIMIT_PARAMETERS_VALUE; i++) {
    length += (size_t)snprintf(form + length, 64, "ActionNames.member.%u=x&", i + 1);
  }
  assert_int_equal(ask_bytes(w, form, length), ROLECALL_LIMIT);
  assert_int_equal(w->http_status, 413);
  expect_in(w, "<Code>RequestEntityTooLarge</Code>");
  length = (size_t)snprintf(form, size, "%s&MaxItems=1000", CUSTOM);
  for (unsigned i = 1; i <= 1000; i++) {
    length += (size_t)snprintf(form + length, 64, "&ActionNames.member.%u=x:A", i);
  }
  for (unsigned i = 1; i <= 101; i++) {
    length += (size_t)snprintf(form + length, 64, "&ResourceArns.member.%u=*", i);
  }
  assert_int_equal(ask_bytes(w, form, length), ROLECALL_LIMIT);
  assert_int_equal(w->http_status, 413);
  expect_in(w, "the limit on number of results of 100000 results was reached");
  static const char head[] = CUSTOM ACTION "&PolicyInputList.member.2=";
  memset(form, '[', size);
  memcpy(form, head, sizeof head - 1);
  assert_int_equal(ask_bytes(w, form, 10000), ROLECALL_LIMIT);
  assert_int_equal(w->http_status, 500);
  expect_in(w, "<Code>PolicyEvaluation</Code>");
  expect_in(w, "nesting depth");
  free(form);
}

/* Writes `n` members of a list, each with this value. */
static size_t put_members(char *form, size_t length, const char *list, unsigned n,
                          const char *value) {
  for (unsigned i = 1; i <= n; i++) {
    length += (size_t)snprintf(form + length, 256, "%s%u=%s", list, i, value);
  }
  return length;
}

static void what_would_take_too_long_is_refused(void **state) {
  world *w = *state;
  static const char policy[] =
      "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"x:*\",\"Resource\":\"*\"}}";
  char *form = malloc(RC_LIMIT_REQUEST_BYTES_VALUE);
  size_t head = (size_t)snprintf(form, 256, "Action=SimulateCustomPolicy&" VERSION "&MaxItems=500");
  head = put_members(form, head, "&ActionNames.member.", 500, "x:A");
  size_t length = put_members(form, head, "&ResourceArns.member.", 10, "*");
  length = put_members(form, length, "&PolicyInputList.member.", 4001, policy);
  assert_int_equal(ask_bytes(w, form, length), ROLECALL_LIMIT);
  assert_int_equal(w->http_status, 413);
  expect_in(w, "the limit on simulation work of 20000000 statements was reached");
  length = put_members(form, head, "&PolicyInputList.member.", 500, policy);
  assert_int_equal(ask_bytes(w, form, length), ROLECALL_LIMIT);
  assert_int_equal(w->http_status, 413);
  expect_in(w, "the limit on response size of 67108864 bytes was reached");
  free(form);
}

static void refusals_of_the_server_look_alike(void **state) {
  world *w = *state;
  assert_int_equal(rolecall_query_refusal(w->simulator, 405, "post & wait", &w->out, &w->size),
                   ROLECALL_OK);
  expect_in(w, "    <Type>Sender</Type>\n    <Code>MethodNotAllowed</Code>\n"
               "    <Message>post &amp; wait</Message>\n  </Error>\n");
  assert_int_equal(rolecall_query_refusal(w->simulator, 599, "", &w->out, &w->size), ROLECALL_OK);
  expect_in(w, "<Code>InternalFailure</Code>");
}

static void cut_forms_are_answered(void **state) {
  world *w = *state;
  static const char form[] =
      CUSTOM ACTION "&ContextEntries.member.1.ContextKeyName=aws:x&ContextEntries.member.1."
                    "ContextKeyType=stringList&"
                    "ContextEntries.member.1.ContextKeyValues.member.1=%41"
                    "&ResourceArns.member.1=arn:aws:s3:::b&MaxItems=1&Marker=";
  for (size_t size = 0; size < sizeof form; size++) {
    (void)ask_bytes(w, form, size < sizeof form - 1 ? size : sizeof form - 1);
    assert_int_equal(w->out[0], '<');
    assert_int_equal(w->out[w->size - 1], '\n');
  }
  assert_int_equal(w->http_status, 200);
}

static void refused_memory_is_an_answer_too(void **state) {
  world *w = *state;
  static const char form[] = CUSTOM ACTION "&ContextEntries.member.1.ContextKeyName=aws:x"
                                           "&ContextEntries.member.1.ContextKeyType=string&"
                                           "ContextEntries.member.1.ContextKeyValues.member.1=a";
  for (unsigned at = 1;; at++) {
    w->memory.n_requests = 0;
    w->memory.refuse_at = at;
    rolecall_status status = ask(w, form);
    bool refused = w->memory.n_requests >= at;
    w->memory.refuse_at = 0;
    assert_int_equal(status, refused ? ROLECALL_NOMEM : ROLECALL_OK);
    assert_int_equal(w->http_status, refused ? 500 : 200);
    expect_in(w, refused ? "<Code>InternalFailure</Code>" : "<EvalDecision>allowed");
    if (!refused) {
      return;
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(forms_become_the_input_of_the_operation),
      cmocka_unit_test(forms_of_another_shape_are_faults),
      cmocka_unit_test_setup_teardown(many_parameters_in_any_order, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_answer_is_what_iam_sends, set_up, tear_down),
      cmocka_unit_test_setup_teardown(details_are_entries, set_up, tear_down),
      cmocka_unit_test_setup_teardown(text_is_escaped, set_up, tear_down),
      cmocka_unit_test_setup_teardown(context_keys_are_listed_once, set_up, tear_down),
      cmocka_unit_test_setup_teardown(accounts_are_remembered, set_up, tear_down),
      cmocka_unit_test_setup_teardown(pages_follow_one_another, set_up, tear_down),
      cmocka_unit_test_setup_teardown(tokens_of_any_kind_do_no_harm, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_is_wrong_has_its_code, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_is_too_large_is_told_so, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_would_take_too_long_is_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(refusals_of_the_server_look_alike, set_up, tear_down),
      cmocka_unit_test_setup_teardown(cut_forms_are_answered, set_up, tear_down),
      cmocka_unit_test_setup_teardown(refused_memory_is_an_answer_too, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
