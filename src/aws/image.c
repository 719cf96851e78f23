/*
 * Container image references, as people write them: with placeholders anywhere, and with the
 * slips that registration or the pull then refuses.
 *
 *   [host[:port]/]name[/name...][:tag][@digest]
 *
 * What stands before the first slash is a host when it holds a dot or a colon, or is `localhost`;
 * otherwise the whole is a name on Docker Hub. Sources: facts required-calls 9b; the reference
 * grammar of the distribution project (https://github.com/distribution/reference).
 */
#include "aws/image.h"

#include "aws/tables.h"

/* ---- small questions ------------------------------------------------------------------------ */

static rc_str before(rc_str text, size_t at) { return rc_str_slice(text, 0, at); }

static size_t find_last(rc_str text, char byte) {
  size_t last = RC_NOT_FOUND;
  size_t at = rc_hole_find_byte(text, byte, 0);
  while (at != RC_NOT_FOUND) {
    last = at;
    at = rc_hole_find_byte(text, byte, at + 1);
  }
  return last;
}

static size_t count_outside_holes(rc_str text, char byte) {
  size_t n = 0;
  for (size_t at = rc_hole_find_byte(text, byte, 0); at != RC_NOT_FOUND;
       at = rc_hole_find_byte(text, byte, at + 1)) {
    n++;
  }
  return n;
}

static bool ends_with_hole(rc_str text) {
  return text.len > 0 && text.ptr[text.len - 1] == RC_HOLE_CLOSE;
}

static bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* Keeps the first problem: the others are often its consequences. */
static void blame(rc_image *image, rc_str problem) {
  if (image->problem.len == 0) {
    image->problem = problem;
  }
}

/* ---- names, tags, digests ------------------------------------------------------------------- */

static void check_repository_byte(rc_image *image, char c) {
  if (is_upper(c)) {
    blame(image, RC_STR("upper-case letter in the repository name"));
  } else if (is_blank(c)) {
    blame(image, RC_STR("blank inside the reference"));
  } else if (!is_lower_or_digit(c) && c != '.' && c != '_' && c != '-' && c != '/') {
    blame(image, RC_STR("character that cannot stand in a repository name"));
  }
}

/* Each part between slashes begins and ends with a letter or digit; a hole may be anything. */
static void check_repository_edges(rc_image *image, rc_str name) {
  size_t from = 0;
  while (from <= name.len) {
    size_t slash = rc_hole_find_byte(name, '/', from);
    rc_str part = rc_str_slice(name, from, slash == RC_NOT_FOUND ? name.len : slash);
    if (part.len == 0) {
      blame(image, RC_STR("empty part in the repository name"));
    } else if (part.ptr[0] == '-' || part.ptr[0] == '.' || part.ptr[0] == '_' ||
               part.ptr[part.len - 1] == '-' || part.ptr[part.len - 1] == '.' ||
               part.ptr[part.len - 1] == '_') {
      blame(image, RC_STR("separator at the edge of a part of the repository name"));
    }
    if (slash == RC_NOT_FOUND) {
      return;
    }
    from = slash + 1;
  }
}

static void check_repository(rc_image *image) {
  rc_str name = image->repository;
  if (name.len == 0) {
    blame(image, RC_STR("no repository name"));
    return;
  }
  for (size_t i = 0; i < name.len; i++) {
    size_t hole = rc_hole_length(name, i);
    if (hole > 0) {
      i += hole - 1;
    } else {
      check_repository_byte(image, name.ptr[i]);
    }
  }
  check_repository_edges(image, name);
}

static void check_tag(rc_image *image) {
  rc_str tag = image->tag;
  size_t length = 0;
  bool holes = rc_hole_any(tag);
  for (size_t i = 0; i < tag.len; i++, length++) {
    size_t hole = rc_hole_length(tag, i);
    char c = tag.ptr[i];
    bool word = is_lower_or_digit(c) || is_upper(c) || c == '_';
    if (hole > 0) {
      i += hole - 1;
    } else if (!word && !(i > 0 && (c == '.' || c == '-'))) {
      blame(image, RC_STR("character that cannot stand in a tag"));
    }
  }
  if (!holes && length > RC_LONGEST_TAG) {
    blame(image, RC_STR("tag longer than 128 characters"));
  }
}

