/*
 * Asks the engine and the oracle the same random questions.
 *
 *   oracle_diff [DECISIONS [SEED]]
 *
 * Half of them are open: parts of policies and of the request are placeholders; keys, names and
 * whole policies are not told. The oracle knows no third value; it is asked the same with
 * every gap filled, in two ways. Whatever the engine is certain of has to stay so: unknown never
 * becomes a pass, nor a denial. And where only keys and names are not told, giving those that
 * `missing` names, again and again, has to end in the answer to the question with all of them.
 *
 * Policies are written as JSON from small vocabularies, in which patterns are made from the texts
 * they meet, so that near misses are common. Everything follows from the seed, which is printed; a
 * difference prints the question and ends the run.
 */
#include "base/utf8.h"
#include "lib/files.h"
#include "oracle/both.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTIONS_PER_WORLD = 48, DEFAULT_DECISIONS = 200000, MOST_HOLES = 12, FILLINGS = 2 };

/* A placeholder `{{hN}}`: what it stands for in each filling. */
typedef struct hole {
  rc_str name, filling[FILLINGS];
} hole;

typedef struct generator {
  uint64_t state;
  rc_arena *arena;
  bool open; /* texts may get holes */
  hole holes[MOST_HOLES];
  uint32_t n_holes;
} generator;

static uint32_t below(generator *g, uint32_t n) { return next_random(&g->state) % n; }
static bool one_in(generator *g, uint32_t n) { return below(g, n) == 0; }

#define PICK(g, table) rc_str_from_c((table)[below((g), RC_COUNT_OF(table))])

/* ---- vocabularies ---- */

static const char *const actions[] = {"ecr:BatchGetImage", "ecr:PutImage", "ssm:GetParameters",
                                      "kms:Decrypt", "sts:AssumeRole", "s3:GetObject"};
static const char *const rare_actions[] = {"sts:GetCallerIdentity", "kms:RetireGrant",
                                           "iam:GetPolicy", "iam:listPolicyVersions",
                                           "iam:DeletePolicy"};
static const char *const resources[] = {
    "arn:aws:ecr:eu-west-1:111122223333:repository/app",
    "arn:aws:ecr:eu-west-1:444455556666:repository/app",
    "arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/app:log-stream:a",
    "arn:aws:s3:::bucket/alice/x*",
    "arn:aws:s3:::b:c:d/é😀?",
    "arn:aws:kms:us-east-1:111122223333:key/aaaa-aa:a",
    "*",
    "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/x",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws-cn:s3:::bucket/alice/x",
};
static const char *const fillers[] = {"", "a", "app", "alice", "111122223333", "1", "eu-west-1",
                                      "true", "ecr", "role/exec", "x/y"};
static const char *const canonical_ids[] = {"79a5", "80b6"}; /* of the two accounts */
static const char *const accounts[] = {"111122223333", "444455556666"};
static const char *const users[] = {"arn:aws:iam::111122223333:user/alice",
                                    "arn:aws:iam::444455556666:user/dev/bob"};
static const char *const roles[] = {"arn:aws:iam::111122223333:role/exec",
                                    "arn:aws:iam::111122223333:role/path/exec",
                                    "arn:aws:iam::444455556666:role/task",
                                    "arn:aws:iam::444455556666:role/aws-service-role/a/x"};
static const char *const federated_users[] = {"arn:aws:sts::111122223333:federated-user/f",
                                              "arn:aws:sts::444455556666:federated-user/f"};
static const char *const providers[] = {
    "arn:aws:iam::111122223333:oidc-provider/token.example",
    "arn:aws:iam::111122223333:saml-provider/corp", "accounts.google.com"};
static const char *const services[] = {"ecs-tasks.amazonaws.com", "logs.eu-west-1.amazonaws.com",
                                       "logs.amazonaws.com", "ecs-tasks.eu-west-1.amazonaws.com"};
static const char *const sessions[] = {"arn:aws:sts::111122223333:assumed-role/exec/s1",
                                       "arn:aws:sts::111122223333:assumed-role/exec/s2",
                                       "arn:aws:sts::444455556666:assumed-role/task/s1"};
static const char *const key_names[] = {"aws:PrincipalTag/team", "aws:username", "aws:TagKeys",
                                        "aws:SourceIp", "aws:CurrentTime", "aws:PrincipalArn",
                                        "aws:PrincipalAccount", "aws:n"};
static const char *const strings[] = {"a",     "ab",     "A",           "b", "",  "a*", "*", "?",
                                      "é",     "É",      "ß",           "ẞ", "Σ", "aΣ", "😀", "a b",
                                      "alice", "team-a", "111122223333"};
static const char *const numbers[] = {"0",
                                      "-0",
                                      "1",
                                      "01",
                                      "+1",
                                      "1.0",
                                      "1e0",
                                      "10",
                                      "1e1",
                                      "-1",
                                      ".5",
                                      "0.50",
                                      "5.",
                                      "1.5",
                                      "x",
                                      "",
                                      "NaN",
                                      "1e",
                                      "e1",
                                      ".",
                                      "+",
                                      "0x1",
                                      "-.5e1",
                                      "12e-1",
                                      "9007199254740993",
                                      "9007199254740992"};
