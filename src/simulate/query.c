/*
 * IAM's query API: a form in, XML out. Sources: IAM API reference, "Common Errors" and the errors
 * of each operation; AWS query protocol; facts iam-evaluation 13.
 */
#include "simulate/custom.h"
#include "simulate/form.h"

#define NAMESPACE "https://iam.amazonaws.com/doc/2010-05-08/"

static rc_str const api_version = RC_STR_INIT("2010-05-08");

static const struct operation {
  const char *name, *response, *result;
} operations[] = {
#define OPERATION(id, name) [id] = {name, name "Response", name "Result"}
    OPERATION(RC_SIMULATE_CUSTOM_POLICY, "SimulateCustomPolicy"),
    OPERATION(RC_SIMULATE_PRINCIPAL_POLICY, "SimulatePrincipalPolicy"),
    OPERATION(RC_CONTEXT_KEYS_FOR_CUSTOM_POLICY, "GetContextKeysForCustomPolicy"),
    OPERATION(RC_CONTEXT_KEYS_FOR_PRINCIPAL_POLICY, "GetContextKeysForPrincipalPolicy"),
#undef OPERATION
};

/* What clients go by. Without a code of its own a status is told with the one of status 500. */
typedef struct error_code {
  uint32_t status;
  const char *code;
} error_code;

static const error_code invalid_input = {400, "InvalidInput"};
static const error_code validation = {400, "ValidationError"};
static const error_code no_such_entity = {404, "NoSuchEntity"};
static const error_code missing_action = {400, "MissingAction"};
static const error_code invalid_action = {400, "InvalidAction"};
static const error_code malformed_query = {404, "MalformedQueryString"};
static const error_code invalid_parameter = {400, "InvalidQueryParameter"};

/* Of answers that no operation gave. */
static const error_code by_status[] = {
    {400, "ValidationError"},     {403, "AccessDenied"},
    {404, "UnknownOperation"},    {405, "MethodNotAllowed"},
    {408, "RequestTimeout"},      {413, "RequestEntityTooLarge"},
    {500, "PolicyEvaluation"},    {503, "ServiceUnavailable"},
};

/* ---- envelopes ---- */

/* FNV-1a, 64 bits. */
static uint64_t hash_of(rc_str bytes, uint64_t hash) {
  for (size_t i = 0; i < bytes.len; i++) {
    hash = (hash ^ (unsigned char)bytes.ptr[i]) * UINT64_C(0x100000001b3);
  }
  return hash;
}

/* Looks like AWS's, and is the same for the same request: nothing here is random. */
static rc_str request_id(rc_arena *arena, rc_str form) {
  static const char hex[] = "0123456789abcdef";
  rc_buf out;
  rc_buf_init(&out, arena);
  uint64_t halves[2] = {hash_of(form, UINT64_C(0xcbf29ce484222325)), 0};
  halves[1] = hash_of(form, halves[0]);
  for (unsigned i = 0; i < 32; i++) {
    if (i == 8 || i == 12 || i == 16 || i == 20) {
      rc_buf_put_byte(&out, '-');
    }
    rc_buf_put_byte(&out, hex[halves[i / 16] >> (60 - 4 * (i % 16)) & 15]);
  }
  return rc_buf_str(&out);
}

static void open_envelope(rc_wire *wire, const char *name) {
  rc_buf_put_byte(wire->buf, '<');
  rc_buf_put_c(wire->buf, name);
  rc_buf_put_c(wire->buf, " xmlns=\"" NAMESPACE "\"");
  wire->xml = true;
  wire->names[wire->depth++] = name;
}

static void close_envelope(rc_wire *wire) {
  rc_wire_close(wire, '}');
  rc_buf_put_byte(wire->buf, '\n');
}

static void put_error(rc_buf *out, error_code error, rc_str message, rc_str form) {
  rc_wire wire = {.buf = out};
  open_envelope(&wire, "ErrorResponse");
  rc_wire_open(&wire, "Error", '{');
  rc_wire_string(&wire, "Type", error.status < 500 ? RC_STR("Sender") : RC_STR("Receiver"));
  rc_wire_string(&wire, "Code", rc_str_from_c(error.code));
  rc_wire_string(&wire, "Message", message);
  rc_wire_close(&wire, '}');
  rc_wire_string(&wire, "RequestId", request_id(out->arena, form));
  close_envelope(&wire);
}