static void check_digest(rc_image *image) {
  rc_str prefix = RC_STR("sha256:");
  rc_str digest = image->digest;
  if (rc_hole_any(digest)) {
    return;
  }
  bool good = rc_str_starts_with(digest, prefix) && digest.len == prefix.len + 64;
  for (size_t i = prefix.len; good && i < digest.len; i++) {
    char c = digest.ptr[i];
    good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }
  if (!good) {
    blame(image, RC_STR("digest that is not `sha256:` and 64 hexadecimal digits"));
  }
}

/* Cuts `@digest` and `:tag` off; what remains is the repository. */
static void take_name(rc_image *image, rc_str rest) {
  size_t at = rc_hole_find_byte(rest, '@', 0);
  if (at != RC_NOT_FOUND) {
    image->digest = rc_str_from(rest, at + 1);
    rest = before(rest, at);
    check_digest(image);
  }
  size_t slash = find_last(rest, '/');
  size_t colon = rc_hole_find_byte(rest, ':', slash == RC_NOT_FOUND ? 0 : slash);
  if (colon != RC_NOT_FOUND) {
    image->tag = rc_str_from(rest, colon + 1);
    rest = before(rest, colon);
    if (image->tag.len == 0) {
      blame(image, RC_STR("colon without a tag"));
    } else if (count_outside_holes(image->tag, ':') > 0) {
      blame(image, RC_STR("more than one tag"));
    }
  }
  image->repository = rest;
  check_repository(image);
  check_tag(image);
}

/* ---- hosts ---------------------------------------------------------------------------------- */

/* The partition whose registries answer under `suffix`; of several, the one named first, which is
 * `aws`: only the Region tells GovCloud apart. */
static const rc_partition *partition_of_suffix(rc_str suffix) {
  for (size_t i = 0; i < rc_n_partitions; i++) {
    if (rc_str_equal(rc_partitions[i].dns_suffix, suffix)) {
      return &rc_partitions[i];
    }
  }
  return NULL;
}

static bool is_registry_suffix(const rc_ecr_infix *form, rc_str suffix) {
  return rc_hole_any(suffix) || (form->suffix.len > 0 ? rc_str_equal(form->suffix, suffix)
                                                      : partition_of_suffix(suffix) != NULL);
}

static void check_suffix(rc_arena *arena, rc_image *image, const rc_ecr_infix *form,
                         const rc_partition *partition, rc_str suffix) {
  if (partition != NULL && form->suffix.len == 0 && !rc_hole_any(suffix) &&
      !rc_str_equal(partition->dns_suffix, suffix)) {
    blame(image, RC_FILL(arena, "Region `{}` under `{}`, where its hosts end in `{}`",
                         image->region, suffix, partition->dns_suffix));
  }
}

static rc_str partition_name(rc_arena *arena, const rc_image *image, const rc_ecr_infix *form,
                             rc_str suffix) {
  const rc_partition *found = rc_partition_of_region(image->region);
  if (found == NULL && !rc_hole_any(suffix)) {
    found = form->suffix.len > 0 ? &rc_partitions[0] : partition_of_suffix(suffix);
  }
  return found != NULL ? found->name : rc_hole_make(arena, RC_STR("<partition>"));
}

/* `text` outside holes: an infix inside the name of a placeholder is none. */
static size_t find_infix(rc_str host, rc_str infix) {
  for (size_t at = rc_hole_find_byte(host, infix.ptr[0], 0); at != RC_NOT_FOUND;
       at = rc_hole_find_byte(host, infix.ptr[0], at + 1)) {
    if (rc_str_starts_with(rc_str_from(host, at), infix)) {
      return at;
    }
  }
  return RC_NOT_FOUND;
}

