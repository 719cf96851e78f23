/*
 * The walk over a syntax tree: nodes in document order, each container with what its name says of
 * its contents. What stands inside strings is left to the scanners over runs.
 */
#include <string.h>

#include "redact/cloudformation_words.h"
#include "syntax/json.h"
#include "syntax/json_string.h"

enum {
  DEEPEST = 4,        /* documents inside strings inside documents */
  SHORTEST_SECRET_NUMBER = 5
};

/* What a container holds. */
typedef enum place {
  PLACE_ANY,
  PLACE_VOCABULARY, /* strings stay: actions, services */
  PLACE_NAMES,      /* strings name things */
  PLACE_PRINCIPAL,
  PLACE_CONDITION,
  PLACE_OPERATOR,  /* inside of a condition: keys and values */
  PLACE_USER_KEYS, /* labels: member names are the user's, values name */
  PLACE_SETTINGS,  /* member names are names of settings */
  PLACE_LOGINS,
  PLACE_LOGIN,
  PLACE_SHUT,    /* all values are secret */
  PLACE_SECRETS, /* ... unless their names say that they only identify */
  PLACE_TAGS,
  PLACE_INNER, /* objects with names of the format's own */
  PLACE_KEY    /* a JSON web key */
} place;

enum { NODE_DONE = 1, NODE_SET = 2 /* its place was settled by the object above */ };

/* What is known of a node beyond the tree. */
typedef struct node_facts {
  uint16_t row_plus_one; /* what the member name says: of arrays and strings */
  uint8_t place;
  uint8_t flags;
} node_facts;

typedef struct walk {
  rc_scan scan; /* over the tree's text */
  const rc_tree *tree;
  rc_value template; /* of CloudFormation, if the tree is one */
  node_facts *facts;
  uint32_t scanned; /* bytes that the scanners over runs have seen */
  uint32_t depth;
} walk;

static rc_status scan_tree(rc_scan *around, const rc_tree *tree, place root, uint32_t depth);

/* ---- strings -------------------------------------------------------------------------------- */

static const rc_node *node_of(const walk *w, rc_node_id id) { return &w->tree->nodes[id]; }
static rc_value value_of(const walk *w, rc_node_id id) { return (rc_value){w->tree, id}; }
static bool is_escaped(const walk *w, rc_node_id id) {
  return (node_of(w, id)->flags & RC_NODE_ESCAPED) != 0;
}

static rc_str text_of(walk *w, rc_node_id id) {
  rc_value value = value_of(w, id);
  return is_escaped(w, id) ? rc_value_string(w->scan.arena, value) : rc_json_body_of(value);
}

/* A string to judge: in the tree's text, or decoded with a map of its own. */
typedef struct subject {
  rc_scan scan;
  size_t start, end;
} subject;

static subject subject_as_written(walk *w, rc_node_id id) {
  rc_str body = rc_json_body_of(value_of(w, id));
  size_t start = (size_t)(body.ptr - w->tree->text.ptr);
  return (subject){w->scan, start, start + body.len};
}

/* Each decoded byte leads to where its escape begins, so that a leaf takes in whole escapes. */
static bool decode(walk *w, rc_node_id id, subject *out) {
  rc_str body = rc_json_body_of(value_of(w, id));
  size_t base = (size_t)(body.ptr - w->tree->text.ptr);
  size_t cap = 0;
  for (size_t at = 0; at < body.len;) {
    rc_json_piece piece = rc_json_piece_at(body, at);
    cap += piece.n_bytes;
    at += piece.n_taken;
  }
  char *bytes = rc_arena_bytes(w->scan.arena, cap + 1);
  uint32_t *map = rc_arena_alloc(w->scan.arena, (cap + 1) * sizeof *map);
  if (bytes == NULL || map == NULL) {
    return false;
  }
  size_t len = 0;
  const uint32_t *outer = w->scan.map;
  for (size_t at = 0; at < body.len;) {
    rc_json_piece piece = rc_json_piece_at(body, at);
    for (uint32_t i = 0; i < piece.n_bytes; i++) {
      map[len] = outer == NULL ? (uint32_t)(base + at) : outer[base + at];
      bytes[len++] = piece.bytes[i];
    }
    at += piece.n_taken;
  }
  map[len] = outer == NULL ? (uint32_t)(base + body.len) : outer[base + body.len];
  *out = (subject){
      .scan = {.arena = w->scan.arena,
               .text = {bytes, len},
               .map = map,
               .out = w->scan.out,
               .names = w->scan.names},
      .start = 0,
      .end = len};
  return true;
}