static const char *const dates[] = {"2030",
                                    "2030-01",
                                    "2030-01-01",
                                    "2030-01-01T00:00:00Z",
                                    "1893456000",
                                    "2030-01-01T01:00+01:00",
                                    "2030-01-01T00:00:00.5Z",
                                    "1893456000.5",
                                    "2029-12-31T24:00Z",
                                    "2030-02-29",
                                    "2028-02-29",
                                    "x",
                                    "",
                                    "-1",
                                    "0",
                                    "1970",
                                    "1969-12-31T23:59:59Z",
                                    "2030-1-1",
                                    "2030-01-01T00:60Z",
                                    "2030-01-01T",
                                    "2030-01-01T00:00:00+0100",
                                    "2030-01-01T05-05",
                                    "2030-01-01Z",
                                    "1970-01-01T00",
                                    "99999"};
static const char *const addresses[] = {"10.0.0.1",
                                        "10.0.0.2",
                                        "10.1.2.3",
                                        "192.000.2.1",
                                        "2001:db8::1",
                                        "2001:db8::5",
                                        "::ffff:10.0.0.1",
                                        "::ffff:a00:1",
                                        "x",
                                        "",
                                        "10.0.0.256",
                                        "10.0.0",
                                        "::",
                                        "1:2:3:4:5:6:7:8"};
static const char *const networks[] = {
    "10.0.0.0/8",    "10.0.0.1",       "10.0.0.5/24",      "0.0.0.0/0", "::/0",
    "2001:db8::/32", "2001:db8::5/64", "2001:db8::4/127",  "x",         "",
    "10.0.0.0/33",   "010.0.0.0/08",   "::ffff:a00:1/128", "10.0.0.0/", "2001:db8::/129",
    "::ffff:0:0/96", "10.0.0.0/31",    "10.0.0.0/+8"};
static const char *const arns[] = {"arn:aws:iam::111122223333:role/exec",
                                   "arn:aws:iam::111122223333:user/alice",
                                   "arn:aws:iam::444455556666:role/task",
                                   "arn:aws:s3:::b",
                                   "arn:aws:s3:::b:c:d",
                                   "not-an-arn",
                                   "",
                                   "arn:aws:s3",
                                   "x:aws:iam::1:role/a"};
static const char *const bytes[] = {"QQ==", "QR==", "QUI=", "QUJD", "", "QQ", "Q!==", "QQ=="};
static const char *const booleans[] = {"true", "false", "True", "yes", "", "1"};
static const char *const policy_booleans[] = {"true", "false", "TRUE"};
static const char *const variables[] = {"${aws:username}",          "${aws:PrincipalTag/team}",
                                        "${aws:TagKeys}",           "${aws:username, 'alice'}",
                                        "${aws:TagKeys, 'a'}",      "${*}",
                                        "${?}",                     "${$}",
                                        "${AWS:Username}",          "${aws:PrincipalAccount}",
                                        "${aws:missing, 'x*'}"};

typedef struct family {
  const char *const *operators;
  size_t n_operators;
  const char *const *values; /* of requests */
  size_t n_values;
  const char *const *operands;
  size_t n_operands;
  bool globs; /* operands may get wildcards and variables */
} family;

static const char *const string_operators[] = {
    "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
    "StringLike",   "StringNotLike"};
static const char *const number_operators[] = {
    "NumericEquals",         "NumericNotEquals",   "NumericLessThan",
    "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"};
static const char *const date_operators[] = {"DateEquals",      "DateNotEquals",
                                             "DateLessThan",    "DateLessThanEquals",
                                             "DateGreaterThan", "DateGreaterThanEquals"};
static const char *const bool_operators[] = {"Bool"};
static const char *const binary_operators[] = {"BinaryEquals"};
static const char *const address_operators[] = {"IpAddress", "NotIpAddress"};
static const char *const arn_operators[] = {"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"};

#define FAMILY(operators, values, operands, globs)                                          \
  {operators, RC_COUNT_OF(operators), values, RC_COUNT_OF(values), operands,                \
   RC_COUNT_OF(operands), globs}

static const family families[] = {
    FAMILY(string_operators, strings, strings, true),
    FAMILY(string_operators, strings, strings, true),
    FAMILY(number_operators, numbers, numbers, false),
    FAMILY(date_operators, dates, dates, false),
    FAMILY(bool_operators, booleans, policy_booleans, false),
    FAMILY(binary_operators, bytes, bytes, false),
    FAMILY(address_operators, addresses, networks, false),
    FAMILY(arn_operators, arns, arns, true),
};

/* ---- texts ---- */

static bool may_be_hidden(char c) {
  return c == '-' || c == '.' || c == '/' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         (c >= 'a' && c <= 'z');
}

