/*
 * The input of AWS's simulator. Source: IAM API reference; facts iam-evaluation 13.1.
 */
#include "simulate/custom.h"

#include "aws/arn.h"
#include "iam/number.h"
#include "iam/variable.h"
#include "simulate/service_data.h"

static bool refuse(rc_custom *c, rc_str sentence) { return rc_asked_refuse(&c->asked, sentence); }

/* ---- documents ---- */

/* Which keys a policy asks for: in conditions, and as variables. */
static void note_key(rc_custom *c, rc_str name) {
  char *small = rc_arena_bytes(c->arena, name.len);
  uint32_t place = 0;
  for (size_t i = 0; small != NULL && i < name.len; i++) {
    char letter = name.ptr[i];
    small[i] = letter >= 'A' && letter <= 'Z' ? (char)(letter | 0x20) : letter;
  }
  if (small == NULL ||
      rc_map_add(c->arena, &c->key_names, (rc_str){small, name.len}, c->keys.len, &place) !=
          RC_OK ||
      place < c->keys.len) {
    return;
  }
  rc_str *added = RC_VEC_ADD(c->arena, &c->keys);
  if (added != NULL) {
    *added = name;
  }
}

/* In a pattern a variable is a hole with the variable as its name: `${aws:username, 'none'}`. */
static void note_variables(rc_custom *c, const rc_policy_texts *texts) {
  for (RC_EACH(const rc_policy_text, text, *texts)) {
    for (size_t at = 0; text->has_variables && at < text->pattern.len; at++) {
      size_t length = rc_hole_length(text->pattern, at);
      if (length == 0) {
        continue;
      }
      rc_str name = rc_str_slice(text->pattern, at + 1, at + length - 1);
      if (rc_str_starts_with(name, RC_STR("${")) && rc_str_ends_with(name, RC_STR("}"))) {
        name = rc_str_slice(name, 2, name.len - 1);
        note_key(c, rc_str_trim(rc_str_cut(&name, ',')));
      }
      at += length - 1;
    }
  }
}

static void note_keys(rc_custom *c, const rc_policy *policy) {
  for (RC_EACH(const rc_statement, statement, policy->statements)) {
    for (RC_EACH(const rc_condition, condition, statement->conditions)) {
      note_key(c, condition->key);
      note_variables(c, &condition->values);
    }
    note_variables(c, &statement->resources);
  }
}

rc_status rc_custom_add_policy(rc_custom *c, rc_policy_set *set, rc_value document,
                               rc_policy_kind kind, rc_custom_document about) {
  RC_TRY(rc_asked_policy(&c->asked, document, kind, about.id, about.id, &about.policy));
  about.source.bytes = rc_value_raw(document);
  about.base = rc_value_node(document)->start;
  RC_TRY(rc_source_index_lines(c->arena, &about.source));
  rc_custom_document *added = RC_VEC_ADD(c->arena, &c->documents);
  const rc_policy **place = RC_VEC_ADD(c->arena, &set->policies);
  if (added != NULL && place != NULL) {
    *added = about;
    *place = about.policy;
    if (about.shown) {
      note_keys(c, about.policy);
    }
  }
  return rc_arena_status(c->arena);
}

/* The lines of a document given as text count from the text's beginning. */
static rc_status add_document(rc_custom *c, rc_policy_set *set, rc_str text, rc_policy_kind kind,
                              rc_custom_document about) {
  rc_value document;
  rc_asked own = {.arena = c->arena, .literal = true};
  RC_TRY(rc_asked_parse(&own, text, &document));
  if (rc_value_is_none(document)) {
    (void)refuse(c, RC_FILL(c->arena, "`{}`: {}", about.id, own.fault));
    return rc_arena_status(c->arena);
  }
  uint32_t before = c->documents.len;
  RC_TRY(rc_custom_add_policy(c, set, document, kind, about));
  rc_custom_document *added = &c->documents.items[before];
  added->source = (rc_source){.bytes = text};
  added->base = 0;
  return rc_source_index_lines(c->arena, &added->source);
}

