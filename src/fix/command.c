/*
 * The same changes as commands of the AWS CLI, for accounts that no file stands for.
 *
 * Every command is one line for a POSIX shell. Names from the input are quoted so that the shell
 * sees them as they are; a name that cannot be written so gives no command. What only the person
 * knows stands as a variable in double quotes, which is harmless while it is not set.
 */
#include "fix/lowering.h"
#include "read/read.h"

/* ---- words -------------------------------------------------------------------------------- */

static bool is_plain_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && rc_str_find_byte(RC_STR("_@%+=:,./-"), c, 0) != RC_NOT_FOUND);
}

static bool is_control_byte(char c) { return (unsigned char)c < 0x20 || c == 0x7F; }

static void put_octal(rc_buf *buf, unsigned char byte) {
  const char digits[4] = {'\\', (char)('0' + (byte >> 6)), (char)('0' + ((byte >> 3) & 7)),
                          (char)('0' + (byte & 7))};
  rc_buf_put(buf, (rc_str){digits, sizeof digits});
}

static void put_quoted(rc_buf *buf, rc_str text, bool for_printf) {
  rc_buf_put_byte(buf, '\'');
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (c == '\'') {
      rc_buf_put(buf, RC_STR("'\\''"));
    } else if (for_printf && is_control_byte(c)) {
      put_octal(buf, (unsigned char)c);
    } else {
      bool doubled = for_printf && (c == '%' || c == '\\');
      rc_buf_put_byte(buf, c);
      rc_buf_put(buf, doubled ? (rc_str){&text.ptr[i], 1} : RC_STR_NONE);
    }
  }
  rc_buf_put_byte(buf, '\'');
}

rc_str rc_shell_word(rc_arena *arena, rc_str text) {
  rc_str shown = rc_hole_display(arena, text);
  bool plain = shown.len > 0;
  bool control = false;
  for (size_t i = 0; i < shown.len; i++) {
    plain = plain && is_plain_byte(shown.ptr[i]);
    control = control || is_control_byte(shown.ptr[i]);
  }
  if (plain) {
    return shown;
  }
  rc_buf word;
  rc_buf_init(&word, arena);
  if (!control) {
    put_quoted(&word, shown, false);
    return rc_buf_str(&word);
  }
  /* A command substitution loses line ends at its end, and no word can hold a NUL byte. */
  if (rc_str_ends_with(shown, RC_STR("\n")) ||
      rc_str_find_byte(shown, '\0', 0) != RC_NOT_FOUND) {
    return RC_STR_NONE;
  }
  rc_buf_put(&word, RC_STR("\"$(printf "));
  put_quoted(&word, shown, true);
  rc_buf_put(&word, RC_STR(")\""));
  return rc_buf_str(&word);
}

/* Fills a template with words: `{}` is quoted text, everything else is ours. Empty when one of the
 * texts cannot be a word. */
static rc_str fill_words(rc_arena *arena, const char *template_text, const rc_str *texts,
                         size_t n_texts) {
  rc_str words[8] = {RC_STR_NONE};
  RC_ASSERT(n_texts <= RC_COUNT_OF(words));
  for (size_t i = 0; i < n_texts; i++) {
    words[i] = rc_shell_word(arena, texts[i]);
    if (words[i].len == 0) {
      return RC_STR_NONE;
    }
  }
  return rc_str_fill(arena, template_text, words, n_texts);
}

#define WORDS(arena, template_text, ...)                                 \
  fill_words((arena), (template_text), (const rc_str[]){__VA_ARGS__},    \
             sizeof((const rc_str[]){__VA_ARGS__}) / sizeof(rc_str))

static void add_command(rc_lowering *lowering, rc_command_step step, rc_str command, rc_str undo,
                        rc_str why) {
  if (lowering->commands == NULL || command.len == 0) {
    return;
  }
  for (RC_EACH(const rc_command, known, *lowering->commands)) {
    if (rc_str_equal(known->command, command)) {
      return;
    }
  }
  rc_command *added = RC_VEC_ADD(lowering->arena, lowering->commands);
  if (added != NULL) {
    *added = (rc_command){.step = step, .command = command, .undo = undo, .why = why};
  }
}

/* ---- documents ---------------------------------------------------------------------------- */

static rc_str file_url(rc_arena *arena, rc_str path) {
  return RC_FILL(arena, "file://{}", path);
}

static rc_str compact(rc_arena *arena, rc_value document) {
  rc_made made = rc_made_from(arena, document);
  return rc_made_compact(arena, &made);
}

/* How a document is put in its place; `{}` are: owner, (policy name,) document. */
typedef struct document_commands {
  const char *put;
  const char *remove; /* NULL: cannot be taken away, only replaced */
  const char *why;
  bool named;    /* the second `{}` is the name of the policy */
  bool regional; /* --region and, for repositories, --registry-id follow */
} document_commands;

