/* `simulate` reads its own options: those of the AWS CLI take lists, ours do not. */
#include <stdio.h>
#include <string.h>

#include "simulate.h"

static const simulate_command api_commands[] = {
    {"custom-policy", rolecall_simulate_custom, true},
    {"principal-policy", rolecall_simulate_principal, true},
    {"context-keys-for-custom-policy", rolecall_context_keys_custom, false},
    {"context-keys-for-principal-policy", rolecall_context_keys_principal, false},
};

void cmd_simulate_help(void) {
  puts("rolecall simulate --batch FILE|- [--jobs N | --rate]\n"
       "rolecall simulate custom-policy --policy-input-list POLICY... --action-names ACTION...\n"
       "rolecall simulate principal-policy --policy-source-arn ARN --action-names ACTION...\n"
       "                                   --authorization-details FILE...\n"
       "rolecall simulate context-keys-for-custom-policy --policy-input-list POLICY...\n"
       "rolecall simulate context-keys-for-principal-policy --policy-source-arn ARN\n"
       "                                   --authorization-details FILE...\n"
       "rolecall simulate --serve ADDRESS:PORT [--authorization-details FILE...]\n\n"
       "  IAM decisions offline, one by one or by the million\n\n"
       "Options:\n"
       "      --batch FILE              questions, one JSON object a line; answers in the same\n"
       "                                order; `-` is standard input\n"
       "      --jobs N                  answer on up to N cores, the same bytes for every N; as\n"
       "                                many as there are, at most 8, unless told otherwise\n"
       "      --rate                    compile all lines, decide for three seconds, and print\n"
       "                                decisions per second\n"
       "      --serve ADDRESS:PORT      answer as IAM's query API until a signal ends it; port 0\n"
       "                                is a free one; the first line printed is the URL\n"
       "      --beyond-loopback         serve an address that other machines can reach\n"
       "  -h, --help                    this text\n\n"
       "A question:\n"
       "  {\"request\": {\"principal\": ARN, \"action\": \"service:Action\",\n"
       "               \"resource\": {\"resource\": ARN, \"accountId\": ID},\n"
       "               \"contextVariables\": {KEY: VALUE}},\n"
       "   \"identityPolicies\": [{\"name\": NAME, \"policy\": {...}}]}\n"
       "and where they exist resourcePolicy, permissionBoundaryPolicies, sessionPolicy,\n"
       "vpcEndpointPolicies, serviceControlPolicies and resourceControlPolicies, both as\n"
       "[{\"orgIdentifier\": ID, \"policies\": [...]}] from the root to the account. With\n"
       "\"contextComplete\": false a context key that is not given may be there or not.\n");
  puts("custom-policy takes the options of `aws iam simulate-custom-policy`, file:// included,\n"
       "and prints the same JSON:\n"
       "      --policy-input-list, --permissions-boundary-policy-input-list,\n"
       "      --ordered-organization-policy-input-list, --action-names, --resource-arns,\n"
       "      --resource-policy, --resource-owner, --caller-arn, --context-entries,\n"
       "      --resource-handling-option, --max-items, --starting-token, --page-size,\n"
       "      --no-paginate, --marker\n"
       "principal-policy takes them too, and reads the policies of the user, group or role from\n"
       "the output of `aws iam get-account-authorization-details`. context-keys-for-... are\n"
       "`aws iam get-context-keys-for-...`.\n\n"
       "Served, `aws iam simulate-custom-policy --endpoint-url URL` works unchanged, and so do\n"
       "the other three. Signatures are not looked at: any credentials will do.\n\n"
       "Exit status: 0 everything was answered; 2 something could not be asked (a line of a\n"
       "batch is then answered by {\"error\": ...}); 3 memory or a limit was exhausted.");
}

typedef struct batch_options {
  const char *path;
  size_t n_jobs; /* 0: not told */
  bool rate;
} batch_options;

/* The value of option `name` at `*at`, behind an equals sign or the next word; NULL: another
 * option, or nothing behind it. */
static const char *value_of(const cli_options *options, size_t *at, const char *name) {
  const char *word = options->paths[*at];
  size_t length = strlen(name);
  if (strncmp(word, name, length) != 0) {
    return NULL;
  }
  if (word[length] == '=') {
    return word + length + 1;
  }
  return word[length] == '\0' && *at + 1 < options->n_paths ? options->paths[++*at] : NULL;
}

static bool read_jobs(const char *text, size_t *n_jobs) {
  size_t n = 0;
  for (const char *at = text; n <= SIMULATE_MOST_JOBS && *at >= '0' && *at <= '9'; at++) {
    n = n * 10 + (size_t)(*at - '0');
  }
  bool digits = text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
  if (!digits || n == 0 || n > SIMULATE_MOST_JOBS) {
    cli_complain("`--jobs` takes a whole number from 1 to %d, not `%s`", SIMULATE_MOST_JOBS, text);
    return false;
  }
  *n_jobs = n;
  return true;
}

static bool read_batch_options(const cli_options *options, batch_options *out) {
  for (size_t i = 0; i < options->n_paths; i++) {
    const char *word = options->paths[i];
    const char *jobs = NULL;
    if (strcmp(word, "--rate") == 0) {
      out->rate = true;
    } else if (out->n_jobs == 0 && (jobs = value_of(options, &i, "--jobs")) != NULL) {
      if (!read_jobs(jobs, &out->n_jobs)) {
        return false;
      }
    } else if (out->path != NULL ||
               (out->path = value_of(options, &i, "--batch")) == NULL) {
      cli_complain("`%s` is not understood here; `rolecall simulate --help` tells what is", word);
      return false;
    }
  }
  return true;
}

static cli_status run_batch(const cli_options *options) {
  batch_options batch = {.path = NULL};
  if (!read_batch_options(options, &batch)) {
    return CLI_UNUSABLE;
  }
  if (batch.path == NULL || batch.path[0] == '\0') {
    cli_complain("`rolecall simulate` needs custom-policy, principal-policy, or --batch and a "
                 "file or `-`; `rolecall simulate --help` tells of the others");
    return CLI_UNUSABLE;
  }
  if (batch.rate && batch.n_jobs > 0) {
    cli_complain("`--jobs` cannot stand beside `--rate`, which decides on one core");
    return CLI_UNUSABLE;
  }
  return batch.rate ? simulate_rate(batch.path) : simulate_batch(batch.path, batch.n_jobs);
}

static bool asks_to_serve(const cli_options *options) {
  for (size_t i = 0; i < options->n_paths; i++) {
    if (strncmp(options->paths[i], "--serve", strlen("--serve")) == 0) {
      return true;
    }
  }
  return false;
}

cli_status cmd_simulate(const cli_options *options) {
  for (size_t i = 0; i < options->n_paths; i++) {
    if (cli_is_help(options->paths[i])) {
      cmd_simulate_help();
      return fflush(stdout) == 0 ? CLI_OK : CLI_UNUSABLE;
    }
  }
  for (size_t i = 0; options->n_paths > 0 && i < sizeof api_commands / sizeof *api_commands; i++) {
    if (strcmp(options->paths[0], api_commands[i].name) == 0) {
      return simulate_aws(options->paths + 1, options->n_paths - 1, &api_commands[i]);
    }
  }
  return asks_to_serve(options) ? simulate_serve(options->paths, options->n_paths)
                                : run_batch(options);
}
