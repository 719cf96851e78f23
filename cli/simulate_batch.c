/* A batch: one question a line, one answer a line. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "simulate.h"

enum {
  ANSWERS = 1 << 16,
  FOR_ONE_CORE = 1 << 16, /* bytes of lines, before other threads are worth their start */
  MOST_CORES = 8          /* unless somebody asks for more */
};

/* Answers wait here until there are many, or until nothing more is there to be read. */
typedef struct batch {
  cli_lines lines;
  rolecall_simulator *simulator;
  char *answers;
  size_t n_waiting;
  size_t n_jobs;
  size_t n_alone; /* bytes of lines that were answered on one core */
  simulate_outcome outcome;
} batch;

static cli_status flush_answers(batch *b) {
  size_t n = b->n_waiting;
  b->n_waiting = 0;
  return n == 0 ? CLI_OK : cli_print(b->answers, n);
}

static cli_status put_answer(batch *b, const char *answer, size_t size) {
  cli_status status = CLI_OK;
  if (b->n_waiting + size > ANSWERS) {
    status = flush_answers(b);
  }
  if (status == CLI_OK && size > ANSWERS) {
    return cli_print(answer, size);
  }
  memcpy(b->answers + b->n_waiting, answer, size);
  b->n_waiting += size;
  return status;
}

static cli_status answer_line(batch *b, const char *line, size_t size) {
  const char *answer = NULL;
  size_t length = 0;
  rolecall_status got = rolecall_simulate_line(b->simulator, line, size, &answer, &length);
  b->outcome.refused = b->outcome.refused || got != ROLECALL_OK;
  b->outcome.exhausted = got == ROLECALL_NOMEM;
  b->n_alone += size;
  return put_answer(b, answer, length);
}

static bool is_for_several(const batch *b) {
  return b->n_jobs > 1 && b->n_alone >= FOR_ONE_CORE;
}

/* The lines up to the end, or until they turn out to be many: then `*any_left`. */
static cli_status answer_alone(batch *b, bool *any_left) {
  const char *line = NULL;
  size_t size = 0;
  cli_status status = CLI_OK;
  do {
    if (!cli_lines_ready(&b->lines)) {
      status = flush_answers(b);
    }
    if (status == CLI_OK) {
      status = cli_lines_next(&b->lines, &line, &size);
    }
    if (status == CLI_OK && line != NULL) {
      status = answer_line(b, line, size);
    }
    *any_left = status == CLI_OK && line != NULL && !b->outcome.exhausted;
  } while (*any_left && !is_for_several(b));
  return status == CLI_OK ? flush_answers(b) : status;
}

static cli_status answer_all(batch *b) {
  bool any_left = true;
  cli_status status = answer_alone(b, &any_left);
  if (status != CLI_OK || !any_left ||
      simulate_on_cores(&b->lines, b->simulator, b->n_jobs, &b->outcome, &status)) {
    return status;
  }
  b->n_jobs = 1;
  return answer_alone(b, &any_left);
}

/* Those that the system gives to this process. */
static size_t count_cores(void) {
  cpu_set_t cores;
  int n = sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
  return n < MOST_CORES ? (size_t)n : MOST_CORES;
}

cli_status simulate_batch(const char *path, size_t n_jobs) {
  const rolecall_allocator allocator = cli_allocator();
  batch b = {.n_jobs = n_jobs == 0 ? count_cores() : n_jobs};
  cli_status status = cli_lines_open(path, &b.lines);
  if (status == CLI_OK) {
    b.simulator = rolecall_simulator_new(&allocator);
    b.answers = malloc(ANSWERS);
    status = b.simulator == NULL || b.answers == NULL ? cli_no_memory() : answer_all(&b);
  }
  cli_lines_close(&b.lines);
  rolecall_simulator_free(b.simulator);
  free(b.answers);
  if (status != CLI_OK) {
    return status;
  }
  return b.outcome.exhausted ? cli_no_memory() : b.outcome.refused ? CLI_UNUSABLE : CLI_OK;
}

/* ---- rate --------------------------------------------------------------------------------- */

typedef struct questions {
  rolecall_question **items;
  size_t n, capacity;
  size_t n_refused;
} questions;

static bool is_blank(const char *line, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
      return false;
    }
  }
  return true;
}

static cli_status add_question(questions *q, const char *line, size_t size) {
  const rolecall_allocator allocator = cli_allocator();
  if (q->n == q->capacity) {
    size_t capacity = q->capacity == 0 ? 1024 : q->capacity * 2;
    rolecall_question **grown = realloc(q->items, capacity * sizeof(*grown));
    if (grown == NULL) {
      return cli_no_memory();
    }
    q->items = grown;
    q->capacity = capacity;
  }
  rolecall_question *question = rolecall_question_new(&allocator, line, size);
  if (question == NULL) {
    return cli_no_memory();
  }
  if (rolecall_question_error(question) != NULL) {
    q->n_refused++;
    rolecall_question_free(question);
  } else {
    q->items[q->n++] = question;
  }
  return CLI_OK;
}

static cli_status compile_all(const char *path, questions *out) {
  cli_lines lines;
  const char *line = NULL;
  size_t size = 0;
  cli_status status = cli_lines_open(path, &lines);
  while (status == CLI_OK) {
    status = cli_lines_next(&lines, &line, &size);
    if (line == NULL) {
      break;
    }
    if (status == CLI_OK && !is_blank(line, size)) {
      status = add_question(out, line, size);
    }
  }
  cli_lines_close(&lines);
  return status;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The clock is asked once a round, or every so many decisions of a long one. */
static cli_status measure(const questions *q) {
  enum { BETWEEN_LOOKS = 4096 };
  const double time = 3;
  unsigned long long decided = 0;
  unsigned long long counts[ROLECALL_UNKNOWN + 1] = {0};
  double begin = seconds();
  double end = begin;
  for (size_t at = 0; end - begin < time; at = at + 1 == q->n ? 0 : at + 1) {
    rolecall_decision decision;
    if (rolecall_question_decide(q->items[at], &decision) != ROLECALL_OK) {
      cli_complain("a decision reached the limit on wildcard work");
      return CLI_EXHAUSTED;
    }
    if (decided < q->n) {
      counts[decision]++;
    }
    decided++;
    if (decided % BETWEEN_LOOKS == 0) {
      end = seconds();
    }
  }
  char text[256];
  int length = snprintf(text, sizeof text,
                        "%zu questions compiled: %llu Allowed, %llu ExplicitlyDenied, "
                        "%llu ImplicitlyDenied, %llu Unknown\n%.0f decisions per second\n",
                        q->n, counts[ROLECALL_ALLOWED], counts[ROLECALL_EXPLICITLY_DENIED],
                        counts[ROLECALL_IMPLICITLY_DENIED], counts[ROLECALL_UNKNOWN],
                        (double)decided / (end - begin));
  return cli_print(text, (size_t)length);
}

cli_status simulate_rate(const char *path) {
  questions q = {.items = NULL};
  cli_status status = compile_all(path, &q);
  if (status == CLI_OK && q.n == 0) {
    cli_complain("there is no question in %s that can be asked", path);
    status = CLI_UNUSABLE;
  }
  if (status == CLI_OK) {
    status = measure(&q);
  }
  if (status == CLI_OK && q.n_refused > 0) {
    cli_complain("%zu lines were left out: without --rate each says why", q.n_refused);
    status = CLI_UNUSABLE;
  }
  for (size_t i = 0; i < q.n; i++) {
    rolecall_question_free(q.items[i]);
  }
  free(q.items);
  return status;
}
