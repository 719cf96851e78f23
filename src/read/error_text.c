/*
 * Plain text that tells of a failed launch: a stopped reason from the console, a log, the complaint
 * of a deployment tool. The whole file is one message; src/launch/ finds what it knows in it. A
 * file that only its name makes a text counts as one when something is found.
 */
#include "aws/launch_words.h"
#include "read/common_policy.h"

/* What such a text is about ... */
static const rc_str subject_words[] = {
    RC_STR_INIT("amazonaws"), RC_STR_INIT("arn:aws"),   RC_STR_INIT("fargate"),
    RC_STR_INIT("docker"),    RC_STR_INIT("container"), RC_STR_INIT("task"),
    RC_STR_INIT("image"),     RC_STR_INIT(" ecs"),      RC_STR_INIT(" ecr"),
    RC_STR_INIT("tasks"),     RC_STR_INIT("containers"), RC_STR_INIT("images"),
};

/* ... and what it says of it. */
static const rc_str error_words[] = {
    RC_STR_INIT("error"),     RC_STR_INIT("denied"),   RC_STR_INIT("failed"),
    RC_STR_INIT("unable to"), RC_STR_INIT("timeout"),  RC_STR_INIT("timed out"),
    RC_STR_INIT("exception"), RC_STR_INIT("forbidden"), RC_STR_INIT("not found"),
    RC_STR_INIT("stopped"),   RC_STR_INIT("exited"),   RC_STR_INIT("unhealthy"),
    RC_STR_INIT("cannot"),    RC_STR_INIT("(service "), RC_STR_INIT("unauthorized"),
    RC_STR_INIT("errors"),    RC_STR_INIT("exceptions"),
};

static bool has_any_nocase(rc_str text, const rc_str *words, size_t n_words) {
  for (size_t i = 0; i < n_words; i++) {
    if (rc_str_contains_words(text, words[i])) {
      return true;
    }
  }
  return false;
}

typedef enum text_file { NO_TEXT, NAMELESS, TEXT, PIPED } text_file;

/* `aws ... > answer.json 2>&1` leaves an error text under a name that says JSON. */
static bool is_no_json(rc_str path, rc_str bytes) {
  rc_str text = rc_str_trim(bytes);
  return rc_str_ends_with(path, RC_STR(".json")) && text.len > 0 && text.ptr[0] != '{' &&
         text.ptr[0] != '[';
}

/* Programs and prose quote error texts; only files that are text and nothing else are taken. */
static text_file text_file_of(rc_str path) {
  static const rc_str extensions[] = {RC_STR_INIT(".txt"), RC_STR_INIT(".log"),
                                      RC_STR_INIT(".out"), RC_STR_INIT(".err")};
  rc_str file = rc_path_file(path);
  if (rc_str_equal(path, RC_STR("-"))) {
    return PIPED;
  }
  for (size_t i = 0; i < RC_COUNT_OF(extensions); i++) {
    if (rc_str_ends_with(file, extensions[i])) {
      return TEXT;
    }
  }
  return rc_str_find_byte(file, '.', 0) == RC_NOT_FOUND ? NAMELESS : NO_TEXT;
}

/* What the beginning of a text looks like; what a long log tells only its whole does. */
static bool tells_of_launch(rc_str text) {
  enum { LOOKED_AT = 65536 };
  rc_str head = rc_str_slice(text, 0, LOOKED_AT);
  return rc_has_launch_words(head) ||
         (has_any_nocase(head, error_words, RC_COUNT_OF(error_words)) &&
          has_any_nocase(head, subject_words, RC_COUNT_OF(subject_words)));
}

static int recognise(const rc_document *document) {
  rc_str text = document->source->bytes;
  rc_str path = document->source->path;
  text_file sort = is_no_json(path, text) ? NAMELESS : text_file_of(path);
  if (!rc_value_is_none(document->value) || sort == NO_TEXT || rc_str_trim(text).len == 0) {
    return 0;
  }
  if (sort == PIPED) {
    return 60;
  }
  enum { LOOKED_AT = 1 << 20 };
  rc_str head = rc_str_slice(text, 0, LOOKED_AT);
  bool tells = sort == TEXT || rc_has_launch_words(head);
  return tells ? 30 : 0;
}

static rc_status read(rc_model *model, const rc_document *document) {
  const rc_source *source = document->source;
  rc_message_text *message = RC_VEC_ADD(model->arena, &model->messages);
  if (message == NULL) {
    return rc_arena_status(model->arena);
  }
  *message = (rc_message_text){
      .text = source->bytes,
      .span = {source->file, 0, (uint32_t)source->bytes.len},
      .value = RC_VALUE_NONE,
      .unsure = text_file_of(source->path) == TEXT && !tells_of_launch(source->bytes),
  };
  return RC_OK;
}

const rc_reader rc_reader_error_text = {"error-text", "error text", recognise, read};
