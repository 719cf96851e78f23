#include "read/common_given.h"

#include "model/codes.h"

void rc_say_given(rc_model *model, const rc_given_notes *notes) {
  for (RC_EACH(const rc_given_note, note, *notes)) {
    rc_span *hidden =
        rc_span_is_none(note->hidden) ? NULL : RC_VEC_ADD(model->arena, &model->secrets);
    if (hidden != NULL) {
      *hidden = note->hidden;
    }
    rc_finding *finding =
        note->message.len == 0
            ? NULL
            : rc_model_report(model, RC_SAY_NOT_TAKEN, RC_WARNING, note->span, note->message);
    if (finding != NULL) {
      finding->help = note->help;
    }
  }
}
