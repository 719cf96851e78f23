/*
 * Joins tasks with the roles they name, the deployments that run them, and the account and Region
 * they run in.
 *
 * Where several places tell the same thing, the order is: the command line, what AWS answered about
 * a running task, the task definition itself, and last what may be inferred from all of it.
 */
#include "model/model.h"

#include "model/parts.h"

/* ---- deployments ---------------------------------------------------------------------------- */

/* `arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7` -> `web:7`; others as they are. */
static rc_str family_and_revision(rc_str text) {
  rc_arn arn;
  rc_str rest = rc_arn_parse(text, &arn) ? arn.resource : text;
  rc_str prefix = RC_STR("task-definition/");
  return rc_str_starts_with(rest, prefix) ? rc_str_from(rest, prefix.len) : rest;
}

static rc_str family_of(rc_str text) {
  rc_str family = family_and_revision(text);
  return rc_str_cut(&family, ':');
}

typedef struct deployments {
  rc_map by_arn;    /* the exact revision */
  rc_map by_family; /* any revision */
} deployments;

static rc_status index_deployments(rc_model *model, deployments *out) {
  for (uint32_t i = 0; i < model->deployments.len; i++) {
    rc_deployment *all = model->deployments.items;
    rc_str arn = all[i].task_definition_arn;
    uint32_t first = i;
    all[i].next_of_arn = all[i].next_of_family = RC_NO_INDEX;
    all[i].last_of_arn = all[i].last_of_family = i;
    if (arn.len == 0) {
      continue;
    }
    RC_TRY(rc_map_add(model->arena, &out->by_arn, arn, i, &first));
    if (first != i) {
      all[all[first].last_of_arn].next_of_arn = i;
      all[first].last_of_arn = i;
    }
    RC_TRY(rc_map_add(model->arena, &out->by_family, family_of(arn), i, &first));
    if (first != i) {
      all[all[first].last_of_family].next_of_family = i;
      all[first].last_of_family = i;
    }
  }
  return RC_OK;
}

uint32_t rc_model_next_deployment(const rc_model *model, uint32_t task, uint32_t after) {
  const rc_task_links *links = &model->links.items[task];
  if (after == RC_NO_INDEX) {
    return links->deployment;
  }
  const rc_deployment *deployment = &model->deployments.items[after];
  return links->deployment_by_arn ? deployment->next_of_arn : deployment->next_of_family;
}

/* A task whose family is not known, if it is the only task, belongs to the only deployment. */
static uint32_t find_deployment(const rc_model *model, const deployments *all,
                                const rc_task *task, bool *by_arn) {
  uint32_t found = RC_MAP_NONE;
  if (task->arn.text.len > 0) {
    found = rc_map_get(&all->by_arn, task->arn.text);
  } else if (task->made_arn.len > 0) {
    found = rc_map_get(&all->by_arn, task->made_arn);
  }
  *by_arn = found != RC_MAP_NONE;
  if (found == RC_MAP_NONE && task->family.text.len > 0) {
    found = rc_map_get(&all->by_family, task->family.text);
  }
  bool nameless = task->family.text.len == 0 || rc_hole_any(task->family.text);
  if (found == RC_MAP_NONE && nameless && model->tasks.len == 1 && model->deployments.len == 1) {
    return 0;
  }
  return found == RC_MAP_NONE ? RC_NO_INDEX : found;
}

static const rc_deployment *deployment_of(const rc_model *model, const rc_task_links *links) {
  return links->deployment == RC_NO_INDEX ? NULL : &model->deployments.items[links->deployment];
}

/* ---- launch type ---------------------------------------------------------------------------- */

/* Of several compatibilities FARGATE asks for most: what satisfies it satisfies the others. */
static rc_launch_type compatible_type(const rc_task *task) {
  rc_launch_type chosen = RC_LAUNCH_UNKNOWN;
  for (uint32_t i = 0; i < task->n_compatibilities; i++) {
    rc_launch_type type = task->compatibilities[i];
    if (type == RC_LAUNCH_FARGATE || chosen == RC_LAUNCH_UNKNOWN) {
      chosen = type;
    }
  }
  return chosen;
}

static void link_launch_type(const rc_model *model, const rc_task *task, rc_task_links *links) {
  const rc_deployment *deployment = deployment_of(model, links);
  links->launch_type = model->assumptions.launch_type;
  if (links->launch_type == RC_LAUNCH_UNKNOWN && deployment != NULL) {
    links->launch_type = deployment->launch_type;
  }
  if (links->launch_type == RC_LAUNCH_UNKNOWN) {
    links->launch_type = compatible_type(task);
    links->launch_type_assumed = task->n_compatibilities != 1;
  }
}

/* ---- account and Region --------------------------------------------------------------------- */

