/*
 * Terraform configurations: `.tf` files and files of variables. Each is kept until all are there.
 */
#include "read/common_terraform.h"

static int recognise(const rc_document *document) {
  rc_str path = document->source->path;
  bool named = rc_str_ends_with(path, RC_STR(".tf")) || rc_str_ends_with(path, RC_STR(".tfvars")) ||
               rc_str_ends_with(path, RC_STR(".tfvars.json"));
  return named && !rc_value_is_none(document->value) ? 100 : 0;
}

static rc_status read(rc_model *model, const rc_document *document) {
  rc_tf_file *file = RC_VEC_ADD(model->arena, &model->pending.terraform);
  if (file == NULL) {
    return rc_arena_status(model->arena);
  }
  *file = (rc_tf_file){document->source, document->value.tree};
  return RC_OK;
}

const rc_reader rc_reader_terraform = {"terraform", "Terraform configuration", recognise, read};

static bool ask(void *scenario, rc_str key, bool standard) {
  return rc_scenario_ask(scenario, key, standard);
}

rc_status rc_read_templates(rc_model *model) {
  if (model->pending.terraform.len == 0) {
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
  };
  model->pending.used_by_templates = RC_NEW_ARRAY(model->arena, bool, model->n_sources);
  RC_TRY(rc_arena_status(model->arena));
  RC_TRY(rc_tf_resources(&options, &model->pending.terraform, rc_tf_is_wanted,
                         model->pending.used_by_templates, &model->pending.tf_resources));
  return rc_read_tf_resources(model, &model->pending.tf_resources);
}
