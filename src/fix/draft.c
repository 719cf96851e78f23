#include "fix/lowering.h"
#include "syntax/json.h"

rc_status rc_draft_begin(rc_lowering *lowering, rc_value document, rc_policy_kind kind,
                         uint32_t task, rc_draft *out) {
  rc_arena *arena = lowering->arena;
  rc_json_style style = rc_new_file_style(lowering->model, task);
  rc_made made = rc_made_policy(arena, document);
  rc_source *source = RC_NEW(arena, rc_source);
  if (source == NULL) {
    return rc_arena_status(arena);
  }
  *source = (rc_source){.bytes = rc_made_file(arena, &made, &style), .file = RC_NO_FILE};
  rc_tree *tree = NULL;
  rc_policy *policy = NULL;
  RC_TRY(rc_json_parse(arena, source, &tree));
  RC_TRY(rc_policy_compile(arena, rc_value_first(rc_tree_root(tree)), kind, RC_STR_NONE, &policy));
  *out = (rc_draft){source->bytes, policy};
  return RC_OK;
}

rc_status rc_draft_end(rc_lowering *lowering, const rc_draft *draft, rc_edits *edits,
                       rc_str *out) {
  bool ok = false;
  *out = RC_STR_NONE;
  RC_TRY(rc_edits_normalise(lowering->arena, draft->text, edits, &ok));
  if (ok && edits->len > 0) {
    *out = rc_edits_apply(lowering->arena, draft->text, edits);
  }
  return rc_arena_status(lowering->arena);
}

void rc_add_to_element(const rc_model *model, rc_value element, const rc_made *added,
                       rc_edits *out) {
  if (rc_value_kind(element) == RC_ARRAY) {
    rc_edit_append(model, element, added, out);
  } else {
    rc_edit_wrap(model, element, added, out);
  }
}
