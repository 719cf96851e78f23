#include "check/common_launch_grant.h"
#include "check/common_width.h"

const rc_check rc_check_wildcard_grant;

/* A role and what some task of the input uses it for. */
typedef struct used_role {
  uint32_t role;
  rc_principal as;
} used_role;

typedef struct used_role_vec { RC_VEC_FIELDS(used_role) } used_role_vec;

/* `is_used` has a mark for each role of the model: an account may hold thousands. */
static void add_used(const rc_case *about, used_role_vec *used, bool *is_used, uint32_t role,
                     rc_principal as) {
  used_role *added =
      role == RC_NO_INDEX || is_used[role] ? NULL : RC_VEC_ADD(about->arena, used);
  if (added != NULL) {
    *added = (used_role){role, as};
    is_used[role] = true;
  }
}

static bool skip_none(const rc_policy_text *entry) {
  (void)entry;
  return false;
}

/* What launch-permission-on-task-role says of a statement is not said twice. */
static bool is_launch_grant(const rc_launch_grant_vec *grants, const rc_statement *statement) {
  for (RC_EACH(const rc_launch_grant, grant, *grants)) {
    if (grant->statement == statement) {
      return true;
    }
  }
  return false;
}

static rc_str message_of(const rc_case *about, const rc_width_found *found, rc_str who) {
  rc_str entries = rc_words_list(about, found->entries.items, found->entries.len);
  switch (found->width) {
    case RC_WIDTH_EVERYTHING:
      return RC_FILL(about->arena, "{} allows every action on every resource", who);
    case RC_WIDTH_ALL_BUT:
      return RC_FILL(about->arena, "{} allows every action but a few, on every resource", who);
    case RC_WIDTH_SERVICE:
    case RC_WIDTH_RESOURCES:
      return RC_FILL(about->arena, "{} allows {} on every resource", who, entries);
    case RC_WIDTH_SERVICE_ON_SOME:
    case RC_WIDTH_FINE:
      break;
  }
  return RC_FILL(about->arena, "{} allows {}: every action of the service, on some resources", who,
                 entries);
}

static rc_str help_of(const rc_case *about, const rc_width_found *found, const used_role *used,
                      const rc_statement *statement) {
  bool anything = found->width == RC_WIDTH_EVERYTHING || found->width == RC_WIDTH_ALL_BUT;
  rc_str exposed = anything ? rc_str_from_c("do almost anything in the account")
                            : rc_words_exposure(about, statement, RC_STR_NONE);
  rc_str planned = rc_words_planned(about, used->role, found);
  rc_str aim = rc_str_from_c("name the actions and resources that are used");
  if (planned.len > 0) {
    aim = RC_FILL(about->arena, "the launch needs it on {} only", planned);
  } else if (used->as == RC_BY_EXECUTION_ROLE) {
    aim = rc_str_from_c("no launch in the input needs it");
  } else if (found->width == RC_WIDTH_RESOURCES) {
    aim = RC_FILL(about->arena, "name the {} that is meant", found->scope);
  }
  if (exposed.len == 0) {
    return aim;
  }
  return RC_FILL(about->arena, "{}; as it stands, whoever holds the role may {}", aim, exposed);
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const used_role *used,
                     const rc_statement *statement, const rc_width_found *found) {
  const rc_role *role = rc_role_at(about, used->role);
  bool managed = statement->policy->managed_arn.len > 0;
  bool mild = managed || found->width == RC_WIDTH_SERVICE_ON_SOME;
  rc_str what = managed ? RC_FILL(about->arena, "managed policy `{}`",
                                  rc_arn_policy_name(statement->policy->managed_arn))
                        : rc_words_statement(about, statement);
  rc_value element = found->width == RC_WIDTH_RESOURCES ? statement->resource_value
                                                        : statement->action_value;
  rc_span place = rc_place_of(role, statement, element, role->span);
  rc_finding *finding =
      rc_report(about, findings, &rc_check_wildcard_grant, mild ? RC_NOTE : RC_WARNING, place,
                message_of(about, found,
                           RC_FILL(about->arena, "{} of {}", what,
                                   rc_words_role(about, used->as, used->role))));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->label =
      rc_str_from_c(found->width == RC_WIDTH_RESOURCES ? "every one there is" : "too wide");
  finding->help = help_of(about, found, used, statement);
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = rc_str_from_c(managed ? "attach a narrower policy instead, by hand"
                                              : "narrow the statement by hand");
  return rc_arena_status(about->arena);
}

static rc_status look_at_role(const rc_case *about, rc_finding_vec *findings,
                              const rc_launch_grant_vec *grants, const used_role *used) {
  const rc_role *role = rc_role_at(about, used->role);
  for (RC_EACH(const rc_policy *, policy, role->identity_set.policies)) {
    for (RC_EACH(const rc_statement, statement, (*policy)->statements)) {
      rc_width_found found = rc_measure_width(
          about, statement, is_launch_grant(grants, statement) ? rc_is_launch_entry : skip_none);
      bool managed = (*policy)->managed_arn.len > 0;
      bool everything = found.width == RC_WIDTH_EVERYTHING || found.width == RC_WIDTH_ALL_BUT;
      if (found.width != RC_WIDTH_FINE && (everything || !managed)) {
        RC_TRY(say(about, findings, used, statement, &found));
      }
    }
  }
  return RC_OK;
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  rc_launch_grant_vec grants;
  RC_TRY(rc_find_launch_grants(about, &grants));
  used_role_vec used = {0};
  bool *is_used = RC_NEW_ARRAY(about->arena, bool, about->model->roles.len);
  if (is_used == NULL) {
    return rc_arena_status(about->arena);
  }
  for (RC_EACH(const rc_task_links, links, about->model->links)) {
    add_used(about, &used, is_used, links->execution_role, RC_BY_EXECUTION_ROLE);
    add_used(about, &used, is_used, links->candidate, RC_BY_EXECUTION_ROLE);
    add_used(about, &used, is_used, links->task_role, RC_BY_TASK_ROLE);
  }
  for (RC_EACH(const used_role, one, used)) {
    RC_TRY(look_at_role(about, findings, &grants, one));
  }
  return RC_OK;
}

const rc_check rc_check_wildcard_grant = {
    .code = "RC703",
    .name = "wildcard-grant",
    .summary = "a statement allows more than anyone can have meant",
    .run = run,
};