/* <account><infix><region>.<suffix> */
static bool take_ecr_host(rc_arena *arena, rc_image *image, const rc_ecr_infix *form) {
  rc_str host = image->host;
  size_t at = find_infix(host, form->infix);
  size_t region = at == RC_NOT_FOUND ? 0 : at + form->infix.len;
  size_t dot = rc_hole_find_byte(host, '.', region);
  if (at == RC_NOT_FOUND || at == 0) {
    return false;
  }
  /* `${HOST_TAIL}` may stand for the Region and all that follows it. */
  bool tail_is_hole = dot == RC_NOT_FOUND && ends_with_hole(host);
  rc_str suffix = dot == RC_NOT_FOUND ? rc_str_from(host, region) : rc_str_from(host, dot + 1);
  if (!tail_is_hole && (dot == RC_NOT_FOUND || !is_registry_suffix(form, suffix))) {
    return false;
  }
  image->registry = RC_REGISTRY_ECR;
  image->account = before(host, at);
  image->region = dot == RC_NOT_FOUND ? suffix : rc_str_slice(host, region, dot);
  image->partition = partition_name(arena, image, form, suffix);
  image->fips = form->fips;
  image->dual_stack = form->dual_stack;
  if (!rc_hole_any(image->account) && !rc_is_account_id(image->account)) {
    blame(image, RC_FILL(arena, "`{}` where the twelve digits of an account belong",
                         image->account));
  }
  check_suffix(arena, image, form, rc_partition_of_region(image->region), suffix);
  return true;
}

/* Ends `host` in the labels of `suffix`, or in a placeholder and those? */
static bool ends_in_labels(rc_str host, rc_str suffix) {
  size_t at = host.len - suffix.len;
  return rc_str_ends_with(host, suffix) &&
         (at == 0 || host.ptr[at - 1] == '.' || host.ptr[at - 1] == RC_HOLE_CLOSE);
}

/* Could a placeholder in this host make it an ECR registry, or no host at all? */
static bool holes_decide(rc_str host) {
  if (!rc_hole_any(host)) {
    return false;
  }
  if (ends_with_hole(host) || rc_hole_find_byte(host, '.', 0) == RC_NOT_FOUND) {
    return true;
  }
  for (size_t i = 0; i < rc_n_partitions; i++) {
    if (ends_in_labels(host, rc_partitions[i].dns_suffix)) {
      return true;
    }
  }
  for (size_t i = 0; i < rc_n_ecr_infixes; i++) {
    if (rc_ecr_infixes[i].suffix.len > 0 && ends_in_labels(host, rc_ecr_infixes[i].suffix)) {
      return true;
    }
  }
  return false;
}

static void take_host(rc_arena *arena, rc_image *image, rc_str host) {
  image->host = host;
  for (size_t i = 0; i < rc_n_ecr_infixes; i++) {
    if (take_ecr_host(arena, image, &rc_ecr_infixes[i])) {
      return;
    }
  }
  for (size_t i = 0; i < rc_n_registry_hosts; i++) {
    if (rc_str_equal(rc_registry_hosts[i].host, host)) {
      image->registry = rc_registry_hosts[i].registry;
      return;
    }
  }
  image->registry = holes_decide(host) ? RC_REGISTRY_UNKNOWN : RC_REGISTRY_OTHER;
}

/* `[...]` is an address of IPv6. What else a label may hold is left to the pull. */
bool rc_image_host_may_hold(char c) {
  return is_lower_or_digit(c) || is_upper(c) ||
         rc_str_find_byte(RC_STR(".-_:[]*"), c, 0) != RC_NOT_FOUND;
}

/* Signs of templates of other kinds (`#{registry}`, `%REGISTRY%`) may stand for anything: nothing
 * is said of those. */
static void check_host(rc_image *image) {
  rc_str host = image->host;
  for (size_t i = 0; i < host.len; i++) {
    size_t hole = rc_hole_length(host, i);
    char c = host.ptr[i];
    if (hole > 0) {
      i += hole - 1;
    } else if (is_blank(c)) {
      blame(image, RC_STR("blank inside the reference"));
    } else if (!rc_image_host_may_hold(c) &&
               rc_str_find_byte(RC_STR("#{}%$()<>"), c, 0) == RC_NOT_FOUND) {
      blame(image, RC_STR("character that cannot stand in a registry's host"));
    }
  }
}

