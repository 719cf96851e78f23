#include "check/common_words.h"

const rc_check rc_check_image_reference_malformed;

/* Words of which people make what has to be replaced before a template is used. Redaction leaves
 * every one of them (data/public-words.txt), so that it changes no finding. */
static const char *const template_words[] = {
    "ACCOUNT", "ACCOUNTID", "APP", "APPLICATION", "AWS", "BACKEND", "BUILD", "CHANGE", "CHANGEME",
    "COMMIT", "CONTAINER", "DIGEST", "DOCKER", "DOCKERHUB", "ECR", "ENTER", "ENV", "ENVIRONMENT",
    "FILL", "FROM", "FRONTEND", "FULL", "GIT", "HASH", "HERE", "HOST", "HUB", "ID", "IMAGE",
    "IMAGENAME", "IMAGETAG", "IMAGEURI", "IMAGEURL", "IMG", "IN", "INSERT", "LATEST", "LINK", "ME",
    "MY", "NAME", "NUMBER", "OF", "ORG", "PATH", "PLACEHOLDER", "PROJECT", "PUSH", "REF",
    "REFERENCE", "REGION", "REGISTRY", "RELEASE", "REPLACE", "REPLACED", "REPLACEME", "REPO",
    "REPONAME", "REPOSITORY", "REPOSITORYNAME", "REPOSITORYURI", "SERVER", "SERVICE", "SHA", "SOME",
    "STACK", "TAG", "TASK", "THE", "THIS", "TO", "URI", "URL", "USE", "USED", "USER", "VALUE",
    "VERSION", "WITH", "YOUR"};

static bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

/* One of the table, or one letter over and over. Of single ones X alone stands for something. */
static bool is_template_word(rc_str word) {
  bool is_known = word.len != 1 || word.ptr[0] == 'X';
  for (size_t i = 1; i < word.len; i++) {
    is_known = is_known && word.ptr[i] == word.ptr[0];
  }
  for (size_t i = 0; !is_known && i < RC_COUNT_OF(template_words); i++) {
    is_known = rc_str_equal(word, rc_str_from_c(template_words[i]));
  }
  return is_known;
}

/* `REPOSITORY_URI`, `XXXXXXXXXXXX`, `IMAGE1_NAME` */
static bool is_unfilled(rc_str part) {
  enum { FEWEST = 4 }; /* of signs that are no digits */
  size_t capitals = 0;
  size_t start = 0;
  for (size_t i = 0; i <= part.len; i++) {
    char c = i < part.len ? part.ptr[i] : '_';
    if (is_capital(c)) {
      continue;
    }
    if ((c != '_' && (c < '0' || c > '9')) || !is_template_word(rc_str_slice(part, start, i))) {
      return false;
    }
    capitals += i - start + (i < part.len && c == '_');
    start = i + 1;
  }
  return capitals >= FEWEST;
}

static bool looks_unfilled(const rc_image *image) {
  return is_unfilled(image->repository) || is_unfilled(image->account);
}

static rc_status say(const rc_case *about, rc_finding_vec *findings,
                     const rc_container *container) {
  bool unfilled = looks_unfilled(&container->image_parts);
  rc_str problem = unfilled ? rc_str_from_c("it looks like a placeholder that was not filled in")
                            : container->image_parts.problem;
  rc_finding *finding =
      rc_report(about, findings, &rc_check_image_reference_malformed,
                unfilled ? RC_WARNING : RC_ERROR_SEVERITY, rc_value_span(container->image.value),
                RC_FILL(about->arena, "image `{}` of container `{}` is malformed: {}",
                        container->image.text, container->name.text, problem));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = !unfilled;
  finding->label = container->image_parts.problem;
  finding->help = rc_str_from_c(
      unfilled ? "fill it in, or write placeholders as `<NAME>` or `${NAME}`, which are understood"
               : "write `host/name:tag` or `host/name@sha256:...`; names are lower case, and a "
                 "private ECR host reads `<account>.dkr.ecr.<region>.amazonaws.com`");
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = rc_str_from_c("correct the reference by hand");
  return rc_arena_status(about->arena);
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  for (RC_EACH(const rc_task, task, about->model->tasks)) {
    for (RC_EACH(const rc_container, container, task->containers)) {
      if (container->image_parts.problem.len > 0 && rc_field_is_set(container->image)) {
        RC_TRY(say(about, findings, container));
      }
    }
  }
  return RC_OK;
}

const rc_check rc_check_image_reference_malformed = {
    .code = "RC601",
    .name = "image-reference-malformed",
    .summary = "an image reference is not one that a registry can resolve",
    .run = run,
};
