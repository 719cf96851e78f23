#include "simulate/wire.h"

#include <assert.h>

#include "base/utf8.h"

enum { JSON_INDENT = 4, XML_INDENT = 2 };

/* ---- XML ---- */

/* Source: XML 1.0, 2.2 Characters. */
static bool xml_has(uint32_t code) {
  return code >= 0x20 ? code != 0xFFFE && code != 0xFFFF
                      : code == '\t' || code == '\n' || code == '\r';
}

/* A carriage return written as such would be read as a line feed: XML 1.0, 2.11. */
static rc_str escape_of(const rc_utf8_char *c) {
  static rc_str const unknown = RC_STR_INIT("\xEF\xBF\xBD");
  if (!c->valid || !xml_has(c->code)) {
    return unknown;
  }
  switch (c->code) {
    case '&': return RC_STR("&amp;");
    case '<': return RC_STR("&lt;");
    case '>': return RC_STR("&gt;");
    case '"': return RC_STR("&quot;");
    case '\r': return RC_STR("&#13;");
    default: return RC_STR_NONE;
  }
}

void rc_wire_put_xml_text(rc_buf *buf, rc_str text) {
  size_t plain_from = 0;
  for (size_t at = 0; at < text.len;) {
    rc_utf8_char c = rc_utf8_decode(rc_str_from(text, at));
    rc_str escape = escape_of(&c);
    if (!rc_str_is_empty(escape)) {
      rc_buf_put(buf, rc_str_slice(text, plain_from, at));
      rc_buf_put(buf, escape);
      plain_from = at + c.n_bytes;
    }
    at += c.n_bytes;
  }
  rc_buf_put(buf, rc_str_from(text, plain_from));
}

static void put_tag(rc_buf *buf, const char *before, const char *name, const char *behind) {
  rc_buf_put_c(buf, before);
  rc_buf_put_c(buf, name);
  rc_buf_put_c(buf, behind);
}

/* ---- both ---- */

static void new_line(rc_wire *wire) {
  rc_buf_put_byte(wire->buf, '\n');
  rc_buf_put_repeated(wire->buf, ' ',
                      (size_t)wire->depth * (wire->xml ? XML_INDENT : JSON_INDENT));
}

/* The tag of an element is closed when something comes into it: until then it may be empty. */
static void begin_xml(rc_wire *wire) {
  if (wire->depth > 0) {
    if (!wire->filled) {
      rc_buf_put_byte(wire->buf, '>');
    }
    new_line(wire);
  }
}

static void begin_json(rc_wire *wire, const char *name) {
  if (wire->filled) {
    rc_buf_put_byte(wire->buf, ',');
  }
  if (wire->depth > 0) {
    new_line(wire);
  }
  if (name != NULL) {
    rc_buf_put_json(wire->buf, rc_str_from_c(name));
    rc_buf_put_c(wire->buf, ": ");
  }
}

void rc_wire_open(rc_wire *wire, const char *name, char bracket) {
  if (wire->xml) {
    assert(wire->depth < RC_WIRE_DEPTH);
    begin_xml(wire);
    wire->names[wire->depth] = name == NULL ? "member" : name;
    put_tag(wire->buf, "<", wire->names[wire->depth], "");
  } else {
    begin_json(wire, name);
    rc_buf_put_byte(wire->buf, bracket);
  }
  wire->depth++;
  wire->filled = false;
}

void rc_wire_close(rc_wire *wire, char bracket) {
  wire->depth--;
  if (wire->filled) {
    new_line(wire);
  }
  if (!wire->xml) {
    rc_buf_put_byte(wire->buf, bracket);
  } else if (wire->filled) {
    put_tag(wire->buf, "</", wire->names[wire->depth], ">");
  } else {
    rc_buf_put_c(wire->buf, "/>");
  }
  wire->filled = true;
}

/* A value that reads the same in both forms, but for the quotes of JSON. */
static void put_bare(rc_wire *wire, const char *name, rc_str text, bool quoted) {
  if (wire->xml) {
    const char *tag = name == NULL ? "member" : name;
    begin_xml(wire);
    put_tag(wire->buf, "<", tag, ">");
    rc_wire_put_xml_text(wire->buf, text);
    put_tag(wire->buf, "</", tag, ">");
  } else {
    begin_json(wire, name);
    if (quoted) {
      rc_buf_put_json(wire->buf, text);
    } else {
      rc_buf_put(wire->buf, text);
    }
  }
  wire->filled = true;
}

void rc_wire_string(rc_wire *wire, const char *name, rc_str text) {
  put_bare(wire, name, text, true);
}

void rc_wire_number(rc_wire *wire, const char *name, uint64_t value) {
  put_bare(wire, name, rc_str_from_u64(wire->buf->arena, value), false);
}

void rc_wire_bool(rc_wire *wire, const char *name, bool value) {
  put_bare(wire, name, value ? RC_STR("true") : RC_STR("false"), false);
}

void rc_wire_entry(rc_wire *wire, const char *key, rc_str value) {
  if (!wire->xml) {
    rc_wire_string(wire, key, value);
    return;
  }
  rc_wire_open(wire, "entry", '{');
  rc_wire_string(wire, "key", rc_str_from_c(key));
  rc_wire_string(wire, "value", value);
  rc_wire_close(wire, '}');
}
