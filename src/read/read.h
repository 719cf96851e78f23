/*
 * Readers: one source file per input format. A reader recognises a document by its content and
 * adds what it says to the model.
 *
 * The registry is the directory: src/read/<stem>.c defines `const rc_reader rc_reader_<stem>`, and
 * the build collects them (files named common_*.c and registry.c excepted).
 */
#ifndef RC_READ_READ_H
#define RC_READ_READ_H

#include "model/model.h"

/* How the command line or the folder binds a bare policy document. */
typedef enum rc_binding_kind {
  RC_BIND_NONE,
  RC_BIND_EXECUTION_ROLE, /* --execution-role FILE */
  RC_BIND_TASK_ROLE,      /* --task-role FILE */
  RC_BIND_BOUNDARY,       /* --boundary FILE: of the execution role, or of the only role */
  RC_BIND_SCP,            /* --scp FILE */
  RC_BIND_PARAMETERS,     /* --parameters FILE */
  RC_BIND_VARIABLES,      /* --var-file FILE */
  RC_BIND_ROLE_FOLDER,    /* .../roles/<name>/file */
  RC_BIND_REPOSITORY_FOLDER, /* .../repositories/<name>/file */
  RC_BIND_SECRET_FOLDER,     /* .../secrets/<name>/file */
  RC_BIND_KEY_FOLDER         /* .../keys/<id>/file */
} rc_binding_kind;

typedef struct rc_binding {
  rc_binding_kind kind;
  rc_str name;   /* of the role or resource, for folders */
  rc_str folder; /* path of that folder */
  bool is_boundary; /* file name says so: boundary.json, *-boundary.json */
  uint32_t turn;    /* of parameters and variables: which of them this is, from 1 on */
} rc_binding;

typedef struct rc_document {
  const rc_source *source;
  rc_value value; /* one top-level value; none for plain text */
  rc_binding binding;
  bool coerces; /* of a template: AWS takes numbers and booleans for strings there */
} rc_document;

typedef struct rc_reader {
  const char *kind;  /* as in the report's `files[].kind`: "task-definition" */
  const char *title; /* "ECS task definition" */
  /* How sure it is that `document` is its own: 0 not at all, 100 certain. */
  int (*recognise)(const rc_document *document);
  /* Adds to the model. Whatever is wrong with the document becomes findings. */
  rc_status (*read)(rc_model *model, const rc_document *document);
} rc_reader;

/** All readers, sorted by stem. */
extern const rc_reader *const rc_readers[];
extern const size_t rc_n_readers;

/**
 * Reads one file into the model: syntax, then the best reader for each top-level value; files that
 * are no JSON go to the plain-text reader. `*kind` tells what it was taken for ("unrecognised" if
 * nothing was found in it).
 */
RC_MUST_USE rc_status rc_read_file(rc_model *model, const rc_source *source, rc_binding binding,
                                   const char **kind);

/** True for a file of a template language: it is read before others, since it may read them. */
bool rc_is_template_file(rc_str path, rc_binding_kind kind);

/** True for a file of a template, and for one that templates read: nothing in it is written in the
 *  syntax of the values that it was worked out to. */
bool rc_is_of_template(const rc_model *model, uint32_t file);

/** Works out what the template files say together; `model->pending.used_by_templates` tells then
 *  which other files they read. */
RC_MUST_USE rc_status rc_read_templates(rc_model *model);

/** The same for CloudFormation, whose files have no names of their own: after all files. */
RC_MUST_USE rc_status rc_read_cloudformation(rc_model *model);

/** The binding that a path's folders express; RC_BIND_NONE if they express none. */
rc_binding rc_binding_of_path(rc_str path);

#endif