static rc_status add_list(rc_custom *c, rc_policy_set *set, rc_value input, const char *name,
                          rc_policy_kind kind, const char *type) {
  uint32_t n = 0;
  const rc_str *texts = rc_asked_strings(&c->asked, input, rc_str_from_c(name), &n);
  for (uint32_t i = 0; i < n; i++) {
    rc_str id = RC_FILL(c->arena, "{}.{}", rc_str_from_c(name), rc_str_from_u64(c->arena, i + 1));
    RC_TRY(add_document(c, set, texts[i], kind,
                        (rc_custom_document){.id = id, .type = type, .shown = true}));
  }
  return rc_arena_status(c->arena);
}

static rc_status add_levels(rc_custom *c, rc_value input) {
  static const char member[] = "ServiceControlPolicyInputList";
  rc_value list = rc_asked_member(&c->asked, input, RC_STR("OrderedOrganizationPolicyInputList"));
  if (!rc_asked_expect(&c->asked, list, RC_ARRAY, RC_STR("OrderedOrganizationPolicyInputList")) ||
      rc_value_is_none(list)) {
    return RC_OK;
  }
  c->levels = RC_NEW_ARRAY(c->arena, rc_policy_set, rc_value_node(list)->count);
  for (RC_CHILDREN(level, c->levels == NULL ? RC_VALUE_NONE : list)) {
    rc_policy_set *set = &c->levels[c->n_levels++];
    uint32_t n = 0;
    *set = (rc_policy_set){.complete = true, .applies = true};
    const rc_str *texts = rc_asked_strings(&c->asked, level, rc_str_from_c(member), &n);
    for (uint32_t i = 0; i < n; i++) {
      rc_str id = RC_FILL(c->arena, "OrderedOrganizationPolicyInputList.{}.{}.{}",
                          rc_str_from_u64(c->arena, c->n_levels), rc_str_from_c(member),
                          rc_str_from_u64(c->arena, i + 1));
      RC_TRY(add_document(c, set, texts[i], RC_POLICY_SCP, (rc_custom_document){.id = id}));
    }
  }
  return rc_arena_status(c->arena);
}

static bool check_resource_policy(rc_custom *c) {
  if (!c->has_caller) {
    return refuse(c, RC_STR("`ResourcePolicy` needs `CallerArn`: it names who it allows"));
  }
  for (uint32_t i = 0; i < c->n_resources; i++) {
    if (rc_str_equal(c->resources[i], RC_STR("*"))) {
      return refuse(c, RC_STR("`ResourcePolicy` needs `ResourceArns` that name the resource it "
                              "belongs to"));
    }
  }
  return true;
}

static rc_status add_resource_policy(rc_custom *c, rc_value input) {
  rc_str text = rc_asked_string_of(&c->asked, input, RC_STR("ResourcePolicy"),
                                   RC_STR("ResourcePolicy"));
  if (rc_str_is_empty(text) || !check_resource_policy(c)) {
    return RC_OK;
  }
  c->resource.applies = true;
  return add_document(c, &c->resource, text, RC_POLICY_RESOURCE,
                      (rc_custom_document){.id = RC_STR("ResourcePolicy"),
                                           .type = "Resource Policy", .shown = true});
}