/* Puts a placeholder in place of some characters, from `from` on. */
static rc_str hide(generator *g, rc_str text, size_t from) {
  if (!g->open || text.len <= from || !one_in(g, 6) || rc_str_contains(text, RC_STR("$"))) {
    return text;
  }
  size_t start = from + below(g, (uint32_t)(text.len - from));
  size_t end = start;
  while (end < text.len && end < start + 1 + below(g, 12) && may_be_hidden(text.ptr[end])) {
    end++;
  }
  if (end == start) {
    return text;
  }
  hole *h = &g->holes[below(g, MOST_HOLES)];
  if (h >= g->holes + g->n_holes) {
    h = &g->holes[g->n_holes];
    h->name = RC_FILL(g->arena, "{{h{}}}", rc_str_from_u64(g->arena, g->n_holes));
    for (int i = 0; i < FILLINGS; i++) {
      h->filling[i] = one_in(g, 2) ? PICK(g, fillers) : rc_str_slice(text, start, end);
    }
    g->n_holes++;
  }
  return RC_FILL(g->arena, "{}{}{}", rc_str_slice(text, 0, start), h->name,
                 rc_str_from(text, end));
}

/* The text with what its placeholders stand for. */
static rc_str filled(const generator *g, rc_str text, int filling) {
  for (uint32_t i = 0; i < g->n_holes; i++) {
    const hole *h = &g->holes[i];
    size_t at;
    while ((at = rc_str_find(text, h->name, 0)) != RC_NOT_FOUND) {
      text = RC_FILL(g->arena, "{}{}{}", rc_str_slice(text, 0, at), h->filling[filling],
                     rc_str_from(text, at + h->name.len));
    }
  }
  return text;
}

/* Puts wildcards and variables into a text, at the borders of characters. */
static rc_str mutate(generator *g, rc_str text, bool with_variables) {
  rc_buf buf;
  rc_buf_init(&buf, g->arena);
  uint32_t rate = 4 + below(g, 12);
  for (size_t at = 0; at < text.len;) {
    rc_utf8_char c = rc_utf8_decode(rc_str_from(text, at));
    if (one_in(g, rate * 2)) {
      rc_buf_put_c(&buf, one_in(g, 6) ? "**" : "*");
    }
    if (one_in(g, rate)) {
      uint32_t skip = one_in(g, 3) ? 1 + below(g, 6) : 0;
      rc_buf_put_c(&buf, skip > 0 ? "*" : "?");
      at += skip;
    } else if (with_variables && one_in(g, rate * 3)) {
      rc_buf_put(&buf, PICK(g, variables));
    } else if (one_in(g, rate * 8)) {
      rc_buf_put_byte(&buf, "abC:/"[below(g, 5)]);
    } else {
      rc_buf_put(&buf, rc_str_slice(text, at, at + c.n_bytes));
    }
    at += c.n_bytes;
    while (at < text.len && ((unsigned char)text.ptr[at] & 0xC0u) == 0x80u) {
      at++;
    }
  }
  if (one_in(g, rate)) {
    rc_buf_put_c(&buf, "*");
  }
  return rc_buf_str(&buf);
}

static void put_list(generator *g, rc_buf *out, rc_str (*make)(generator *g), uint32_t most) {
  uint32_t n = 1 + below(g, most);
  if (n == 1 && one_in(g, 2)) {
    rc_buf_put_json(out, make(g));
    return;
  }
  rc_buf_put_byte(out, '[');
  for (uint32_t i = 0; i < n; i++) {
    rc_buf_put_c(out, i > 0 ? "," : "");
    rc_buf_put_json(out, make(g));
  }
  rc_buf_put_byte(out, ']');
}

static rc_str make_action(generator *g) {
  rc_str action = one_in(g, 20) ? PICK(g, rare_actions) : PICK(g, actions);
  return one_in(g, 3)   ? hide(g, mutate(g, action, false), 0)
         : one_in(g, 3) ? RC_STR("*")
         : one_in(g, 4) ? RC_FILL(g->arena, "{}*", rc_str_slice(action, 0, 3 + below(g, 4)))
                        : hide(g, action, 0);
}

static rc_str make_resource(generator *g) {
  rc_str resource = PICK(g, resources);
  if (one_in(g, 5)) {
    return RC_STR("*");
  }
  if (one_in(g, 6)) {
    resource = rc_str_slice(resource, 0, below(g, (uint32_t)resource.len + 1));
    while (resource.len > 0 && (unsigned char)resource.ptr[resource.len - 1] >= 0x80) {
      resource.len--;
    }
  }
  /* A placeholder in front is taken for a whole beginning, not for the one of a short ARN. */
  return hide(g, one_in(g, 2) ? mutate(g, resource, true) : resource, sizeof "arn:" - 1);
}

static rc_str pick_aws_principal(generator *g) {
  switch (below(g, 6)) {
    case 0: return PICK(g, accounts);
    case 1: return RC_FILL(g->arena, "arn:aws:iam::{}:root", PICK(g, accounts));
    case 2: return PICK(g, users);
    case 3: return one_in(g, 3) ? PICK(g, federated_users) : PICK(g, sessions);
    case 4: return one_in(g, 3) ? RC_STR("*") : PICK(g, roles);
    default: return PICK(g, roles);
  }
}

