/*
 * Terraform configurations: `.tf` files and files of variables. Each is kept until all are there.
 */
#include "read/common_given.h"
#include "read/common_terraform.h"

static int recognise(const rc_document *document) {
  enum { TOLD = 1000, CERTAIN = 100 };
  if (rc_value_is_none(document->value) ||
      !rc_is_template_file(document->source->path, document->binding.kind)) {
    return 0;
  }
  return document->binding.kind == RC_BIND_VARIABLES ? TOLD : CERTAIN;
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_tf_file *file = RC_VEC_ADD(model->arena, &model->pending.terraform);
  bool told = document->binding.kind == RC_BIND_VARIABLES;
  if (file == NULL) {
    return rc_arena_status(model->arena);
  }
  *file = (rc_tf_file){document->source, document->value.tree,
                       told ? document->binding.turn : 0};
  return RC_OK;
}

const rc_reader rc_reader_terraform = {"terraform", "Terraform configuration", recognise, read};

static bool ask(void *scenario, rc_str key, bool standard) {
  return rc_scenario_ask(scenario, key, standard);
}

rc_status rc_read_templates(rc_model *model) {
  rc_pending *pending = &model->pending;
  rc_given_notes notes = {0};
  if (pending->terraform.len == 0) {
    return RC_OK;
  }
  const rc_tf_options options = {
      .arena = model->arena,
      .sources = model->sources,
      .n_sources = model->n_sources,
      .region = model->assumptions.region,
      .account = model->assumptions.account,
      .ask = model->scenario == NULL ? NULL : ask,
      .context = model->scenario,
      .notes = &notes,
  };
  pending->used_by_templates = RC_NEW_ARRAY(model->arena, bool, model->n_sources);
  RC_TRY(rc_arena_status(model->arena));
  for (RC_EACH(const rc_tf_file, file, pending->terraform)) {
    pending->used_by_templates[file->source->file] = true;
  }
  RC_TRY(rc_tf_resources(&options, &pending->terraform, rc_tf_is_wanted,
                         pending->used_by_templates, &pending->tf_resources));
  rc_say_given(model, &notes);
  return rc_read_tf_resources(model, &pending->tf_resources);
}
