#include "check/common_fault.h"

#include "read/read.h"

/* One thing that shuts paths. */
typedef struct trouble {
  const rc_hop *hop;
  const rc_net_host *host; /* the first */
  rc_name_list hosts, from;
  bool blocks_start;
} trouble;
typedef struct trouble_vec {
  RC_VEC_FIELDS(trouble)
  rc_map by_key;
} trouble_vec;

/* The same place, and what mends the one mends the other. */
static rc_str key_of(const rc_case *about, const rc_hop *hop) {
  rc_str cure = hop->mends.len > 0 ? hop->mends.items[0].command : RC_STR_NONE;
  return RC_FILL(about->arena, "{}\n{}\n{}\n{}\n{}", rc_hop_kind_name(hop->kind), hop->id,
                 rc_str_from_u64(about->arena, hop->span.file),
                 rc_str_from_u64(about->arena, hop->span.start), cure);
}

static trouble *trouble_of(const rc_case *about, trouble_vec *all, const rc_hop *hop,
                           const rc_net_host *host) {
  uint32_t at = all->len;
  if (rc_map_add(about->arena, &all->by_key, key_of(about, hop), all->len, &at) != RC_OK) {
    return NULL;
  }
  if (at < all->len) {
    return &all->items[at];
  }
  trouble *added = RC_VEC_ADD(about->arena, all);
  if (added != NULL) {
    *added = (trouble){.hop = hop, .host = host};
  }
  return added;
}

static void add_name(const rc_case *about, rc_name_list *names, rc_str name) {
  for (RC_EACH(const rc_str, known, *names)) {
    if (rc_str_equal(*known, name)) {
      return;
    }
  }
  rc_str *added = name.len == 0 ? NULL : RC_VEC_ADD(about->arena, names);
  if (added != NULL) {
    *added = name;
  }
}

static rc_status gather_path(const rc_case *about, const rc_net_host *host,
                             const rc_net_path *path, rc_net_fault fault, trouble_vec *all) {
  for (RC_EACH(const rc_hop, hop, path->hops)) {
    if (hop->open != RC_NO || hop->fault != fault) {
      continue;
    }
    trouble *found = trouble_of(about, all, hop, host);
    if (found == NULL) {
      return rc_arena_status(about->arena);
    }
    add_name(about, &found->hosts, host->name);
    add_name(about, &found->from, path->from);
    found->blocks_start =
        found->blocks_start || (host->blocks_start && host->required == RC_KNOWN_YES);
  }
  return RC_OK;
}

static rc_status gather(const rc_case *about, rc_net_fault fault, trouble_vec *all) {
  for (uint32_t i = 0; about->walks != NULL && i < about->walks->len; i++) {
    for (RC_EACH(const rc_net_host, host, about->walks->items[i].hosts)) {
      for (RC_EACH(const rc_net_path, path, host->paths)) {
        RC_TRY(gather_path(about, host, path, fault, all));
      }
    }
  }
  return rc_arena_status(about->arena);
}

/* ---- words ---------------------------------------------------------------------------------- */

static const char *noun_of(rc_hop_kind kind) {
  static const char *const nouns[] = {
      [RC_HOP_PLACE] = "subnet",
      [RC_HOP_NAMES] = "VPC",
      [RC_HOP_GROUP] = "security group",
      [RC_HOP_ACL] = "network ACL",
      [RC_HOP_ROUTE] = "route table",
      [RC_HOP_INTERNET_GATEWAY] = "internet gateway",
      [RC_HOP_NAT_GATEWAY] = "NAT gateway",
      [RC_HOP_ENDPOINT] = "endpoint",
      [RC_HOP_POLICY] = "endpoint",
      [RC_HOP_MOUNT_TARGET] = "mount target",
      [RC_HOP_BEYOND] = "gateway",
  };
  return nouns[kind];
}