static bool subject_of(walk *w, rc_node_id id, subject *out) {
  if (is_escaped(w, id)) {
    return decode(w, id, out);
  }
  *out = subject_as_written(w, id);
  return true;
}

static rc_str subject_text(const subject *s) {
  return rc_str_slice(s->scan.text, s->start, s->end);
}

static bool is_document(rc_str text) {
  text = rc_str_trim(text);
  if (rc_str_starts_with(text, RC_STR("%7B")) || rc_str_starts_with(text, RC_STR("%7b"))) {
    return true;
  }
  return text.len > 4 && ((text.ptr[0] == '{' && text.ptr[text.len - 1] == '}') ||
                          (text.ptr[0] == '[' && text.ptr[text.len - 1] == ']'));
}

/* Lets the scanners over runs see the bytes up to `end`. */
static void scan_up_to(walk *w, uint32_t end) {
  if (end > w->scanned) {
    rc_scan_range(&w->scan, w->scanned, end);
  }
}

/* What is inside a string with escapes, or percent-encoded: JSON, or text. */
static rc_status look_inside(walk *w, rc_node_id id, const subject *s, place inner) {
  const rc_node *node = node_of(w, id);
  rc_str text = subject_text(s);
  bool document = w->depth < DEEPEST && text.len > 4 && is_document(text);
  bool percent = document && rc_str_trim(text).ptr[0] == '%';
  if (!is_escaped(w, id) && !percent) {
    return RC_OK;
  }
  scan_up_to(w, node->start);
  w->scanned = node->end;
  if (document) {
    rc_tree *tree;
    RC_TRY(rc_json_parse_embedded(w->scan.arena, value_of(w, id), &tree));
    return scan_tree(&w->scan, tree, inner, w->depth + 1);
  }
  rc_scan inside = s->scan;
  rc_scan_text(&inside);
  return rc_arena_status(w->scan.arena);
}

/* ---- names ---------------------------------------------------------------------------------- */

static rc_name_found look_up(walk *w, rc_str name) {
  return rc_name_find_again(w->scan.names, name);
}

static uint16_t number_of(const rc_name_row *row) {
  return row == NULL ? 0 : (uint16_t)(row - rc_name_rows + 1);
}

static const rc_name_row *row_of(node_facts facts) {
  return facts.row_plus_one == 0 ? NULL : &rc_name_rows[facts.row_plus_one - 1];
}

static void keep(walk *w, size_t start, size_t end) {
  rc_scan_leaf(&w->scan, RC_DETECT_KEPT_VOCABULARY, RC_FAMILY_KEEP, 0, start, end);
}

static void keep_body(walk *w, rc_node_id id) {
  subject s = subject_as_written(w, id);
  keep(w, s.start, s.end);
}

/* `aws:ResourceTag/team`: the key of the tag is the user's. */
static void keep_condition_key(walk *w, rc_node_id id) {
  subject s = subject_as_written(w, id);
  size_t slash = rc_str_find_byte(subject_text(&s), '/', 0);
  keep(w, s.start, slash == RC_NOT_FOUND ? s.end : s.start + slash + 1);
}

/* The name of a member stays where a format gives it; no format gives ARNs. */
static void judge_key(walk *w, rc_node_id id, place around, const rc_name_found *found) {
  if (rc_str_contains(rc_json_body_of(value_of(w, id)), RC_STR("arn:"))) {
    return;
  }
  switch (around) {
    case PLACE_OPERATOR: keep_condition_key(w, id); break;
    case PLACE_SETTINGS:
    case PLACE_TAGS:
    case PLACE_USER_KEYS:
    case PLACE_LOGINS:
    case PLACE_SHUT:
    case PLACE_SECRETS:
      if (found->member != NULL && found->member->member != RC_MEMBER_ANY) {
        keep_body(w, id);
      }
      break;
    default:
      if (rc_value_is_none(w->template) ||
          !rc_cfn_is_authors_key(w->template, value_of(w, id))) {
        keep_body(w, id);
      }
      break;
  }
}

