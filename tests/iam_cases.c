/*
 * Runs the decisions of tests/iam/ on the engine and on the oracle.
 *
 * A page is prose with fenced blocks. A line of a block is one case, its words parted by blanks;
 * a word may be a JSON string, array or object. What the blocks hold:
 *
 *   conditions   operator  key  policy-value  request-value  yes|no|unknown|deny  [key=value ...]
 *                Asked twice: of an Allow statement with this condition, and of a Deny beside an
 *                Allow. The request's value is `-` when the key is missing, `?` when nobody knows,
 *                an array for a list. `deny`: the condition holds in a Deny only.
 *   actions      pattern  action  yes|no|unknown
 *   resources    pattern  resource  yes|no|unknown  [key=value ...]
 *                Asked twice: of an Allow with Resource, and of a Deny with NotResource.
 *   setup        one JSON object: the policies and the caller for the decisions that follow
 *   decisions    decision[@layer]  action  resource  [key=value ...]
 *
 * `{{name}}` is a hole. `missing=a,b` tells what leaves an answer open. `caller=`, `session=`,
 * `parent=`, `owner=` change the setup for one line. Words behind the block's name: `version-2008`
 * and `no-version` for the document's version, `resource-policy` for the kind of policy, `engine`
 * for cases the oracle is not made for. Organisations are `scp` and `rcp`: lists of levels, root
 * first; `flags` are those of apply_flags.
 */
#include "lib/files.h"
#include "oracle/both.h"

#include <stdio.h>
#include <string.h>

enum { MAX_WORDS = 24 };

typedef struct line_of_words {
  rc_str words[MAX_WORDS];
  uint32_t n;
} line_of_words;

/* Where we are, and what stands. */
typedef struct runner {
  rc_arena *arena; /* of this page */
  const char *path;
  uint32_t line;
  rc_str info; /* the block's info string */
  rc_str setup;
  unsigned decisions, by_oracle, failures;
} runner;

static const char *const plain_resource = "arn:aws:ecr:eu-west-1:111122223333:repository/app";

static _Noreturn void bad_line(const runner *r, const char *what) {
  die("%s:%u: %s", r->path, r->line, what);
}

/* ---- words ---- */

static size_t skip_string(rc_str s, size_t at) {
  for (at++; at < s.len && s.ptr[at] != '"'; at++) {
    at += s.ptr[at] == '\\';
  }
  return at + 1;
}

/* The end of the word at `at`: blanks inside strings, arrays and objects do not end it. */
static size_t word_end(rc_str s, size_t at) {
  int depth = 0;
  while (at < s.len && (depth > 0 || s.ptr[at] != ' ')) {
    char c = s.ptr[at];
    depth += (c == '[' || c == '{') - (c == ']' || c == '}');
    at = c == '"' ? skip_string(s, at) : at + 1;
  }
  return at < s.len ? at : s.len;
}

static void split(const runner *r, rc_str s, line_of_words *out) {
  out->n = 0;
  for (size_t at = 0; at < s.len;) {
    if (s.ptr[at] == ' ') {
      at++;
      continue;
    }
    size_t end = word_end(s, at);
    if (out->n == MAX_WORDS) {
      bad_line(r, "too many words");
    }
    out->words[out->n++] = rc_str_slice(s, at, end);
    at = end;
  }
}

static rc_str holes(const runner *r, rc_str s) {
  return rc_hole_from_placeholders(r->arena, s, true);
}

static bool block_has(const runner *r, const char *word) {
  line_of_words words;
  split(r, r->info, &words);
  for (uint32_t i = 1; i < words.n; i++) {
    if (rc_str_equal(words.words[i], rc_str_from_c(word))) {
      return true;
    }
  }
  return false;
}

static const char *version(const runner *r) {
  return block_has(r, "version-2008") ? "\"Version\":\"2008-10-17\","
         : block_has(r, "no-version") ? ""
                                      : "\"Version\":\"2012-10-17\",";
}