static rc_status add_documents(rc_custom *c, rc_value input) {
  c->identity = (rc_policy_set){.complete = true, .applies = true};
  c->boundary = c->resource = (rc_policy_set){.complete = true};
  RC_TRY(add_list(c, &c->identity, input, "PolicyInputList", RC_POLICY_IDENTITY, "IAM Policy"));
  RC_TRY(add_list(c, &c->boundary, input, "PermissionsBoundaryPolicyInputList",
                  RC_POLICY_BOUNDARY, "Permissions Boundary Policy"));
  c->boundary.applies = c->boundary.policies.len > 0;
  if (c->boundary.policies.len > 1) {
    (void)refuse(c, RC_STR("`PermissionsBoundaryPolicyInputList` takes one policy"));
  }
  if (rc_custom_is_principal(c)) {
    RC_TRY(rc_custom_add_principal(c));
    c->boundary.applies = c->boundary.policies.len > 0;
  }
  RC_TRY(add_levels(c, input));
  return add_resource_policy(c, input);
}

/* ---- actions and resources ---- */

static void read_actions(rc_custom *c, rc_value input) {
  c->actions = rc_asked_strings(&c->asked, input, RC_STR("ActionNames"), &c->n_actions);
  for (uint32_t i = 0; i < c->n_actions; i++) {
    /* AWS takes an action that no service has for what it is: one that nothing names. */
    rc_str fault = rc_service_data_check_action(c->arena, NULL, c->actions[i]);
    if (!rc_str_is_empty(fault)) {
      (void)refuse(c, RC_FILL(c->arena, "`ActionNames`: {}", fault));
    }
  }
  if (c->n_actions == 0) {
    (void)rc_asked_refuse_as(&c->asked, RC_FAULT_VALIDATION, RC_STR("`ActionNames` is missing"));
  }
}

static void read_resources(rc_custom *c, rc_value input) {
  static rc_str const everything = RC_STR_INIT("*");
  rc_arn arn;
  c->resources = rc_asked_strings(&c->asked, input, RC_STR("ResourceArns"), &c->n_resources);
  c->resources_given = c->n_resources > 0;
  for (uint32_t i = 0; i < c->n_resources; i++) {
    if (!rc_str_equal(c->resources[i], everything) && !rc_arn_parse(c->resources[i], &arn)) {
      (void)refuse(c, RC_FILL(c->arena, "`ResourceArns`: `{}` is no ARN and not `*`",
                              c->resources[i]));
    }
  }
  if (!c->resources_given) {
    c->resources = RC_NEW_ARRAY(c->arena, rc_str, 1);
    if (c->resources != NULL) {
      c->resources[c->n_resources++] = everything;
    }
  }
}

/* ---- caller and owner ---- */

static void read_owner(rc_custom *c, rc_value input) {
  rc_arn arn;
  rc_str owner = rc_asked_string_of(&c->asked, input, RC_STR("ResourceOwner"),
                                    RC_STR("ResourceOwner"));
  if (rc_str_is_empty(owner)) {
    return;
  }
  if (rc_arn_parse(owner, &arn) && rc_is_account_id(arn.account)) {
    c->owner = arn.account;
  } else {
    (void)refuse(c, RC_FILL(c->arena, "`ResourceOwner`: `{}` is no ARN of an account, such as "
                                      "`arn:aws:iam::111122223333:root`", owner));
  }
}

static void read_caller(rc_custom *c, rc_value input) {
  rc_arn arn;
  rc_str text = rc_asked_string_of(&c->asked, input, RC_STR("CallerArn"), RC_STR("CallerArn"));
  if (rc_str_is_empty(text) && rc_custom_is_principal(c)) {
    text = rc_asked_string_of(&c->asked, input, RC_STR("PolicySourceArn"),
                              RC_STR("PolicySourceArn"));
  }
  c->caller.kind = RC_CALLER_USER;
  c->has_caller = !rc_str_is_empty(text);
  if (!c->has_caller) {
    return;
  }
  bool is_iam = rc_arn_parse(text, &arn) && rc_str_equal(arn.service, RC_STR("iam")) &&
                rc_is_account_id(arn.account);
  bool role = is_iam && rc_str_starts_with(arn.resource, RC_STR("role/"));
  bool other = is_iam && (rc_str_starts_with(arn.resource, RC_STR("user/")) ||
                          rc_str_starts_with(arn.resource, RC_STR("group/")));
  if (!role && !other) {
    (void)refuse(c, RC_FILL(c->arena, "`CallerArn`: `{}` is no ARN of a user, group or role",
                            text));
    return;
  }
  c->caller.kind = role ? RC_CALLER_ROLE : RC_CALLER_USER;
  c->caller.arn = text;
  c->caller.account = arn.account;
}