/* ---- pairs ---------------------------------------------------------------------------------- */

/* What the members of one object are to each other. */
typedef struct shape {
  rc_node_id name, value; /* value nodes, or RC_NO_NODE */
  rc_node_id fallback;    /* `default`: a value for want of a name beside it */
  rc_node_id type, data, string_data;
  bool has_reference; /* valueFrom */
  bool is_secret;     /* "kind": "Secret" */
  bool is_key;        /* "kty" */
} shape;

static bool is_one_of(rc_str text, const char *const *words, size_t n_words) {
  for (size_t i = 0; i < n_words; i++) {
    if (rc_str_equal_nocase(text, rc_str_from_c(words[i]))) {
      return true;
    }
  }
  return false;
}

static void note_member(walk *w, shape *found, rc_str key, rc_node_id value) {
  static const char *const names[] = {"name",       "key",        "parameterkey", "parametername",
                                      "optionname", "settingname"};
  static const char *const values[] = {"value", "parametervalue", "val", "stringvalue"};
  static const char *const defaults[] = {"default", "defaultvalue", "plaintext"};
  bool is_string = node_of(w, value)->kind == RC_STRING;
  if (key.len < 3 || key.len > 14) {
    return;
  }
  switch (key.ptr[0] | 0x20) {
    case 'n':
    case 'o':
    case 's':
    case 'k':
      if (is_string && rc_str_equal(key, RC_STR("kind"))) {
        found->is_secret = rc_str_equal(text_of(w, value), RC_STR("Secret"));
      } else if (rc_str_equal(key, RC_STR("kty"))) {
        found->is_key = true;
      } else if (rc_str_equal(key, RC_STR("stringData"))) {
        found->string_data = value;
      } else if (is_string && is_one_of(key, names, RC_COUNT_OF(names))) {
        found->name = value;
      }
      break;
    case 'p':
      if (is_string && rc_str_equal_nocase(key, RC_STR("parametervalue"))) {
        found->value = value;
      } else if (rc_str_equal_nocase(key, RC_STR("plaintext"))) {
        found->fallback = value;
      } else if (is_string && is_one_of(key, names, RC_COUNT_OF(names))) {
        found->name = value;
      }
      break;
    case 'v':
      found->has_reference = found->has_reference || rc_str_equal_nocase(key, RC_STR("valuefrom"));
      found->value = is_one_of(key, values, RC_COUNT_OF(values)) ? value : found->value;
      break;
    case 'd':
      found->data = rc_str_equal(key, RC_STR("data")) ? value : found->data;
      found->fallback = is_one_of(key, defaults, RC_COUNT_OF(defaults)) ? value : found->fallback;
      break;
    case 't':
      found->type = is_string && rc_str_equal_nocase(key, RC_STR("type")) ? value : found->type;
      break;
    default: break;
  }
}

static shape shape_of(walk *w, rc_node_id object) {
  shape found = {.name = RC_NO_NODE,
                 .value = RC_NO_NODE,
                 .fallback = RC_NO_NODE,
                 .type = RC_NO_NODE,
                 .data = RC_NO_NODE,
                 .string_data = RC_NO_NODE};
  for (RC_MEMBERS(key, value, value_of(w, object))) {
    if (rc_value_kind(key) == RC_STRING) {
      note_member(w, &found, rc_json_body_of(key), value.node);
    }
  }
  return found;
}

static void hide_number(walk *w, rc_node_id id, const rc_name_row *row) {
  const rc_node *node = node_of(w, id);
  rc_str text = rc_value_raw(value_of(w, id));
  if (row == NULL || !rc_str_is_digits(text)) {
    return;
  }
  if (row->named == RC_NAMED_ACCOUNT && text.len == 12) {
    rc_scan_leaf(&w->scan, RC_DETECT_AWS_ACCOUNT, RC_FAMILY_ACCOUNT, 0, node->start, node->end);
  }
  /* The first digit stays: a number in JSON may not begin with 0. */
  if (row->named == RC_NAMED_SECRET && text.len >= SHORTEST_SECRET_NUMBER) {
    rc_scan_leaf(&w->scan, RC_DETECT_SECRET_BY_NAME, RC_FAMILY_NUMBER,
                 RC_LEAF_SECRET | RC_LEAF_WEAK, node->start + 1, node->end);
  }
}

