/*
 * One lossless syntax tree for every syntax.
 *
 * Nodes lie in one array in document order (a node, then its children), so that a subtree is a
 * range and a walk is a loop. Nodes hold offsets, never text: strings are decoded on demand. Node 0
 * is the document; its children are the top-level values, of which a file may hold several. The
 * children of an object alternate key, value. The tree is immutable once parsed.
 *
 * A tree may lie inside another file's string (a policy as JSON text in a JSON string, or
 * percent-encoded): then its offsets count decoded bytes, and `map` leads back to the file.
 * Everything outside this folder uses rc_tree_span and never raw offsets.
 */
#ifndef RC_SYNTAX_TREE_H
#define RC_SYNTAX_TREE_H

#include "base/hole.h"
#include "base/vec.h"
#include "text/source.h"

typedef enum rc_kind {
  RC_DOCUMENT,
  RC_NULL,
  RC_BOOL,
  RC_NUMBER,
  RC_STRING,
  RC_ARRAY,
  RC_OBJECT,
  RC_PLACEHOLDER, /* a templating mark where a value should be: {{ x }}, ${x}, <x>, $X */
  RC_ERROR,       /* bytes that are no value; reported in the notes */
  RC_ALIAS,       /* YAML: `*name` */

  /* HCL; the children of each are in hcl.h */
  RC_HCL_BODY,
  RC_HCL_BLOCK,
  RC_HCL_ATTRIBUTE,
  RC_HCL_NAME,
  RC_HCL_VARIABLE,
  RC_HCL_GET,
  RC_HCL_INDEX,
  RC_HCL_SPLAT,
  RC_HCL_ITEM,
  RC_HCL_CALL,
  RC_HCL_UNARY,
  RC_HCL_BINARY,
  RC_HCL_CONDITIONAL,
  RC_HCL_PARENTHESES,
  RC_HCL_FOR,
  RC_HCL_TEMPLATE,
  RC_HCL_PARTS,
  RC_HCL_TEXT,
  RC_HCL_INTERPOLATION,
  RC_HCL_IF,
  RC_HCL_REPEAT
} rc_kind;

/* What the bytes of a tree are written in. */
typedef enum rc_syntax {
  RC_SYNTAX_JSON,
  RC_SYNTAX_YAML,
  RC_SYNTAX_HCL,
  RC_SYNTAX_COMPUTED /* no bytes of their own: what templates say once they are worked out */
} rc_syntax;

enum {
  RC_NODE_ESCAPED = 1,   /* a string with backslash escapes or invalid UTF-8: decoding is needed */
  RC_NODE_KEY = 2,       /* the name of a member */
  RC_NODE_TRUE = 4,      /* a boolean, true */
  RC_NODE_INCOMPLETE = 8, /* the file ended, or broke off, inside this value */
  RC_NODE_TEMPLATED = 16  /* a container with a templating mark or `...` among its parts: what the
                             mark puts in or leaves out is unknown */
};

typedef uint32_t rc_node_id;
#define RC_NO_NODE UINT32_MAX

typedef struct rc_node {
  uint32_t start, end; /* bytes, quotes and brackets included */
  rc_node_id next;     /* the node after this subtree: the next sibling if the parent has one */
  rc_node_id parent;
  uint32_t count; /* children; in an object each member counts as two */
  uint8_t kind;   /* rc_kind */
  uint8_t flags;
  uint16_t detail; /* YAML: number of the tag in rc_tree.tags, 0 for none; HCL: as in hcl.h */
} rc_node;

/* How the text of an embedded tree is written in the file around it. */
typedef enum rc_embedding {
  RC_EMBEDDED_NOT,          /* the tree is the file */
  RC_EMBEDDED_JSON_STRING,  /* between the quotes of a JSON string, JSON-escaped */
  RC_EMBEDDED_PERCENT,      /* percent-encoded inside a JSON string (IAM's URL-encoded documents) */
} rc_embedding;

typedef enum rc_note_severity { RC_NOTE_ERROR, RC_NOTE_TOLERATED } rc_note_severity;

/* What the parser found amiss. Parsing goes on behind it. */
typedef struct rc_syntax_note {
  rc_note_severity severity;
  rc_span span;
  rc_str message; /* "trailing comma", "expected `,` or `}` after this member" */
  rc_str help;    /* may be empty */
} rc_syntax_note;

/* Where a value of a computed tree was written. */
typedef struct rc_written {
  const struct rc_tree *tree; /* of the file; NULL: nowhere, our own invention */
  rc_node_id node;
  bool is_itself; /* it stands there as it is: an edit may change its text or add children to it;
                     else the node there is what it was worked out from */
} rc_written;

/* YAML: `*name`, and the value that has the anchor `&name`. */
typedef struct rc_alias {
  rc_node_id node, target;
} rc_alias;

