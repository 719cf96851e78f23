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
  puts("rolecall simulate --batch FILE|- [--rate]\n"
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

static cli_status run_batch(const cli_options *options) {
  const char *path = NULL;
  bool rate = false;
  for (size_t i = 0; i < options->n_paths; i++) {
    const char *word = options->paths[i];
    if (strcmp(word, "--rate") == 0) {
      rate = true;
    } else if (strcmp(word, "--batch") == 0 && i + 1 < options->n_paths && path == NULL) {
      path = options->paths[++i];
    } else if (strncmp(word, "--batch=", strlen("--batch=")) == 0 && path == NULL) {
      path = word + strlen("--batch=");
    } else {
      cli_complain("`%s` is not understood here; `rolecall simulate --help` tells what is", word);
      return CLI_UNUSABLE;
    }
  }
  if (path == NULL || path[0] == '\0') {
    cli_complain("`rolecall simulate` needs custom-policy, principal-policy, or --batch and a "
                 "file or `-`; `rolecall simulate --help` tells of the others");
    return CLI_UNUSABLE;
  }
  return rate ? simulate_rate(path) : simulate_batch(path);
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
