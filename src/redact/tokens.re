/* How tokens begin. Only the fixed beginning is matched here: see tokens.h. */
#include "redact/tokens.h"

/*!re2c
  re2c:api = custom;
  re2c:api:style = free-form;
  re2c:yyfill:enable = 0;
  re2c:define:YYCTYPE = "unsigned char";
  re2c:define:YYPEEK = "(at < end ? (unsigned char)*at : 0)";
  re2c:define:YYSKIP = "++at;";
  re2c:define:YYBACKUP = "marker = at;";
  re2c:define:YYRESTORE = "at = marker;";
  re2c:define:YYSHIFT = "at += @@{shift};";

  d = [0-9];
  h = [0-9a-f];
  w = [0-9A-Za-z];
  time = d{2} ":" d{2} (":" d{2} ([.,] d{1,9})?)? ([Zz] | [+-] d{2} ":"? d{2})?;
*/

rc_token_rule rc_token_begins(const char *text, const char *end, size_t *length) {
  const char *at = text, *marker = text;
  rc_token_rule rule = RC_RULE_NONE;
  /*!re2c
    * { return RC_RULE_NONE; }

    "A" ("KIA" | "SIA" | "BIA" | "CCA") { rule = RC_RULE_AWS_KEY_ID; goto found; }
    "A" ("ROA" | "IDA" | "GPA" | "IPA" | "NPA" | "NVA" | "PKA" | "SCA") {
      rule = RC_RULE_AWS_UNIQUE_ID; goto found;
    }
    "IQoJb3JpZ2lu" | "F" [wQ] "oGZXIvYXdz" | "F" [wQ] "oDYXdz" {
      rule = RC_RULE_AWS_SESSION; goto found;
    }
    "ABSK" { rule = RC_RULE_BEDROCK; goto found; }
    "bedrock-api-key-" { rule = RC_RULE_BEDROCK_SHORT; goto found; }
    "Signature=" { rule = RC_RULE_SIGNATURE; goto found; }
    "k8s-aws-v1." { rule = RC_RULE_EKS; goto found; }
    "QVdTOmV5SndZWGxzYjJGa0lqb2" { rule = RC_RULE_ECR_TOKEN; goto found; }
    "eyJwYXlsb2FkIjoi" { rule = RC_RULE_ECR_PASSWORD; goto found; }
    "da2-" { rule = RC_RULE_APPSYNC; goto found; }
    "amzn.mws." { rule = RC_RULE_MWS; goto found; }
    "AQ" [IE] "CAH" { rule = RC_RULE_CIPHERTEXT; goto found; }

    "b3BlbnNzaC1rZXktdjE" { rule = RC_RULE_OPENSSH_BODY; goto found; }
    "AGE-SECRET-KEY-1" { rule = RC_RULE_AGE; goto found; }
    "PrivateKey=" | "PresharedKey=" { rule = RC_RULE_WIREGUARD; goto found; }
    "LS0tLS1CRUdJTi" { rule = RC_RULE_BASE64_PEM; goto found; }
    "MI" [I-K] | "MI" [GH] | "MH" [QcY] "CAQ" | "MC4CAQ" | "MFECAQ" | "MEcCAQ" {
      rule = RC_RULE_DER; goto found;
    }
    "AAAA" ("B3NzaC1" | "C3NzaC1" | "E2VjZHNh" | "GnNrLX" | "InNrLW") {
      rule = RC_RULE_SSH_PUBLIC; goto found;
    }
    "PuTTY-User-Key-File-" { rule = RC_RULE_PUTTY; goto found; }
    "eyJ" { rule = RC_RULE_JWT; goto found; }
    "ZXlK" { rule = RC_RULE_BASE64_JWT; goto found; }

    "essu_" { rule = RC_RULE_ELASTIC; goto found; }
    "dapi" { rule = RC_RULE_DATABRICKS; goto found; }
    "pscale_" ("tkn" | "oauth" | "pw") "_" { rule = RC_RULE_PLANETSCALE; goto found; }
    "napi_" { rule = RC_RULE_NEON; goto found; }
    "sbp_" | "sbp_v0_" { rule = RC_RULE_SUPABASE; goto found; }
    "sb_secret_" { rule = RC_RULE_SUPABASE_SECRET; goto found; }
    "CCDB1_" { rule = RC_RULE_COCKROACH; goto found; }
    "AstraCS:" { rule = RC_RULE_ASTRA; goto found; }

    "gh" [pousr] "_" { rule = RC_RULE_GITHUB; goto found; }
    "ghs_" d{1,12} "_" / "eyJ" { rule = RC_RULE_GITHUB_APP; goto found; }
    "github_pat_" { rule = RC_RULE_GITHUB_FINE; goto found; }
    "gl" ("pat" | "dt" | "rt" | "soat" | "ft" | "imt" | "agent" | "oas" | "ptt" | "cbt" | "ffct"
      | "wt") "-" { rule = RC_RULE_GITLAB; goto found; }
    "GR1348941" { rule = RC_RULE_GITLAB_RUNNER; goto found; }
    "ATBB" { rule = RC_RULE_BITBUCKET; goto found; }
    "BBDC-" { rule = RC_RULE_BITBUCKET_SERVER; goto found; }
    "ATCTT3" { rule = RC_RULE_BITBUCKET_ACCESS; goto found; }
    "ATATT3" { rule = RC_RULE_ATLASSIAN; goto found; }
    "npm_" { rule = RC_RULE_NPM; goto found; }
    "pypi-" / "AgE" { rule = RC_RULE_PYPI; goto found; }
    "rubygems_" { rule = RC_RULE_RUBYGEMS; goto found; }
    "cio" { rule = RC_RULE_CRATES; goto found; }
    "oy2" { rule = RC_RULE_NUGET; goto found; }
    "CLOJARS_" { rule = RC_RULE_CLOJARS; goto found; }
    "dckr_" [po] "at_" { rule = RC_RULE_DOCKER_HUB; goto found; }
    "SWMTKN-1-" { rule = RC_RULE_SWARM_TOKEN; goto found; }
    "SWMKEY-1-" { rule = RC_RULE_SWARM_KEY; goto found; }
    "atlasv1." { rule = RC_RULE_TERRAFORM; goto found; }
    "hv" [sbr] "." { rule = RC_RULE_VAULT; goto found; }
    "s." / w{24} { rule = RC_RULE_VAULT_OLD; goto found; }
    "pul-" { rule = RC_RULE_PULUMI; goto found; }
    "CCIP" ("AT" | "RJ") "_" { rule = RC_RULE_CIRCLECI; goto found; }
    "bkua_" { rule = RC_RULE_BUILDKITE; goto found; }
    "AKCp" { rule = RC_RULE_JFROG_KEY; goto found; }
    "cmVmdGtuO" { rule = RC_RULE_JFROG_REFERENCE; goto found; }
    "sq" [pua] "_" { rule = RC_RULE_SONAR; goto found; }
    "sqco_" { rule = RC_RULE_SONAR_CLOUD; goto found; }
    "dp." ("pt" | "st" | "ct" | "sa" | "scim" | "audit") "." ([a-z0-9_-]{2,35} ".")? {
      rule = RC_RULE_DOPPLER; goto found;
    }
    "ops_" / "eyJ" { rule = RC_RULE_ONEPASSWORD; goto found; }
    "A3-" / [A-Z0-9]{6} "-" { rule = RC_RULE_ONEPASSWORD_KEY; goto found; }
    "PMAK-" { rule = RC_RULE_POSTMAN; goto found; }
    "PMAT-" { rule = RC_RULE_POSTMAN_COLLECTION; goto found; }
    "ico-" { rule = RC_RULE_INFRACOST; goto found; }
    ("pat" | "sat") "." { rule = RC_RULE_HARNESS; goto found; }
    "API-" { rule = RC_RULE_OCTOPUS; goto found; }
    "pnu_" { rule = RC_RULE_PREFECT; goto found; }
    "lin_api_" { rule = RC_RULE_LINEAR; goto found; }
    "ntn_" { rule = RC_RULE_NOTION; goto found; }
    "secret_" { rule = RC_RULE_NOTION_OLD; goto found; }
    "figd_" { rule = RC_RULE_FIGMA; goto found; }
    ("api" | "sdk" | "mob") "-" / h{8} "-" { rule = RC_RULE_LAUNCHDARKLY; goto found; }
    "vc" [pairk] "_" { rule = RC_RULE_VERCEL; goto found; }
    "nfp_" { rule = RC_RULE_NETLIFY; goto found; }
    "rnd_" { rule = RC_RULE_RENDER; goto found; }
    "fo1_" { rule = RC_RULE_FLY; goto found; }
    "fm2_" | "fm1" [ar] "_" { rule = RC_RULE_FLY_MACAROON; goto found; }
    "HRKU-AA" { rule = RC_RULE_HEROKU; goto found; }
    "tskey-" [a-z]{2,10} "-" { rule = RC_RULE_TAILSCALE; goto found; }
    "sha256~" { rule = RC_RULE_OPENSHIFT; goto found; }

    "AIza" { rule = RC_RULE_GOOGLE_KEY; goto found; }
    "AQ.Ab8" { rule = RC_RULE_GEMINI; goto found; }
    "GOCSPX-" { rule = RC_RULE_GOOGLE_SECRET; goto found; }
    "ya29." { rule = RC_RULE_GOOGLE_ACCESS; goto found; }
    "1//0" { rule = RC_RULE_GOOGLE_REFRESH; goto found; }
    d{6,21} "-" [a-z0-9]{32} / ".apps.googleusercontent.com" {
      rule = RC_RULE_GOOGLE_CLIENT; goto found;
    }
    "AccountKey=" { rule = RC_RULE_AZURE_STORAGE; goto found; }
    "SharedAccessKey=" { rule = RC_RULE_AZURE_BUS; goto found; }
    "Secret=" { rule = RC_RULE_AZURE_APP_CONFIG; goto found; }
    "cf" ("at" | "ut" | "k") "_" { rule = RC_RULE_CLOUDFLARE; goto found; }
    "v1.0-" / h{24} "-" { rule = RC_RULE_CLOUDFLARE_CA; goto found; }
    "do" [por] "_v1_" { rule = RC_RULE_DIGITALOCEAN; goto found; }
    "LTAI" { rule = RC_RULE_ALIBABA; goto found; }
    "NRAK-" { rule = RC_RULE_NEWRELIC; goto found; }
    "NRII-" | "NRIQ-" { rule = RC_RULE_NEWRELIC_INSERT; goto found; }
    "NRJS-" | "NRBR-" { rule = RC_RULE_NEWRELIC_BROWSER; goto found; }
    "sntrys_" / "eyJ" { rule = RC_RULE_SENTRY_ORGANISATION; goto found; }
    "sntryu_" { rule = RC_RULE_SENTRY_USER; goto found; }
    "glsa_" { rule = RC_RULE_GRAFANA; goto found; }
    "glc_" / "eyJ" { rule = RC_RULE_GRAFANA_CLOUD; goto found; }
    "eyJrIjoi" { rule = RC_RULE_GRAFANA_KEY; goto found; }
    "dt0" [a-z] d{2} "." { rule = RC_RULE_DYNATRACE; goto found; }
    "xox" [a-z] [-.] | "xapp-" { rule = RC_RULE_SLACK; goto found; }
    d{8,10} ":" / "A" { rule = RC_RULE_TELEGRAM; goto found; }
    "AC" / h{32} { rule = RC_RULE_TWILIO_ACCOUNT; goto found; }
    "SK" / h{32} { rule = RC_RULE_TWILIO_KEY; goto found; }
    "SG." { rule = RC_RULE_SENDGRID; goto found; }
    "key-" { rule = RC_RULE_MAILGUN; goto found; }
    "xkeysib-" | "xsmtpsib-" { rule = RC_RULE_BREVO; goto found; }
    [sr] "k_" ("live" | "test") "_" { rule = RC_RULE_STRIPE; goto found; }
    "whsec_" { rule = RC_RULE_STRIPE_WEBHOOK; goto found; }
    "access_token$" ("production" | "sandbox") "$" { rule = RC_RULE_BRAINTREE; goto found; }
    "sq0" ("atp" | "csp") "-" { rule = RC_RULE_SQUARE; goto found; }
    "EAAA" { rule = RC_RULE_SQUARE_OLD; goto found; }
    "shp" ("at" | "ca" | "pa" | "ss" | "ua") "_" { rule = RC_RULE_SHOPIFY; goto found; }
    "sk-ant-" [a-z]{2,10} d{2} "-" { rule = RC_RULE_ANTHROPIC; goto found; }
    "sk-" ("proj" | "svcacct" | "admin" | "None") "-" { rule = RC_RULE_OPENAI; goto found; }
    "sk-" / w{20} "T3BlbkFJ" { rule = RC_RULE_OPENAI_OLD; goto found; }
    "sk-or-v1-" { rule = RC_RULE_OPENROUTER; goto found; }
    "sk-" / h{32} { rule = RC_RULE_DEEPSEEK; goto found; }
    "gsk_" { rule = RC_RULE_GROQ; goto found; }
    "hf_" | "api_org_" { rule = RC_RULE_HUGGING_FACE; goto found; }
    "xai-" { rule = RC_RULE_XAI; goto found; }
    "pplx-" { rule = RC_RULE_PERPLEXITY; goto found; }
    "r8_" { rule = RC_RULE_REPLICATE; goto found; }
    "tgp_v1_" { rule = RC_RULE_TOGETHER; goto found; }
    "nvapi-" { rule = RC_RULE_NVIDIA; goto found; }
    "csk-" { rule = RC_RULE_CEREBRAS; goto found; }
    "lsv2_" ("sk" | "pt") "_" { rule = RC_RULE_LANGSMITH; goto found; }
    "pcsk_" { rule = RC_RULE_PINECONE; goto found; }
    "tvly-" { rule = RC_RULE_TAVILY; goto found; }
    "wandb_v1_" { rule = RC_RULE_WANDB; goto found; }
    "ph" [xc] "_" { rule = RC_RULE_POSTHOG; goto found; }
    "sk." / "eyJ" { rule = RC_RULE_MAPBOX; goto found; }

    "sha256:" { rule = RC_RULE_DIGEST_256; goto found; }
    "sha512:" | "sha384:" | "sha1:" | "md5:" { rule = RC_RULE_DIGEST_OTHER; goto found; }
    "sha" ("256" | "384" | "512") "-" { rule = RC_RULE_INTEGRITY; goto found; }
    "1-" / h{8} "-" { rule = RC_RULE_TRACE; goto found; }
    h{32} { rule = RC_RULE_HEX; goto found; }
    d{4} "-" d{2} "-" d{2} [Tt] time | d{8} "T" d{6} "Z" { rule = RC_RULE_TIME; goto found; }
    "v"? d{1,4} "." d{1,4} "." d{1,5} "-" ("alpha" | "beta" | "rc" | "dev" | "pre" | "preview"
      | "snapshot" | "SNAPSHOT" | "RELEASE" | d{1,4} "-g" h{7,12}) ([.-]? d{1,8})? {
      rule = RC_RULE_VERSION; goto found;
    }
  */
found:
  *length = (size_t)(at - text);
  return rule;
}
