/*
 * Runs a program many times and prints the least and the median wall time in microseconds, the
 * peak memory in kilobytes, and the least processor time, which others on the machine disturb less:
 * `bench_run ROUNDS PROGRAM ARGUMENTS...`. Output is thrown away.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double spent(void) {
  struct rusage u;
  getrusage(RUSAGE_CHILDREN, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 +
         (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static double run_once(char **argv) {
  posix_spawn_file_actions_t actions;
  pid_t child = 0;
  int status = 0;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  double start = now();
  if (posix_spawnp(&child, argv[0], &actions, NULL, argv, environ) != 0 ||
      waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
    fprintf(stderr, "bench_run: %s failed\n", argv[0]);
    exit(2);
  }
  double taken = now() - start;
  posix_spawn_file_actions_destroy(&actions);
  return taken;
}

static int compare(const void *a, const void *b) {
  double left = *(const double *)a;
  double right = *(const double *)b;
  return (left > right) - (left < right);
}

int main(int argc, char **argv) {
  long rounds = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
  double *times = rounds > 0 ? calloc((size_t)rounds, sizeof *times) : NULL;
  if (times == NULL) {
    fprintf(stderr, "usage: bench_run ROUNDS PROGRAM ARGUMENTS...\n");
    return 2;
  }
  double least = 0;
  for (long i = 0; i < rounds; i++) {
    double before = spent();
    times[i] = run_once(argv + 2);
    double own = spent() - before;
    least = i == 0 || own < least ? own : least;
  }
  qsort(times, (size_t)rounds, sizeof *times, compare);
  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  printf("%.0f %.0f %ld %.0f\n", times[0], times[rounds / 2], usage.ru_maxrss, least);
  free(times);
  return 0;
}
