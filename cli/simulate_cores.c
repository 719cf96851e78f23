/*
 * A long batch on several cores. Each worker is a thread with a simulator of its own, so that
 * nothing in the library is shared, kept policies neither: neighbouring lines go to one worker, so
 * that it meets them again. In turn the workers take the lines that are here,
 * answer them, and leave the answers in a ring, out of which they are written in the order of the
 * lines by whoever finishes the oldest.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "simulate.h"

enum {
  ANSWERS = 1 << 16,
  SLOTS_PER_WORKER = 4,
  LARGEST_INPUT_KEPT = 1 << 18,
  STACK = 1 << 20 /* the core does not recurse into its input; WebAssembly gives it no more */
};

/* The answers to one block of lines. Its worker's alone until it is done. */
typedef struct slot {
  char *answers;
  size_t size;
  bool refused, exhausted;
  bool done;
} slot;

typedef struct pool {
  cli_lines *lines;
  pthread_mutex_t reading; /* held by the worker that takes the next lines; taken before `lock` */
  pthread_mutex_t lock;    /* of all that follows */
  pthread_cond_t moved;    /* `head` did, or the batch is given up */
  slot *slots;
  size_t n_slots;
  size_t head, tail; /* blocks counted from the first: the oldest that is not written; the next */
  bool writing;      /* somebody writes the slot of `head` */
  bool ended;        /* no more lines */
  bool given_up;     /* nothing more is written */
  cli_status status; /* of reading and writing */
  simulate_outcome outcome;
  int stop[2]; /* a pipe whose end is closed to wake the worker that waits for input */
} pool;

typedef struct worker {
  pool *of;
  rolecall_simulator *simulator;
  char *input;
  size_t size, capacity;
  size_t block; /* its number */
  slot *out;
} worker;

/* ---- with the lock held ---- */

static void give_up(pool *p, cli_status status) {
  if (!p->given_up) {
    p->given_up = true;
    p->status = status;
    close(p->stop[1]);
    pthread_cond_broadcast(&p->moved);
  }
}

static void move_on(pool *p, const slot *written) {
  p->outcome.refused = p->outcome.refused || written->refused;
  p->outcome.exhausted = p->outcome.exhausted || written->exhausted;
  p->head++;
  pthread_cond_broadcast(&p->moved);
  if (written->exhausted) {
    give_up(p, CLI_OK);
  }
}

/* What is done, from the oldest on. One worker at a time: others leave their slots to it. */
static void write_done(pool *p) {
  while (!p->writing && !p->given_up && p->head < p->tail &&
         p->slots[p->head % p->n_slots].done) {
    const slot *oldest = &p->slots[p->head % p->n_slots];
    p->writing = true;
    pthread_mutex_unlock(&p->lock);
    cli_status status =
        oldest->size == 0 ? CLI_OK : cli_print(oldest->answers, oldest->size);
    pthread_mutex_lock(&p->lock);
    p->writing = false;
    if (status == CLI_OK) {
      move_on(p, oldest);
    } else {
      give_up(p, status);
    }
  }
}

/* ---- lines in ---- */

static bool keep_input(worker *w, const char *block, size_t size) {
  if (w->input == NULL || size > w->capacity || w->capacity > LARGEST_INPUT_KEPT) {
    free(w->input);
    w->capacity = size < LARGEST_INPUT_KEPT ? LARGEST_INPUT_KEPT : size;
    w->input = malloc(w->capacity);
    if (w->input == NULL) {
      w->capacity = 0;
      return false;
    }
  }
  memcpy(w->input, block, size);
  w->size = size;
  return true;
}

static bool wait_for_slot(pool *p) {
  pthread_mutex_lock(&p->lock);
  while (p->tail - p->head == p->n_slots && !p->given_up) {
    pthread_cond_wait(&p->moved, &p->lock);
  }
  bool wanted = !p->given_up && !p->ended;
  pthread_mutex_unlock(&p->lock);
  return wanted;
}

static bool take_slot(worker *w, cli_status status, bool any) {
  pool *p = w->of;
  pthread_mutex_lock(&p->lock);
  bool taken = status == CLI_OK && any && !p->given_up;
  if (taken) {
    w->block = p->tail++;
    w->out = &p->slots[w->block % p->n_slots];
    *w->out = (slot){.answers = w->out->answers};
  } else {
    p->ended = true;
    p->status = p->given_up ? p->status : status;
  }
  pthread_mutex_unlock(&p->lock);
  return taken;
}

/* Whoever waits for input keeps `reading`: the others could only wait, too. */
static bool take_block(worker *w) {
  pool *p = w->of;
  bool taken = false;
  pthread_mutex_lock(&p->reading);
  if (wait_for_slot(p)) {
    const char *block = NULL;
    size_t size = 0;
    cli_status status = cli_lines_next_here(p->lines, &block, &size);
    if (status == CLI_OK && block != NULL && !keep_input(w, block, size)) {
      status = cli_no_memory();
    }
    taken = take_slot(w, status, block != NULL);
  }
  pthread_mutex_unlock(&p->reading);
  return taken;
}

