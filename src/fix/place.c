/*
 * Where new files go. Names come from the input: one that could lead out of its folder, or that no
 * AWS name can be, gives no path.
 */
#include "fix/lowering.h"

/* IAM, ECR, Secrets Manager and KMS names together use these bytes and no others. */
static bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && rc_str_find_byte(RC_STR("_+=,.@-"), c, 0) != RC_NOT_FOUND);
}

static bool is_folder_name(rc_str name) {
  for (size_t i = 0; i < name.len; i++) {
    if (!is_name_byte(name.ptr[i])) {
      return false;
    }
  }
  return name.len > 0 && name.len <= 255 && !rc_str_equal(name, RC_STR(".")) &&
         !rc_str_equal(name, RC_STR(".."));
}

/* Repositories and secrets have slashes in their names. */
static bool is_folder_path(rc_str name) {
  rc_str rest = name;
  size_t slashes = 0;
  for (size_t i = 0; i < name.len; i++) {
    slashes += name.ptr[i] == '/';
  }
  for (size_t i = 0; i <= slashes; i++) {
    if (!is_folder_name(rc_str_cut(&rest, '/'))) {
      return false;
    }
  }
  return true;
}

static rc_str folder_of_file(const rc_model *model, uint32_t file) {
  return file < model->n_sources ? rc_path_folder(model->sources[file].path) : RC_STR_NONE;
}

static uint32_t task_of_role(const rc_model *model, uint32_t role) {
  for (uint32_t i = 0; role != RC_NO_INDEX && i < model->links.len; i++) {
    const rc_task_links *links = &model->links.items[i];
    if (links->execution_role == role || links->task_role == role || links->candidate == role) {
      return i;
    }
  }
  return RC_NO_INDEX;
}

static rc_str folder_of_task(const rc_model *model, uint32_t task) {
  if (task >= model->tasks.len || rc_value_is_none(model->tasks.items[task].object)) {
    return RC_STR_NONE;
  }
  return folder_of_file(model, model->tasks.items[task].object.tree->file);
}

rc_str rc_role_folder(const rc_model *model, uint32_t role, rc_str name, uint32_t task) {
  if (role != RC_NO_INDEX && model->roles.items[role].folder.len > 0) {
    return model->roles.items[role].folder;
  }
  bool of_template = role != RC_NO_INDEX && model->roles.items[role].by_template;
  if (!is_folder_name(name) || of_template) {
    return RC_STR_NONE; /* what a template creates is changed there */
  }
  uint32_t beside = task != RC_NO_INDEX ? task : task_of_role(model, role);
  return RC_FILL(model->arena, "{}roles/{}", folder_of_task(model, beside), name);
}

rc_str rc_resource_folder(const rc_model *model, const rc_resource *resource, uint32_t task) {
  static const rc_str folders[] = {
      [RC_RESOURCE_REPOSITORY] = RC_STR_INIT("repositories"),
      [RC_RESOURCE_SECRET] = RC_STR_INIT("secrets"),
      [RC_RESOURCE_KEY] = RC_STR_INIT("keys"),
      [RC_RESOURCE_PARAMETER] = RC_STR_INIT(""),
      [RC_RESOURCE_LOG_GROUP] = RC_STR_INIT(""),
  };
  if (resource->folder.len > 0) {
    return resource->folder;
  }
  rc_str folder = folders[resource->kind];
  if (folder.len == 0 || resource->by_template || !is_folder_path(resource->name)) {
    return RC_STR_NONE;
  }
  return RC_FILL(model->arena, "{}{}/{}", folder_of_task(model, task), folder, resource->name);
}

uint32_t rc_file_at(const rc_model *model, rc_str path) {
  for (uint32_t i = 0; i < model->n_sources; i++) {
    if (rc_str_equal(model->sources[i].path, path)) {
      return i;
    }
  }
  return RC_NO_FILE;
}

static bool is_staged(const rc_lowering *lowering, rc_str path) {
  for (RC_EACH(const rc_file_edits, file, *lowering->edits)) {
    if (rc_str_equal(file->path, path)) {
      return true;
    }
  }
  return false;
}

rc_str rc_free_path(const rc_lowering *lowering, rc_str folder, rc_str stem) {
  rc_arena *arena = lowering->arena;
  rc_str path = RC_FILL(arena, "{}/{}.json", folder, stem);
  for (uint64_t n = 2; path.len > 0 && (rc_file_at(lowering->model, path) != RC_NO_FILE ||
                                        is_staged(lowering, path));
       n++) {
    path = RC_FILL(arena, "{}/{}-{}.json", folder, stem, rc_str_from_u64(arena, n));
  }
  return path;
}

rc_str rc_inline_name(const rc_inline_policy *policy, rc_str path) {
  return policy->name.len > 0 ? policy->name : rc_path_stem(path);
}

rc_json_style rc_new_file_style(const rc_model *model, uint32_t task) {
  rc_json_style style = rc_json_plain_style();
  if (task < model->tasks.len && rc_json_can_edit(model->tasks.items[task].object)) {
    rc_json_style seen = rc_json_style_of(model->tasks.items[task].object);
    style.newline = seen.newline;
    style.unit = seen.unit;
  }
  return style;
}

rc_str rc_task_account(const rc_model *model, uint32_t task) {
  rc_str account = task < model->links.len ? model->links.items[task].account : RC_STR_NONE;
  return rc_is_account_id(account) ? account : RC_STR_NONE;
}

static bool policy_in(const rc_policy *policy, rc_origin origin, uint32_t file) {
  return policy != NULL && origin == RC_ORIGIN_SNAPSHOT &&
         rc_value_span(policy->document).file == file;
}

static bool role_shown_in(const rc_role *role, uint32_t file) {
  if (policy_in(role->trust, role->trust_origin, file)) {
    return true;
  }
  for (RC_EACH(const rc_inline_policy, policy, role->inline_policies)) {
    if (policy_in(policy->policy, policy->origin, file)) {
      return true;
    }
  }
  return false;
}

bool rc_is_snapshot_file(const rc_model *model, uint32_t file) {
  for (RC_EACH(const rc_task, task, model->tasks)) {
    if (task->snapshot && task->object.tree->file == file) {
      return true;
    }
  }
  for (RC_EACH(const rc_role, role, model->roles)) {
    if (role_shown_in(role, file)) {
      return true;
    }
  }
  for (RC_EACH(const rc_resource, resource, model->resources)) {
    if (policy_in(resource->policy, resource->policy_origin, file)) {
      return true;
    }
  }
  return false;
}