/* A plain word as a JSON string; JSON stays as it is. */
static rc_str as_json(const runner *r, rc_str word) {
  bool json = rc_str_starts_with(word, RC_STR("\"")) ||
              (rc_str_starts_with(word, RC_STR("[")) && rc_str_ends_with(word, RC_STR("]"))) ||
              rc_str_equal(word, RC_STR("true")) || rc_str_equal(word, RC_STR("false"));
  rc_buf buf;
  rc_buf_init(&buf, r->arena);
  if (json) {
    return word;
  }
  rc_buf_put_json(&buf, word);
  return rc_buf_str(&buf);
}

/* ---- the request ---- */

static void add_key(const runner *r, both *b, rc_str name, rc_str word) {
  rc_value value = both_json(r->arena, as_json(r, word));
  bool list = rc_value_kind(value) == RC_ARRAY;
  uint32_t n = list ? rc_value_node(value)->count : 1;
  rc_str *values = RC_NEW_ARRAY(r->arena, rc_str, n + 1);
  rc_value item = list ? rc_value_first(value) : value;
  for (uint32_t i = 0; i < n; i++, item = rc_value_next(item)) {
    values[i] = holes(r, rc_value_string(r->arena, item));
  }
  both_add_key(b, name, values, n, list);
}

static void set_caller(const runner *r, both *b, rc_str name) {
  rc_caller *caller = &b->request.caller;
  caller->arn = holes(r, name);
  caller->kind = rc_str_equal(name, RC_STR("anonymous"))        ? RC_CALLER_ANONYMOUS
                 : !rc_str_starts_with(name, RC_STR("arn:"))    ? RC_CALLER_SERVICE
                 : rc_str_ends_with(name, RC_STR(":root"))      ? RC_CALLER_ROOT
                 : rc_str_contains(name, RC_STR(":user/"))      ? RC_CALLER_USER
                 : rc_str_contains(name, RC_STR(":federated-user/")) ? RC_CALLER_FEDERATED_USER
                 : rc_str_contains(name, RC_STR("-provider/"))       ? RC_CALLER_PROVIDER
                                                                : RC_CALLER_ROLE;
}

/* Takes `key=value` words; what they say of `missing` is returned. */
static rc_str take_options(const runner *r, both *b, const line_of_words *words, uint32_t from) {
  rc_str missing = RC_STR_NONE;
  for (uint32_t i = from; i < words->n; i++) {
    rc_str value = words->words[i];
    rc_str key = rc_str_cut(&value, '=');
    if (rc_str_equal(key, RC_STR("missing"))) {
      missing = value;
    } else if (rc_str_equal(key, RC_STR("caller"))) {
      set_caller(r, b, value);
    } else if (rc_str_equal(key, RC_STR("session"))) {
      b->request.caller.session_name = value;
    } else if (rc_str_equal(key, RC_STR("parent"))) {
      b->request.caller.parent_arn = holes(r, value);
    } else if (rc_str_equal(key, RC_STR("owner"))) {
      b->request.resource_account = holes(r, value);
    } else if (rc_str_equal(value, RC_STR("?"))) {
      b->request.context.complete = false;
    } else {
      add_key(r, b, key, value);
    }
  }
  return missing;
}

static void start(const runner *r, both *b) {
  both_init(b, r->arena);
  b->request.action = RC_STR("ecr:BatchGetImage");
  b->request.resource = rc_str_from_c(plain_resource);
  set_caller(r, b, RC_STR("arn:aws:iam::111122223333:role/exec"));
  b->request.caller.session_name = RC_STR("task");
}

/* ---- asking ---- */

static bool has_holes(const both *b) {
  const rc_request *q = &b->request;
  bool any = rc_hole_any(q->resource) || rc_hole_any(q->resource_account) ||
             rc_hole_any(q->caller.arn) || !q->context.complete;
  for (uint32_t i = 0; i < q->context.n_keys; i++) {
    for (uint32_t k = 0; k < b->keys[i].n_values; k++) {
      any = any || rc_hole_any(b->keys[i].values[k]);
    }
  }
  for (int i = 0; i < BOTH_LAYERS; i++) {
    any = any || !b->sets[i].complete;
    for (uint32_t k = 0; k < b->sets[i].policies.len; k++) {
      rc_str text = rc_value_raw(b->documents[i][k]);
      rc_arena *arena = b->arena;
      any = any || rc_hole_any(rc_hole_from_placeholders(arena, text, true));
    }
  }
  return any;
}