static rc_str make_aws_principal(generator *g) { return hide(g, pick_aws_principal(g), 0); }
static rc_str make_canonical_user(generator *g) { return PICK(g, canonical_ids); }
static rc_str make_service(generator *g) { return PICK(g, services); }
static rc_str make_provider(generator *g) { return PICK(g, providers); }

static void put_principal(generator *g, rc_buf *out, bool deny) {
  bool negated = deny && one_in(g, 3);
  rc_buf_put_c(out, negated ? "\"NotPrincipal\":" : "\"Principal\":");
  if (one_in(g, 6)) {
    rc_buf_put_c(out, "\"*\",");
    return;
  }
  bool service = one_in(g, 3);
  rc_buf_put_byte(out, '{');
  if (one_in(g, 8)) {
    rc_buf_put_c(out, "\"Federated\":");
    put_list(g, out, make_provider, 2);
    rc_buf_put_byte(out, ',');
  }
  if (one_in(g, 12)) {
    rc_buf_put_c(out, "\"CanonicalUser\":");
    put_list(g, out, make_canonical_user, 2);
    rc_buf_put_byte(out, ',');
  }
  if (service) {
    rc_buf_put_c(out, "\"Service\":");
    put_list(g, out, make_service, 2);
  }
  if (!service || one_in(g, 2)) {
    rc_buf_put_c(out, service ? ",\"AWS\":" : "\"AWS\":");
    put_list(g, out, make_aws_principal, negated ? 6 : 3);
  }
  rc_buf_put_c(out, "},");
}

/* ---- conditions ---- */

static rc_str pick_of(generator *g, const char *const *table, size_t n) {
  return rc_str_from_c(table[below(g, (uint32_t)n)]);
}

static void put_operand(generator *g, rc_buf *out, const family *f) {
  rc_str operand = pick_of(g, f->operands, f->n_operands);
  if (f->globs && one_in(g, 3)) {
    operand = one_in(g, 4) ? PICK(g, variables) : mutate(g, operand, true);
  }
  rc_buf_put_json(out, hide(g, operand, 0));
}

static void put_condition(generator *g, rc_buf *out) {
  const family *f = &families[below(g, RC_COUNT_OF(families))];
  bool null = one_in(g, 10);
  uint32_t n = below(g, 12) == 0 ? 0 : 1 + below(g, 3);
  if (null) {
    rc_buf_put_c(out, "\"Null\":{");
  } else {
    rc_buf_put_c(out, "\"");
    rc_buf_put_c(out, one_in(g, 3) ? (one_in(g, 2) ? "ForAllValues:" : "ForAnyValue:") : "");
    rc_buf_put(out, pick_of(g, f->operators, f->n_operators));
    rc_buf_put_c(out, one_in(g, 4) ? "IfExists\":{" : "\":{");
  }
  rc_buf_put_json(out, PICK(g, key_names));
  rc_buf_put_c(out, ":[");
  for (uint32_t i = 0; i < n; i++) {
    rc_buf_put_c(out, i > 0 ? "," : "");
    if (null) {
      rc_buf_put_c(out, one_in(g, 2) ? "true" : "\"false\"");
    } else {
      put_operand(g, out, f);
    }
  }
  rc_buf_put_c(out, "]}");
}

/* ---- statements and documents ---- */

static void put_statement(generator *g, rc_buf *out, rc_policy_kind kind) {
  bool guard = kind == RC_POLICY_RCP;
  bool deny = guard || one_in(g, 8);
  bool principals = kind == RC_POLICY_RESOURCE || kind == RC_POLICY_KEY ||
                    kind == RC_POLICY_TRUST || kind == RC_POLICY_ENDPOINT;
  rc_buf_put_c(out, deny ? "{\"Effect\":\"Deny\"," : "{\"Effect\":\"Allow\",");
  if (guard) {
    rc_buf_put_c(out, "\"Principal\":\"*\",");
  } else if (principals) {
    put_principal(g, out, deny && kind != RC_POLICY_TRUST);
  }
  rc_buf_put_c(out, !guard && one_in(g, 8) ? "\"NotAction\":" : "\"Action\":");
  put_list(g, out, make_action, 3);
  if (!principals || (kind != RC_POLICY_TRUST && one_in(g, 2))) {
    rc_buf_put_c(out, one_in(g, 8) ? ",\"NotResource\":" : ",\"Resource\":");
    put_list(g, out, make_resource, 3);
  }
  if (one_in(g, 2)) {
    rc_buf_put_c(out, ",\"Condition\":{");
    size_t start = out->len;
    put_condition(g, out);
    bool repeats = rc_str_contains(rc_str_from(rc_buf_str(out), start), RC_STR("\"Bool"));
    if (one_in(g, 4) && !repeats) {
      rc_buf_put_c(out, ",\"BoolIfExists\":{\"aws:n\":\"false\"}");
    }
    rc_buf_put_byte(out, '}');
  }
  rc_buf_put_byte(out, '}');
}

