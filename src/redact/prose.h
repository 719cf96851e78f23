/* Secrets that a sentence announces. */
#ifndef RC_REDACT_PROSE_H
#define RC_REDACT_PROSE_H

#include "redact/detect.h"

/** A run behind a word that says that it is a password; true if it was one. prose.c */
bool rc_scan_prose(rc_scan *scan, const rc_run *run);

#endif