/* The layer, and for an organisation's the level behind it: "scp.1". */
static rc_str layer_name(const runner *r, const rc_evaluation *e) {
  rc_str name = rc_iam_layer_name(e->layer);
  bool level = e->layer == RC_LAYER_SCP || e->layer == RC_LAYER_RCP;
  return level ? RC_FILL(r->arena, "{}.{}", name, rc_str_from_u64(r->arena, e->level)) : name;
}

static void put_cause(rc_buf *buf, const char *name, bool stands) {
  if (stands) {
    rc_buf_put_c(buf, buf->len > 0 ? "," : "");
    rc_buf_put_c(buf, name);
  }
}

static rc_str causes(const runner *r, const rc_evaluation *e) {
  rc_buf buf;
  rc_buf_init(&buf, r->arena);
  for (RC_EACH(rc_str, key, e->missing_keys)) {
    put_cause(&buf, c_string(r->arena, *key), true);
  }
  put_cause(&buf, "identity-policies", e->missing_identity);
  put_cause(&buf, "boundary", e->missing_boundary);
  put_cause(&buf, "session-policy", e->missing_session);
  put_cause(&buf, "resource-policy", e->missing_resource_policy);
  put_cause(&buf, "scp", e->missing_scp);
  put_cause(&buf, "rcp", e->missing_rcp);
  put_cause(&buf, "endpoint", e->missing_endpoint);
  put_cause(&buf, "account", e->missing_account);
  put_cause(&buf, "session-name", e->missing_session_name);
  put_cause(&buf, "parent", e->missing_parent);
  put_cause(&buf, "canonical-id", e->missing_canonical_id);
  put_cause(&buf, "placeholder", e->hole_in_the_way);
  put_cause(&buf, "unreadable", e->unreadable_policy);
  return rc_buf_str(&buf);
}

static void fail(runner *r, const char *who, const char *expected, const char *got) {
  r->failures++;
  fprintf(stderr, "%s:%u: the %s says %s, expected %s\n", r->path, r->line, who, got, expected);
}

static void expect(runner *r, both *b, rc_str wanted, rc_str missing) {
  rc_str layer = wanted;
  rc_str decision = rc_str_cut(&layer, '@');
  rc_evaluation e = both_engine(b, r->arena);
  rc_str got = rc_decision_name(e.decision);
  r->decisions++;
  if (!rc_str_equal(got, decision)) {
    fail(r, "engine", c_string(r->arena, decision), c_string(r->arena, got));
  } else if (layer.len > 0 && !rc_str_equal(layer, layer_name(r, &e))) {
    fail(r, "engine's layer", c_string(r->arena, layer),
         c_string(r->arena, layer_name(r, &e)));
  } else if (missing.len > 0 && !rc_str_equal(missing, causes(r, &e))) {
    fail(r, "engine's cause", c_string(r->arena, missing), c_string(r->arena, causes(r, &e)));
  } else if (e.decision != RC_UNDECIDED && causes(r, &e).len > 0) {
    fail(r, "engine's cause", "nothing", c_string(r->arena, causes(r, &e)));
  } else if (e.decision == RC_UNDECIDED && causes(r, &e).len == 0) {
    fail(r, "engine's cause", "something", "nothing");
  }
  if (block_has(r, "engine") || has_holes(b)) {
    return;
  }
  rc_str other = rc_decision_name(both_oracle(b, r->arena));
  r->by_oracle++;
  if (!rc_str_equal(other, decision)) {
    fail(r, "oracle", c_string(r->arena, decision), c_string(r->arena, other));
  }
}

/* ---- rows ---- */

static rc_str answer(rc_str holds, const char *yes, const char *no) {
  return rc_str_equal(holds, RC_STR("yes"))  ? rc_str_from_c(yes)
         : rc_str_equal(holds, RC_STR("no")) ? rc_str_from_c(no)
                                             : RC_STR("unknown");
}

