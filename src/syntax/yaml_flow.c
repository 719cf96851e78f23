/*
 * Collections in brackets. Indentation does not count inside; a key needs no value.
 */
#include "syntax/yaml_parser.h"

static bool is_colon(const rc_yaml_parser *p) {
  return rc_yaml_byte(p, p->at) == ':' &&
         (rc_yaml_is_gap(p, p->at + 1) || rc_yaml_is_flow_mark(rc_yaml_byte(p, p->at + 1)));
}

static bool ends(const rc_yaml_parser *p) { return rc_yaml_document_ends(p); }

static bool is_closer(char c) { return c == ']' || c == '}'; }

static void read_value(rc_yaml_parser *p, uint32_t flags);

static void add_nothing(rc_yaml_parser *p, uint32_t at, const rc_yaml_props *props) {
  (void)rc_yaml_leaf(p, RC_NULL, at, at, 0, props);
}

/* What stands behind a key: `: value`, or nothing. */
static void read_member_value(rc_yaml_parser *p) {
  uint32_t end = p->nodes.items[p->nodes.len - 1].end;
  static const rc_yaml_props none = {.anchor = RC_MAP_NONE};
  bool after_quotes = rc_yaml_byte(p, p->at) == ':' && end > 0 &&
                      (p->text[end - 1] == '"' || p->text[end - 1] == '\'');
  if (!is_colon(p) && !after_quotes) {
    add_nothing(p, end, &none);
    return;
  }
  end = ++p->at;
  rc_yaml_to_token(p);
  char c = rc_yaml_byte(p, p->at);
  if (ends(p) || c == ',' || is_closer(c)) {
    add_nothing(p, end, &none);
  } else {
    read_value(p, 0);
  }
}

/* Whether a `: value` follows the item that was read last; a mapping of one member then. */
static void read_pair(rc_yaml_parser *p, rc_node_id item) {
  rc_yaml_to_token(p);
  bool leaf = item + 1 == p->nodes.len && p->nodes.items[item].kind <= RC_STRING;
  if (!leaf || !is_colon(p) || !rc_yaml_open_before_key(p, false)) {
    return;
  }
  read_member_value(p);
  rc_yaml_close(p, p->last_end, 0);
}

static void read_value(rc_yaml_parser *p, uint32_t flags) {
  rc_yaml_props props = rc_yaml_read_props(p);
  if (props.any) {
    rc_yaml_to_token(p);
  }
  char c = rc_yaml_byte(p, p->at);
  bool mark = c == '{' && rc_yaml_byte(p, p->at + 1) == '{';
  if (ends(p) || c == ',' || is_closer(c)) {
    add_nothing(p, props.end, &props);
  } else if (((c == '[' || c == '{') && !mark) && (flags & RC_NODE_KEY) == 0) {
    rc_yaml_read_flow(p, &props);
  } else if (c == '*') {
    rc_yaml_read_alias(p);
  } else if (c == '[' || (c == '{' && !mark)) {
    rc_yaml_note(p, RC_YAML_NO_KEY, p->at, p->at + 1);
    (void)rc_yaml_leaf(p, RC_STRING, p->at, p->at, flags, &props);
    p->at++;
  } else {
    rc_yaml_read_scalar(p, -1, false, flags, &props);
  }
}

/* Behind an item: a comma, the closing bracket, or what should not be there. */
static void to_next_item(rc_yaml_parser *p, char closer) {
  rc_yaml_to_token(p);
  char c = rc_yaml_byte(p, p->at);
  if (ends(p) || c == closer) {
    return;
  }
  if (c == ',') {
    p->at++;
    return;
  }
  rc_yaml_note(p, RC_YAML_NO_COMMA, p->at, p->at + 1);
  p->at += is_closer(c) || c == ':';
}

static void read_items(rc_yaml_parser *p, bool mapping) {
  char closer = mapping ? '}' : ']';
  while (rc_yaml_goes_on(p)) {
    rc_yaml_to_token(p);
    if (ends(p) || rc_yaml_byte(p, p->at) == closer) {
      return;
    }
    if (rc_yaml_byte(p, p->at) == ',' || is_closer(rc_yaml_byte(p, p->at))) {
      rc_yaml_note(p, RC_YAML_NO_COMMA, p->at, p->at + 1);
      p->at++;
      continue;
    }
    rc_node_id item = p->nodes.len;
    uint32_t start = p->at;
    if (mapping && rc_yaml_byte(p, p->at) == '*') {
      rc_yaml_note(p, RC_YAML_NO_KEY, p->at, p->at + 1);
      p->at++;
    }
    read_value(p, mapping ? RC_NODE_KEY : 0u);
    if (!rc_yaml_goes_on(p)) {
      return;
    }
    if (mapping) {
      if (p->nodes.items[item].kind == RC_NULL) { /* only a tag or an anchor */
        p->nodes.items[item].kind = RC_STRING;
        p->nodes.items[item].flags = RC_NODE_KEY;
      }
      rc_yaml_to_token(p);
      read_member_value(p);
    } else {
      read_pair(p, item);
    }
    to_next_item(p, closer);
    p->at += p->at == start; /* `{{` that nothing closes is neither a mark nor a mapping */
  }
}

void rc_yaml_read_flow(rc_yaml_parser *p, const rc_yaml_props *props) {
  uint32_t start = p->at;
  bool mapping = p->text[start] == '{';
  if (!rc_yaml_open(p, mapping ? RC_OBJECT : RC_ARRAY, start, props)) {
    return;
  }
  p->at++;
  p->flow++;
  read_items(p, mapping);
  p->flow--;
  if (!rc_yaml_goes_on(p)) {
    return;
  }
  if (rc_yaml_byte(p, p->at) == (mapping ? '}' : ']') && !ends(p)) {
    p->at++;
    rc_yaml_close(p, p->at, 0);
    return;
  }
  rc_yaml_note(p, mapping ? RC_YAML_OPEN_MAPPING : RC_YAML_OPEN_LIST, start, start + 1);
  rc_yaml_close(p, p->last_end > start ? p->last_end : start + 1, RC_NODE_INCOMPLETE);
}