static rc_str make_document(generator *g, rc_policy_kind kind) {
  rc_buf buf;
  rc_buf_init(&buf, g->arena);
  uint32_t n = one_in(g, 24) ? 9 + below(g, 6) : 1 + below(g, 3); /* enough for an index */
  rc_buf_put_c(&buf, one_in(g, 6)   ? "{"
                     : one_in(g, 8) ? "{\"Version\":\"2008-10-17\","
                                    : "{\"Version\":\"2012-10-17\",");
  rc_buf_put_c(&buf, "\"Statement\":[");
  for (uint32_t i = 0; i < n; i++) {
    rc_buf_put_c(&buf, i > 0 ? "," : "");
    put_statement(g, &buf, kind);
  }
  rc_buf_put_c(&buf, "]}");
  return rc_buf_str(&buf);
}

static void make_layer(generator *g, both *b, both_layer layer, rc_policy_kind kind,
                       uint32_t absent_one_in) {
  uint32_t n = one_in(g, absent_one_in) ? 0 : 1 + one_in(g, 4);
  for (uint32_t i = 0; i < n; i++) {
    const rc_policy *policy = both_add(b, layer, kind, make_document(g, kind));
    for (RC_EACH(rc_statement, statement, policy->statements)) {
      if (g->open) {
        break;
      }
      if (!statement->valid || statement->uncertain) {
        die("the engine finds fault with %s", c_string(g->arena, rc_value_raw(policy->document)));
      }
    }
  }
}

/* ---- questions ---- */

static void make_caller_kind(generator *g, rc_caller *caller) {
  static const char *const session_names[] = {"s1", "s2"};
  *caller = (rc_caller){.kind = RC_CALLER_ROLE, .session_name = PICK(g, session_names)};
  caller->service_linked = one_in(g, 16);
  caller->in_management_account = one_in(g, 8);
  switch (below(g, 12)) {
    case 10:
      caller->kind = RC_CALLER_FEDERATED_USER;
      caller->arn = PICK(g, federated_users);
      caller->parent_arn = PICK(g, users);
      break;
    case 11:
      caller->kind = one_in(g, 2) ? RC_CALLER_PROVIDER : RC_CALLER_ROLE;
      caller->arn = caller->kind == RC_CALLER_PROVIDER ? PICK(g, providers) : PICK(g, roles);
      break;
    case 0:
      caller->kind = RC_CALLER_SERVICE;
      caller->arn = PICK(g, services);
      break;
    case 1:
    case 2:
      caller->kind = RC_CALLER_USER;
      caller->arn = PICK(g, users);
      break;
    case 3:
      caller->kind = RC_CALLER_ROOT;
      caller->assumed_root = one_in(g, 4);
      caller->arn = RC_FILL(g->arena, "arn:aws:iam::{}:root", PICK(g, accounts));
      break;
    case 4:
      caller->kind = one_in(g, 3) ? RC_CALLER_ANONYMOUS : RC_CALLER_USER;
      caller->arn = caller->kind == RC_CALLER_USER ? PICK(g, users) : RC_STR("anonymous");
      break;
    default: caller->arn = PICK(g, roles);
  }
}

/* S3's name for an account belongs to that account. */
static void make_caller(generator *g, rc_caller *caller) {
  make_caller_kind(g, caller);
  bool first = rc_str_contains(caller->arn, rc_str_from_c(accounts[0]));
  caller->canonical_id = rc_str_from_c(canonical_ids[first ? 0 : 1]);
}

static bool is_derived(rc_str name) { return rc_str_starts_with(name, RC_STR("aws:PrincipalA")); }

static void make_key(generator *g, both *b, rc_str name) {
  bool list = rc_str_equal(name, RC_STR("aws:TagKeys"));
  uint32_t n = list ? below(g, 4) : one_in(g, 30) ? 0 : 1;
  rc_str *values = RC_NEW_ARRAY(g->arena, rc_str, 4);
  const family *f = &families[below(g, RC_COUNT_OF(families))];
  for (uint32_t k = 0; k < n; k++) {
    values[k] = pick_of(g, f->values, f->n_values);
  }
  both_add_key(b, name, values, n, list);
}

static void make_context(generator *g, both *b) {
  b->request.context.n_keys = 0;
  for (size_t i = 0; i < RC_COUNT_OF(key_names); i++) {
    rc_str name = rc_str_from_c(key_names[i]);
    if (!is_derived(name) && !one_in(g, 3)) {
      make_key(g, b, name);
    }
  }
}

/* Each level of an organisation has often, as there, a policy that allows everything. */
static void make_outer_layers(generator *g, both *b) {
  static const char *const full =
      "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}";
  if (one_in(g, 4)) {
    make_layer(g, b, BOTH_ENDPOINT, RC_POLICY_ENDPOINT, 3);
  }
  uint32_t levels = one_in(g, 2) ? 0 : 1 + below(g, ORACLE_LEVELS);
  for (uint32_t i = 0; i < levels; i++) {
    make_layer(g, b, (both_layer)(BOTH_SCP + i), RC_POLICY_SCP, 4);
    if (!one_in(g, 3)) {
      both_add(b, (both_layer)(BOTH_SCP + i), RC_POLICY_SCP, rc_str_from_c(full));
    }
    if (one_in(g, 3)) {
      make_layer(g, b, (both_layer)(BOTH_RCP + i), RC_POLICY_RCP, 2);
    }
  }
}