static rc_policy_kind kind_of_block(const runner *r, both_layer *layer) {
  bool resource = block_has(r, "resource-policy");
  *layer = resource ? BOTH_RESOURCE : BOTH_IDENTITY;
  return resource ? RC_POLICY_RESOURCE : RC_POLICY_IDENTITY;
}

/* One document with the given elements in its statement; with `deny`, an Allow of everything
 * beside. */
static void add_statement(const runner *r, both *b, bool deny, rc_str elements) {
  both_layer layer;
  rc_policy_kind kind = kind_of_block(r, &layer);
  rc_str principal = layer == BOTH_RESOURCE ? RC_STR("\"Principal\":\"*\",") : RC_STR_NONE;
  rc_str everything =
      RC_FILL(r->arena, "{\"Effect\":\"Allow\",{}\"Action\":\"*\",\"Resource\":\"*\"},", principal);
  both_add(b, layer, kind,
           RC_FILL(r->arena, "{{}\"Statement\":[{}{\"Effect\":\"{}\",{}{}}]}",
                   rc_str_from_c(version(r)), deny ? everything : RC_STR_NONE,
                   deny ? RC_STR("Deny") : RC_STR("Allow"), principal, elements));
}

static void run_condition(runner *r, const line_of_words *words) {
  if (words->n < 5) {
    bad_line(r, "a condition has five words");
  }
  const rc_str *w = words->words;
  for (int deny = 0; deny < 2; deny++) {
    both b;
    start(r, &b);
    add_statement(
        r, &b, deny,
        RC_FILL(r->arena, "\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{{}:{{}:{}}}",
                as_json(r, w[0]), as_json(r, w[1]), as_json(r, w[2])));
    if (rc_str_equal(w[3], RC_STR("?"))) {
      b.request.context.complete = false;
    } else if (!rc_str_equal(w[3], RC_STR("-"))) {
      add_key(r, &b, w[1], w[3]);
    }
    rc_str missing = take_options(r, &b, words, 5);
    rc_str holds =
        rc_str_equal(w[4], RC_STR("deny")) ? (deny ? RC_STR("yes") : RC_STR("no")) : w[4];
    expect(
        r, &b,
        deny ? answer(holds, "explicitDeny", "allowed") : answer(holds, "allowed", "implicitDeny"),
        missing);
  }
}

static void run_resource(runner *r, const line_of_words *words) {
  if (words->n < 3) {
    bad_line(r, "a resource has three words");
  }
  const rc_str *w = words->words;
  for (int deny = 0; deny < 2; deny++) {
    both b;
    start(r, &b);
    add_statement(r, &b, deny, RC_FILL(r->arena, "\"Action\":\"*\",\"{}Resource\":{}",
                                       deny ? RC_STR("Not") : RC_STR_NONE, as_json(r, w[0])));
    rc_value resource = both_json(r->arena, as_json(r, w[1]));
    b.request.resource = holes(r, rc_value_string(r->arena, resource));
    b.request.resource_account = RC_STR("111122223333");
    rc_str missing = take_options(r, &b, words, 3);
    expect(r, &b,
           deny ? answer(w[2], "allowed", "explicitDeny") : answer(w[2], "allowed", "implicitDeny"),
           missing);
  }
}

static void run_action(runner *r, const line_of_words *words) {
  if (words->n < 3) {
    bad_line(r, "an action has three words");
  }
  for (int deny = 0; deny < 2; deny++) {
    both b;
    start(r, &b);
    add_statement(r, &b, deny,
                  RC_FILL(r->arena, "\"{}Action\":{},\"Resource\":\"*\"",
                          deny ? RC_STR("Not") : RC_STR_NONE, as_json(r, words->words[0])));
    b.request.action = words->words[1];
    expect(r, &b, answer(words->words[2], "allowed", deny ? "explicitDeny" : "implicitDeny"),
           take_options(r, &b, words, 3));
  }
}

/* ---- setups ---- */

