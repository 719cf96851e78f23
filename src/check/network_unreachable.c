#include "check/common_network.h"

const rc_check rc_check_network_unreachable;

static bool is_dns(const rc_diagnosis *diagnosis) {
  return rc_str_equal(diagnosis->cause, RC_STR("dns"));
}

/* Where the files describe the path, what they say of it is more than any general advice. */
static rc_str help_of(const rc_case *about, const rc_diagnosis *diagnosis) {
  rc_str way = rc_network_way_out(about);
  if (diagnosis->agreement == RC_FILES_AGREE || diagnosis->agreement == RC_FILES_DISAGREE) {
    return diagnosis->comparison;
  }
  if (is_dns(diagnosis)) {
    return RC_FILL(about->arena,
                   "the VPC needs `enableDnsSupport`, and a DNS server of your own must be "
                   "reachable on "
                   "port 53 and forward AWS names; then {}",
                   way);
  }
  switch (rc_network_address(diagnosis->message)) {
    case RC_ADDRESS_PRIVATE:
      return RC_FILL(about->arena,
                     "the address is private, so most likely an interface endpoint was called: "
                     "look "
                     "first whether its security group lets TCP 443 in; in general {}",
                     way);
    case RC_ADDRESS_PUBLIC:
    case RC_ADDRESS_NONE:
      break;
  }
  return way;
}

static void name_missing(const rc_case *about, const rc_diagnosis *diagnosis,
                         rc_finding *finding) {
  static const char *const rows[][2] = {
      {"subnets and security groups of the task",
       "aws ecs describe-services --cluster <cluster> --services <service>"},
      {"routes of these subnets",
       "aws ec2 describe-route-tables --filters Name=association.subnet-id,Values=<subnet>"},
      {"VPC endpoints", "aws ec2 describe-vpc-endpoints --filters Name=vpc-id,Values=<vpc>"},
      {"rules of the security groups", "aws ec2 describe-security-groups --group-ids <group>"},
  };
  if (diagnosis->agreement != RC_FILES_SILENT) {
    finding->missing = diagnosis->path_missing;
    return;
  }
  for (size_t i = 0; i < RC_COUNT_OF(rows); i++) {
    rc_missing *missing = RC_VEC_ADD(about->arena, &finding->missing);
    if (missing != NULL) {
      *missing = (rc_missing){rc_str_from_c(rows[i][0]), rc_str_from_c(rows[i][1])};
    }
  }
}

static rc_str message_of(const rc_case *about, const rc_diagnosis *diagnosis) {
  rc_str host = rc_message_host(diagnosis->message);
  const char *what = is_dns(diagnosis) ? "the name {} could not be looked up"
                                       : "no answer came from {}";
  host = host.len > 0 ? RC_FILL(about->arena, "`{}`", host)
                      : rc_str_from_c(is_dns(diagnosis) ? "of the service" : "the service");
  return RC_FILL(about->arena, "the launch failed on the network: {}, and no policy can mend that",
                 RC_FILL(about->arena, what, host));
}

static rc_status say(const rc_case *about, rc_finding_vec *findings,
                     const rc_diagnosis *diagnosis) {
  rc_finding *finding = rc_report(about, findings, &rc_check_network_unreachable,
                                  RC_ERROR_SEVERITY, diagnosis->span, message_of(about, diagnosis));
  if (finding == NULL) {
    return rc_arena_status(about->arena);
  }
  finding->blocks_start = true;
  finding->label = rc_str_from_c(is_dns(diagnosis) ? "a name that does not resolve, not a refusal"
                                                   : "a time-out, not a refusal");
  finding->help = help_of(about, diagnosis);
  name_missing(about, diagnosis, finding);
  finding->applicability = RC_FIX_DISPLAY;
  finding->fix_summary = rc_str_from_c("open the network path by hand");
  return rc_arena_status(about->arena);
}

/* One finding for each host and file: a service that retries all night repeats itself. Which of
 * several files came first would go by their names, and a finding by its place must not. */
static rc_finding *find_same(const rc_case *about, rc_finding_vec *findings, uint32_t from,
                             const rc_diagnosis *diagnosis) {
  rc_str message = message_of(about, diagnosis);
  for (uint32_t i = from; i < findings->len; i++) {
    rc_finding *known = &findings->items[i];
    if (known->span.file == diagnosis->span.file && rc_str_equal(known->message, message)) {
      return known;
    }
  }
  return NULL;
}

static rc_status run(const rc_case *about, rc_finding_vec *findings) {
  uint32_t from = findings->len;
  for (RC_EACH(const rc_diagnosis, diagnosis, *about->diagnoses)) {
    if (diagnosis->certainty != RC_CERTAIN || !rc_cause_is_of_network(diagnosis->cause)) {
      continue;
    }
    rc_finding *same = find_same(about, findings, from, diagnosis);
    if (same != NULL) {
      rc_relate(about, same, diagnosis->span, rc_str_from_c("the same again"));
    } else {
      RC_TRY(say(about, findings, diagnosis));
    }
  }
  return RC_OK;
}

const rc_check rc_check_network_unreachable = {
    .code = "RC501",
    .name = "network-unreachable",
    .summary = "the error text shows a time-out: the network is at fault, and no policy can mend "
               "it",
    .run = run,
};