static rc_str account_of_arn(rc_str text) {
  rc_arn arn;
  return rc_arn_parse(text, &arn) && rc_is_account_id(arn.account) ? arn.account : RC_STR_NONE;
}

static rc_str region_of_arn(rc_str text) {
  rc_arn arn;
  return rc_arn_parse(text, &arn) && !rc_hole_any(arn.region) ? arn.region : RC_STR_NONE;
}

static rc_str first_set(const rc_str *choices, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (choices[i].len > 0) {
      return choices[i];
    }
  }
  return RC_STR_NONE;
}

static rc_str unless_hole(rc_str text) { return rc_hole_any(text) ? RC_STR_NONE : text; }

/* What a template's provider says goes before what is told of everything else. The account of an
 * image tells nothing: images are often another account's. */
static void link_account(const rc_model *model, const rc_task *task, rc_task_links *links) {
  const rc_deployment *deployment = deployment_of(model, links);
  const rc_str choices[] = {
      unless_hole(task->account),
      model->assumptions.account,
      task->account,
      account_of_arn(task->execution_role.text),
      account_of_arn(task->task_role.text),
      account_of_arn(task->arn.text),
      deployment == NULL ? RC_STR_NONE : account_of_arn(deployment->task_definition_arn),
  };
  links->account = first_set(choices, RC_COUNT_OF(choices));
}

typedef rc_str (*region_of_container)(const rc_container *container);

static rc_str log_region(const rc_container *container) { return container->log.region.text; }

static rc_str image_region(const rc_container *container) {
  return container->image_parts.registry == RC_REGISTRY_ECR ? container->image_parts.region
                                                            : RC_STR_NONE;
}

/* The Region that all containers which tell one agree on. */
static rc_str common_region(const rc_task *task, region_of_container region_of) {
  rc_str common = RC_STR_NONE;
  for (RC_EACH(const rc_container, container, task->containers)) {
    rc_str region = region_of(container);
    if (region.len == 0 || rc_hole_any(region)) {
      continue;
    }
    if (common.len > 0 && !rc_str_equal(common, region)) {
      return RC_STR_NONE;
    }
    common = region;
  }
  return common;
}

static void link_region(const rc_model *model, const rc_task *task, rc_task_links *links) {
  const rc_deployment *deployment = deployment_of(model, links);
  const rc_str choices[] = {
      unless_hole(task->region),
      model->assumptions.region,
      task->region,
      region_of_arn(task->arn.text),
      deployment == NULL ? RC_STR_NONE : region_of_arn(deployment->task_definition_arn),
      common_region(task, log_region),
      common_region(task, image_region),
  };
  links->region = first_set(choices, RC_COUNT_OF(choices));
}

/* ---- roles ---------------------------------------------------------------------------------- */

/* An override of the running task replaces what the definition names. */
static rc_str role_text(rc_field field, const rc_field *override) {
  return override != NULL && rc_field_is_set(*override) ? override->text : field.text;
}

static rc_str execution_text(const rc_model *model, const rc_task *task,
                             const rc_task_links *links) {
  const rc_deployment *deployment = deployment_of(model, links);
  return role_text(task->execution_role,
                   deployment == NULL ? NULL : &deployment->execution_role_override);
}

static rc_str task_text(const rc_model *model, const rc_task *task, const rc_task_links *links) {
  const rc_deployment *deployment = deployment_of(model, links);
  return role_text(task->task_role,
                   deployment == NULL ? NULL : &deployment->task_role_override);
}

/* Every role that is named exists from here on, described or not. */
static rc_status name_roles(rc_model *model) {
  for (uint32_t i = 0; i < model->tasks.len; i++) {
    const rc_task *task = &model->tasks.items[i];
    const rc_str names[] = {execution_text(model, task, &model->links.items[i]),
                            task_text(model, task, &model->links.items[i])};
    for (size_t n = 0; n < RC_COUNT_OF(names); n++) {
      if (names[n].len > 0 && rc_model_role(model, names[n]) == NULL) {
        return rc_arena_status(model->arena);
      }
    }
  }
  return RC_OK;
}

static uint32_t find_role(const rc_model *model, rc_str text) {
  return text.len == 0 ? RC_NO_INDEX : rc_model_find_role(model, text);
}

/* With --task-role a task that names none is judged with that role: the person said so. */
static uint32_t task_role_of(const rc_model *model, rc_str text) {
  if (text.len > 0 || !model->pending.task_role.defined) {
    return find_role(model, text);
  }
  return rc_model_find_role(model, rc_model_task_role_name);
}

static void link_roles(rc_model *model) {
  for (uint32_t i = 0; i < model->tasks.len; i++) {
    const rc_task *task = &model->tasks.items[i];
    rc_task_links *links = &model->links.items[i];
    links->execution_role = find_role(model, execution_text(model, task, links));
    links->task_role = task_role_of(model, task_text(model, task, links));
  }
}

