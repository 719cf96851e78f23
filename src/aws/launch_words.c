#include "aws/launch_words.h"

static const rc_str phrases[] = {
    RC_STR_INIT("CannotPull"), RC_STR_INIT("CannotStart"),
    RC_STR_INIT("CannotCreate"), RC_STR_INIT("CannotInspect"),
    RC_STR_INIT("ResourceInitialization"), RC_STR_INIT("TaskFailedToStart"),
    RC_STR_INIT("stoppedReason"), RC_STR_INIT("not authorized to perform"),
    RC_STR_INIT("AccessDenied"), RC_STR_INIT("pull access denied"),
    RC_STR_INIT("registry auth"), RC_STR_INIT("no basic auth credentials"),
    RC_STR_INIT("unable to assume"), RC_STR_INIT("unable to pull"),
    RC_STR_INIT("unable to retrieve secret"), RC_STR_INIT("unable to retrieve secrets"),
    RC_STR_INIT("dial tcp"), RC_STR_INIT("i/o timeout"),
    RC_STR_INIT("An error occurred ("), RC_STR_INIT("Essential container in task exited"),
    RC_STR_INIT("OutOfMemoryError: "), RC_STR_INIT("ContainerRuntime"),
    RC_STR_INIT("was unable to place"), RC_STR_INIT("error pulling image"),
    RC_STR_INIT("has been retried"), RC_STR_INIT("httpReadSeeker"),
    RC_STR_INIT("context deadline exceeded"), RC_STR_INIT("task cannot pull"),
    RC_STR_INIT("unexpected status code"), RC_STR_INIT("failed to resolve ref"),
};

bool rc_has_launch_words(rc_str text) {
  for (size_t i = 0; i < RC_COUNT_OF(phrases); i++) {
    size_t at = rc_str_find(text, phrases[i], 0);
    for (; at != RC_NOT_FOUND; at = rc_str_find(text, phrases[i], at + 1)) {
      if (rc_str_are_words(text, at, at + phrases[i].len)) {
        return true;
      }
    }
  }
  return false;
}