void rc_query_error_put(rc_buf *out, uint32_t http_status, rc_str message, rc_str form) {
  error_code error = {http_status, "InternalFailure"};
  for (size_t i = 0; i < RC_COUNT_OF(by_status); i++) {
    if (by_status[i].status == http_status) {
      error = by_status[i];
    }
  }
  put_error(out, error, message, form);
}

/* ---- one request ---- */

typedef struct query {
  rc_arena *arena;
  rc_str body;
  rc_form form;
  rc_buf *out;
  uint32_t *http_status;
} query;

static rc_status answer_error(query *q, error_code error, rc_str message) {
  *q->http_status = error.status;
  put_error(q->out, error, message, q->body);
  return rc_arena_status(q->arena);
}

static rc_status answer_form_fault(query *q) {
  switch (q->form.fault) {
    case RC_FORM_SYNTAX: return answer_error(q, malformed_query, q->form.sentence);
    case RC_FORM_UNKNOWN: return answer_error(q, invalid_parameter, q->form.sentence);
    default: return answer_error(q, validation, q->form.sentence);
  }
}

static const struct operation *find_operation(const rc_form *form) {
  for (size_t i = 0; i < RC_COUNT_OF(operations); i++) {
    if (rc_str_equal(rc_str_from_c(operations[i].name), form->action) &&
        rc_str_equal(form->version, api_version)) {
      return &operations[i];
    }
  }
  return NULL;
}

static rc_status answer_fault(query *q, const rc_asked *asked) {
  switch (asked->fault_kind) {
    case RC_FAULT_VALIDATION: return answer_error(q, validation, asked->fault);
    case RC_FAULT_NO_SUCH_ENTITY: return answer_error(q, no_such_entity, asked->fault);
    default: return answer_error(q, invalid_input, asked->fault);
  }
}

static rc_status answer_operation(query *q, rc_custom *custom, const struct operation *operation) {
  rc_wire wire = {.buf = q->out};
  custom->as_api = true;
  RC_TRY(rc_custom_start(custom, q->form.json));
  if (!rc_str_is_empty(custom->asked.fault)) {
    return answer_fault(q, &custom->asked);
  }
  open_envelope(&wire, operation->response);
  RC_TRY(rc_custom_answer(custom, &wire, operation->result));
  rc_wire_open(&wire, "ResponseMetadata", '{');
  rc_wire_string(&wire, "RequestId", request_id(q->arena, q->body));
  rc_wire_close(&wire, '}');
  close_envelope(&wire);
  *q->http_status = 200;
  return rc_arena_status(q->arena);
}

rc_status rc_simulate_query(rc_arena *arena, const rc_catalogue *catalogue,
                            const rc_accounts *accounts, rc_str form, rc_buf *out,
                            uint32_t *http_status) {
  query q = {.arena = arena, .body = form, .out = out, .http_status = http_status};
  rc_custom custom;
  RC_TRY(rc_form_read(arena, form, &q.form));
  if (q.form.fault != RC_FORM_SOUND) {
    return answer_form_fault(&q);
  }
  if (rc_str_is_empty(q.form.action)) {
    return answer_error(&q, missing_action, RC_STR("the parameter `Action` is missing"));
  }
  const struct operation *operation = find_operation(&q.form);
  if (operation == NULL) {
    rc_str version = rc_str_is_empty(q.form.version) ? RC_STR("NO_VERSION_SPECIFIED")
                                                     : q.form.version;
    return answer_error(&q, invalid_action, RC_FILL(arena, "Could not find operation {} for "
                                                           "version {}", q.form.action, version));
  }
  RC_TRY(rc_custom_init(&custom, arena, catalogue, accounts,
                        (rc_operation)(operation - operations)));
  return answer_operation(&q, &custom, operation);
}