/* Source: AWS CLI command reference, the pages of these commands. */
static const document_commands table[] = {
    [RC_USE_INLINE] =
        {"aws iam put-role-policy --role-name {} --policy-name {} --policy-document {}",
         "aws iam delete-role-policy --role-name {} --policy-name {}",
         "writes inline policy `{}` of role `{}`", true, false},
    [RC_USE_TRUST] = {"aws iam update-assume-role-policy --role-name {} --policy-document {}", NULL,
                      "replaces the trust policy of role `{}`", false, false},
    [RC_USE_NEW_ROLE] = {"aws iam create-role --role-name {} --assume-role-policy-document {}",
                         "aws iam delete-role --role-name {}", "makes role `{}`", false, false},
    [RC_USE_REPOSITORY] =
        {"aws ecr set-repository-policy --repository-name {} --policy-text {}",
         "aws ecr delete-repository-policy --repository-name {}",
         "replaces the policy of repository `{}`", false, true},
    [RC_USE_SECRET] =
        {"aws secretsmanager put-resource-policy --secret-id {} --resource-policy {}",
         "aws secretsmanager delete-resource-policy --secret-id {}",
         "replaces the policy of secret `{}`", false, true},
    [RC_USE_KEY] = {"aws kms put-key-policy --key-id {} --policy-name default --policy {}", NULL,
                    "replaces the policy of key `{}`", false, true},
};

static rc_str place_options(rc_arena *arena, const rc_document_command *about) {
  if (!table[about->use].regional) {
    return RC_STR_NONE;
  }
  rc_str region = RC_STR_NONE;
  rc_str registry = RC_STR_NONE;
  if (about->region.len > 0) {
    region = WORDS(arena, " --region {}", about->region);
  }
  if (about->use == RC_USE_REPOSITORY && rc_is_account_id(about->account)) {
    registry = WORDS(arena, " --registry-id {}", about->account);
  }
  return RC_FILL(arena, "{}{}", region, registry);
}

static rc_str put_command(rc_arena *arena, const rc_document_command *about, rc_str document) {
  const document_commands *row = &table[about->use];
  rc_str command = row->named
                       ? WORDS(arena, row->put, about->owner, about->policy_name, document)
                       : WORDS(arena, row->put, about->owner, document);
  return command.len == 0 ? command
                          : RC_FILL(arena, "{}{}", command, place_options(arena, about));
}

static rc_str undo_command(rc_arena *arena, const rc_document_command *about) {
  const document_commands *row = &table[about->use];
  if (!rc_value_is_none(about->previous)) {
    return put_command(arena, about, compact(arena, about->previous));
  }
  if (row->remove == NULL || about->replaces) {
    return RC_STR_NONE;
  }
  rc_str command = row->named ? WORDS(arena, row->remove, about->owner, about->policy_name)
                              : WORDS(arena, row->remove, about->owner);
  return command.len == 0 ? command
                          : RC_FILL(arena, "{}{}", command, place_options(arena, about));
}

static rc_str why_document(rc_lowering *lowering, const rc_document_command *about) {
  const document_commands *row = &table[about->use];
  rc_arena *arena = lowering->arena;
  rc_str why = row->named ? RC_FILL(arena, row->why, about->policy_name, about->owner)
                          : RC_FILL(arena, row->why, about->owner);
  uint32_t file = rc_file_at(lowering->model, about->path);
  bool holes = file != RC_NO_FILE &&
               rc_hole_any(rc_hole_from_placeholders(arena, lowering->model->sources[file].bytes,
                                                     true));
  return RC_FILL(arena, "{}{}{}", why,
                 about->use == RC_USE_INLINE ? RC_STR("; one of that name is replaced")
                                             : RC_STR_NONE,
                 holes ? RC_STR("; fill in the placeholders of the file first") : RC_STR_NONE);
}

/* A template is deployed as a whole, by means that it does not tell. Policies in YAML no command
 * takes. */
static bool is_of_template(const rc_lowering *lowering, rc_str path) {
  uint32_t file = rc_file_at(lowering->model, path);
  return rc_is_of_template(lowering->model, file) || rc_edit_is_plain_yaml(lowering->model, file);
}

static bool is_task_of_template(const rc_lowering *lowering, uint32_t task) {
  return rc_is_of_template(lowering->model,
                           rc_value_span(lowering->model->tasks.items[task].object).file);
}

void rc_command_document(rc_lowering *lowering, const rc_document_command *about) {
  static const rc_command_step steps[] = {
      [RC_USE_INLINE] = RC_STEP_POLICY,       [RC_USE_TRUST] = RC_STEP_ROLE,
      [RC_USE_NEW_ROLE] = RC_STEP_ROLE,       [RC_USE_REPOSITORY] = RC_STEP_POLICY,
      [RC_USE_SECRET] = RC_STEP_POLICY,       [RC_USE_KEY] = RC_STEP_POLICY,
  };
  if (lowering->commands != NULL && !is_of_template(lowering, about->path)) {
    rc_arena *arena = lowering->arena;
    rc_str command = put_command(arena, about, file_url(arena, about->path));
    add_command(lowering, steps[about->use], command, undo_command(arena, about),
                why_document(lowering, about));
  }
}

