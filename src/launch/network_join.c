/*
 * A time-out and the files beside it: do the paths that the input describes end where the text says
 * that no answer came from?
 */
#include "launch/network_parts.h"

#include "launch/message.h"

static bool ends_host(char c) {
  return c == '/' || c == '"' || c == '\'' || c == ':' || c == ' ' || c == '\\' || c == '\n';
}

rc_str rc_message_host(rc_str message) {
  static const char *const marks[] = {"https://", "http://", "lookup "};
  for (size_t i = 0; i < RC_COUNT_OF(marks); i++) {
    rc_str mark = rc_str_from_c(marks[i]);
    size_t at = rc_str_find(message, mark, 0);
    while (at != RC_NOT_FOUND && !rc_str_are_words(message, at, at + mark.len)) {
      at = rc_str_find(message, mark, at + 1);
    }
    if (at == RC_NOT_FOUND) {
      continue;
    }
    size_t start = at + mark.len;
    size_t end = start;
    while (end < message.len && !ends_host(message.ptr[end])) {
      end++;
    }
    return rc_str_slice(message, start, end);
  }
  return RC_STR_NONE;
}

bool rc_cause_is_of_network(rc_str cause) {
  static const char *const causes[] = {"network", "network-route", "network-sg",
                                       "nacl",    "dns",           "endpoint-missing"};
  for (size_t i = 0; i < RC_COUNT_OF(causes); i++) {
    if (rc_str_equal(cause, rc_str_from_c(causes[i]))) {
      return true;
    }
  }
  return false;
}

/* ---- the paths that a text is about --------------------------------------------------------- */

/* The name of the host, else the phase in which no answer came. */
static bool is_about(const rc_diagnosis *diagnosis, rc_str host, const rc_net_host *candidate) {
  return host.len > 0 ? rc_str_equal_nocase(host, candidate->name)
                      : candidate->phase == diagnosis->phase;
}

typedef struct sum {
  uint32_t n;
  rc_truth open;
  const rc_net_host *host; /* whose answer it is */
  const rc_hop *hop;       /* the first that is shut, else the first that is not to be told */
  rc_str from;
} sum;

/* The first hop with this answer; of those that are shut, the one that some check speaks of. */
static const rc_hop *first_hop(const rc_net_path *path, rc_truth open) {
  const rc_hop *first = NULL;
  for (RC_EACH(const rc_hop, hop, path->hops)) {
    if (hop->open == open && hop->fault != RC_FAULT_NONE) {
      return hop;
    }
    first = first == NULL && hop->open == open ? hop : first;
  }
  return first;
}

/* One place without a way explains the text, whatever the others have. */
static void add_host(sum *all, const rc_net_host *host) {
  rc_truth open = all->n++ == 0 ? host->open : rc_truth_and(all->open, host->open);
  bool better = all->host == NULL || open != all->open;
  all->open = open;
  if (!better) {
    return;
  }
  all->host = host;
  for (RC_EACH(const rc_net_path, path, host->paths)) {
    if (path->open == open) {
      all->hop = first_hop(path, open);
      all->from = path->from;
      return;
    }
  }
}

static sum sum_of(const rc_net_walk_vec *walks, const rc_diagnosis *diagnosis) {
  sum all = {.open = RC_UNKNOWN};
  rc_str host = rc_message_host(diagnosis->message);
  for (RC_EACH(const rc_net_walk, walk, *walks)) {
    for (RC_EACH(const rc_net_host, candidate, walk->hosts)) {
      if (is_about(diagnosis, host, candidate)) {
        add_host(&all, candidate);
      }
    }
  }
  return all;
}

/* ---- what it comes to ----------------------------------------------------------------------- */

static void gather_missing(rc_arena *arena, const rc_net_host *host, rc_missing_vec *out) {
  for (RC_EACH(const rc_net_path, path, host->paths)) {
    for (RC_EACH(const rc_hop, hop, path->hops)) {
      for (RC_EACH(const rc_missing, missing, hop->missing)) {
        bool known = false;
        for (RC_EACH(const rc_missing, other, *out)) {
          known = known || rc_str_equal(other->what, missing->what);
        }
        rc_missing *added = known ? NULL : RC_VEC_ADD(arena, out);
        if (added != NULL) {
          *added = *missing;
        }
      }
    }
  }
}

static rc_str hop_words(rc_arena *arena, const rc_hop *hop) {
  return hop->id.len > 0 ? RC_FILL(arena, "`{}` {}", hop->id, hop->text) : hop->text;
}

static void join(rc_arena *arena, const sum *all, rc_diagnosis *d) {
  if (all->open == RC_NO && all->hop != NULL) {
    d->agreement = RC_FILES_AGREE;
    d->comparison = RC_FILL(arena, "the files agree: on the way from `{}` to `{}`, {}", all->from,
                            all->host->name, hop_words(arena, all->hop));
    d->certainty = d->certainty == RC_POSSIBLE ? RC_LIKELY : RC_CERTAIN;
  } else if (all->open == RC_YES) {
    d->agreement = RC_FILES_DISAGREE;
    d->comparison =
        RC_FILL(arena,
                "the files show the way to `{}` open: it has been mended since, or the task ran in "
                "another subnet or with another security group than the input describes",
                all->host->name);
  } else {
    d->agreement = RC_FILES_OPEN;
    d->comparison = RC_FILL(arena, "the files describe the way to `{}` in part and do not decide",
                            all->host->name);
    gather_missing(arena, all->host, &d->path_missing);
  }
}

void rc_diagnoses_join_paths(rc_arena *arena, const rc_net_walk_vec *walks,
                             rc_diagnosis_vec *diagnoses) {
  for (RC_EACH(rc_diagnosis, diagnosis, *diagnoses)) {
    if (rc_cause_is_of_network(diagnosis->cause)) {
      const sum all = sum_of(walks, diagnosis);
      if (all.n > 0) {
        join(arena, &all, diagnosis);
      }
    }
  }
}