/* Nobody in particular calls, from the account of whatever is called: the same placeholder. */
static rc_str nobodys_account(rc_arena *arena) { return rc_hole_make(arena, RC_STR("account")); }

rc_str rc_custom_owner_of(const rc_custom *custom, rc_str resource) {
  rc_arn arn;
  if (!custom->has_caller) {
    return nobodys_account(custom->arena);
  }
  if (rc_arn_parse(resource, &arn) && rc_is_account_id(arn.account)) {
    return arn.account;
  }
  return rc_str_is_empty(custom->owner) ? custom->caller.account : custom->owner;
}

/* ---- context ---- */

static const struct {
  rc_str name;
  bool list, numeric;
} types[] = {
    {RC_STR_INIT("string"), false, false},    {RC_STR_INIT("stringList"), true, false},
    {RC_STR_INIT("numeric"), false, true},    {RC_STR_INIT("numericList"), true, true},
    {RC_STR_INIT("boolean"), false, false},   {RC_STR_INIT("booleanList"), true, false},
    {RC_STR_INIT("ip"), false, false},        {RC_STR_INIT("ipList"), true, false},
    {RC_STR_INIT("binary"), false, false},    {RC_STR_INIT("binaryList"), true, false},
    {RC_STR_INIT("date"), false, false},      {RC_STR_INIT("dateList"), true, false},
};

static bool check_values(rc_custom *c, const rc_context_key *key, bool numeric) {
  rc_number number;
  if (key->n_values == 0) {
    return refuse(c, RC_FILL(c->arena, "Context values for context key {} cannot be null or empty",
                             key->name));
  }
  if (!key->multivalued && key->n_values > 1) {
    return refuse(c, RC_FILL(c->arena, "context key {} has several values and not a type that ends "
                                       "in `List`", key->name));
  }
  for (uint32_t i = 0; numeric && i < key->n_values; i++) {
    if (!rc_number_parse(key->values[i], &number)) {
      return refuse(c, RC_FILL(c->arena, "Invalid context value for key {}: expected numeric "
                                         "format", key->name));
    }
  }
  return true;
}

/* An entry with nothing in it is accepted by AWS too, and says nothing. */
static void read_entry(rc_custom *c, rc_value entry, rc_context_key *keys) {
  rc_asked *asked = &c->asked;
  rc_context_key key = {.n_values = 0};
  rc_str type = rc_asked_string_of(asked, entry, RC_STR("ContextKeyType"),
                                   RC_STR("ContextKeyType"));
  key.name = rc_asked_string_of(asked, entry, RC_STR("ContextKeyName"), RC_STR("ContextKeyName"));
  key.values = rc_asked_strings(asked, entry, RC_STR("ContextKeyValues"), &key.n_values);
  if (rc_str_is_empty(key.name)) {
    if (type.len + key.n_values > 0) {
      (void)refuse(c, RC_STR("ContextKeyName cannot be null or empty"));
    }
    return;
  }
  for (size_t i = 0; i < RC_COUNT_OF(types); i++) {
    if (rc_str_equal(type, types[i].name)) {
      key.multivalued = types[i].list;
      if (check_values(c, &key, types[i].numeric)) {
        keys[c->context.n_keys++] = key;
      }
      return;
    }
  }
  (void)refuse(c, rc_str_is_empty(type)
                      ? RC_FILL(c->arena, "Context key {} has invalid type null", key.name)
                      : RC_FILL(c->arena, "`ContextKeyType`: `{}` is none of string, numeric, "
                                          "boolean, ip, binary, date, nor one of these with `List`",
                                type));
}

