/* How the messages of failed launches are told from other text. */
#ifndef RC_AWS_LAUNCH_WORDS_H
#define RC_AWS_LAUNCH_WORDS_H

#include "base/str.h"

/** True if `text` holds, as whole words and in this case, a phrase that ECS, Docker or the AWS CLI
 *  write when a launch fails and that hardly stands elsewhere. The messages themselves are in
 *  docs/messages. launch_words.c */
bool rc_has_launch_words(rc_str text);

#endif