static bool is_type(walk *w, const shape *pair, const char *name) {
  return pair->type != RC_NO_NODE && rc_str_equal(text_of(w, pair->type), rc_str_from_c(name));
}

static bool is_parameter(walk *w, const shape *pair) {
  return is_type(w, pair, "SecureString") || is_type(w, pair, "StringList") ||
         (is_type(w, pair, "String") &&
          rc_str_starts_with(text_of(w, pair->name), RC_STR("/")));
}

static void judge_pair_value(walk *w, const shape *pair, place around, subject *s) {
  rc_scan *scan = &s->scan;
  const rc_name_row *row = look_up(w, text_of(w, pair->name)).row;
  if (is_type(w, pair, "SecureString")) {
    rc_scan_secret(scan, NULL, RC_DETECT_AWS_SECURE_STRING, s->start, s->end);
  } else if (is_type(w, pair, "PARAMETER_STORE") || is_type(w, pair, "SECRETS_MANAGER")) {
    rc_scan_identity(scan, RC_DETECT_THING_NAME, s->start, s->end);
  } else if (around == PLACE_INNER) {
    rc_scan_vocabulary(scan, s->start, s->end);
  } else if (row != NULL) {
    rc_scan_named(scan, row, RC_DETECT_SECRET_PAIR, s->start, s->end);
  } else if (around == PLACE_TAGS) {
    rc_scan_identity(scan, RC_DETECT_THING_NAME, s->start, s->end);
  }
}

/* {"name": N, "value": V}. The name of a setting is left to stand, unless it is a thing's. */
static rc_status judge_pair(walk *w, const shape *pair, place around) {
  w->facts[pair->name].flags |= NODE_DONE;
  w->facts[pair->value].flags |= NODE_DONE;
  subject s;
  if (is_parameter(w, pair) && subject_of(w, pair->name, &s)) {
    rc_scan_identity(&s.scan, RC_DETECT_THING_NAME, s.start, s.end);
  }
  uint8_t kind = node_of(w, pair->value)->kind;
  if (kind == RC_NUMBER) {
    hide_number(w, pair->value, look_up(w, text_of(w, pair->name)).row);
  }
  if (kind == RC_STRING && subject_of(w, pair->value, &s)) {
    judge_pair_value(w, pair, around, &s);
    w->facts[pair->value].place =
        is_type(w, pair, "SecureString") ? PLACE_SECRETS : w->facts[pair->value].place;
  }
  return rc_arena_status(w->scan.arena);
}

/* `"name": N` without a value: what it stands in tells whether it names a thing. */
static void judge_name(walk *w, const shape *object, place around) {
  subject s;
  rc_node_id key = object->name - 1;
  bool is_name = rc_str_equal_nocase(rc_json_body_of(value_of(w, key)), RC_STR("name"));
  w->facts[object->name].flags |= NODE_DONE;
  if (!is_name || object->has_reference || !subject_of(w, object->name, &s)) {
    return;
  }
  if (around == PLACE_INNER) {
    keep_body(w, object->name);
  } else if (around != PLACE_SETTINGS) {
    rc_scan_identity(&s.scan, RC_DETECT_THING_NAME, s.start, s.end);
  }
}

/* {"DB_PASSWORD": {"value": V}}, {"DbPassword": {"Type": "String", "Default": V}}: the object's own
 * name is the value's. */
static void judge_by_own_name(walk *w, rc_node_id object, rc_node_id value) {
  rc_node_id parent = node_of(w, object)->parent;
  subject s;
  if (parent == RC_NO_NODE || node_of(w, parent)->kind != RC_OBJECT ||
      node_of(w, object - 1)->kind != RC_STRING || node_of(w, value)->kind != RC_STRING ||
      !subject_of(w, value, &s)) {
    return;
  }
  const rc_name_row *row = look_up(w, text_of(w, object - 1)).row;
  if (row != NULL) {
    w->facts[value].flags |= NODE_DONE;
    rc_scan_named(&s.scan, row, RC_DETECT_SECRET_PAIR, s.start, s.end);
  }
}

