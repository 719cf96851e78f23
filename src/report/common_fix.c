/*
 * The patch and its proof. `rolecall fix ... | git apply` must work: the diff comes first, as it
 * is, and every line behind it begins with `#`, which ends no hunk and starts none.
 */
#include "report/common.h"

#include "text/diff.h"

static const rc_diff_style colored = {
    .header = "\x1b[1m",
    .hunk = "\x1b[36m",
    .removed = "\x1b[31m",
    .added = "\x1b[32m",
    .reset = "\x1b[0m",
};

static void put_diff(rc_buf *out, const rc_outcome *outcome, bool color) {
  for (RC_EACH(const rc_file_edits, file, *outcome->edits)) {
    bool is_new = file->file == RC_NO_FILE;
    rc_str original = is_new ? RC_STR_NONE : outcome->sources[file->file].bytes;
    rc_diff_put(out, file->path, original, &file->edits, is_new, color ? &colored : NULL);
  }
}

static void put_remark(rc_buf *out, rc_str text) {
  rc_buf_put(out, RC_STR("# "));
  rc_put_shown(out, text);
  rc_buf_put_byte(out, '\n');
}

static bool names_a_file(const rc_outcome *outcome) {
  for (RC_EACH(const rc_command, command, *outcome->commands)) {
    if (rc_str_contains(command->command, RC_STR("file://"))) {
      return true;
    }
  }
  return false;
}

/* A command that sends the file as it was before the fix would undo nothing and cure nothing. */
static void put_commands(rc_buf *out, const rc_outcome *outcome) {
  if (names_a_file(outcome)) {
    put_remark(out, RC_STR("First write the files that are named here: `rolecall fix --write`, or "
                           "`rolecall fix | git apply`"));
  }
  for (RC_EACH(const rc_command, command, *outcome->commands)) {
    if (command->why.len > 0) {
      put_remark(out, command->why);
    }
    rc_put_shown(out, command->command);
    rc_buf_put_byte(out, '\n');
  }
}

/* Last change first, and commented out: the whole output may be given to a shell. */
static void put_undo(rc_buf *out, const rc_outcome *outcome) {
  bool any = false;
  for (uint32_t i = outcome->commands->len; i > 0; i--) {
    rc_str undo = outcome->commands->items[i - 1].undo;
    if (undo.len > 0) {
      if (!any) {
        rc_buf_put(out, RC_STR("#\n# To undo:\n"));
      }
      any = true;
      rc_buf_put(out, RC_STR("#   "));
      rc_put_shown(out, undo);
      rc_buf_put_byte(out, '\n');
    }
  }
}

static rc_str decision_word(rc_decision decision) {
  switch (decision) {
    case RC_ALLOWED: return RC_STR("allowed");
    case RC_EXPLICIT_DENY:
    case RC_IMPLICIT_DENY: return RC_STR("denied");
    case RC_UNDECIDED: break;
  }
  return RC_STR("unknown");
}

static void put_proof_calls(rc_buf *out, const rc_proof *proof) {
  if (proof->calls.len == 0) {
    return;
  }
  rc_buf_put(out, RC_STR("#\n# Calls before and after:\n"));
  for (RC_EACH(const rc_proof_call, call, proof->calls)) {
    rc_str before = call->is_new ? RC_STR("-") : decision_word(call->before);
    rc_str after = decision_word(call->after);
    rc_buf_put(out, RC_STR("#   "));
    rc_buf_put(out, before);
    rc_buf_put_repeated(out, ' ', 7 - before.len);
    rc_buf_put(out, RC_STR(" -> "));
    rc_buf_put(out, after);
    rc_buf_put_repeated(out, ' ', 7 - after.len);
    rc_buf_put(out, RC_STR("  "));
    rc_put_shown(out, call->action);
    rc_buf_put_byte(out, ' ');
    rc_put_shown(out, call->resource);
    rc_buf_put_byte(out, '\n');
  }
}

static void put_changes(rc_buf *out, const char *title, const rc_grant_change_vec *changes,
                        bool gained) {
  rc_buf_put(out, RC_STR("#\n# "));
  rc_buf_put_c(out, title);
  if (changes->len == 0) {
    rc_buf_put(out, RC_STR(": nothing\n"));
    return;
  }
  rc_buf_put(out, RC_STR(":\n"));
  for (RC_EACH(const rc_grant_change, change, *changes)) {
    rc_buf_put(out, RC_STR("#   "));
    rc_put_shown(out, change->role);
    rc_buf_put(out, RC_STR(": "));
    rc_put_shown(out, change->action);
    rc_buf_put(out, RC_STR(" on "));
    rc_put_shown(out, change->resource);
    if (gained && !change->planned) {
      rc_buf_put(out, RC_STR("  (more than the launch needs)"));
    }
    rc_buf_put_byte(out, '\n');
  }
}

/* A finding of the second run that stood in the first one too, and so has a place. */
static const rc_finding *twin_of(const rc_outcome *outcome, const rc_finding *after) {
  for (RC_EACH(const rc_finding, before, *outcome->findings)) {
    if (rc_str_equal(before->code, after->code) && rc_str_equal(before->message, after->message)) {
      return before;
    }
  }
  return NULL;
}

