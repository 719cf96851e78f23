/*
 * Formats that describe ECS tasks or roles too but that this version does not read: said once each,
 * so that nobody takes silence for a pass.
 */
#ifndef RC_READ_COMMON_OTHER_H
#define RC_READ_COMMON_OTHER_H

#include "read/read.h"

/** Notes what `source` is, if it is such a format. `tree` is NULL when it is no JSON. */
bool rc_note_other_format(rc_model *model, const rc_source *source, const rc_tree *tree);

/** The same for syntaxes that look like JSON with errors: then nothing in the file is read. */
bool rc_note_foreign_syntax(rc_model *model, const rc_source *source, const rc_tree *tree);

#endif