typedef struct rc_tree {
  rc_syntax syntax;
  uint32_t file;        /* the file that the bytes lie in, finally */
  rc_str text;          /* what was parsed: the file's bytes, or the decoded string */
  const rc_node *nodes;
  uint32_t n_nodes;
  const rc_syntax_note *notes;
  uint32_t n_notes;
  bool has_errors;      /* some note is RC_NOTE_ERROR */
  bool literal;         /* templating marks in strings are plain text */
  bool holes;           /* the text holds holes, marks and all, and no invalid UTF-8 besides */
  rc_embedding embedding;
  const uint32_t *map;  /* embedded: file offset of each decoded byte, text.len + 1 entries */
  const struct rc_tree *outer; /* embedded: the tree whose string the text stood in, else NULL */
  const rc_str *tags;          /* YAML: `!Ref` ..., as written; number 0 is empty */
  const rc_alias *aliases;     /* YAML, in document order */
  uint32_t n_aliases;
  const rc_written *written;   /* computed: one for each node; else NULL. The text is then JSON but
                                  for the strings, which stand between their quotes undecoded,
                                  holes and all, and `map` leads from each byte into the file of
                                  its node */
} rc_tree;

/* A place in a tree; the usual way to hand around "this value". */
typedef struct rc_value {
  const rc_tree *tree; /* NULL: no value */
  rc_node_id node;
} rc_value;

#define RC_VALUE_NONE ((rc_value){NULL, RC_NO_NODE})
static inline bool rc_value_is_none(rc_value v) { return v.tree == NULL; }
static inline const rc_node *rc_value_node(rc_value v) { return &v.tree->nodes[v.node]; }
/** The kind; a missing value has kind RC_NULL. */
RC_INLINE rc_kind rc_value_kind(rc_value v) {
  return v.tree == NULL ? RC_NULL : (rc_kind)v.tree->nodes[v.node].kind;
}

rc_value rc_tree_root(const rc_tree *tree); /* the document node */

/** First child; RC_VALUE_NONE for leaves and empty containers. */
RC_INLINE rc_value rc_value_first(rc_value parent) {
  bool none = rc_value_is_none(parent) || rc_value_node(parent)->count == 0;
  return none ? RC_VALUE_NONE : (rc_value){parent.tree, parent.node + 1};
}
/** The next sibling (in an object: key, value, key, ...), or RC_VALUE_NONE. */
RC_INLINE rc_value rc_value_next(rc_value v) {
  if (rc_value_is_none(v) || v.node == 0) {
    return RC_VALUE_NONE;
  }
  const rc_node *node = rc_value_node(v);
  bool last = node->next >= v.tree->nodes[node->parent].next;
  return last ? RC_VALUE_NONE : (rc_value){v.tree, node->next};
}
rc_value rc_value_parent(rc_value v);

/**
 * The value of member `name` of an object, compared after decoding, case-sensitive; the first one
 * if there are several. RC_VALUE_NONE if absent or `object` is none or no object.
 */
rc_value rc_value_get(rc_value object, rc_str name);
/** As above for keys that tools spell with another first letter, or first capitals: `family` and
 *  `Family`, `efsVolumeConfiguration` and `EFSVolumeConfiguration`. The rest compares exactly. */
rc_value rc_value_get_nocase(rc_value object, rc_str name);
/** The key node of a member's value. */
rc_value rc_value_key(rc_value member_value);
/** True if the key text of `key` is `name`. */
bool rc_value_key_is(rc_value key, rc_str name);

/** Where a computed value was written, or the value itself; RC_VALUE_NONE if nowhere. `*is_itself`
 *  (may be NULL) as in rc_written. */
rc_value rc_value_written(rc_value v, bool *is_itself);

/** Where the value stands in the user's file, quotes and brackets included. */
rc_span rc_value_span(rc_value v);
/** Bytes start..end of the tree's own text as a place in the user's file. */
rc_span rc_tree_span(const rc_tree *tree, uint32_t start, uint32_t end);

/** The bytes as written, quotes included. Borrows the tree's text. */
rc_str rc_value_raw(rc_value v);

/**
 * The decoded text of a string, or the raw text of a number or boolean; empty for other kinds.
 * Borrows the file when nothing had to be decoded. Invalid UTF-8 becomes U+FFFD.
 */
rc_str rc_value_string(rc_arena *arena, rc_value v);

/** As rc_value_string, placeholders turned into holes unless the tree is literal; a RC_PLACEHOLDER
 *  value is one hole. */
rc_str rc_value_text(rc_arena *arena, rc_value v, bool policy_variables);

/* for (RC_CHILDREN(item, array)) ... */
#define RC_CHILDREN(name, container) \
  rc_value name = rc_value_first(container); !rc_value_is_none(name); name = rc_value_next(name)

/* for (RC_MEMBERS(key, value, object)) ... */
#define RC_MEMBERS(key, value, object)                                                      \
  rc_value key = rc_value_first(object), value = rc_value_next(key); !rc_value_is_none(key) \
      && !rc_value_is_none(value); key = rc_value_next(value), value = rc_value_next(key)

#endif
