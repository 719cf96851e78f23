/*
 * Host names outside AWS, and what stands in the path behind a host.
 *
 * A host is replaced as a whole: its labels tell too much together. Hosts without a dot are the
 * names of services and containers, and are renamed word by word like those.
 */
#include "aws/tables.h"
#include "redact/places.h"

/* Where in `host` a name of the table begins that it is or stands below; the host's end if none. */
static size_t table_part(const rc_places_table *table, rc_str host) {
  size_t at = 0;
  while (at < host.len && !rc_places_has(table, rc_str_from(host, at))) {
    size_t dot = rc_str_find_byte(host, '.', at);
    at = dot == RC_NOT_FOUND ? host.len : dot + 1;
  }
  return at;
}

/* Where the part of a host begins that is everybody's. */
static size_t public_part(rc_str host) {
  if (RC_PLACES_HAS(public_sites, host)) {
    return 0;
  }
  size_t at = table_part(&rc_public_hosts, host);
  return at < host.len ? at : table_part(&rc_public_registries, host);
}

bool rc_places_is_public_host(rc_str host) { return public_part(host) < host.len; }

static bool is_address(rc_str host) {
  for (size_t i = 0; i < host.len; i++) {
    if (!rc_is_digit_byte(host.ptr[i]) && host.ptr[i] != '.') {
      return false;
    }
  }
  return true;
}

static bool stands_in_repository(char c) {
  return rc_is_word_byte(c) || c == '-' || c == '_' || c == '.' || c == '/';
}

/* host[:port]/name:tag or host[:port]/name@sha256:...: an image. Where its name ends, else 0. */
static size_t image_name(const rc_scan *scan, size_t host_end, size_t *name) {
  size_t at = host_end;
  if (rc_scan_byte(scan, at) == ':') {
    for (at++; rc_is_digit_byte(rc_scan_byte(scan, at)) && at - host_end < 7;) {
      at++;
    }
  }
  if (rc_scan_byte(scan, at) != '/') {
    return 0;
  }
  *name = at + 1;
  size_t end = at + 1;
  bool letters = false;
  while (end - at < RC_LONGEST_HOST && stands_in_repository(rc_scan_byte(scan, end))) {
    letters = letters || rc_is_letter_byte(scan->text.ptr[end]);
    end++;
  }
  char c = rc_scan_byte(scan, end), next = rc_scan_byte(scan, end + 1);
  bool marked = (c == ':' && (rc_is_word_byte(next) || next == '$' || next == '{')) ||
                (c == '@' && next == 's');
  return marked && letters ? end : 0; /* without: host/address:port, as Java writes it */
}

static uint16_t detector_of(rc_str host) {
  size_t dot = rc_str_find_last_byte(host, '.');
  return dot != RC_NOT_FOUND && !RC_PLACES_HAS(inner_endings, rc_str_from(host, dot + 1))
             ? RC_DETECT_DOMAIN
             : RC_DETECT_INTERNAL_HOST;
}

/* `aws_vpc_endpoint.private`, `module.vpc.internal`: references in Terraform. */
static bool is_reference(rc_str host) {
  static const rc_str starts[] = {RC_STR_INIT("aws_"),    RC_STR_INIT("data.aws_"),
                                  RC_STR_INIT("module."), RC_STR_INIT("var."),
                                  RC_STR_INIT("local."),  RC_STR_INIT("each.value.")};
  for (size_t i = 0; i < RC_COUNT_OF(starts); i++) {
    if (rc_str_starts_with(host, starts[i])) {
      return true;
    }
  }
  return false;
}

/* `https://api.ecr.eu-west`, `https://registry-1.docker`, and there a message ends: what pulls of
 * images are told by. */
static bool is_cut_endpoint(rc_str host) {
  static const rc_str endpoints[] = {RC_STR_INIT("api.ecr"), RC_STR_INIT("registry-1.docker")};
  bool is_one = false;
  for (size_t i = 0; i < RC_COUNT_OF(endpoints) && !is_one; i++) {
    rc_str endpoint = endpoints[i];
    is_one = rc_str_equal_nocase(rc_str_slice(host, 0, endpoint.len), endpoint) &&
             (host.len == endpoint.len || host.ptr[endpoint.len] == '.');
  }
  return is_one;
}

/* Where `labels` begin in `host`, between dots or its ends, in any case; RC_NOT_FOUND if they do
 * not. */