static void set_place(walk *w, rc_node_id id, place where) {
  if (id != RC_NO_NODE) {
    w->facts[id].place = (uint8_t)where;
    w->facts[id].flags |= NODE_SET;
  }
}

/* What a parameter is without being echoed; a secret that functions put together. */
static void judge_in_template(walk *w, rc_node_id id, const shape *object) {
  if (rc_cfn_is_no_echo(value_of(w, id)) && object->fallback != RC_NO_NODE) {
    rc_cfn_hide(&w->scan, value_of(w, object->fallback), NULL, RC_DETECT_SECRET_BY_NAME);
  }
  bool is_pair = object->name != RC_NO_NODE && object->value != RC_NO_NODE &&
                 node_of(w, object->value)->kind == RC_OBJECT;
  const rc_name_row *row = is_pair ? look_up(w, text_of(w, object->name)).row : NULL;
  if (row != NULL && row->named == RC_NAMED_SECRET) {
    rc_cfn_hide(&w->scan, value_of(w, object->value), row, RC_DETECT_SECRET_PAIR);
  }
}

static rc_status judge_object(walk *w, rc_node_id id) {
  place around = (place)w->facts[id].place;
  shape object = shape_of(w, id);
  rc_node_id value = object.value != RC_NO_NODE ? object.value : object.fallback;
  if (object.is_secret) {
    set_place(w, object.data, PLACE_SHUT);
    set_place(w, object.string_data, PLACE_SHUT);
  }
  if (object.is_key) {
    set_place(w, id, PLACE_KEY);
  }
  if (!rc_value_is_none(w->template)) {
    judge_in_template(w, id, &object);
  }
  if (object.name != RC_NO_NODE && object.value != RC_NO_NODE) {
    return judge_pair(w, &object, around);
  }
  if (object.name != RC_NO_NODE) {
    judge_name(w, &object, around);
  } else if (value != RC_NO_NODE) {
    judge_by_own_name(w, id, value);
  }
  return rc_arena_status(w->scan.arena);
}

/* ---- members -------------------------------------------------------------------------------- */

static place place_of_member(rc_str key, const rc_name_found *found, place around) {
  static const place places[] = {
      [RC_MEMBER_ANY] = PLACE_ANY,
      [RC_MEMBER_ACTIONS] = PLACE_VOCABULARY,
      [RC_MEMBER_NAMES] = PLACE_NAMES,
      [RC_MEMBER_PRINCIPAL] = PLACE_PRINCIPAL,
      [RC_MEMBER_CONDITION] = PLACE_CONDITION,
      [RC_MEMBER_USER_KEYS] = PLACE_USER_KEYS,
      [RC_MEMBER_SETTINGS] = PLACE_SETTINGS,
      [RC_MEMBER_LOGINS] = PLACE_LOGINS,
      [RC_MEMBER_SHUT] = PLACE_SHUT,
      [RC_MEMBER_TAGS] = PLACE_TAGS,
      [RC_MEMBER_INNER] = PLACE_INNER,
  };
  switch (around) {
    case PLACE_CONDITION: return PLACE_OPERATOR;
    case PLACE_LOGINS: return PLACE_LOGIN;
    case PLACE_SHUT:
    case PLACE_SECRETS:
    case PLACE_OPERATOR:
    case PLACE_USER_KEYS: return around;
    case PLACE_PRINCIPAL:
      return rc_str_equal_nocase(key, RC_STR("Service")) ? PLACE_VOCABULARY : PLACE_PRINCIPAL;
    default: break;
  }
  return found->member == NULL ? PLACE_ANY : places[found->member->member];
}

