/*
 * YAML that does not exist yet, in the style of the file it goes into.
 */
#ifndef RC_FIX_YAML_MAKE_H
#define RC_FIX_YAML_MAKE_H

#include "fix/json_make.h"

/* How the neighbours are written. */
typedef struct rc_yaml_style {
  rc_str newline;
  uint32_t unit;        /* columns from a key to the keys below it */
  uint32_t list_indent; /* columns from a key to the dashes below it */
  uint32_t dash;        /* columns from a dash to the keys behind it */
  uint32_t text_dash;   /* columns from a dash to a text */
  char quote;           /* of texts that need quotes */
  char sub_quote;       /* of `!Sub`; NUL: none where none are needed */
  bool quote_words;     /* plain words have quotes all the same */
  bool quote_marks;     /* so do texts with `:`, `/` or `*` */
  bool long_form;       /* `Fn::Sub` instead of `!Sub` */
  bool flow_lists;      /* lists of texts stand in brackets */
  bool flow_objects;    /* so do small objects behind a key */
  bool flow_items;      /* so do objects in a list */
} rc_yaml_style;

/** How things inside and around `container` are written; the nearest count. */
rc_yaml_style rc_yaml_style_of(rc_value container);

/** The column in which something begins. */
uint32_t rc_yaml_column(rc_str text, size_t at);
/** True for a collection in brackets. */
bool rc_yaml_is_flow(rc_value v);

void rc_yaml_put_spaces(rc_buf *buf, uint32_t n);
/** A member of an object whose keys stand in `column`, without a line end. */
void rc_yaml_put_member(rc_buf *buf, const rc_made *member, const rc_yaml_style *style,
                        uint32_t column);
/** What stands behind the key, beginning with a blank or a line end. */
void rc_yaml_put_behind_key(rc_buf *buf, const rc_made *value, const rc_yaml_style *style,
                            uint32_t column);
/** An item whose dash stands in `column`. */
void rc_yaml_put_item(rc_buf *buf, const rc_made *item, const rc_yaml_style *style,
                      uint32_t column);
/** On one line, as it stands between brackets; with its key if it has one. */
void rc_yaml_put_flow(rc_buf *buf, const rc_made *made, const rc_yaml_style *style);
/** True if `text` needs no quotes; `flow`: between brackets. */
bool rc_yaml_can_be_plain(rc_str text, bool flow);
/** True if a value that stands there without quotes can stand so between brackets. */
bool rc_yaml_fits_flow(rc_str raw);

/* ---- yaml_embed.c: documents in block texts ---- */

/** True for a document that is the text of a block scalar, and then whether that is a `!Sub`. */
bool rc_yaml_holds(const rc_tree *tree);
bool rc_yaml_holds_references(const rc_tree *tree);
/** `text` as it stands in that scalar. */
rc_str rc_yaml_embed(rc_arena *arena, const rc_tree *tree, rc_str text);

#endif
