/* `simulate` reads its own options: those of the AWS CLI take lists, ours do not. */
#include <stdio.h>
#include <string.h>

#include "simulate.h"

void cmd_simulate_help(void) {
  puts("rolecall simulate --batch FILE|- [--rate]\n"
       "rolecall simulate custom-policy --policy-input-list POLICY... --action-names ACTION...\n"
       "rolecall simulate principal-policy --policy-source-arn ARN --action-names ACTION...\n"
       "                                   --authorization-details FILE...\n\n"
       "  IAM decisions offline, one by one or by the million\n\n"
       "Options:\n"
       "      --batch FILE              questions, one JSON object a line; answers in the same\n"
       "                                order; `-` is standard input\n"
       "      --rate                    compile all lines, decide for three seconds, and print\n"
       "                                decisions per second\n"
       "  -h, --help                    this text\n\n"
       "A question:\n"
       "  {\"request\": {\"principal\": ARN, \"action\": \"service:Action\",\n"
       "               \"resource\": {\"resource\": ARN, \"accountId\": ID},\n"
       "               \"contextVariables\": {KEY: VALUE}},\n"
       "   \"identityPolicies\": [{\"name\": NAME, \"policy\": {...}}]}\n"
       "and where they exist resourcePolicy, permissionBoundaryPolicies, sessionPolicy,\n"
       "vpcEndpointPolicies, serviceControlPolicies and resourceControlPolicies, both as\n"
       "[{\"orgIdentifier\": ID, \"policies\": [...]}] from the root to the account. With\n"
       "\"contextComplete\": false a context key that is not given may be there or not.\n\n"
       "custom-policy takes the options of `aws iam simulate-custom-policy`, file:// included,\n"
       "and prints the same JSON:");
  puts("      --policy-input-list, --permissions-boundary-policy-input-list,\n"
       "      --ordered-organization-policy-input-list, --action-names, --resource-arns,\n"
       "      --resource-policy, --resource-owner, --caller-arn, --context-entries,\n"
       "      --resource-handling-option\n"
       "principal-policy takes them too, and reads the policies of the user, group or role from\n"
       "the output of `aws iam get-account-authorization-details`.\n\n"
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
    cli_complain("`rolecall simulate` needs custom-policy, principal-policy, or "
                 "--batch and a file or `-`");
    return CLI_UNUSABLE;
  }
  return rate ? simulate_rate(path) : simulate_batch(path);
}

cli_status cmd_simulate(const cli_options *options) {
  for (size_t i = 0; i < options->n_paths; i++) {
    if (cli_is_help(options->paths[i])) {
      cmd_simulate_help();
      return fflush(stdout) == 0 ? CLI_OK : CLI_UNUSABLE;
    }
  }
  bool principal = options->n_paths > 0 && strcmp(options->paths[0], "principal-policy") == 0;
  if (principal || (options->n_paths > 0 && strcmp(options->paths[0], "custom-policy") == 0)) {
    return simulate_aws(options->paths + 1, options->n_paths - 1, principal);
  }
  return run_batch(options);
}