/* ---- candidates for a missing execution role ------------------------------------------------ */

static bool names_tasks_service(const rc_statement *statement) {
  for (RC_EACH(const rc_principal_entry, entry, statement->principals)) {
    bool service = entry->kind == RC_PRINCIPAL_SERVICE;
    if (entry->kind == RC_PRINCIPAL_ANY ||
        (service && (rc_str_equal(entry->text.text, RC_ECS_TASKS_SERVICE) ||
                     rc_hole_any(entry->text.text)))) {
      return true;
    }
  }
  return false;
}

/* Whether ECS may be able to assume the role; conditions are left to the checks. */
static bool may_serve(const rc_role *role) {
  if (role->trust == NULL) {
    return !role->trust_known;
  }
  for (RC_EACH(const rc_statement, statement, role->trust->statements)) {
    if (!statement->deny && statement->valid && !statement->not_principal &&
        names_tasks_service(statement) &&
        rc_statement_covers_action(statement, RC_ECS_ASSUME_ACTION) != RC_NO) {
      return true;
    }
  }
  return false;
}

typedef struct candidates {
  uint32_t n, n_exec, n_idle; /* all; those whose name says execution; of these, those that no
                                 task has as its execution role */
  uint32_t first, exec, idle;
} candidates;

typedef struct role_uses {
  bool *task, *execution; /* for each role */
} role_uses;

static rc_status find_uses(const rc_model *model, role_uses *out) {
  out->task = RC_NEW_ARRAY(model->arena, bool, model->roles.len);
  out->execution = RC_NEW_ARRAY(model->arena, bool, model->roles.len);
  for (uint32_t i = 0; out->task != NULL && out->execution != NULL && i < model->links.len; i++) {
    const rc_task_links *links = &model->links.items[i];
    if (links->task_role != RC_NO_INDEX) {
      out->task[links->task_role] = true;
    }
    if (links->execution_role != RC_NO_INDEX) {
      out->execution[links->execution_role] = true;
    }
  }
  return rc_arena_status(model->arena);
}

/* The template that holds the task, where it is one of CloudFormation: those name roles of their
 * own. */
static uint32_t template_of(const rc_model *model, uint32_t task) {
  uint32_t file = rc_value_span(model->tasks.items[task].object).file;
  for (RC_EACH(const rc_cfn_file, one, model->pending.cloudformation)) {
    if (one->source->file == file) {
      return file;
    }
  }
  return RC_NO_FILE;
}

/* Redaction leaves all of these words (data/public-words.txt), so that it changes no link. */
static bool is_named_after_execution(rc_str name) {
  static const rc_str words[] = {
      RC_STR_INIT("exec"),          RC_STR_INIT("execution"),
      RC_STR_INIT("executor"),      RC_STR_INIT("executionrole"),
      RC_STR_INIT("taskexecution"), RC_STR_INIT("taskexecutionrole"),
      RC_STR_INIT("ecsexecution"),  RC_STR_INIT("ecsexecutionrole"),
      RC_STR_INIT("ecstaskexecution"), RC_STR_INIT("ecstaskexecutionrole")};
  for (size_t i = 0; i < RC_COUNT_OF(words); i++) {
    if (rc_str_contains_words(name, words[i])) {
      return true;
    }
  }
  return false;
}

/* Roles of other templates than `file` do not count; with RC_NO_FILE all do. */
static void find_candidates(const rc_model *model, const role_uses *uses, uint32_t file,
                            candidates *out) {
  *out = (candidates){0};
  for (uint32_t i = 0; i < model->roles.len; i++) {
    const rc_role *role = &model->roles.items[i];
    if (!role->defined || uses->task[i] || !may_serve(role) ||
        (file != RC_NO_FILE && role->by_template && role->span.file != file)) {
      continue;
    }
    out->first = out->n++ == 0 ? i : out->first;
    if (is_named_after_execution(role->name)) {
      out->exec = out->n_exec++ == 0 ? i : out->exec;
      if (!uses->execution[i]) {
        out->idle = out->n_idle++ == 0 ? i : out->idle;
      }
    }
  }
}