static void put_left(rc_buf *out, const rc_outcome *outcome) {
  bool any = false;
  for (RC_EACH(const rc_finding, left, *outcome->findings_after)) {
    if (left->severity == RC_NOTE) {
      continue;
    }
    if (!any) {
      rc_buf_put(out, RC_STR("#\n# Still there:\n"));
    }
    any = true;
    const rc_finding *twin = twin_of(outcome, left);
    rc_buf_put(out, RC_STR("#   "));
    rc_buf_put(out, rc_severity_name(left->severity));
    rc_buf_put_byte(out, '[');
    rc_buf_put(out, left->code);
    rc_buf_put(out, RC_STR("]: "));
    rc_put_shown(out, left->message);
    if (twin != NULL && rc_source_of(outcome, twin->span) != NULL) {
      rc_buf_put(out, RC_STR(" ("));
      rc_put_place(out, outcome, twin->span);
      rc_buf_put_byte(out, ')');
    }
    rc_buf_put_byte(out, '\n');
  }
}

static const rc_diagnosis *network_message(const rc_outcome *outcome) {
  for (RC_EACH(const rc_diagnosis, diagnosis, *outcome->diagnoses)) {
    if (rc_cause_is_network(diagnosis->cause)) {
      return diagnosis;
    }
  }
  return NULL;
}

static bool any_error_left(const rc_outcome *outcome) {
  for (RC_EACH(const rc_finding, left, *outcome->findings_after)) {
    if (left->severity == RC_ERROR_SEVERITY) {
      return true;
    }
  }
  return false;
}

static bool any_unknown_left(const rc_proof *proof) {
  for (RC_EACH(const rc_proof_call, call, proof->calls)) {
    if (call->after == RC_UNDECIDED) {
      return true;
    }
  }
  return false;
}

/* What a person has to write into templates. */
static bool put_by_hand(rc_buf *out, const rc_outcome *outcome) {
  bool any = false;
  for (RC_EACH(const rc_finding, left, *outcome->findings_after)) {
    const rc_finding *twin = left->fix_in_template ? twin_of(outcome, left) : NULL;
    if (twin == NULL) {
      continue;
    }
    rc_buf_put(out, any ? RC_STR("#   ") : RC_STR("#\n# Needed in templates, by hand:\n#   "));
    any = true;
    rc_put_place(out, outcome, twin->span);
    rc_buf_put(out, RC_STR(": "));
    rc_put_shown(out, left->help.len > 0 ? left->help : left->fix_summary);
    rc_buf_put_byte(out, '\n');
  }
  return any;
}

static rc_str verdict_of(const rc_outcome *outcome, bool by_hand) {
  bool changed = outcome->edits->len > 0 || outcome->commands->len > 0;
  if (by_hand && !changed) {
    return RC_STR("Nothing was changed: what is needed stands above under `Needed in templates`");
  }
  if (!outcome->proof->holds) {
    return RC_STR("The proof does not hold: a call is still denied, or more was gained than the "
                  "launch needs");
  }
  if (any_error_left(outcome)) {
    return changed ? RC_STR("The permissions are right after this change, but what stands above "
                            "under `Still there` needs a person")
                   : RC_STR("Nothing here can be mended by a change to these files");
  }
  if (!changed) {
    return RC_STR("There is nothing to mend");
  }
  return any_unknown_left(outcome->proof)
             ? RC_STR("The proof holds as far as the input shows: no call is denied, and nothing "
                      "beyond the launch was gained; some calls stay unknown")
             : RC_STR("The proof holds: every call is allowed, and nothing beyond the launch was "
                      "gained");
}

static void put_proposal(rc_buf *out, const rc_proposal *proposal) {
  put_remark(out, proposal->sentence);
  for (uint32_t i = 0; i < proposal->reasons.len; i++) {
    rc_buf_put(out, RC_STR("#   "));
    rc_put_shown(out, proposal->reasons.items[i]);
    rc_buf_put_byte(out, '\n');
  }
}

static void put_proof(rc_buf *out, const rc_outcome *outcome) {
  put_proof_calls(out, outcome->proof);
  if (outcome->proof->calls.len > 0 || outcome->edits->len > 0) {
    put_changes(out, "Gained", &outcome->proof->gained, true);
    put_changes(out, "Lost", &outcome->proof->lost, false);
  }
  put_left(out, outcome);
  bool by_hand = put_by_hand(out, outcome);
  rc_buf_put(out, RC_STR("#\n"));
  if (outcome->proposal != NULL) {
    put_proposal(out, outcome->proposal);
  } else {
    put_remark(out, verdict_of(outcome, by_hand));
  }
  const rc_diagnosis *network = network_message(outcome);
  if (network != NULL) {
    rc_buf_put(out, RC_STR("# The error text at "));
    rc_put_place(out, outcome, network->span);
    rc_buf_put(out, RC_STR(" is about the network: no policy cures it, and the task does not start "
                           "until that is mended too\n"));
  }
}

void rc_put_fix(rc_buf *out, const rc_outcome *outcome, const rc_report_options *options) {
  if (options->show_commands) {
    put_commands(out, outcome);
    put_undo(out, outcome);
  } else {
    put_diff(out, outcome, options->color);
  }
  if (!options->quiet) {
    put_proof(out, outcome);
  }
}
