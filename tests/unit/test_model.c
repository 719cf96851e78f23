/* The model: who is who, what is joined with what, and what the linked task says. */
#include "unit/model_world.h"

static const char allow_pull[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
    "\"Action\":\"ecr:BatchGetImage\",\"Resource\":\"*\"}]}";
static const char trust_ecs[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
    "{\"Service\":\"ecs-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
static const char trust_ec2[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
    "{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
static const char repository_policy[] =
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
    "\"Action\":\"ecr:BatchGetImage\"}]}";

#define CONTAINERS "\"containerDefinitions\":[{\"name\":\"a\",\"image\":\"b\"}]"
#define ROLE(name) "arn:aws:iam::111122223333:role/" name

static const char web_task[] =
    "{\"family\":\"web\",\"executionRoleArn\":\"" ROLE("web-exec") "\",\"taskRoleArn\":\"" ROLE(
        "web-app") "\"," CONTAINERS "}";
static const char task_without_role[] = "{\"family\":\"web\"," CONTAINERS "}";

static const rc_task_links *links_of(const world *w, uint32_t task) {
  assert_true(task < w->model.links.len);
  return &w->model.links.items[task];
}

static const rc_role *role_at(const world *w, uint32_t index) {
  assert_true(index < w->model.roles.len);
  return &w->model.roles.items[index];
}

/* ---- roles ---------------------------------------------------------------------------------- */

static void folder_and_arn_are_one_role(void **state) {
  world *w = *state;
  add(w, "roles/web-exec/p.json", allow_pull);
  add(w, "t.json", web_task);
  link_world(w);
  assert_int_equal(w->model.roles.len, 2);
  const rc_role *role = role_at(w, links_of(w, 0)->execution_role);
  assert_text(role->name, "web-exec");
  assert_text(role->arn, ROLE("web-exec"));
  assert_text(role->account, "111122223333");
  assert_text(role->folder, "roles/web-exec");
  assert_true(role->defined);
  assert_true(role->inline_complete && role->attached_complete && role->boundary_known);
  assert_true(role->identity_set.complete);
  assert_int_equal(role->identity_set.policies.len, 1);
  assert_false(role->trust_set.complete);
  const rc_role *app = role_at(w, links_of(w, 0)->task_role);
  assert_false(app->defined);
  assert_false(app->identity_set.complete);
}

static void one_folder_serves_two_accounts(void **state) {
  world *w = *state;
  add(w, "a.json", "{\"family\":\"a\",\"executionRoleArn\":\"" ROLE("x") "\"," CONTAINERS "}");
  add(w, "b.json",
      "{\"family\":\"b\",\"executionRoleArn\":\"arn:aws:iam::444455556666:role/x\"," CONTAINERS
      "}");
  add(w, "roles/x/p.json", allow_pull);
  link_world(w);
  const rc_role *one = role_at(w, links_of(w, 0)->execution_role);
  const rc_role *other = role_at(w, links_of(w, 1)->execution_role);
  assert_ptr_not_equal(one, other);
  assert_text(one->account, "111122223333");
  assert_text(other->account, "444455556666");
  assert_int_equal(one->identity_set.policies.len, 1);
  assert_int_equal(other->identity_set.policies.len, 1);
  assert_no_findings(w);
}

static void a_hole_for_an_account_is_no_account(void **state) {
  world *w = *state;
  add(w, "a.json",
      "{\"executionRoleArn\":\"arn:aws:iam::${account}:role/x\"," CONTAINERS "}");
  add(w, "r.json",
      "{\"RoleName\":\"x\",\"PolicyName\":\"p\",\"PolicyDocument\":{\"Statement\":[]}}");
  link_world(w);
  assert_int_equal(w->model.roles.len, 1);
  const rc_role *role = role_at(w, links_of(w, 0)->execution_role);
  assert_true(role->defined);
  assert_false(role->identity_set.complete);
  assert_text(role->arn, "arn:aws:iam::\xFE${account}\xFF:role/x");
}

static void a_bare_name_gets_its_tasks_account(void **state) {
  world *w = *state;
  add(w, "a.json",
      "{\"executionRoleArn\":\"x\",\"taskRoleArn\":\"" ROLE("y") "\"," CONTAINERS "}");
  link_world(w);
  assert_text(role_at(w, links_of(w, 0)->execution_role)->arn, ROLE("x"));
}

static void an_unknown_account_stays_a_hole(void **state) {
  world *w = *state;
  w->model.assumptions.region = RC_STR("cn-north-1");
  add(w, "a.json", "{\"executionRoleArn\":\"x\"," CONTAINERS "}");
  link_world(w);
  assert_text(role_at(w, 0)->arn, "arn:aws-cn:iam::\xFE<account>\xFF:role/x");
  assert_text(role_at(w, 0)->account, "");
}

static void two_accounts_leave_a_shared_name_open(void **state) {
  world *w = *state;
  add(w, "a.json",
      "{\"executionRoleArn\":\"x\",\"taskRoleArn\":\"" ROLE("y") "\"," CONTAINERS "}");
  add(w, "b.json",
      "{\"executionRoleArn\":\"x\",\"taskRoleArn\":\"arn:aws:iam::444455556666:role/y\","
      CONTAINERS "}");
  link_world(w);
  assert_text(role_at(w, links_of(w, 0)->execution_role)->account, "");
}

static void a_source_outweighs_a_snapshot(void **state) {
  static const char snapshot[] =
      "{\"Role\":{\"RoleName\":\"web-exec\",\"Arn\":\"" ROLE("web-exec")
      "\",\"AssumeRolePolicyDocument\":{\"Statement\":[]}}}";
  world *w = *state;
  add(w, "a.json", snapshot);
  add(w, "roles/web-exec/trust.json", trust_ecs);
  add(w, "t.json", web_task);
  link_world(w);
  assert_no_findings(w);
  const rc_role *role = role_at(w, links_of(w, 0)->execution_role);
  assert_int_equal(role->trust_origin, RC_ORIGIN_SOURCE);
  assert_int_equal(role->trust->statements.len, 1);
  assert_false(role->identity_set.complete); /* the answer shows a role beside the folder */
}

static void an_inline_policy_is_one_by_its_name(void **state) {
  world *w = *state;
  add(w, "n.json", "{\"PolicyNames\":[\"p\",\"q\"]}");
  add(w, "p.json",
      "{\"RoleName\":\"web-exec\",\"PolicyName\":\"p\",\"PolicyDocument\":{\"Statement\":[]}}");
  add(w, "roles/web-exec/p.json", allow_pull);
  link_world(w);
  const rc_role *role = role_named(w, "web-exec");
  assert_int_equal(role->inline_policies.len, 2);
  uint32_t of_source = role->inline_policies.items[0].origin == RC_ORIGIN_SOURCE ? 0u : 1u;
  assert_text(role->inline_policies.items[of_source].name, "p");
  assert_int_equal(role->inline_policies.items[of_source].policy->statements.len, 1);
  assert_false(role->identity_set.complete); /* `q` is known by name only */
}

static void two_sources_for_one_thing_are_a_finding(void **state) {
  world *w = *state;
  add(w, "a/roles/web/trust.json", trust_ecs);
  add(w, "b/roles/web/trust.json", trust_ec2);
  const rc_finding *finding = assert_only_finding(w, "RC005", 1, 1);
  assert_text(finding->message, "`web` has a second trust policy here; the first one counts");
  assert_int_equal(finding->related.len, 1);
  assert_int_equal(finding->related.items[0].span.file, 0);
}

static void two_sources_for_one_inline_policy_are_a_finding(void **state) {
  world *w = *state;
  add(w, "a/roles/web/p.json", allow_pull);
  add(w, "b/roles/web/p.json", allow_pull);
  link_world(w);
  assert_only_finding(w, "RC005", 1, 1);
  assert_int_equal(role_named(w, "web")->identity_set.policies.len, 1);
}

static void a_broken_document_leaves_its_role_incomplete(void **state) {
  world *w = *state;
  add(w, "roles/web/p.json",
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\" \"Action\":\"s3:*\"}]}");
  link_world(w);
  assert_false(role_named(w, "web")->identity_set.complete);
}

/* ---- attached policies ---------------------------------------------------------------------- */

static const char attach_aws[] =
    "{\"AttachedPolicies\":[{\"PolicyName\":\"AmazonECSTaskExecutionRolePolicy\",\"PolicyArn\":"
    "\"arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy\"}]}";
static const char attach_own[] =
    "{\"AttachedPolicies\":[{\"PolicyName\":\"own\",\"PolicyArn\":"
    "\"arn:aws:iam::111122223333:policy/own\"}]}";

static void aws_policies_are_known(void **state) {
  world *w = *state;
  add(w, "roles/web/attached.json", attach_aws);
  add(w, "roles/web/trust.json", trust_ecs);
  link_world(w);
  const rc_policy *policy = role_named(w, "web")->attached.items[0].policy;
  assert_non_null(policy);
  assert_text(policy->managed_arn,
              "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy");
  assert_true(rc_span_is_none(rc_value_span(policy->document)));
  assert_true(role_named(w, "web")->identity_set.complete);
}

static void other_policies_leave_the_role_incomplete(void **state) {
  world *w = *state;
  add(w, "roles/web/attached.json", attach_own);
  add(w, "roles/web/trust.json", trust_ecs);
  link_world(w);
  assert_null(role_named(w, "web")->attached.items[0].policy);
  assert_false(role_named(w, "web")->identity_set.complete);
}

static const char version[] =
    "{\"PolicyVersion\":{\"Document\":{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
    "\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]},\"VersionId\":\"v1\","
    "\"IsDefaultVersion\":true}}";

static void a_version_is_bound_by_its_files_name(void **state) {
  world *w = *state;
  add(w, "policies/own.json", version);
  add(w, "roles/web/attached.json", attach_own);
  link_world(w);
  assert_no_findings(w);
  assert_non_null(role_named(w, "web")->attached.items[0].policy);
}

static void a_version_is_bound_by_its_folder(void **state) {
  world *w = *state;
  add(w, "policies/own/v1.json", version);
  add(w, "roles/web/attached.json", attach_own);
  link_world(w);
  assert_non_null(role_named(w, "web")->attached.items[0].policy);
}

static void a_version_goes_to_the_only_unknown_policy(void **state) {
  world *w = *state;
  add(w, "answer.json", version);
  add(w, "roles/web/attached.json", attach_own);
  link_world(w);
  assert_only_finding(w, "RC007", 1, 2);
  assert_non_null(role_named(w, "web")->attached.items[0].policy);
}

static void a_version_is_left_out_where_two_are_unknown(void **state) {
  world *w = *state;
  add(w, "answer.json", version);
  add(w, "roles/web/attached.json", attach_own);
  add(w, "roles/app/attached.json",
      "{\"AttachedPolicies\":[{\"PolicyArn\":\"arn:aws:iam::111122223333:policy/two\"}]}");
  link_world(w);
  assert_only_finding(w, "RC006", 1, 2);
  assert_null(role_named(w, "web")->attached.items[0].policy);
}

static void a_bare_policy_of_that_name_is_the_attached_one(void **state) {
  world *w = *state;
  add(w, "policies/own.json", allow_pull);
  add(w, "roles/web/attached.json", attach_own);
  link_world(w);
  assert_non_null(role_named(w, "web")->attached.items[0].policy);
  assert_int_equal(w->model.loose.len, 0);
}

static void a_boundary_is_found_or_unknown(void **state) {
  static const char roles[] =
      "{\"RoleDetailList\":[{\"RoleName\":\"a\",\"RolePolicyList\":[],\"PermissionsBoundary\":{"
      "\"PermissionsBoundaryArn\":\"arn:aws:iam::111122223333:policy/own\"}},{\"RoleName\":\"b\","
      "\"RolePolicyList\":[],\"PermissionsBoundary\":{\"PermissionsBoundaryArn\":"
      "\"arn:aws:iam::111122223333:policy/other\"}}]}";
  world *w = *state;
  add(w, "a.json", roles);
  add(w, "own.json", version);
  link_world(w);
  const rc_policy_set *known = &role_named(w, "a")->boundary_set;
  assert_true(known->applies && known->complete);
  assert_int_equal(known->policies.items[0]->kind, RC_POLICY_BOUNDARY);
  const rc_policy_set *unknown = &role_named(w, "b")->boundary_set;
  assert_true(unknown->applies);
  assert_false(unknown->complete);
}

/* ---- flags ---------------------------------------------------------------------------------- */

static void flags_describe_the_roles_that_the_task_names(void **state) {
  world *w = *state;
  add_for(w, RC_BIND_EXECUTION_ROLE, "e.json", allow_pull);
  add_for(w, RC_BIND_EXECUTION_ROLE, "trust.json", trust_ecs);
  add_for(w, RC_BIND_TASK_ROLE, "t.json", allow_pull);
  add_for(w, RC_BIND_BOUNDARY, "b.json", allow_pull);
  add(w, "task.json", web_task);
  link_world(w);
  assert_no_findings(w);
  const rc_role *execution = role_at(w, links_of(w, 0)->execution_role);
  assert_text(execution->name, "web-exec");
  assert_true(execution->defined && execution->identity_set.complete);
  assert_non_null(execution->trust);
  assert_true(execution->boundary_set.applies);
  const rc_role *app = role_at(w, links_of(w, 0)->task_role);
  assert_true(app->defined);
  assert_false(app->boundary_set.applies);
  assert_int_equal(w->model.roles.len, 2);
}

static void flags_make_a_role_where_the_task_names_none(void **state) {
  world *w = *state;
  add_for(w, RC_BIND_EXECUTION_ROLE, "e.json", allow_pull);
  add_for(w, RC_BIND_TASK_ROLE, "t.json", allow_pull);
  add(w, "task.json", task_without_role);
  link_world(w);
  const rc_task_links *links = links_of(w, 0);
  assert_int_equal(links->execution_role, RC_NO_INDEX);
  assert_text(role_at(w, links->candidate)->name, "execution-role");
  assert_text(role_at(w, links->task_role)->name, "task-role");
}

static void a_boundary_flag_without_execution_role_is_of_the_only_role(void **state) {
  world *w = *state;
  add_for(w, RC_BIND_BOUNDARY, "b.json", allow_pull);
  add(w, "roles/web/p.json", allow_pull);
  link_world(w);
  assert_true(role_named(w, "web")->boundary_set.applies);
}

static void an_scp_is_named_as_not_judged(void **state) {
  world *w = *state;
  add_for(w, RC_BIND_SCP, "scp.json", allow_pull);
  link_world(w);
  assert_only_finding(w, "RC010", 1, 1);
}

/* ---- what nothing binds --------------------------------------------------------------------- */

static void loose_policies_are_noted(void **state) {
  world *w = *state;
  add(w, "p.json", allow_pull);
  add(w, "task.json", web_task);
  link_world(w);
  assert_int_equal(w->model.loose.len, 1);
  assert_int_equal(assert_only_finding(w, "RC006", 1, 1)->severity, RC_NOTE);
}

static void many_loose_policies_are_one_note_a_sort(void **state) {
  world *w = *state;
  add(w, "a.json", allow_pull);
  add(w, "b.json", trust_ecs);
  add(w, "c.json", repository_policy);
  add(w, "task.json", web_task);
  link_world(w);
  assert_int_equal(w->model.findings.len, 2);
  assert_text(finding_at(w, 0)->message,
              "this policy and 1 more were left out: nothing tells which roles they are of");
  assert_int_equal(finding_at(w, 0)->related.len, 1);
  assert_text(finding_at(w, 1)->message,
              "this policy was left out: nothing tells which resource it is of");
}

static void loose_policies_without_a_task_are_not(void **state) {
  world *w = *state;
  add(w, "p.json", allow_pull);
  add(w, "r.json", repository_policy);
  link_world(w);
  assert_int_equal(w->model.loose.len, 2);
  assert_no_findings(w);
}

static void a_listing_goes_to_the_only_role(void **state) {
  world *w = *state;
  add(w, "l.json", attach_aws);
  add(w, "roles/web/trust.json", trust_ecs);
  link_world(w);
  assert_only_finding(w, "RC007", 1, 2);
  assert_int_equal(role_named(w, "web")->attached.len, 1);
}

static void a_listing_is_left_out_between_two_roles(void **state) {
  world *w = *state;
  add(w, "l.json", attach_aws);
  add(w, "roles/app/trust.json", trust_ecs);
  add(w, "roles/web/trust.json", trust_ecs);
  link_world(w);
  assert_only_finding(w, "RC006", 1, 2);
  assert_int_equal(role_named(w, "web")->attached.len, 0);
}

static void two_listings_are_left_out(void **state) {
  world *w = *state;
  add(w, "k.json", attach_aws);
  add(w, "l.json", attach_own);
  add(w, "roles/web/trust.json", trust_ecs);
  link_world(w);
  assert_int_equal(w->model.findings.len, 2);
  assert_int_equal(role_named(w, "web")->attached.len, 0);
}

static void a_key_policy_is_left_out_between_two_keys(void **state) {
  world *w = *state;
  add(w, "a.json", "{\"KeyMetadata\":{\"KeyId\":\"a\"}}");
  add(w, "b.json", "{\"KeyMetadata\":{\"KeyId\":\"b\"}}");
  add(w, "p.json", "{\"Policy\":\"{\\\"Statement\\\":[]}\",\"PolicyName\":\"default\"}");
  link_world(w);
  assert_text(finding_at(w, 0)->code, "RC006");
}

/* ---- resources ------------------------------------------------------------------------------ */

static const rc_resource *find(const world *w, rc_resource_kind kind, const char *text) {
  return rc_model_find_resource(&w->model, kind, rc_str_from_c(text));
}

static rc_resource *make(world *w, rc_resource_kind kind, const char *text) {
  rc_resource *resource = rc_model_resource(&w->model, kind, rc_str_from_c(text));
  assert_non_null(resource);
  return resource;
}

#define REPOSITORY(region, account) "arn:aws:ecr:" region ":" account ":repository/app"

static void a_resource_is_found_by_what_is_known(void **state) {
  world *w = *state;
  (void)make(w, RC_RESOURCE_REPOSITORY, REPOSITORY("eu-west-1", "111122223333"));
  assert_non_null(find(w, RC_RESOURCE_REPOSITORY, REPOSITORY("eu-west-1", "111122223333")));
  assert_non_null(find(w, RC_RESOURCE_REPOSITORY, REPOSITORY("\xFEr\xFF", "111122223333")));
  assert_non_null(find(w, RC_RESOURCE_REPOSITORY, REPOSITORY("eu-west-1", "\xFE" "a\xFF")));
  assert_non_null(find(w, RC_RESOURCE_REPOSITORY, "app"));
  assert_null(find(w, RC_RESOURCE_REPOSITORY, REPOSITORY("us-east-1", "111122223333")));
  assert_null(find(w, RC_RESOURCE_REPOSITORY, REPOSITORY("eu-west-1", "444455556666")));
  assert_null(find(w, RC_RESOURCE_REPOSITORY, REPOSITORY("us-east-1", "\xFE" "a\xFF")));
  assert_null(find(w, RC_RESOURCE_SECRET, "app"));
}

static void a_name_of_several_resources_means_none(void **state) {
  world *w = *state;
  (void)make(w, RC_RESOURCE_REPOSITORY, REPOSITORY("eu-west-1", "111122223333"));
  (void)make(w, RC_RESOURCE_REPOSITORY, REPOSITORY("us-east-1", "111122223333"));
  assert_null(find(w, RC_RESOURCE_REPOSITORY, "app"));
  assert_null(find(w, RC_RESOURCE_REPOSITORY, REPOSITORY("\xFEr\xFF", "111122223333")));
  assert_text(find(w, RC_RESOURCE_REPOSITORY, REPOSITORY("us-east-1", "\xFE" "a\xFF"))->region,
              "us-east-1");
}

static void the_same_resource_is_added_once(void **state) {
  world *w = *state;
  rc_resource *first = make(w, RC_RESOURCE_LOG_GROUP,
                            "arn:aws:logs:eu-west-1:111122223333:log-group:/g:*");
  assert_ptr_equal(first, make(w, RC_RESOURCE_LOG_GROUP,
                               "arn:aws:logs:eu-west-1:111122223333:log-group:/g"));
  assert_int_equal(w->model.resources.len, 1);
}

static void secrets_match_with_and_without_suffix(void **state) {
  world *w = *state;
  (void)make(w, RC_RESOURCE_SECRET,
             "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod-master-AbCdEf");
  assert_non_null(find(w, RC_RESOURCE_SECRET,
                       "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod-master-AbCdEf"));
  assert_non_null(find(w, RC_RESOURCE_SECRET,
                       "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod-master"));
  assert_non_null(find(w, RC_RESOURCE_SECRET, "prod-master"));
  assert_null(find(w, RC_RESOURCE_SECRET,
                   "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod-master-ZZZZZZ"));
  assert_null(find(w, RC_RESOURCE_SECRET, "prod"));
}

/* Of one that a template makes nobody knows them yet: it is the one of its name there. */
static void secrets_match_with_an_open_suffix(void **state) {
  world *w = *state;
  const rc_resource *made = make(
      w, RC_RESOURCE_SECRET,
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-\xFE??????\xFF");
  assert_text(made->name, "db");
  assert_ptr_equal(find(w, RC_RESOURCE_SECRET,
                        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"), made);
  assert_ptr_equal(
      find(w, RC_RESOURCE_SECRET,
           "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-\xFE??????\xFF"), made);
  assert_null(find(w, RC_RESOURCE_SECRET,
                   "arn:aws:secretsmanager:eu-west-1:444455556666:secret:db-AbCdEf"));
  assert_null(find(w, RC_RESOURCE_SECRET,
                   "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-x-AbCdEf"));
  (void)make(w, RC_RESOURCE_SECRET,
             "arn:aws:secretsmanager:eu-west-1:111122223333:secret:"
             "tf-\xFE${substr(aws_secretsmanager_secret.s.arn, -6, 6)}\xFF");
  assert_non_null(find(w, RC_RESOURCE_SECRET,
                       "arn:aws:secretsmanager:eu-west-1:111122223333:secret:tf-AbCdEf"));
  (void)make(w, RC_RESOURCE_SECRET,
             "arn:aws:secretsmanager:eu-west-1:111122223333:secret:env-\xFE${var.name}\xFF");
  assert_null(find(w, RC_RESOURCE_SECRET,
                   "arn:aws:secretsmanager:eu-west-1:111122223333:secret:env-AbCdEf"));
}

static void what_is_known_with_less_detail_joins_what_is_known_with_more(void **state) {
  world *w = *state;
  add(w, "a.json",
      "{\"registryId\":\"111122223333\",\"repositoryName\":\"app\",\"policyText\":"
      "\"{\\\"Statement\\\":[]}\"}");
  add(w, "repositories/app/p.json", repository_policy);
  rc_resource *exact = make(w, RC_RESOURCE_REPOSITORY, REPOSITORY("eu-west-1", "111122223333"));
  exact->exists = RC_KNOWN_YES;
  link_world(w);
  assert_no_findings(w);
  assert_int_equal(w->model.resources.len, 1);
  const rc_resource *joined = &w->model.resources.items[0];
  assert_text(joined->folder, "repositories/app");
  assert_int_equal(joined->policy_origin, RC_ORIGIN_SOURCE);
  assert_int_equal(joined->exists, RC_KNOWN_YES);
  assert_true(joined->policy_set.applies && joined->policy_set.complete);
}

static void a_folder_speaks_of_all_that_bear_its_name(void **state) {
  world *w = *state;
  add(w, "repositories/app/p.json", repository_policy);
  (void)make(w, RC_RESOURCE_REPOSITORY, REPOSITORY("eu-west-1", "111122223333"));
  (void)make(w, RC_RESOURCE_REPOSITORY, REPOSITORY("us-east-1", "111122223333"));
  link_world(w);
  assert_non_null(
      find(w, RC_RESOURCE_REPOSITORY, REPOSITORY("us-east-1", "111122223333"))->policy);
  assert_non_null(
      find(w, RC_RESOURCE_REPOSITORY, REPOSITORY("eu-west-1", "111122223333"))->policy);
}

static void an_unseen_resource_policy_is_unknown(void **state) {
  world *w = *state;
  (void)make(w, RC_RESOURCE_REPOSITORY, "seen");
  make(w, RC_RESOURCE_SECRET, "none")->policy_known = RC_KNOWN_NO;
  link_world(w);
  const rc_policy_set *seen = &find(w, RC_RESOURCE_REPOSITORY, "seen")->policy_set;
  assert_true(seen->applies);
  assert_false(seen->complete);
  const rc_policy_set *none = &find(w, RC_RESOURCE_SECRET, "none")->policy_set;
  assert_false(none->applies);
  assert_true(none->complete);
}

/* ---- tasks ---------------------------------------------------------------------------------- */

static void the_only_role_that_can_serve_is_the_candidate(void **state) {
  world *w = *state;
  add(w, "roles/ec2/trust.json", trust_ec2);
  add(w, "roles/web-app/trust.json", trust_ecs);
  add(w, "roles/launcher/trust.json", trust_ecs);
  add(w, "t.json", "{\"executionRoleArn\":\"\",\"taskRoleArn\":\"web-app\"," CONTAINERS "}");
  link_world(w);
  assert_int_equal(links_of(w, 0)->execution_role, RC_NO_INDEX);
  assert_text(role_at(w, links_of(w, 0)->candidate)->name, "launcher");
  assert_false(links_of(w, 0)->several_candidates);
}

static void of_several_the_one_called_execution_is_the_candidate(void **state) {
  world *w = *state;
  add(w, "roles/other/trust.json", trust_ecs);
  add(w, "roles/web-Execution/p.json", allow_pull);
  add(w, "t.json", task_without_role);
  link_world(w);
  assert_text(role_at(w, links_of(w, 0)->candidate)->name, "web-Execution");
}

static void two_equal_candidates_are_none(void **state) {
  world *w = *state;
  add(w, "roles/a/trust.json", trust_ecs);
  add(w, "roles/b/trust.json", trust_ecs);
  add(w, "t.json", task_without_role);
  link_world(w);
  assert_int_equal(links_of(w, 0)->candidate, RC_NO_INDEX);
  assert_true(links_of(w, 0)->several_candidates);
}

static void a_named_role_needs_no_candidate(void **state) {
  world *w = *state;
  add(w, "roles/a/trust.json", trust_ecs);
  add(w, "t.json", web_task);
  link_world(w);
  assert_int_equal(links_of(w, 0)->candidate, RC_NO_INDEX);
}

static void the_launch_type_comes_from_the_surest_place(void **state) {
  static const char service[] =
      "{\"services\":[{\"serviceArn\":\"s\",\"taskDefinition\":"
      "\"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7\",\"launchType\":\"EC2\","
      "\"enableExecuteCommand\":true}]}";
  world *w = *state;
  add(w, "a.json",
      "{\"family\":\"web\",\"requiresCompatibilities\":[\"FARGATE\"]," CONTAINERS "}");
  add(w, "b.json",
      "{\"family\":\"b\",\"requiresCompatibilities\":[\"EC2\",\"FARGATE\"]," CONTAINERS "}");
  add(w, "c.json", "{\"family\":\"c\"," CONTAINERS "}");
  add(w, "s.json", service);
  link_world(w);
  assert_int_equal(links_of(w, 0)->launch_type, RC_LAUNCH_EC2);
  assert_false(links_of(w, 0)->launch_type_assumed);
  assert_int_equal(links_of(w, 0)->execute_command, RC_KNOWN_YES);
  assert_text(links_of(w, 0)->region, "eu-west-1");
  assert_text(links_of(w, 0)->account, "111122223333");
  assert_int_equal(links_of(w, 1)->launch_type, RC_LAUNCH_FARGATE);
  assert_true(links_of(w, 1)->launch_type_assumed);
  assert_int_equal(links_of(w, 2)->launch_type, RC_LAUNCH_UNKNOWN);
  assert_int_equal(links_of(w, 2)->deployment, RC_NO_INDEX);
}

static void the_command_line_counts_most(void **state) {
  world *w = *state;
  w->model.assumptions = (rc_assumptions){
      .launch_type = RC_LAUNCH_EXTERNAL,
      .region = RC_STR("us-west-2"),
      .account = RC_STR("444455556666"),
  };
  add(w, "a.json",
      "{\"family\":\"web\",\"taskRoleArn\":\"" ROLE("x")
      "\",\"requiresCompatibilities\":[\"FARGATE\"]," CONTAINERS "}");
  link_world(w);
  assert_int_equal(links_of(w, 0)->launch_type, RC_LAUNCH_EXTERNAL);
  assert_text(links_of(w, 0)->region, "us-west-2");
  assert_text(links_of(w, 0)->account, "444455556666");
}

/* What the provider of a template is set to, but not what it leaves open. */
static void a_template_counts_more_than_the_command_line(void **state) {
  world *w = *state;
  w->model.assumptions = (rc_assumptions){
      .region = RC_STR("us-west-2"),
      .account = RC_STR("444455556666"),
  };
  add(w, "a.json", "{\"family\":\"web\"," CONTAINERS "}");
  add(w, "b.json", "{\"family\":\"app\"," CONTAINERS "}");
  w->model.tasks.items[0].region = RC_STR("eu-west-1");
  w->model.tasks.items[0].account = RC_STR("111122223333");
  w->model.tasks.items[1].region = RC_STR("\xFE" "var.region\xFF");
  w->model.tasks.items[1].account = RC_STR("\xFE" "var.account\xFF");
  link_world(w);
  assert_text(links_of(w, 0)->region, "eu-west-1");
  assert_text(links_of(w, 0)->account, "111122223333");
  assert_text(links_of(w, 1)->region, "us-west-2");
  assert_text(links_of(w, 1)->account, "444455556666");
}

static void the_region_is_what_containers_agree_on(void **state) {
  world *w = *state;
  add(w, "a.json",
      "{\"containerDefinitions\":[{\"name\":\"a\","
      "\"image\":\"111122223333.dkr.ecr.eu-west-1.amazonaws.com/x\",\"logConfiguration\":{"
      "\"logDriver\":\"awslogs\",\"options\":{\"awslogs-region\":\"eu-west-2\"}}}]}");
  add(w, "b.json",
      "{\"containerDefinitions\":[{\"name\":\"a\","
      "\"image\":\"111122223333.dkr.ecr.eu-west-1.amazonaws.com/x\"},{\"name\":\"b\","
      "\"image\":\"nginx\"}]}");
  add(w, "c.json",
      "{\"containerDefinitions\":[{\"name\":\"a\","
      "\"image\":\"111122223333.dkr.ecr.eu-west-1.amazonaws.com/x\"},{\"name\":\"b\","
      "\"image\":\"111122223333.dkr.ecr.us-east-1.amazonaws.com/x\"}]}");
  link_world(w);
  assert_text(links_of(w, 0)->region, "eu-west-2");
  assert_text(links_of(w, 1)->region, "eu-west-1");
  assert_text(links_of(w, 2)->region, "");
  assert_text(links_of(w, 1)->account, ""); /* an image's account is not the task's */
}

static void an_override_names_the_role(void **state) {
  world *w = *state;
  add(w, "a.json", web_task);
  add(w, "s.json",
      "{\"tasks\":[{\"taskArn\":\"t\",\"lastStatus\":\"STOPPED\",\"taskDefinitionArn\":"
      "\"arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1\",\"overrides\":{"
      "\"executionRoleArn\":\"" ROLE("other") "\"}}]}");
  link_world(w);
  assert_text(role_at(w, links_of(w, 0)->execution_role)->name, "other");
  assert_text(role_at(w, links_of(w, 0)->task_role)->name, "web-app");
}

static void launch_types_have_names(void **state) {
  (void)state;
  assert_text(rc_launch_type_name(RC_LAUNCH_MANAGED_INSTANCES), "MANAGED_INSTANCES");
  assert_text(rc_launch_type_name(RC_LAUNCH_UNKNOWN), "unknown");
  assert_int_equal(rc_launch_type_parse(RC_STR("fargate")), RC_LAUNCH_FARGATE);
  assert_int_equal(rc_launch_type_parse(RC_STR("")), RC_LAUNCH_UNKNOWN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      WORLD_TEST(folder_and_arn_are_one_role),
      WORLD_TEST(one_folder_serves_two_accounts),
      WORLD_TEST(a_hole_for_an_account_is_no_account),
      WORLD_TEST(a_bare_name_gets_its_tasks_account),
      WORLD_TEST(an_unknown_account_stays_a_hole),
      WORLD_TEST(two_accounts_leave_a_shared_name_open),
      WORLD_TEST(a_source_outweighs_a_snapshot),
      WORLD_TEST(an_inline_policy_is_one_by_its_name),
      WORLD_TEST(two_sources_for_one_thing_are_a_finding),
      WORLD_TEST(two_sources_for_one_inline_policy_are_a_finding),
      WORLD_TEST(a_broken_document_leaves_its_role_incomplete),
      WORLD_TEST(aws_policies_are_known),
      WORLD_TEST(other_policies_leave_the_role_incomplete),
      WORLD_TEST(a_version_is_bound_by_its_files_name),
      WORLD_TEST(a_version_is_bound_by_its_folder),
      WORLD_TEST(a_version_goes_to_the_only_unknown_policy),
      WORLD_TEST(a_version_is_left_out_where_two_are_unknown),
      WORLD_TEST(a_bare_policy_of_that_name_is_the_attached_one),
      WORLD_TEST(a_boundary_is_found_or_unknown),
      WORLD_TEST(flags_describe_the_roles_that_the_task_names),
      WORLD_TEST(flags_make_a_role_where_the_task_names_none),
      WORLD_TEST(a_boundary_flag_without_execution_role_is_of_the_only_role),
      WORLD_TEST(an_scp_is_named_as_not_judged),
      WORLD_TEST(loose_policies_are_noted),
      WORLD_TEST(many_loose_policies_are_one_note_a_sort),
      WORLD_TEST(loose_policies_without_a_task_are_not),
      WORLD_TEST(a_listing_goes_to_the_only_role),
      WORLD_TEST(a_listing_is_left_out_between_two_roles),
      WORLD_TEST(two_listings_are_left_out),
      WORLD_TEST(a_key_policy_is_left_out_between_two_keys),
      WORLD_TEST(a_resource_is_found_by_what_is_known),
      WORLD_TEST(a_name_of_several_resources_means_none),
      WORLD_TEST(the_same_resource_is_added_once),
      WORLD_TEST(secrets_match_with_and_without_suffix),
      WORLD_TEST(secrets_match_with_an_open_suffix),
      WORLD_TEST(what_is_known_with_less_detail_joins_what_is_known_with_more),
      WORLD_TEST(a_folder_speaks_of_all_that_bear_its_name),
      WORLD_TEST(an_unseen_resource_policy_is_unknown),
      WORLD_TEST(the_only_role_that_can_serve_is_the_candidate),
      WORLD_TEST(of_several_the_one_called_execution_is_the_candidate),
      WORLD_TEST(two_equal_candidates_are_none),
      WORLD_TEST(a_named_role_needs_no_candidate),
      WORLD_TEST(the_launch_type_comes_from_the_surest_place),
      WORLD_TEST(the_command_line_counts_most),
      WORLD_TEST(a_template_counts_more_than_the_command_line),
      WORLD_TEST(the_region_is_what_containers_agree_on),
      WORLD_TEST(an_override_names_the_role),
      WORLD_TEST(launch_types_have_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