static rc_str message_of(const rc_case *about, const trouble *found) {
  rc_str hosts = rc_words_list(about, found->hosts.items, found->hosts.len);
  rc_str from = rc_words_list(about, found->from.items, found->from.len);
  const char *text = found->hop->fault == RC_FAULT_POLICY
                         ? "{} `{}` {}: calls to {} from {} are refused"
                         : "{} `{}` {}: {} cannot be reached from {}";
  return RC_FILL(about->arena, text, rc_str_from_c(noun_of(found->hop->kind)), found->hop->id,
                 found->hop->text, hosts, from);
}

static rc_str lines_of(const rc_case *about, const rc_name_list *names) {
  rc_str lines = RC_STR_NONE;
  for (RC_EACH(const rc_str, name, *names)) {
    lines = lines.len == 0 ? *name : RC_FILL(about->arena, "{}\n{}", lines, *name);
  }
  return lines;
}

/* The hosts stand with the intent, so that an error text about one of them finds it; a hop that no
 * command opens has an intent without one. */
static void intend(const rc_case *about, rc_finding *finding, const trouble *found,
                   const rc_mend *mend) {
  rc_intent *intent = rc_intend(about, finding, RC_INTENT_COMMAND);
  if (intent != NULL) {
    intent->target = lines_of(about, &found->hosts);
    intent->value = mend->command;
    intent->undo = mend->undo;
    intent->why = mend->why;
  }
}

/* In the words of the template that the finding stands in. */
static void intend_change(const rc_case *about, rc_finding *finding, const trouble *found,
                          const rc_mend *mend) {
  bool terraform =
      rc_str_ends_with(about->model->sources[finding->span.file].path, RC_STR(".tf"));
  rc_str words = terraform ? mend->terraform : mend->cloudformation;
  rc_intent *intent = rc_intend(about, finding, RC_INTENT_NETWORK);
  if (intent != NULL) {
    intent->target = lines_of(about, &found->hosts);
    intent->field = mend->id;
    intent->resource = mend->thing;
    intent->value = mend->other;
    intent->port = mend->port;
    intent->place = finding->span;
  }
  finding->applicability = RC_FIX_SAFE;
  if (words.len > 0) {
    finding->help = RC_FILL(about->arena, "{}: {}", finding->help, words);
  }
}

static rc_status say(const rc_case *about, rc_finding_vec *findings, const trouble *found,
                     const rc_fault_words *words) {
  const rc_hop *hop = found->hop;
  const rc_mend none = {.command = RC_STR_NONE};
  rc_finding *finding =
      rc_report(about, findings, words->check,
                found->blocks_start ? RC_ERROR_SEVERITY : RC_WARNING, hop->span,
                message_of(about, found));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = found->blocks_start;
  finding->label = rc_str_from_c(words->label);
  finding->help = hop->help;
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = rc_str_from_c(words->summary);
  if (!rc_span_is_none(hop->beside)) {
    rc_relate(about, finding, hop->beside, hop->beside_text);
  }
  if (!rc_span_is_none(found->host->cause)) {
    rc_relate(about, finding, found->host->cause,
              RC_FILL(about->arena, "needed by the {}", found->host->cause_text));
  }
  bool changes = !rc_span_is_none(hop->span) && rc_is_of_template(about->model, hop->span.file);
  for (RC_EACH(const rc_mend, mend, hop->mends)) {
    if (mend->command.len > 0) {
      intend(about, finding, found, mend);
    } else if (changes) {
      intend_change(about, finding, found, mend);
    }
  }
  if (finding->intents.len == 0) {
    intend(about, finding, found, &none);
  }
  return rc_arena_status(about->arena);
}

rc_status rc_report_faults(const rc_case *about, rc_finding_vec *findings,
                           const rc_fault_words *words) {
  trouble_vec all = {.len = 0};
  RC_TRY(gather(about, words->fault, &all));
  for (RC_EACH(const trouble, found, all)) {
    RC_TRY(say(about, findings, found, words));
  }
  return RC_OK;
}