/* A document, or one or more statements made into one. */
static rc_str as_document(const runner *r, rc_value value) {
  rc_str raw = rc_value_raw(value);
  bool whole = rc_policy_recognise(value);
  return whole ? raw : RC_FILL(r->arena, "{{}\"Statement\":{}}", rc_str_from_c(version(r)), raw);
}

static void add_layer(const runner *r, both *b, rc_value setup, const char *name, both_layer layer,
                      rc_policy_kind kind) {
  rc_value value = rc_value_get(setup, rc_str_from_c(name));
  if (rc_value_is_none(value)) {
    return;
  }
  b->request.resource_requires_policy = b->request.resource_requires_policy ||
                                        kind == RC_POLICY_KEY || kind == RC_POLICY_TRUST;
  b->sets[layer].applies = true;
  if (rc_value_kind(value) == RC_STRING) { /* "unseen" */
    b->sets[layer].complete = false;
    return;
  }
  bool several = rc_value_kind(value) == RC_ARRAY && rc_policy_recognise(rc_value_first(value));
  for (RC_CHILDREN(item, value)) {
    if (several) {
      both_add(b, layer, kind, rc_value_raw(item));
    }
  }
  if (!several) {
    both_add(b, layer, kind, as_document(r, value));
  }
}

static rc_str text_member(const runner *r, rc_value object, const char *name) {
  return rc_value_string(r->arena, rc_value_get(object, rc_str_from_c(name)));
}

/* One level or a list of them, root first; a level is what another layer would be. */
static void add_levels(const runner *r, both *b, rc_value setup, const char *name,
                       both_layer first, rc_policy_kind kind) {
  rc_value levels = rc_value_get(setup, rc_str_from_c(name));
  int n = 0;
  for (RC_CHILDREN(level, levels)) {
    both_layer layer = (both_layer)((int)first + n++);
    if (n > ORACLE_LEVELS) {
      bad_line(r, "too many levels");
    }
    b->sets[layer].applies = true;
    if (rc_value_kind(level) == RC_STRING) { /* "unseen" */
      b->sets[layer].complete = false;
    } else if (rc_value_kind(level) == RC_ARRAY && rc_policy_recognise(rc_value_first(level))) {
      for (RC_CHILDREN(document, level)) {
        both_add(b, layer, kind, rc_value_raw(document));
      }
    } else {
      both_add(b, layer, kind, as_document(r, level));
    }
  }
}

static void apply_flags(const runner *r, both *b, rc_value setup) {
  rc_request *q = &b->request;
  const struct {
    const char *name;
    bool *flag;
  } flags[] = {
      {"service-linked", &q->caller.service_linked},
      {"management-caller", &q->caller.in_management_account},
      {"assumed-root", &q->caller.assumed_root},
      {"management-resource", &q->resource_in_management_account},
      {"aws-managed", &q->resource_is_aws_managed},
      {"gateway", &q->endpoint_is_gateway},
      {"simulator", &q->as_simulator},
  };
  rc_value list = rc_value_get(setup, RC_STR("flags"));
  for (RC_CHILDREN(item, list)) {
    rc_str name = rc_value_string(r->arena, item);
    bool known = false;
    for (size_t i = 0; i < RC_COUNT_OF(flags); i++) {
      if (rc_str_equal(name, rc_str_from_c(flags[i].name))) {
        *flags[i].flag = known = true;
      }
    }
    if (!known) {
      bad_line(r, "unknown flag");
    }
  }
}