static bool is_given(const rc_custom *c, rc_str name) {
  for (uint32_t i = 0; i < c->context.n_keys; i++) {
    if (rc_str_equal_nocase(c->context.keys[i].name, name)) {
      return true;
    }
  }
  return false;
}

enum { FILLED_IN = 3 };

static void fill_in(rc_custom *c, rc_context_key *keys, rc_str name, rc_str text) {
  rc_str *value = RC_NEW_ARRAY(c->arena, rc_str, 1);
  if (value != NULL && !is_given(c, name)) {
    *value = text;
    keys[c->context.n_keys++] = (rc_context_key){.name = name, .values = value, .n_values = 1};
  }
}

/* What the simulator fills in itself: facts iam-evaluation 13.2. */
static void fill_in_caller(rc_custom *c, rc_value input, rc_context_key *keys) {
  bool other = !rc_value_is_none(rc_asked_member(&c->asked, input, RC_STR("CallerArn")));
  rc_str id = rc_asked_text_of(&c->asked, rc_asked_member(&c->asked, c->source, RC_STR("UserId")));
  if (id.len > 0 && !other) {
    fill_in(c, keys, RC_STR("aws:username"), c->source_name);
    fill_in(c, keys, RC_STR("aws:PrincipalType"), RC_STR("User"));
    fill_in(c, keys, RC_STR("aws:userid"), id);
  }
  fill_in(c, keys, RC_STR("aws:userid"),
          c->has_caller ? c->caller.arn : RC_STR("STUB_PRINCIPAL_FOR_POLICY_SIMULATOR"));
}

static void read_context(rc_custom *c, rc_value input) {
  rc_value list = rc_asked_member(&c->asked, input, RC_STR("ContextEntries"));
  uint32_t n = rc_value_kind(list) == RC_ARRAY ? rc_value_node(list)->count : 0;
  rc_context_key *keys = RC_NEW_ARRAY(c->arena, rc_context_key, (size_t)n + FILLED_IN);
  c->context.complete = true;
  c->context.keys = keys;
  if (keys == NULL ||
      !rc_asked_expect(&c->asked, list, RC_ARRAY, RC_STR("ContextEntries"))) {
    return;
  }
  for (RC_CHILDREN(entry, list)) {
    if (rc_asked_expect(&c->asked, entry, RC_OBJECT, RC_STR("ContextEntries"))) {
      read_entry(c, entry, keys);
    }
  }
  fill_in_caller(c, input, keys);
}

/* ---- all of it ---- */

enum { SIMULATIONS = 1, PRINCIPALS = 2, ALL = 4 };

/* Members of the input, and to which operations they belong. */
static const struct member {
  rc_str name;
  unsigned of;
} members[] = {
    {RC_STR_INIT("PolicyInputList"), ALL},
    {RC_STR_INIT("PermissionsBoundaryPolicyInputList"), SIMULATIONS},
    {RC_STR_INIT("OrderedOrganizationPolicyInputList"), SIMULATIONS},
    {RC_STR_INIT("ActionNames"), SIMULATIONS},
    {RC_STR_INIT("ResourceArns"), SIMULATIONS},
    {RC_STR_INIT("ResourcePolicy"), SIMULATIONS},
    {RC_STR_INIT("ResourceOwner"), SIMULATIONS},
    {RC_STR_INIT("CallerArn"), SIMULATIONS},
    {RC_STR_INIT("ContextEntries"), SIMULATIONS},
    {RC_STR_INIT("ResourceHandlingOption"), SIMULATIONS},
    {RC_STR_INIT("MaxItems"), SIMULATIONS},
    {RC_STR_INIT("Marker"), SIMULATIONS},
    {RC_STR_INIT("PaginationConfig"), SIMULATIONS},
    {RC_STR_INIT("PolicySourceArn"), PRINCIPALS},
    {RC_STR_INIT("AuthorizationDetails"), PRINCIPALS},
};

