/*
 * Parameters of URLs: which are secret, and where their values end.
 *
 * Of presigned requests the credential and the signature go, while the Region, the service, the
 * time and the expiry stay: they say what is wrong with the request, and give no access.
 */
#include <string.h>

#include "redact/urls.h"

/* What a parameter's value is. */
typedef enum parameter_kind {
  SECRET,
  SECRET_IF_DRAWN, /* `?state=open`, `?key=name` are words */
  SIGNATURE,
  CREDENTIAL, /* KEYID/date/region/service/aws4_request */
  USER,
  KEPT
} parameter_kind;

typedef struct parameter {
  rc_str name; /* lower case, without `_` and `-` */
  parameter_kind kind;
  uint16_t detector;
} parameter;

static const parameter parameters[] = {
    {RC_STR_INIT("xamzsignature"), SIGNATURE, RC_DETECT_AWS_PRESIGNED_URL},
    {RC_STR_INIT("xamzsecuritytoken"), SECRET, RC_DETECT_AWS_PRESIGNED_URL},
    {RC_STR_INIT("xamzcredential"), CREDENTIAL, RC_DETECT_AWS_PRESIGNED_URL},
    {RC_STR_INIT("xamzdate"), KEPT, RC_DETECT_KEPT_TIME},
    {RC_STR_INIT("xamzexpires"), KEPT, RC_DETECT_KEPT_TIME},
    {RC_STR_INIT("xamzalgorithm"), KEPT, RC_DETECT_KEPT_VOCABULARY},
    {RC_STR_INIT("xamzsignedheaders"), KEPT, RC_DETECT_KEPT_VOCABULARY},
    {RC_STR_INIT("awsaccesskeyid"), CREDENTIAL, RC_DETECT_AWS_PRESIGNED_URL_V2},
    {RC_STR_INIT("signature"), SECRET_IF_DRAWN, RC_DETECT_AWS_PRESIGNED_URL_V2},
    {RC_STR_INIT("policy"), SECRET_IF_DRAWN, RC_DETECT_AWS_CLOUDFRONT_SIGNATURE},
    {RC_STR_INIT("keypairid"), SECRET, RC_DETECT_AWS_CLOUDFRONT_SIGNATURE},
    {RC_STR_INIT("cloudfrontpolicy"), SECRET, RC_DETECT_AWS_CLOUDFRONT_SIGNATURE},
    {RC_STR_INIT("cloudfrontsignature"), SECRET, RC_DETECT_AWS_CLOUDFRONT_SIGNATURE},
    {RC_STR_INIT("cloudfrontkeypairid"), SECRET, RC_DETECT_AWS_CLOUDFRONT_SIGNATURE},
    {RC_STR_INIT("sig"), SECRET, RC_DETECT_AZURE_SAS},
    {RC_STR_INIT("dbuser"), USER, RC_DETECT_AWS_RDS_TOKEN},
    {RC_STR_INIT("user"), USER, RC_DETECT_USER_NAME},
    {RC_STR_INIT("username"), USER, RC_DETECT_USER_NAME},
    {RC_STR_INIT("login"), USER, RC_DETECT_USER_NAME},
    {RC_STR_INIT("token"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("accesstoken"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("refreshtoken"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("idtoken"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("authtoken"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("apikey"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("appkey"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("subscriptionkey"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("secret"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("clientsecret"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("password"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("passwd"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("pwd"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("pass"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("sslpassword"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("nexttoken"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("pagetoken"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("continuationtoken"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("sharedaccesskey"), SECRET, RC_DETECT_AZURE_SERVICE_BUS_KEY},
    {RC_STR_INIT("key"), SECRET_IF_DRAWN, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("code"), SECRET_IF_DRAWN, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("state"), SECRET_IF_DRAWN, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("nonce"), SECRET_IF_DRAWN, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("auth"), SECRET_IF_DRAWN, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("session"), SECRET_IF_DRAWN, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("sessionid"), SECRET_IF_DRAWN, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("sid"), SECRET_IF_DRAWN, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("jwt"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("samlresponse"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("samlrequest"), SECRET, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("credential"), SECRET_IF_DRAWN, RC_DETECT_URL_PARAMETER},
    {RC_STR_INIT("credentials"), SECRET_IF_DRAWN, RC_DETECT_URL_PARAMETER},
};

enum { LONGEST_NAME = 40, SHORTEST_DRAWN = 10 };

static const parameter *find_parameter(rc_str name) {
  char plain[LONGEST_NAME];
  size_t n = 0;
  for (size_t i = 0; i < name.len && n < LONGEST_NAME; i++) {
    char c = name.ptr[i];
    if (c != '_' && c != '-') {
      plain[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
  }
  for (size_t i = 0; i < RC_COUNT_OF(parameters); i++) {
    if (parameters[i].name.len == n && memcmp(parameters[i].name.ptr, plain, n) == 0) {
      return &parameters[i];
    }
  }
  return NULL;
}

/* ---- values --------------------------------------------------------------------------------- */

static bool ends_value(const rc_scan *scan, size_t at, size_t limit, bool encoded) {
  const char *text = scan->text.ptr;
  char c = text[at];
  return c == '&' || c == '#' || c == '\\' ||
         (encoded && c == '%' && at + 2 < limit && text[at + 1] == '2' &&
          (text[at + 2] == '6' || text[at + 2] == '3'));
}

static bool is_drawn(rc_str value) {
  size_t digits = 0, letters = 0;
  for (size_t i = 0; i < value.len; i++) {
    digits += rc_is_digit_byte(value.ptr[i]);
    letters += rc_is_letter_byte(value.ptr[i]);
  }
  return value.len >= SHORTEST_DRAWN &&
         (rc_looks_random(value) || (digits >= 2 && letters >= 4) || value.len >= 40);
}

/* The identifier of the key; what follows says where and when. */
static void take_credential(rc_scan *scan, uint16_t detector, size_t start, size_t end) {
  size_t at = start;
  while (at < end && rc_is_word_byte(scan->text.ptr[at])) {
    at++;
  }
  rc_str id = rc_scan_slice(scan, start, at);
  bool ours = id.len == 20 && (rc_str_starts_with(id, RC_STR("AKIA")) ||
                               rc_str_starts_with(id, RC_STR("ASIA")));
  if (ours) {
    rc_scan_leaf(scan, RC_DETECT_AWS_ACCESS_KEY_ID, RC_FAMILY_KEY_ID, RC_LEAF_SECRET, start, at);
  } else {
    rc_places_secret(scan, detector, RC_FAMILY_OPAQUE, start, at);
  }
}

static rc_family family_of(rc_str value) {
  for (size_t i = 0; i < value.len; i++) {
    if (!rc_is_hex_byte(value.ptr[i])) {
      return RC_FAMILY_OPAQUE;
    }
  }
  return value.len >= 32 ? RC_FAMILY_HEX : RC_FAMILY_OPAQUE;
}

/* Login tokens of databases are presigned requests to connect: `Action=connect` stands before. */
static uint16_t detector_of(const rc_scan *scan, const rc_run *run, const parameter *is,
                            size_t start) {
  size_t from = start > run->start + 1200 ? start - 1200 : run->start;
  rc_str before = rc_scan_slice(scan, from, start);
  if (is->kind == SIGNATURE && rc_str_contains(before, RC_STR("Action=connect"))) {
    return rc_str_contains(before, RC_STR("DBUser=")) ? RC_DETECT_AWS_RDS_TOKEN
                                                       : RC_DETECT_AWS_CACHE_TOKEN;
  }
  return is->detector;
}

static void take_value(rc_scan *scan, const rc_run *run, const parameter *is, size_t start,
                       size_t end) {
  rc_str value = rc_scan_slice(scan, start, end);
  switch (is->kind) {
  case SECRET_IF_DRAWN:
    if (!is_drawn(value)) {
      return;
    }
    /* fall through */
  case SECRET:
  case SIGNATURE:
    rc_places_secret(scan, detector_of(scan, run, is, start), family_of(value), start, end);
    return;
  case CREDENTIAL:
    take_credential(scan, is->detector, start, end);
    return;
  case USER:
    rc_places_user(scan, is->detector, start, end);
    return;
  case KEPT:
    rc_scan_leaf(scan, is->detector, RC_FAMILY_KEEP, 0, start, end);
    return;
  }
}

size_t rc_urls_parameter(rc_scan *scan, const rc_run *run, size_t start, size_t name_end,
                         size_t value, bool encoded) {
  static const parameter by_name = {RC_STR_INIT(""), SECRET, RC_DETECT_URL_PARAMETER};
  rc_str name = rc_scan_slice(scan, start, name_end);
  const parameter *is = find_parameter(name);
  if (is == NULL && rc_name_says(name) != RC_NAMED_SECRET) {
    return value;
  }
  size_t end = value;
  while (end < run->end && !ends_value(scan, end, run->end, encoded)) {
    end++;
  }
  bool template = end == run->end && end > value && scan->text.ptr[end - 1] == '$';
  take_value(scan, run, is != NULL ? is : &by_name, value, template ? end - 1 : end);
  return end;
}