static rc_status link_candidates(rc_model *model) {
  role_uses uses;
  RC_TRY(find_uses(model, &uses));
  uint32_t file = RC_NO_FILE;
  candidates found;
  find_candidates(model, &uses, file, &found);
  for (uint32_t task = 0; task < model->links.len; task++) {
    rc_task_links *links = &model->links.items[task];
    uint32_t own = template_of(model, task);
    if (links->execution_role != RC_NO_INDEX) {
      continue;
    }
    if (own != file) {
      find_candidates(model, &uses, own, &found);
      if (found.n == 0) {
        find_candidates(model, &uses, RC_NO_FILE, &found);
      }
      file = own;
    }
    /* Containers that stand alone have their task, and its role, elsewhere: in no template. */
    bool alone = model->tasks.items[task].bare_containers;
    if (found.n == 0 || (alone && model->roles.items[found.first].by_template)) {
      continue;
    }
    if (found.n == 1) {
      links->candidate = found.first;
    } else if (found.n_exec == 1) {
      links->candidate = found.exec;
    } else if (found.n_idle == 1) {
      links->candidate = found.idle;
    } else {
      links->several_candidates = true;
    }
  }
  return RC_OK;
}

/* ---- what a role inherits from its tasks ---------------------------------------------------- */

/* ECS takes roles of the task's own account only, so a role that is named without one is there.
 * Tasks of several accounts leave it open. */
static void lend_account(rc_role *role, rc_str account, bool *contradicted) {
  if (account.len == 0 || *contradicted) {
    return;
  }
  if (role->account.len == 0) {
    role->account = account;
  } else if (!rc_str_equal(role->account, account)) {
    *contradicted = true;
    role->account = RC_STR_NONE;
  }
}

static rc_status lend_accounts(rc_model *model) {
  bool *settled = RC_NEW_ARRAY(model->arena, bool, model->roles.len);
  if (settled == NULL) {
    return rc_arena_status(model->arena);
  }
  for (uint32_t i = 0; i < model->roles.len; i++) {
    settled[i] = model->roles.items[i].account.len > 0;
  }
  for (RC_EACH(const rc_task_links, links, model->links)) {
    const uint32_t roles[] = {links->execution_role, links->task_role, links->candidate};
    for (size_t n = 0; n < RC_COUNT_OF(roles); n++) {
      if (roles[n] != RC_NO_INDEX) {
        lend_account(&model->roles.items[roles[n]], links->account, &settled[roles[n]]);
      }
    }
  }
  return RC_OK;
}

/* The partition that the whole input is in; `aws` where nothing tells. */
static rc_str partition_of(const rc_model *model) {
  for (RC_EACH(const rc_task_links, links, model->links)) {
    const rc_partition *partition = rc_partition_of_region(links->region);
    if (partition != NULL) {
      return partition->name;
    }
  }
  return RC_STR("aws");
}

/* A role known by name alone gets the ARN it would have; what is not known stays a hole. A name
 * that is a hole, or an ARN of something else, is all that can be said. */
static void synthesise_arns(rc_model *model) {
  rc_str partition = partition_of(model);
  for (RC_EACH(rc_role, role, model->roles)) {
    rc_arn other;
    if (role->arn.len > 0) {
      continue;
    }
    if (rc_hole_is_only(role->name) || rc_arn_parse(role->name, &other)) {
      role->arn = role->name;
      continue;
    }
    rc_str account = role->account.len > 0 ? role->account
                                           : rc_hole_make(model->arena, RC_STR("<account>"));
    role->arn = RC_FILL(model->arena, "arn:{}:iam::{}:role/{}", partition, account, role->name);
  }
}

/* ---- all of it ------------------------------------------------------------------------------ */

static rc_status start_links(rc_model *model) {
  deployments all = {0};
  RC_TRY(index_deployments(model, &all));
  for (RC_EACH(const rc_task, task, model->tasks)) {
    rc_task_links *links = RC_VEC_ADD(model->arena, &model->links);
    if (links == NULL) {
      return rc_arena_status(model->arena);
    }
    *links = (rc_task_links){
        .execution_role = RC_NO_INDEX,
        .task_role = RC_NO_INDEX,
        .candidate = RC_NO_INDEX,
    };
    links->deployment = find_deployment(model, &all, task, &links->deployment_by_arn);
    const rc_deployment *deployment = deployment_of(model, links);
    links->execute_command = deployment == NULL ? RC_KNOWN_NOT : deployment->execute_command;
    link_launch_type(model, task, links);
    link_account(model, task, links);
    link_region(model, task, links);
  }
  return RC_OK;
}

rc_status rc_model_link(rc_model *model) {
  RC_TRY(rc_net_settle(model->arena, &model->net));
  RC_TRY(start_links(model));
  RC_TRY(rc_model_bind_flags(model));
  RC_TRY(name_roles(model));
  RC_TRY(rc_model_join(model));
  RC_TRY(rc_model_bind_unowned(model));
  RC_TRY(rc_model_find_contents(model));
  RC_TRY(rc_model_build_sets(model));
  link_roles(model);
  RC_TRY(link_candidates(model));
  RC_TRY(lend_accounts(model));
  synthesise_arns(model);
  rc_model_note_loose(model);
  return rc_arena_status(model->arena);
}