/* In AWS's own documents a user has a name as a role has, and it stands in ARNs. */
static const rc_name_row *row_of_member(walk *w, rc_str key, const rc_name_found *found,
                                        place around) {
  if (around == PLACE_PRINCIPAL) {
    return look_up(w, rc_str_equal_nocase(key, RC_STR("CanonicalUser")) ? RC_STR("CanonicalUser")
                                                                        : RC_STR("Account"))
        .row;
  }
  bool is_user = rc_str_equal(key, RC_STR("UserName")) || rc_str_equal(key, RC_STR("userName")) ||
                 rc_str_equal(key, RC_STR("aws:username")) ||
                 (around == PLACE_OPERATOR && rc_str_find_byte(key, '/', 0) != RC_NOT_FOUND);
  return is_user ? look_up(w, RC_STR("RoleName")).row : found->row;
}

static void settle_member(walk *w, rc_node_id id) {
  const rc_node *node = node_of(w, id);
  node_facts *facts = &w->facts[id];
  node_facts above = w->facts[node->parent];
  place around = (place)above.place;
  if (node_of(w, node->parent)->kind != RC_OBJECT) {
    facts->row_plus_one = above.row_plus_one;
    facts->place = (facts->flags & NODE_SET) != 0 ? facts->place : above.place;
    return;
  }
  if (node_of(w, id - 1)->kind != RC_STRING) { /* a templating mark in place of a name */
    return;
  }
  rc_str key = text_of(w, id - 1);
  rc_name_found found = look_up(w, key);
  judge_key(w, id - 1, around, &found);
  facts->row_plus_one = number_of(row_of_member(w, key, &found, around));
  if ((facts->flags & (NODE_SET | NODE_DONE)) == 0) {
    facts->place = (uint8_t)place_of_member(key, &found, around);
  }
  bool is_private = key.len > 0 && key.len <= 2 && rc_str_contains(RC_STR("d p q dp dq qi k"), key);
  if (around == PLACE_KEY && node->kind == RC_STRING) { /* the rest of a key is public */
    facts->place = is_private ? PLACE_SHUT : PLACE_KEY;
  }
  if (around == PLACE_LOGIN && rc_str_equal(key, RC_STR("auth"))) {
    facts->place = PLACE_LOGIN;
  }
}

/* {"Owner": {"ID": X}}: a canonical user of S3. */
static bool is_canonical_user(walk *w, rc_node_id id, rc_str value) {
  static const char *const owners[] = {"owner", "grantee", "initiator", "bucketowner"};
  rc_node_id object = node_of(w, id)->parent;
  if (value.len != 64 || node_of(w, object)->kind != RC_OBJECT || object < 2 ||
      node_of(w, node_of(w, object)->parent)->kind != RC_OBJECT ||
      node_of(w, object - 1)->kind != RC_STRING || node_of(w, id - 1)->kind != RC_STRING) {
    return false;
  }
  return rc_str_equal_nocase(rc_json_body_of(value_of(w, id - 1)), RC_STR("id")) &&
         is_one_of(rc_json_body_of(value_of(w, object - 1)), owners, RC_COUNT_OF(owners));
}

static void hide_login(subject *s) {
  rc_scan_leaf(&s->scan, RC_DETECT_DOCKER_AUTH, RC_FAMILY_BASIC, RC_LEAF_SECRET, s->start, s->end);
}

/* Values of which everything goes, but what only stands for a value. */
static void hide_all(subject *s, bool is_key) {
  if (!rc_is_stand_in(subject_text(s))) {
    rc_scan_leaf(&s->scan, is_key ? RC_DETECT_JWK_PRIVATE_KEY : RC_DETECT_KUBERNETES_SECRET,
                 is_key ? RC_FAMILY_OPAQUE : RC_FAMILY_BLOB, RC_LEAF_SECRET, s->start, s->end);
  }
}