static void apply_setup(const runner *r, both *b) {
  rc_value setup = both_json(r->arena, r->setup);
  add_layer(r, b, setup, "identity", BOTH_IDENTITY, RC_POLICY_IDENTITY);
  add_layer(r, b, setup, "boundary", BOTH_BOUNDARY, RC_POLICY_BOUNDARY);
  add_layer(r, b, setup, "session", BOTH_SESSION, RC_POLICY_SESSION);
  add_layer(r, b, setup, "resource", BOTH_RESOURCE, RC_POLICY_RESOURCE);
  add_layer(r, b, setup, "key", BOTH_RESOURCE, RC_POLICY_KEY);
  add_layer(r, b, setup, "trust", BOTH_RESOURCE, RC_POLICY_TRUST);
  add_layer(r, b, setup, "endpoint", BOTH_ENDPOINT, RC_POLICY_ENDPOINT);
  add_levels(r, b, setup, "scp", BOTH_SCP, RC_POLICY_SCP);
  add_levels(r, b, setup, "rcp", BOTH_RCP, RC_POLICY_RCP);
  apply_flags(r, b, setup);
  b->request.caller.parent_arn = text_member(r, setup, "parent");
  b->request.caller.canonical_id = text_member(r, setup, "canonical-id");
  if (rc_str_equal(text_member(r, setup, "more"), RC_STR("unseen"))) {
    b->sets[BOTH_IDENTITY].complete = false;
  }
  if (text_member(r, setup, "caller").len > 0) {
    set_caller(r, b, text_member(r, setup, "caller"));
  }
  b->request.resource_account = holes(r, text_member(r, setup, "owner"));
}

static void run_decision(runner *r, const line_of_words *words) {
  if (words->n < 3) {
    bad_line(r, "a decision has three words");
  }
  both b;
  start(r, &b);
  apply_setup(r, &b);
  b.request.action = words->words[1];
  b.request.resource = holes(r, words->words[2]);
  rc_str missing = take_options(r, &b, words, 3);
  expect(r, &b, words->words[0], missing);
}

/* ---- pages ---- */

typedef void run_row(runner *r, const line_of_words *words);

static run_row *row_of_block(rc_str name) {
  static const struct {
    const char *name;
    run_row *run;
  } blocks[] = {
      {"conditions", run_condition},
      {"resources", run_resource},
      {"actions", run_action},
      {"decisions", run_decision},
  };
  for (size_t i = 0; i < RC_COUNT_OF(blocks); i++) {
    if (rc_str_equal(name, rc_str_from_c(blocks[i].name))) {
      return blocks[i].run;
    }
  }
  return NULL;
}

static void run_block_line(runner *r, rc_str line, rc_buf *setup) {
  line_of_words info;
  split(r, r->info, &info);
  if (info.n == 0) {
    bad_line(r, "a block needs a name");
  }
  if (rc_str_equal(info.words[0], RC_STR("setup"))) {
    rc_buf_put(setup, line);
    rc_buf_put_byte(setup, '\n');
    r->setup = rc_buf_str(setup);
    return;
  }
  run_row *run = row_of_block(info.words[0]);
  line_of_words words;
  split(r, line, &words);
  if (run == NULL) {
    bad_line(r, "unknown kind of block");
  }
  if (words.n > 0 && words.words[0].ptr[0] != '#') {
    run(r, &words);
  }
}

static void run_page(runner *r, rc_str text) {
  bool inside = false;
  rc_buf setup;
  for (r->line = 1; text.len > 0; r->line++) {
    rc_str line = rc_str_cut(&text, '\n');
    bool fence = rc_str_starts_with(line, RC_STR("```"));
    if (fence && !inside) {
      r->info = rc_str_from(line, 3);
      rc_buf_init(&setup, r->arena);
    } else if (!fence && inside) {
      run_block_line(r, line, &setup);
    }
    inside = inside != fence;
  }
}

int main(int argc, char **argv) {
  rc_arena names;
  text_vec pages = {0};
  runner total = {.line = 0};
  rc_arena_init(&names, &heap);
  list_files(&names, argc > 1 ? argv[1] : "tests/iam", ".md", &pages);
  for (RC_EACH(rc_str, page, pages)) {
    rc_arena arena;
    rc_arena_init(&arena, &heap);
    runner r = {.arena = &arena, .path = c_string(&names, *page)};
    run_page(&r, read_file(&arena, r.path));
    total.decisions += r.decisions;
    total.by_oracle += r.by_oracle;
    total.failures += r.failures;
    rc_arena_free(&arena);
  }
  rc_arena_free(&names);
  printf("%u decisions, %u of them also by the oracle, %u failed\n", total.decisions,
         total.by_oracle, total.failures);
  return total.failures == 0 && total.decisions > 0 ? 0 : 1;
}