void rc_command_attach(rc_lowering *lowering, rc_str role, rc_str arn) {
  rc_arena *arena = lowering->arena;
  add_command(lowering, RC_STEP_POLICY,
              WORDS(arena, "aws iam attach-role-policy --role-name {} --policy-arn {}", role, arn),
              WORDS(arena, "aws iam detach-role-policy --role-name {} --policy-arn {}", role, arn),
              RC_FILL(arena, "attaches `{}` to role `{}`", rc_arn_policy_name(arn), role));
}

void rc_command_delete_inline(rc_lowering *lowering, rc_str role, rc_str policy,
                              rc_value previous) {
  rc_arena *arena = lowering->arena;
  if (rc_is_of_template(lowering->model, rc_value_span(previous).file)) {
    return;
  }
  add_command(
      lowering, RC_STEP_POLICY,
      WORDS(arena, "aws iam delete-role-policy --role-name {} --policy-name {}", role, policy),
      WORDS(arena, "aws iam put-role-policy --role-name {} --policy-name {} --policy-document {}",
            role, policy, compact(arena, previous)),
      RC_FILL(arena,
              "nothing else stands in policy `{}` of role `{}`; remove its file by hand as well",
              policy, role));
}

/* ---- task definitions --------------------------------------------------------------------- */

static rc_str family_of(const rc_task *task) {
  return task->family.text.len > 0 && !rc_hole_any(task->family.text) ? task->family.text
                                                                      : RC_STR_NONE;
}

/* A shown task definition is no input for `register-task-definition`: what AWS added must go
 * first. Source: ECS API reference, TaskDefinition against RegisterTaskDefinition. */
static rc_str register_shown(rc_arena *arena, const rc_task *task, rc_str field, rc_str value) {
  rc_str filter = RC_FILL(
      arena,
      ".taskDefinition | del(.taskDefinitionArn, .revision, .status, .requiresAttributes, "
      ".compatibilities, .registeredAt, .registeredBy, .deregisteredAt) | .{} = $value",
      field);
  return WORDS(arena,
               "aws ecs describe-task-definition --task-definition {} --output json | jq --arg "
               "value {} {} > {} && aws ecs register-task-definition --cli-input-json {}",
               family_of(task), value, filter, RC_STR("rolecall-taskdef.json"),
               RC_STR("file://rolecall-taskdef.json"));
}

void rc_command_register(rc_lowering *lowering, uint32_t task_index, rc_str field, rc_str value) {
  rc_arena *arena = lowering->arena;
  const rc_model *model = lowering->model;
  const rc_task *task = &model->tasks.items[task_index];
  rc_str family = family_of(task);
  if (lowering->commands == NULL || is_task_of_template(lowering, task_index)) {
    return;
  }
  rc_str command =
      task->snapshot
          ? register_shown(arena, task, field, value)
          : WORDS(arena,
                  rc_edit_is_plain_yaml(model, task->object.tree->file)
                      ? "aws ecs register-task-definition --cli-input-yaml {}"
                      : "aws ecs register-task-definition --cli-input-json {}",
                  file_url(arena, model->sources[task->object.tree->file].path));
  rc_str undo = family.len == 0 ? RC_STR_NONE
                                : WORDS(arena,
                                        "aws ecs deregister-task-definition --task-definition "
                                        "{}:\"$NEW_REVISION\"",
                                        family);
  rc_str why = family.len == 0 ? RC_STR("registers the task definition as it is now")
                               : RC_FILL(arena, "registers a new revision of `{}`", family);
  add_command(lowering, RC_STEP_REGISTER, command, undo, why);
  rc_command_deploy(lowering, task_index);
}

void rc_command_deploy(rc_lowering *lowering, uint32_t task_index) {
  rc_arena *arena = lowering->arena;
  const rc_model *model = lowering->model;
  if (lowering->commands == NULL || task_index >= model->tasks.len ||
      is_task_of_template(lowering, task_index)) {
    return;
  }
  const rc_task *task = &model->tasks.items[task_index];
  rc_str family = family_of(task);
  if (family.len == 0) {
    return;
  }
  const char *update = "aws ecs update-service --cluster \"$CLUSTER\" --service \"$SERVICE\" "
                       "--task-definition {} --force-new-deployment";
  rc_str before = task->revision.len > 0
                      ? WORDS(arena,
                              "aws ecs update-service --cluster \"$CLUSTER\" --service "
                              "\"$SERVICE\" --task-definition {}",
                              RC_FILL(arena, "{}:{}", family, task->revision))
                      : WORDS(arena,
                              "aws ecs update-service --cluster \"$CLUSTER\" --service "
                              "\"$SERVICE\" --task-definition {}:\"$OLD_REVISION\"",
                              family);
  add_command(lowering, RC_STEP_DEPLOY, WORDS(arena, update, family), before,
              RC_STR("starts tasks anew; set CLUSTER and SERVICE first"));
}

/* ---- what no file holds --------------------------------------------------------------------- */

rc_status rc_lower_command(rc_lowering *lowering, const rc_intent *intent) {
  add_command(lowering, RC_STEP_NETWORK, intent->value, intent->undo, intent->why);
  return rc_arena_status(lowering->arena);
}