static void judge_string(walk *w, rc_node_id id, subject *s) {
  node_facts facts = w->facts[id];
  const rc_name_row *row = row_of(facts);
  bool in_key = w->facts[node_of(w, id)->parent].place == PLACE_KEY;
  switch ((place)facts.place) {
    case PLACE_VOCABULARY:
      rc_scan_vocabulary(&s->scan, s->start, s->end);
      break;
    case PLACE_SHUT: hide_all(s, in_key); break;
    case PLACE_KEY: rc_scan_vocabulary(&s->scan, s->start, s->end); break;
    case PLACE_LOGIN: hide_login(s); break;
    case PLACE_SECRETS:
      if (row == NULL || row->named == RC_NAMED_NOTHING) {
        rc_scan_secret(&s->scan, NULL, RC_DETECT_SECRET_BY_NAME, s->start, s->end);
      } else {
        rc_scan_named(&s->scan, row, RC_DETECT_SECRET_BY_NAME, s->start, s->end);
      }
      break;
    default:
      if (is_canonical_user(w, id, subject_text(s))) {
        rc_scan_named(&s->scan, look_up(w, RC_STR("CanonicalUser")).row,
                      RC_DETECT_AWS_CANONICAL_USER, s->start, s->end);
      } else if (row != NULL) {
        rc_scan_named(&s->scan, row, RC_DETECT_SECRET_BY_NAME, s->start, s->end);
      } else if (facts.place == PLACE_NAMES || facts.place == PLACE_USER_KEYS ||
                 facts.place == PLACE_TAGS) {
        rc_scan_identity(&s->scan, RC_DETECT_THING_NAME, s->start, s->end);
      }
      break;
  }
}

/* A document inside the string of a secret holds secrets. */
static place place_inside(walk *w, rc_node_id id) {
  bool has_key = node_of(w, node_of(w, id)->parent)->kind == RC_OBJECT &&
                 node_of(w, id - 1)->kind == RC_STRING;
  rc_str key = has_key ? text_of(w, id - 1) : RC_STR_NONE;
  bool secret = w->facts[id].place == PLACE_SECRETS ||
                rc_str_equal_nocase(key, RC_STR("SecretString")) ||
                rc_str_equal_nocase(key, RC_STR("secret_string"));
  return secret ? PLACE_SECRETS : PLACE_ANY;
}

static rc_status judge_node(walk *w, rc_node_id id) {
  const rc_node *node = node_of(w, id);
  subject s;
  if ((node->flags & RC_NODE_KEY) != 0) {
    return is_escaped(w, id) && subject_of(w, id, &s) ? look_inside(w, id, &s, PLACE_ANY)
                                                      : rc_arena_status(w->scan.arena);
  }
  settle_member(w, id);
  if (node->kind == RC_OBJECT) {
    return judge_object(w, id);
  }
  if (node->kind == RC_NUMBER && (w->facts[id].flags & NODE_DONE) == 0) {
    hide_number(w, id, row_of(w->facts[id]));
  }
  if (node->kind != RC_STRING || !subject_of(w, id, &s)) {
    return rc_arena_status(w->scan.arena);
  }
  if (!rc_value_is_none(w->template) && !is_escaped(w, id)) {
    rc_cfn_keep_words(&w->scan, value_of(w, id));
  }
  if ((w->facts[id].flags & NODE_DONE) == 0) {
    judge_string(w, id, &s);
  }
  return look_inside(w, id, &s, place_inside(w, id));
}

/* What arena, leaves and names belong to is told by the scan around. */
static rc_status scan_tree(rc_scan *around, const rc_tree *tree, place root, uint32_t depth) {
  rc_arena *arena = around->arena;
  walk *w = RC_NEW(arena, walk);
  node_facts *facts = RC_NEW_ARRAY(arena, node_facts, tree->n_nodes);
  if (w == NULL || facts == NULL) {
    return rc_arena_status(arena);
  }
  w->scan = (rc_scan){.arena = arena,
                      .text = tree->text,
                      .map = tree->map,
                      .out = around->out,
                      .names = around->names,
                      .memo = tree->map == NULL ? rc_run_memo_new(arena, tree->text) : NULL,
                      .in_tree = true};
  w->tree = tree;
  w->template = rc_cfn_template_of(tree);
  w->facts = facts;
  w->depth = depth;
  facts[0].place = (uint8_t)root;
  rc_scan_blocks(&w->scan);
  for (rc_node_id id = 1; id < tree->n_nodes; id++) {
    RC_TRY(judge_node(w, id));
  }
  scan_up_to(w, (uint32_t)tree->text.len);
  return rc_arena_status(arena);
}

rc_status rc_scan_tree(rc_arena *arena, const rc_tree *tree, rc_leaves *out) {
  rc_scan whole = {.arena = arena, .out = out, .names = rc_name_cache_new(arena)};
  return scan_tree(&whole, tree, PLACE_ANY, 0);
}