static void print_question(const both *b) {
  static const char *const names[] = {"resource", "identity", "boundary", "session", "endpoint",
                                      "scp.0",    "scp.1",    "scp.2",    "rcp.0",   "rcp.1",
                                      "rcp.2"};
  const rc_request *q = &b->request;
  rc_arena *arena = b->arena;
  for (int i = 0; i < BOTH_LAYERS; i++) {
    for (uint32_t k = 0; k < b->sets[i].policies.len; k++) {
      fprintf(stderr, "%s: %s\n", names[i], c_string(arena, rc_value_raw(b->documents[i][k])));
    }
  }
  fprintf(stderr, "%s%s on %s, owner %s, caller %s session %s%s\n",
          q->as_simulator ? "as simulator: " : "", c_string(arena, q->action),
          c_string(arena, q->resource), c_string(arena, q->resource_account),
          c_string(arena, q->caller.arn), c_string(arena, q->caller.session_name),
          q->resource_requires_policy ? ", the resource's policy has to allow" : "");
  for (uint32_t i = 0; i < q->context.n_keys; i++) {
    fprintf(stderr, "  %s%s =", c_string(arena, b->keys[i].name),
            b->keys[i].multivalued ? "[]" : "");
    for (uint32_t k = 0; k < b->keys[i].n_values; k++) {
      fprintf(stderr, " \"%s\"", c_string(arena, b->keys[i].values[k]));
    }
    fprintf(stderr, "\n");
  }
}

static void make_policies(generator *g, both *b) {
  static const rc_policy_kind resource_kinds[] = {RC_POLICY_RESOURCE, RC_POLICY_RESOURCE,
                                                  RC_POLICY_KEY, RC_POLICY_TRUST};
  both_init(b, g->arena);
  rc_policy_kind kind = resource_kinds[below(g, RC_COUNT_OF(resource_kinds))];
  make_layer(g, b, BOTH_IDENTITY, RC_POLICY_IDENTITY, 5);
  make_layer(g, b, BOTH_RESOURCE, kind, 3);
  make_layer(g, b, BOTH_BOUNDARY, RC_POLICY_BOUNDARY, 2);
  make_layer(g, b, BOTH_SESSION, RC_POLICY_SESSION, 2);
  make_outer_layers(g, b);
  b->request.resource_requires_policy = kind != RC_POLICY_RESOURCE;
}

static void make_question(generator *g, both *b) {
  rc_request *q = &b->request;
  make_caller(g, &q->caller);
  make_context(g, b);
  q->action = one_in(g, 20) ? PICK(g, rare_actions) : PICK(g, actions);
  q->resource = PICK(g, resources);
  q->resource_in_management_account = one_in(g, 16);
  q->resource_is_aws_managed = one_in(g, 16);
  q->endpoint_is_gateway = one_in(g, 4);
  q->as_simulator = one_in(g, 10);
  q->resource_account = PICK(g, accounts);
}

/* One set of policies and several requests. Returns the number of decisions. */
static uint64_t run_closed_world(generator *g, uint64_t counts[4]) {
  both b;
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  g->arena = &arena;
  g->open = false;
  make_policies(g, &b);
  for (int i = 0; i < QUESTIONS_PER_WORLD; i++) {
    make_question(g, &b);
    rc_decision expected = both_oracle(&b, &arena);
    rc_decision got = one_in(g, 8) ? both_engine(&b, &arena).decision
                                   : both_decide(&b, &arena).decision;
    counts[got]++;
    if (got != expected) {
      print_question(&b);
      die("the engine says %s, the oracle %s", c_string(&arena, rc_decision_name(got)),
          c_string(&arena, rc_decision_name(expected)));
    }
  }
  rc_arena_free(&arena);
  return QUESTIONS_PER_WORLD;
}

/* ---- open questions ---- */

/* What is not told is told: the policies once, the request anew each time. */
static void fill_policies(const generator *g, const both *open, both *full, int filling) {
  both_init(full, g->arena);
  full->request.resource_requires_policy = open->request.resource_requires_policy;
  for (int i = 0; i < BOTH_LAYERS; i++) {
    const rc_policy_set *set = &open->sets[i];
    for (uint32_t k = 0; k < set->policies.len; k++) {
      (void)both_add(full, (both_layer)i, set->policies.items[k]->kind,
                     filled(g, rc_value_raw(open->documents[i][k]), filling));
    }
    full->sets[i].applies = set->applies;
  }
}