/* ---- answers out ---- */

/* Writes before the block is done, when all older ones are written. */
static bool print_in_turn(worker *w, const char *text, size_t size) {
  pool *p = w->of;
  pthread_mutex_lock(&p->lock);
  while (p->head != w->block && !p->given_up) {
    pthread_cond_wait(&p->moved, &p->lock);
  }
  bool wanted = !p->given_up;
  pthread_mutex_unlock(&p->lock);
  cli_status status = wanted && size > 0 ? cli_print(text, size) : CLI_OK;
  if (status != CLI_OK) {
    pthread_mutex_lock(&p->lock);
    give_up(p, status);
    pthread_mutex_unlock(&p->lock);
  }
  return wanted && status == CLI_OK;
}

static bool put_answer(worker *w, const char *answer, size_t size) {
  slot *out = w->out;
  if (size > ANSWERS - out->size) {
    if (!print_in_turn(w, out->answers, out->size)) {
      return false;
    }
    out->size = 0;
  }
  if (size > ANSWERS) {
    return print_in_turn(w, answer, size);
  }
  memcpy(out->answers + out->size, answer, size);
  out->size += size;
  return true;
}

static void answer_block(worker *w) {
  slot *out = w->out;
  const char *line = w->input;
  const char *last = w->input + w->size;
  bool more = true;
  while (more && !out->exhausted) {
    const char *end = line == last ? NULL : memchr(line, '\n', (size_t)(last - line));
    const char *answer = NULL;
    size_t length = 0;
    more = end != NULL;
    rolecall_status got = rolecall_simulate_line(
        w->simulator, line, (size_t)((more ? end : last) - line), &answer, &length);
    out->refused = out->refused || got != ROLECALL_OK;
    out->exhausted = got == ROLECALL_NOMEM;
    more = put_answer(w, answer, length) && more;
    line = more ? end + 1 : last;
  }
}

static void *work(void *context) {
  worker *w = context;
  pool *p = w->of;
  while (take_block(w)) {
    answer_block(w);
    pthread_mutex_lock(&p->lock);
    w->out->done = true;
    write_done(p);
    pthread_mutex_unlock(&p->lock);
  }
  free(w->input);
  return NULL;
}

/* ---- threads ---- */

/* A helper for which there is no memory or no thread is done without. */
static void work_with_helpers(pool *p, rolecall_simulator *own, size_t n_helpers) {
  const rolecall_allocator allocator = cli_allocator();
  worker helpers[SIMULATE_MOST_JOBS];
  pthread_t threads[SIMULATE_MOST_JOBS];
  pthread_attr_t attributes;
  size_t n = 0;
  pthread_attr_init(&attributes);
  (void)pthread_attr_setstacksize(&attributes, STACK);
  for (bool there = true; there && n < n_helpers; n += there) {
    helpers[n] = (worker){.of = p, .simulator = rolecall_simulator_new(&allocator)};
    there = helpers[n].simulator != NULL &&
            pthread_create(&threads[n], &attributes, work, &helpers[n]) == 0;
    if (!there) {
      rolecall_simulator_free(helpers[n].simulator);
    }
  }
  pthread_attr_destroy(&attributes);
  worker self = {.of = p, .simulator = own};
  (void)work(&self);
  for (size_t i = 0; i < n; i++) {
    pthread_join(threads[i], NULL);
    rolecall_simulator_free(helpers[i].simulator);
  }
}

/* All answers stand in one block, behind the slots. */
static bool open_slots(pool *p, size_t n) {
  p->slots = malloc(n * (sizeof *p->slots + ANSWERS));
  if (p->slots == NULL) {
    return false;
  }
  char *answers = (char *)(p->slots + n);
  for (size_t i = 0; i < n; i++) {
    p->slots[i] = (slot){.answers = answers + i * ANSWERS};
  }
  p->n_slots = n;
  return true;
}

bool simulate_on_cores(cli_lines *lines, rolecall_simulator *simulator, size_t n_jobs,
                       simulate_outcome *outcome, cli_status *status) {
  pool p = {.lines = lines, .outcome = *outcome};
  if (pipe2(p.stop, O_CLOEXEC) != 0) {
    return false;
  }
  bool ready = open_slots(&p, n_jobs * SLOTS_PER_WORKER);
  if (ready) {
    pthread_mutex_init(&p.reading, NULL);
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.moved, NULL);
    lines->stop = p.stop[0];
    work_with_helpers(&p, simulator, n_jobs - 1);
    lines->stop = -1;
    pthread_cond_destroy(&p.moved);
    pthread_mutex_destroy(&p.lock);
    pthread_mutex_destroy(&p.reading);
    *outcome = p.outcome;
    *status = p.status;
  }
  if (!p.given_up) {
    close(p.stop[1]);
  }
  close(p.stop[0]);
  free(p.slots);
  return ready;
}
