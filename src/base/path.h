/*
 * The parts of a path as text. Both `/` and `\` separate, since paths come from the caller.
 */
#ifndef RC_BASE_PATH_H
#define RC_BASE_PATH_H

#include "base/buf.h"

/** Everything up to and including the last separator; empty if there is none. */
rc_str rc_path_folder(rc_str path);
/** What stands behind the last separator: `policy.json`. */
rc_str rc_path_file(rc_str path);
/** The file's name without its last extension: `policy`; a leading dot begins no extension. */
rc_str rc_path_stem(rc_str path);
/** `path` as seen from `folder`, with neither `.` nor `..` in it where that is possible; `.` for
 *  the folder itself. */
rc_str rc_path_join(rc_arena *arena, rc_str folder, rc_str path);

#endif