/* Some layers have policies that nobody has seen. Those allow everything, or nothing. */
static void leave_policies_out(generator *g, both *open, both full[FILLINGS]) {
  static const struct {
    both_layer layer;
    rc_policy_kind kind;
  } layers[] = {{BOTH_RESOURCE, RC_POLICY_RESOURCE}, {BOTH_IDENTITY, RC_POLICY_IDENTITY},
                {BOTH_BOUNDARY, RC_POLICY_BOUNDARY}, {BOTH_SESSION, RC_POLICY_SESSION},
                {BOTH_ENDPOINT, RC_POLICY_ENDPOINT}, {BOTH_SCP, RC_POLICY_SCP}};
  for (size_t i = 0; i < RC_COUNT_OF(layers); i++) {
    both_layer layer = layers[i].layer;
    if (!one_in(g, 8)) {
      continue;
    }
    bool principals = layer == BOTH_RESOURCE || layer == BOTH_ENDPOINT;
    open->sets[layer].complete = false;
    open->sets[layer].applies = true;
    for (int f = 0; f < FILLINGS; f++) {
      full[f].sets[layer].applies = true;
      if (one_in(g, 2)) {
        (void)both_add(&full[f], layer, layers[i].kind,
                       RC_FILL(g->arena, "{\"Statement\":{\"Effect\":\"Allow\",{}\"Action\":\"*\","
                                         "\"Resource\":\"*\"}}",
                               principals ? RC_STR("\"Principal\":\"*\",") : RC_STR_NONE));
      }
    }
  }
}

static bool has_key(const both *b, rc_str name) {
  for (uint32_t i = 0; i < b->request.context.n_keys; i++) {
    if (rc_str_equal_nocase(b->keys[i].name, name)) {
      return true;
    }
  }
  return false;
}

static bool has_account(rc_caller_kind kind) {
  return kind != RC_CALLER_SERVICE && kind != RC_CALLER_ANONYMOUS && kind != RC_CALLER_PROVIDER;
}

/* Keys that are not told are there, or, unless `all`, may be missing. */
static void fill_context(generator *g, both *full, bool all) {
  for (size_t i = 0; i <= RC_COUNT_OF(key_names); i++) {
    rc_str name = i < RC_COUNT_OF(key_names) ? rc_str_from_c(key_names[i]) : RC_STR("aws:missing");
    bool known = has_key(full, name) ||
                 (is_derived(name) && has_account(full->request.caller.kind));
    if (!known && (all || one_in(g, 2))) {
      make_key(g, full, name);
    }
  }
}

static void fill_question(generator *g, const both *open, both *full, int filling, bool all) {
  static const char *const session_names[] = {"s1", "s2"};
  bool requires_policy = full->request.resource_requires_policy;
  full->request = open->request;
  full->request.resource_requires_policy = requires_policy;
  memcpy(full->keys, open->keys, sizeof full->keys);
  rc_request *q = &full->request;
  q->context.complete = true;
  q->resource = filled(g, q->resource, filling);
  q->caller.arn = filled(g, q->caller.arn, filling);
  if (q->caller.kind == RC_CALLER_ROLE && q->caller.session_name.len == 0) {
    q->caller.session_name = PICK(g, session_names);
  }
  if (q->caller.kind == RC_CALLER_FEDERATED_USER && q->caller.parent_arn.len == 0) {
    rc_str some = PICK(g, users); /* of the account of the session */
    bool own = rc_str_equal(both_account_of(some), both_account_of(q->caller.arn));
    q->caller.parent_arn = own ? some : RC_FILL(g->arena, "arn:aws:iam::{}:user/x",
                                                both_account_of(q->caller.arn));
  }
  if (q->caller.canonical_id.len == 0) {
    q->caller.canonical_id = PICK(g, canonical_ids);
  }
  bool told = q->resource_account.len > 0 || both_account_of(q->resource).len > 0;
  q->resource_account = told ? q->resource_account : PICK(g, accounts);
  fill_context(g, full, all);
}

static uint32_t count_slashes(rc_str s) {
  uint32_t n = 0;
  for (size_t i = 0; i < s.len; i++) {
    n += s.ptr[i] == '/';
  }
  return n;
}

/* Hides from `open` what its holes stand for, and drops names. What makes a role service-linked or
 * a resource AWS's own stays: nobody has a placeholder for that. */
static void leave_out(generator *g, both *open, bool holes) {
  rc_request *q = &open->request;
  enum { PARTITION = 8 }; /* a placeholder there is taken for the caller's own */
  q->context.complete = false;
  g->open = holes;
  if (!rc_str_contains(q->resource, RC_STR("aws-")) &&
      !rc_str_contains(q->resource, RC_STR("::aws:"))) {
    q->resource = hide(g, q->resource, PARTITION);
  }
  if (has_account(q->caller.kind) && !rc_str_contains(q->caller.arn, RC_STR("aws-"))) {
    rc_str hidden = hide(g, q->caller.arn, PARTITION);
    uint32_t slashes = count_slashes(q->caller.arn);
    bool plain = count_slashes(hidden) == slashes; /* none is in a placeholder in a role's name */
    for (int f = 0; f < FILLINGS; f++) {
      plain = plain && count_slashes(filled(g, hidden, f)) == slashes;
    }
    q->caller.arn = plain ? hidden : q->caller.arn;
  }
  q->caller.session_name = one_in(g, 3) ? RC_STR_NONE : q->caller.session_name;
  q->caller.parent_arn = one_in(g, 3) ? RC_STR_NONE : q->caller.parent_arn;
  q->caller.canonical_id = one_in(g, 3) ? RC_STR_NONE : q->caller.canonical_id;
  q->resource_account = one_in(g, 3) ? RC_STR_NONE : q->resource_account;
}