static bool is_host(rc_str first) {
  return rc_hole_any(first) || rc_str_equal(first, RC_STR("localhost")) ||
         rc_hole_find_byte(first, '.', 0) != RC_NOT_FOUND ||
         rc_hole_find_byte(first, ':', 0) != RC_NOT_FOUND;
}

/* An ECR host without a slash behind it: the repository was forgotten. */
static bool is_bare_ecr_host(rc_arena *arena, rc_str text) {
  rc_image probe = {.host = text};
  for (size_t i = 0; i < rc_n_ecr_infixes; i++) {
    if (take_ecr_host(arena, &probe, &rc_ecr_infixes[i])) {
      return !rc_hole_any(text);
    }
  }
  return false;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static rc_str drop_scheme(rc_image *image, rc_str text) {
  static const rc_str schemes[] = {RC_STR_INIT("https://"), RC_STR_INIT("http://"),
                                   RC_STR_INIT("docker://")};
  for (size_t i = 0; i < RC_COUNT_OF(schemes); i++) {
    if (rc_str_starts_with(text, schemes[i])) {
      blame(image, RC_STR("scheme in front of the registry"));
      return rc_str_from(text, schemes[i].len);
    }
  }
  return text;
}

rc_image rc_image_parse(rc_arena *arena, rc_str reference) {
  rc_image image = {0};
  rc_str text = rc_str_trim(reference);
  if (text.len == 0) {
    blame(&image, RC_STR("blank reference"));
    return image;
  }
  if (text.len != reference.len) {
    blame(&image, RC_STR("blanks around the reference"));
  }
  if (rc_str_starts_with(text, RC_STR("arn:"))) {
    blame(&image, RC_STR("ARN where an image reference belongs"));
    return image;
  }
  text = drop_scheme(&image, text);
  size_t slash = rc_hole_find_byte(text, '/', 0);
  rc_str first = before(text, slash == RC_NOT_FOUND ? text.len : slash);
  if (slash != RC_NOT_FOUND && is_host(first)) {
    take_host(arena, &image, first);
    check_host(&image);
    take_name(&image, rc_str_from(text, slash + 1));
  } else if (slash == RC_NOT_FOUND && is_bare_ecr_host(arena, text)) {
    take_host(arena, &image, text);
    blame(&image, RC_STR("no repository name"));
  } else {
    /* A placeholder at the very start may bring a host along. */
    image.registry = rc_hole_length(text, 0) > 0 ? RC_REGISTRY_UNKNOWN : RC_REGISTRY_DOCKER_HUB;
    take_name(&image, text);
  }
  return image;
}

rc_str rc_image_repository_arn(rc_arena *arena, const rc_image *image) {
  return rc_arn_make(arena,
                     &(rc_arn){.partition = image->partition,
                               .service = RC_STR("ecr"),
                               .region = image->region,
                               .account = image->account,
                               .resource = RC_FILL(arena, "repository/{}", image->repository)});
}

bool rc_image_may_pull_through(const rc_image *image) {
  const rc_partition *partition = rc_partition_by_name(image->partition);
  size_t slash = rc_hole_find_byte(image->repository, '/', 0);
  if (image->registry != RC_REGISTRY_ECR || slash == RC_NOT_FOUND ||
      (partition != NULL && !partition->pull_through)) {
    return false;
  }
  rc_str first = before(image->repository, slash);
  for (size_t i = 0; i < rc_n_pull_through_prefixes; i++) {
    if (rc_str_equal(rc_pull_through_prefixes[i], first)) {
      return true;
    }
  }
  return false;
}

bool rc_ecr_account_is_aws(rc_str account) {
  size_t low = 0, high = rc_n_aws_ecr_accounts;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = rc_str_compare(rc_aws_ecr_accounts[middle], account);
    if (order == 0) {
      return true;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}