static size_t find_labels(rc_str host, rc_str labels) {
  for (size_t at = 0; at + labels.len <= host.len; at++) {
    size_t end = at + labels.len;
    if ((at == 0 || host.ptr[at - 1] == '.') && (end == host.len || host.ptr[end] == '.') &&
        rc_str_equal_nocase(rc_str_slice(host, at, end), labels)) {
      return at;
    }
  }
  return RC_NOT_FOUND;
}

/* Behind the dots at `at`, and the Region that may stand between them. */
static size_t behind_region(rc_str host, size_t at) {
  while (at < host.len && host.ptr[at] == '.') {
    at++;
    size_t dot = rc_str_find_byte(host, '.', at);
    if (dot != RC_NOT_FOUND && rc_places_is_region(rc_str_slice(host, at, dot))) {
      at = dot;
    }
  }
  return at;
}

/* `111122223333.dkr.ecr.eu-west-1.amazonawr.com`: what stands around the mark of a registry of ECR,
 * which stays, so that the host is still known for one that is misspelt. It may begin with the
 * mark, where a template or something odd stands before that, and be cut off behind it. */
static bool take_misspelt_registry(rc_scan *scan, size_t start, size_t end) {
  rc_str host = rc_scan_slice(scan, start, end);
  for (size_t i = 0; i < rc_n_ecr_infixes; i++) {
    rc_str infix = rc_ecr_infixes[i].infix;
    rc_str labels = rc_str_slice(infix, 1, infix.len - 1); /* without the dots around */
    size_t mark = find_labels(host, labels);
    if (mark == RC_NOT_FOUND) {
      continue;
    }
    size_t rest = mark + labels.len;
    rest = behind_region(host, rest);
    rc_places_registry_owner(scan, start, start + (mark > 0 ? mark - 1 : 0));
    if (rest < host.len && rc_str_find_byte(host, '.', rest) != RC_NOT_FOUND) {
      rc_scan_leaf(scan, RC_DETECT_DOMAIN, RC_FAMILY_HOST, 0, start + rest, end);
    } else if (rest < host.len) {
      rc_places_name(scan, RC_DETECT_AWS_IMAGE_URI, start + rest, end);
    }
    return true;
  }
  return false;
}

/* `ecs-tasks.ama${X}zonaws.com`: the rest of AWS's own name. */
static bool is_rest_of_suffix(const rc_scan *scan, size_t start, rc_str host) {
  char before = rc_scan_before(scan, start);
  return (before == '}' || before == '>') && rc_str_ends_with(host, RC_STR("aws.com")) &&
         rc_str_ends_with(RC_STR("amazonaws.com"), host);
}

size_t rc_places_host(rc_scan *scan, size_t start, size_t end, rc_host_from from) {
  size_t to = end;
  while (start < end && (scan->text.ptr[start] == '.' || scan->text.ptr[start] == '*' ||
                         scan->text.ptr[start] == '-')) {
    start++;
  }
  while (start < end && (scan->text.ptr[end - 1] == '.' || scan->text.ptr[end - 1] == '-')) {
    end--;
  }
  rc_str host = rc_scan_slice(scan, start, end);
  if (host.len == 0 || is_address(host) || is_rest_of_suffix(scan, start, host) ||
      (from == RC_HOST_FROM_TEXT && is_reference(host))) {
    return to;
  }
  size_t behind = rc_places_aws_host(scan, start, end);
  if (behind > 0) {
    return behind > to ? behind : to;
  }
  if (rc_places_is_public_host(host)) { /* what stands before it may be a name of the user */
    rc_scan_leaf(scan, RC_DETECT_DOMAIN, RC_FAMILY_KEEP, 0, start + public_part(host), end);
    return to;
  }
  bool is_pattern = rc_str_find_byte(host, '*', 0) != RC_NOT_FOUND; /* whose wildcards stay */
  if (is_pattern || rc_str_find_byte(host, '.', 0) == RC_NOT_FOUND || is_cut_endpoint(host)) {
    rc_places_name(scan, RC_DETECT_INTERNAL_HOST, start, end);
    return to;
  }
  if (!take_misspelt_registry(scan, start, end)) {
    rc_scan_leaf(scan, detector_of(host), RC_FAMILY_HOST, 0, start, end);
  }
  size_t name = 0;
  size_t name_end = from == RC_HOST_FROM_TEXT ? image_name(scan, end, &name) : 0;
  if (name_end > 0) {
    rc_places_name(scan, RC_DETECT_THING_NAME, name, name_end);
  }
  return name_end > to ? name_end : to;
}