static rc_evaluation ask_open(generator *g, both *open) {
  rc_request told = open->request;
  open->request.resource = rc_hole_from_placeholders(g->arena, told.resource, true);
  open->request.caller.arn = rc_hole_from_placeholders(g->arena, told.caller.arn, true);
  rc_evaluation e = both_engine(open, g->arena);
  open->request.resource = told.resource;
  open->request.caller.arn = told.caller.arn;
  return e;
}

/* Gives what is said to be missing. Returns false if there is nothing new in it. */
static bool give(both *open, const both *full, const rc_evaluation *e) {
  rc_caller *caller = &open->request.caller;
  uint32_t before = open->request.context.n_keys;
  const struct {
    bool missing;
    rc_str *place, value;
  } names[] = {
      {e->missing_session_name, &caller->session_name, full->request.caller.session_name},
      {e->missing_parent, &caller->parent_arn, full->request.caller.parent_arn},
      {e->missing_canonical_id, &caller->canonical_id, full->request.caller.canonical_id},
      {e->missing_account, &open->request.resource_account, full->request.resource_account},
  };
  bool given = false;
  for (size_t i = 0; i < RC_COUNT_OF(names); i++) {
    if (names[i].missing && names[i].place->len == 0 && names[i].value.len > 0) {
      *names[i].place = names[i].value;
      given = true;
    }
  }
  for (uint32_t i = 0; i < full->request.context.n_keys; i++) {
    const rc_context_key *key = &full->keys[i];
    for (RC_EACH(rc_str, name, e->missing_keys)) {
      if (rc_str_equal_nocase(*name, key->name) && !has_key(open, key->name)) {
        both_add_key(open, key->name, key->values, key->n_values, key->multivalued);
      }
    }
  }
  return given || open->request.context.n_keys > before;
}

static _Noreturn void differ(generator *g, const both *open, const both *full, const char *what,
                             rc_decision got, rc_decision expected) {
  print_question(open);
  fprintf(stderr, "-- filled:\n");
  print_question(full);
  die("%s: the engine says %s, the oracle %s", what, c_string(g->arena, rc_decision_name(got)),
      c_string(g->arena, rc_decision_name(expected)));
}

/* Where nothing allows, a Deny that is still open makes no difference but in the denial's name. */
static bool agree(rc_decision open, rc_decision full) {
  return open == full || (open == RC_IMPLICIT_DENY && full == RC_EXPLICIT_DENY);
}

static uint64_t run_open_world(generator *g, uint64_t counts[4]) {
  both open;
  both full[FILLINGS];
  rc_arena arena;
  rc_arena_init(&arena, &heap);
  bool holes = one_in(g, 2); /* else only keys and names are not told */
  g->arena = &arena;
  g->n_holes = 0;
  g->open = holes;
  make_policies(g, &open);
  for (int f = 0; f < FILLINGS; f++) {
    fill_policies(g, &open, &full[f], f);
  }
  if (holes) {
    leave_policies_out(g, &open, full);
  }
  for (int i = 0; i < QUESTIONS_PER_WORLD; i++) {
    g->open = false;
    make_question(g, &open);
    leave_out(g, &open, holes);
    rc_evaluation e = ask_open(g, &open);
    counts[e.decision]++;
    for (int f = FILLINGS - 1; f >= 0; f--) {
      fill_question(g, &open, &full[f], f, f == 0);
      rc_decision expected = both_oracle(&full[f], &arena);
      if (e.decision != RC_UNDECIDED && !agree(e.decision, expected)) {
        differ(g, &open, &full[f], "what was certain changes", e.decision, expected);
      }
      while (f == 0 && !holes && e.decision == RC_UNDECIDED && give(&open, &full[0], &e)) {
        e = ask_open(g, &open);
      }
      if (f == 0 && !holes && !agree(e.decision, expected)) {
        differ(g, &open, &full[f], "what is missing was given", e.decision, expected);
      }
    }
  }
  rc_arena_free(&arena);
  return QUESTIONS_PER_WORLD;
}

static void print_counts(const char *name, const uint64_t counts[4]) {
  printf("%s: %" PRIu64 " allowed, %" PRIu64 " explicitly and %" PRIu64
         " implicitly denied, %" PRIu64 " unknown\n",
         name, counts[RC_ALLOWED], counts[RC_EXPLICIT_DENY], counts[RC_IMPLICIT_DENY],
         counts[RC_UNDECIDED]);
}

int main(int argc, char **argv) {
  uint64_t wanted = argc > 1 ? strtoull(argv[1], NULL, 10) : DEFAULT_DECISIONS;
  uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 20261123;
  generator g = {.state = seed};
  uint64_t closed[4] = {0};
  uint64_t open[4] = {0};
  uint64_t done = 0;
  printf("seed %" PRIu64 "\n", seed);
  fflush(stdout);
  while (done < wanted) {
    done += one_in(&g, 2) ? run_open_world(&g, open) : run_closed_world(&g, closed);
  }
  printf("%" PRIu64 " decisions without a difference\n", done);
  print_counts("closed", closed);
  print_counts("open", open);
  return 0;
}
