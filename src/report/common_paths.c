/*
 * The network paths of a task, drawn: one line a host, and below it the hops of every path that is
 * not open all the way. Paths that read alike are drawn once, with all the places they start from.
 */
#include "report/common.h"

typedef struct sketch {
  rc_buf *out;
  const rc_outcome *outcome;
  const rc_ink *ink;
  const rc_report_options *options;
} sketch;

static const char *ink_of(const sketch *s, rc_truth open) {
  return open == RC_YES ? s->ink->good : open == RC_NO ? s->ink->error : s->ink->unknown;
}

static rc_str sign_of(rc_truth open) {
  return open == RC_YES ? RC_STR("✓ ") : open == RC_NO ? RC_STR("✗ ") : RC_STR("? ");
}

static void put_sign(const sketch *s, rc_truth open) {
  rc_buf_put_c(s->out, ink_of(s, open));
  rc_buf_put(s->out, sign_of(open));
  rc_buf_put_c(s->out, s->ink->reset);
}

/* ---- hops ----------------------------------------------------------------------------------- */

static void put_hop(const sketch *s, const rc_hop *hop) {
  rc_buf_put(s->out, RC_STR("      "));
  put_sign(s, hop->open);
  if (hop->id.len > 0) {
    rc_put_shown(s->out, hop->id);
    rc_buf_put_byte(s->out, ' ');
  }
  rc_put_shown(s->out, hop->text);
  if (hop->open == RC_NO && !rc_span_is_none(hop->span)) {
    rc_buf_put(s->out, RC_STR("  "));
    rc_buf_put_c(s->out, s->ink->faint);
    rc_put_place(s->out, s->outcome, hop->span);
    rc_buf_put_c(s->out, s->ink->reset);
  }
  rc_buf_put_byte(s->out, '\n');
}

/* But for where they start. */
static bool same_hops(const rc_net_path *a, const rc_net_path *b) {
  if (a->hops.len != b->hops.len) {
    return false;
  }
  for (uint32_t i = 0; i < a->hops.len; i++) {
    const rc_hop *x = &a->hops.items[i];
    const rc_hop *y = &b->hops.items[i];
    bool start = x->kind == RC_HOP_PLACE && y->kind == RC_HOP_PLACE;
    bool alike = rc_str_equal(x->id, y->id) && rc_str_equal(x->text, y->text);
    if (x->open != y->open || (!start && !alike)) {
      return false;
    }
  }
  return true;
}

/* A path that is open all the way: the things that it passes. */
static void put_chain(const sketch *s, const rc_net_path *path) {
  rc_str last = RC_STR_NONE;
  rc_buf_put_c(s->out, s->ink->faint);
  rc_buf_put(s->out, RC_STR("    "));
  for (RC_EACH(const rc_hop, hop, path->hops)) {
    if (hop->id.len == 0 || rc_str_equal(hop->id, last) || hop->kind == RC_HOP_POLICY) {
      continue;
    }
    rc_buf_put(s->out, last.len > 0 ? RC_STR(" → ") : RC_STR_NONE);
    rc_put_shown(s->out, hop->id);
    last = hop->id;
  }
  rc_buf_put(s->out, last.len > 0 || path->hops.len == 0 ? RC_STR_NONE : path->hops.items[0].text);
  rc_buf_put_c(s->out, s->ink->reset);
  rc_buf_put_byte(s->out, '\n');
}

static void put_path(const sketch *s, const rc_net_path_vec *paths, uint32_t at) {
  const rc_net_path *path = &paths->items[at];
  for (uint32_t i = 0; i < at; i++) {
    if (same_hops(&paths->items[i], path)) {
      return;
    }
  }
  if (path->from.len > 0) {
    rc_buf_put(s->out, RC_STR("    from "));
    rc_put_shown(s->out, path->from);
    for (uint32_t i = at + 1; i < paths->len; i++) {
      if (same_hops(path, &paths->items[i])) {
        rc_buf_put(s->out, RC_STR(", "));
        rc_put_shown(s->out, paths->items[i].from);
      }
    }
    rc_buf_put_byte(s->out, '\n');
  }
  for (RC_EACH(const rc_hop, hop, path->hops)) {
    put_hop(s, hop);
  }
}

/* ---- hosts ---------------------------------------------------------------------------------- */