/* A misspelt member would be passed over without a word, and with it what it says. */
static void check_members(rc_custom *c, rc_value input) {
  unsigned wanted = ALL | (rc_custom_is_keys(c) ? 0u : SIMULATIONS) |
                    (rc_custom_is_principal(c) ? PRINCIPALS : 0u);
  for (RC_MEMBERS(key, value, input)) {
    bool is_known = false;
    for (size_t i = 0; i < RC_COUNT_OF(members); i++) {
      is_known = is_known ||
                 ((members[i].of & wanted) != 0 && rc_value_key_is(key, members[i].name));
    }
    if (!is_known) {
      (void)refuse(c, RC_FILL(c->arena, "`{}` is no parameter of this {}",
                              rc_value_string(c->arena, key),
                              rc_custom_is_keys(c) ? RC_STR("question") : RC_STR("simulation")));
    }
  }
}

static rc_status read_question(rc_custom *c, rc_value input) {
  read_actions(c, input);
  read_resources(c, input);
  RC_TRY(rc_custom_read_page(c, input));
  if (rc_custom_is_principal(c)) {
    RC_TRY(rc_custom_find_principal(c, input));
  }
  read_caller(c, input);
  read_owner(c, input);
  read_context(c, input);
  return rc_arena_status(c->arena);
}

rc_status rc_custom_read(rc_custom *c, rc_value input) {
  check_members(c, input);
  if (!rc_custom_is_keys(c)) {
    RC_TRY(read_question(c, input));
  } else if (rc_custom_is_principal(c)) {
    RC_TRY(rc_custom_find_principal(c, input));
  }
  if (!rc_str_is_empty(c->asked.fault)) {
    return RC_OK;
  }
  rc_value list = rc_asked_member(&c->asked, input, RC_STR("PolicyInputList"));
  if (rc_value_is_none(list) && !rc_custom_is_principal(c)) {
    (void)rc_asked_refuse_as(&c->asked, RC_FAULT_VALIDATION,
                             RC_STR("`PolicyInputList` is missing; an empty list is one, too"));
  }
  return add_documents(c, input);
}

rc_status rc_custom_init(rc_custom *c, rc_arena *arena, const rc_catalogue *catalogue,
                         const rc_accounts *accounts, rc_operation operation) {
  *c = (rc_custom){.asked = {.arena = arena, .literal = true},
                   .arena = arena,
                   .catalogue = catalogue,
                   .operation = operation};
  for (uint32_t i = 0; accounts != NULL && i < accounts->len; i++) {
    rc_value *added = RC_VEC_ADD(arena, &c->accounts);
    if (added != NULL) {
      *added = accounts->items[i];
    }
  }
  return rc_arena_status(arena);
}

rc_status rc_custom_start(rc_custom *c, rc_str input) {
  rc_value object;
  RC_TRY(rc_asked_parse(&c->asked, input, &object));
  return rc_value_is_none(object) ? rc_arena_status(c->arena) : rc_custom_read(c, object);
}

rc_status rc_simulate_api(rc_arena *arena, const rc_catalogue *catalogue,
                          const rc_accounts *accounts, rc_str input, rc_operation operation,
                          rc_buf *out, rc_str *refusal) {
  rc_custom custom;
  rc_wire wire = {.buf = out};
  RC_TRY(rc_custom_init(&custom, arena, catalogue, accounts, operation));
  *refusal = RC_STR_NONE;
  RC_TRY(rc_custom_start(&custom, input));
  *refusal = custom.asked.fault;
  if (!rc_str_is_empty(*refusal)) {
    return rc_arena_status(arena);
  }
  RC_TRY(rc_custom_answer(&custom, &wire, NULL));
  rc_buf_put_byte(out, '\n');
  return rc_buf_status(out);
}