/* A host that is reached the same way as one before it is not drawn again. */
static const rc_net_host *same_as(const rc_net_walk *walk, const rc_net_host *host) {
  for (const rc_net_host *other = walk->hosts.items; other < host; other++) {
    bool same = other->paths.len == host->paths.len && other->open == host->open;
    for (uint32_t i = 0; same && i < host->paths.len; i++) {
      same = same_hops(&other->paths.items[i], &host->paths.items[i]);
    }
    if (same) {
      return other;
    }
  }
  return NULL;
}

static void put_host(const sketch *s, const rc_net_walk *walk, const rc_net_host *host) {
  rc_buf_put(s->out, RC_STR("  "));
  put_sign(s, host->open);
  rc_put_shown(s->out, host->name);
  rc_buf_put_byte(s->out, ':');
  rc_buf_put_u64(s->out, host->rule->port);
  RC_BUF_FILL(s->out, "  {}{}", rc_net_answer(host->open),
              host->required == RC_KNOWN_YES ? RC_STR_NONE : RC_STR(" (if needed)"));
  const rc_net_host *other = same_as(walk, host);
  if (other != NULL) {
    rc_buf_put(s->out, RC_STR(", as "));
    rc_put_shown(s->out, other->name);
  }
  rc_buf_put_byte(s->out, '\n');
  for (uint32_t i = 0; other == NULL && i < host->paths.len; i++) {
    if (host->paths.items[i].open == RC_YES) {
      put_chain(s, &host->paths.items[i]);
    } else {
      put_path(s, &host->paths, i);
    }
  }
}

/* ---- what is missing ------------------------------------------------------------------------ */

static bool is_new(const rc_missing_vec *seen, const rc_missing *missing) {
  for (RC_EACH(const rc_missing, known, *seen)) {
    if (rc_str_equal(known->what, missing->what)) {
      return false;
    }
  }
  return true;
}

static void gather(rc_arena *arena, const rc_hop *hop, rc_missing_vec *seen) {
  for (RC_EACH(const rc_missing, missing, hop->missing)) {
    rc_missing *added = is_new(seen, missing) ? RC_VEC_ADD(arena, seen) : NULL;
    if (added != NULL) {
      *added = *missing;
    }
  }
}

static void put_missing(const sketch *s, const rc_net_walk *walk) {
  rc_missing_vec seen = {0};
  for (RC_EACH(const rc_net_host, host, walk->hosts)) {
    for (RC_EACH(const rc_net_path, path, host->paths)) {
      for (RC_EACH(const rc_hop, hop, path->hops)) {
        gather(s->outcome->arena, hop, &seen);
      }
    }
  }
  if (seen.len == 0) {
    return;
  }
  rc_buf_put(s->out, RC_STR("\n  unknown, because the input does not show\n"));
  for (RC_EACH(const rc_missing, missing, seen)) {
    rc_buf_put(s->out, RC_STR("    "));
    rc_put_shown(s->out, missing->what);
    rc_buf_put(s->out, missing->command.len > 0 ? RC_STR("\n      ") : RC_STR_NONE);
    rc_put_shown(s->out, missing->command);
    rc_buf_put_byte(s->out, '\n');
  }
}

void rc_put_paths(rc_buf *out, const rc_outcome *outcome, const rc_roll_call *roll_call,
                  const rc_report_options *options) {
  static const char *const titles[] = {
      [RC_VIA_TASK] = "network path, from the task's own interface",
      [RC_VIA_INSTANCE] = "network path, from the instance's interface",
      [RC_VIA_HOST] = "network path, from the host",
      [RC_VIA_UNKNOWN] = "network path",
  };
  const rc_net_walk *walk = rc_walk_of(outcome, roll_call);
  sketch s = {out, outcome, rc_ink_of(options->color), options};
  if (walk == NULL || walk->hosts.len == 0) {
    return;
  }
  rc_buf_put_byte(out, '\n');
  rc_buf_put_c(out, s.ink->strong);
  rc_buf_put_c(out, titles[walk->via]);
  rc_buf_put_c(out, s.ink->reset);
  rc_buf_put_byte(out, '\n');
  for (RC_EACH(const rc_net_host, host, walk->hosts)) {
    put_host(&s, walk, host);
  }
  put_missing(&s, walk);
}
