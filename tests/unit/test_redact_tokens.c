/* Tokens that are known by their own shape: each is found, and what only looks like one is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/token_texts.h"

/* --- Hits: every detector, in many surroundings ---------------------------------------------- */

#define JWT_HEADER "<64:{\"alg\":\"RS256\",\"typ\":\"JWT\"}>"
#define JWT_BODY "<64:{\"sub\":\"1234567890\",\"iss\":\"https://login.example\"}>"
#define JWE_HEADER "<64:{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}>"
#define PKCS1 "MIIEpAIBAAKCAQEA"
#define SEC1 "MHcCAQEEI"
#define ENCRYPTED "MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG"
#define CERTIFICATE "MIIDXTCCAkWgAwIBAgIJAJC1"
#define UUID_SHAPE "<h8>-<h4>-4<h3>-8<h3>-<h12>"

static const token_sample hits[] = {
    S(AWS_ACCESS_KEY_ID, "[AKIA<t16>]"),
    S(AWS_ACCESS_KEY_ID, "[ASIA<t16>]"),
    S(AWS_ACCESS_KEY_ID, "[ABIA<t16>]"),
    S(AWS_ACCESS_KEY_ID, "[ACCA<t16>]"),
    S(AWS_ACCESS_KEY_ID, "[AKIAQZWSXEDCRFVTGBYH]"),
    S(AWS_UNIQUE_ID, "[AROA<t17>]"),
    S(AWS_UNIQUE_ID, "[AIDA<t17>]:session"),
    S(AWS_UNIQUE_ID, "[AIPA<t16>]"),
    S(AWS_SESSION_TOKEN, "[IQoJb3JpZ2luX2Vj<b400>==]"),
    S(AWS_SESSION_TOKEN, "[FwoGZXIvYXdzE<b300>]"),
    S(AWS_SESSION_TOKEN, "[IQoJb3JpZ2luX2Vj<w90>%2F<w90>%3D]"),
    S(AWS_BEDROCK_KEY, "ABSK[<64:BedrockAPIKey-ab12-at-111122223333:><b80>=]"),
    S(AWS_BEDROCK_SHORT_KEY, "bedrock-api-key-[<64:bedrock.amazonaws.com/?Action=Call><b80>]"),
    S(AWS_SIGNATURE, "Signature=[<h64>]"),
    S(AWS_EKS_TOKEN, "k8s-aws-v1.[<U200>]"),
    S(AWS_ECR_TOKEN, "[QVdTOmV5SndZWGxzYjJGa0lqb2k<b400>=]"),
    S(AWS_ECR_TOKEN, "[eyJwYXlsb2FkIjoi<b400>]"),
    S(AWS_APPSYNC_KEY, "da2-[<l26>]"),
    S(AWS_MWS_TOKEN, "amzn.mws.[" UUID_SHAPE "]"),
    S(AWS_CIPHERTEXT, "[AQICAHh<b180>==]"),
    S(AWS_AUTHORIZATION_MESSAGE, "Encoded authorization failure message: [<U300>]"),
    S(AWS_SECRET_ACCESS_KEY, "AKIA<t16> [<b40>]"),
    S(AWS_SECRET_ACCESS_KEY, "key=AKIA<t16>\n  region: eu-west-1\n  secret=[<b40>]"),
    S(AWS_SECRET_ACCESS_KEY, "[<b40>]\n,ASIA<t16>"),

    S(BASE64_PRIVATE_KEY, "[<64:-----BEGIN RSA PRIVATE KEY-----\n><b400>=]"),
    S(BASE64_PRIVATE_KEY, "[<64:-----BEGIN OPENSSH PRIVATE KEY-----\n><b170>]"),
    S(BASE64_PRIVATE_KEY, "[<b200><64:x-----BEGIN EC PRIVATE KEY-----\nabc><b100>]"),
    S(DER_PRIVATE_KEY, "[" PKCS8 "<b200>]"),
    S(DER_PRIVATE_KEY, "[" PKCS1 "<b200>==]"),
    S(DER_PRIVATE_KEY, "[" SEC1 "<b100>=]"),
    S(DER_PRIVATE_KEY, "[" ENCRYPTED "<b200>]"),
    S(DER_PRIVATE_KEY, "[b3BlbnNzaC1rZXktdjEAAAAA<b200>]"),
    S(CERTIFICATE, "[" CERTIFICATE "<b200>]"),
    S(AGE_SECRET_KEY, "AGE-SECRET-KEY-1[<bech32>]"),
    S(WIREGUARD_PRIVATE_KEY, "PrivateKey = [<b43>=]"),
    S(WIREGUARD_PRIVATE_KEY, "PresharedKey=[<b43>=]"),
    S(SSH_PUBLIC_KEY_COMMENT, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5<b48> [jo.do@build-7.acme.example]"),
    S(KEPT_PUBLIC_KEY, "ssh-rsa [AAAAB3NzaC1yc2EAAAADAQABAAAB<b200>] x"),
    S(KEPT_PUBLIC_KEY, "[" SPKI "<b200>]"),

    S(JWT, "[" JWT_HEADER "." JWT_BODY ".<U86>]"),
    S(JWT, "[" JWT_HEADER "." JWT_BODY ".]"),
    S(JWT, "[" JWT_HEADER "..<U86>]"),
    S(JWT, "[" JWT_HEADER "." JWT_BODY "]"),
    S(JWT, "session-[" JWT_HEADER "." JWT_BODY ".<U86>]"),
    S(BASE64_JWT, "[<64:eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0><b80>]"),
    S(JWE, "[" JWE_HEADER ".<U340>.<U16>.<U200>.<U22>]"),
    S(PASSWORD_HASH, "$2b$12$[<c53>]"),
    S(PASSWORD_HASH, "$$2y$$10$$[<c53>]"),
    S(PASSWORD_HASH, "\\$2a\\$10\\$[<c53>]"),
    S(PASSWORD_HASH, "$argon2id$v=19$m=65536,t=3,p=4$[<b22>$<b43>]"),
    S(PASSWORD_HASH, "$6$[<c16>$<c86>]"),
    S(PASSWORD_HASH, "$5$rounds=5000$[<c16>$<c43>]"),
    S(PASSWORD_HASH, "$1$[<c8>$<c22>]"),
    S(PASSWORD_HASH, "$apr1$[<c8>$<c22>]"),
    S(PASSWORD_HASH, "$y$j9T$[<c22>$<c43>]"),
    S(PASSWORD_HASH, "pbkdf2_sha256$260000$[<w12>$<b43>=]"),
    S(PASSWORD_HASH, "pbkdf2:sha256:260000$[<w16>$<h64>]"),
    S(PASSWORD_HASH, "scrypt:32768:8:1$[<w16>$<h128>]"),
    S(PASSWORD_HASH, "SCRAM-SHA-256$4096:[<b22>==$<b43>=:<b43>=]"),
    S(PASSWORD_HASH, "*[<X40>]"),

    S(SEARCH_DSN, "essu_[<b60>==]"),
    S(WAREHOUSE_TOKEN, "dapi[<h32>]"),
    S(DATABASE_PLATFORM_TOKEN, "pscale_tkn_[<U43>]"),
    S(DATABASE_PLATFORM_TOKEN, "napi_[<w64>]"),
    S(DATABASE_PLATFORM_TOKEN, "sbp_[<h40>]"),
    S(DATABASE_PLATFORM_TOKEN, "sb_secret_[<U31>]"),
    S(DATABASE_PLATFORM_TOKEN, "CCDB1_[<w22>_<w40>]"),
    S(DATABASE_PLATFORM_TOKEN, "AstraCS:[<w24>:<h64>]"),

    S(GITHUB_TOKEN, "ghp_[<w30><crc62>]"),
    S(GITHUB_TOKEN, "ghs_[<w30><crc62>]"),
    S(GITHUB_APP_TOKEN, "ghs_[123456_" JWT_HEADER "." JWT_BODY ".<U86>]"),
    S(GITHUB_FINE_GRAINED_TOKEN, "github_pat_[<w22>_<w59>]"),
    S(GITLAB_TOKEN, "glpat-[<U20>]"),
    S(GITLAB_TOKEN, "glptt-[<h40>]"),
    S(GITLAB_TOKEN, "glimt-[<U25>]"),
    S(GITLAB_TOKEN, "glcbt-[<l2>_<U20>]"),
    S(GITLAB_TOKEN, "GR1348941[<U20>]"),
    S(GITLAB_ROUTABLE_TOKEN, "glpat-[<U50>.01.<l9>]"),
    S(BITBUCKET_TOKEN, "ATBB[<w24><crchex>]"),
    S(BITBUCKET_TOKEN, "BBDC-[<b44>]"),
    S(BITBUCKET_TOKEN, "ATCTT3[xFfGN0<U160>=<u8>]"),
    S(ATLASSIAN_TOKEN, "ATATT3[xFfGF0<U170>=<u8>]"),
    S(NPM_TOKEN, "npm_[<w30><crc62>]"),
    S(PYPI_TOKEN, "pypi-[AgEIcHlwaS5vcmc<U150>]"),
    S(PACKAGE_REGISTRY_TOKEN, "rubygems_[<h48>]"),
    S(PACKAGE_REGISTRY_TOKEN, "cio[<w32>]"),
    S(PACKAGE_REGISTRY_TOKEN, "oy2[<l43>]"),
    S(PACKAGE_REGISTRY_TOKEN, "CLOJARS_[<h60>]"),
    S(DOCKER_HUB_TOKEN, "dckr_pat_[<U27>]"),
    S(DOCKER_HUB_TOKEN, "dckr_oat_[<U32>]"),
    S(DOCKER_SWARM_TOKEN, "SWMTKN-1-[<l50>-<l25>]"),
    S(DOCKER_SWARM_TOKEN, "SWMKEY-1-[<b43>]"),
    S(TERRAFORM_TOKEN, "<w14>.atlasv1.[<U67>]"),
    S(TERRAFORM_TOKEN, "[<w14>].atlasv1.<U67>"),
    S(VAULT_TOKEN, "hvs.[<U95>]"),
    S(VAULT_TOKEN, "hvs.[<w24>]"),
    S(VAULT_TOKEN, "VAULT_TOKEN: s.[<w24>]"),
    S(PULUMI_TOKEN, "pul-[<h40>]"),
    S(CI_TOKEN, "CCIPAT_[<w22>_<h40>]"),
    S(CI_TOKEN, "bkua_[<l40>]"),
    S(JFROG_TOKEN, "AKCp[8<w68>]"),
    S(JFROG_TOKEN, "[<64:reftkn:01:1700000000:><w36>]"),
    S(SONAR_TOKEN, "sqp_[<h40>]"),
    S(SONAR_TOKEN, "sqco_[<w59>]"),
    S(DOPPLER_TOKEN, "dp.pt.[<w43>]"),
    S(DOPPLER_TOKEN, "dp.st.prd.[<w43>]"),
    S(ONEPASSWORD_TOKEN, "ops_[<64:{\"signInAddress\":\"><b300>]"),
    S(ONEPASSWORD_TOKEN, "A3-[<u6>-<u6>-<u5>-<u5>-<u5>-<u5>]"),
    S(POSTMAN_TOKEN, "PMAK-[<h24>-<h34>]"),
    S(POSTMAN_TOKEN, "PMAT-[<u26>]"),
    S(DELIVERY_TOKEN, "ico-[<w32>]"),
    S(DELIVERY_TOKEN, "pat.[<U22>.<w24>.<w20>]"),
    S(DELIVERY_TOKEN, "API-[<u26>]"),
    S(DELIVERY_TOKEN, "pnu_[<w36>]"),
    S(WORKSPACE_TOKEN, "lin_api_[<w40>]"),
    S(WORKSPACE_TOKEN, "ntn_[<d11><w35>]"),
    S(WORKSPACE_TOKEN, "secret_[<w43>]"),
    S(WORKSPACE_TOKEN, "figd_[<U40>]"),
    S(FEATURE_FLAG_KEY, "sdk-[" UUID_SHAPE "]"),
    S(HOSTING_TOKEN, "vcp_[<U56>]"),
    S(HOSTING_TOKEN, "nfp_[<U36>]"),
    S(HOSTING_TOKEN, "rnd_[<w28>]"),
    S(HOSTING_TOKEN, "fo1_[<U43>]"),
    S(HOSTING_TOKEN, "fm2_[<b160>==]"),
    S(HOSTING_TOKEN, "HRKU-AA[<U58>]"),
    S(TUNNEL_TOKEN, "tskey-auth-[<w12>CNTRL-<w32>]"),
    S(OPENSHIFT_TOKEN, "sha256~[<U43>]"),

    S(GOOGLE_API_KEY, "AIza[<U35>]"),
    S(GEMINI_KEY, "AQ.Ab8[RN6<U44>]"),
    S(GOOGLE_OAUTH, "GOCSPX-[<U28>]"),
    S(GOOGLE_OAUTH, "ya29.[<U120>]"),
    S(GOOGLE_OAUTH, "1//0[<U100>]"),
    S(GOOGLE_OAUTH, "<d12>-[<l32>].apps.googleusercontent.com"),
    S(AZURE_STORAGE_KEY, "AccountKey=[<b86>==]"),
    S(AZURE_SERVICE_BUS_KEY, "Endpoint=sb://x.example/;SharedAccessKey=[<b43>=]"),
    S(AZURE_SERVICE_BUS_KEY, "Endpoint=https://x.azconfig.io;Id=ab;Secret=[<b43>=]"),
    S(ENTRA_CLIENT_SECRET, "[<w2>~8Q~<U31>]"),
    S(CLOUDFLARE_TOKEN, "cfat_[<w48>]"),
    S(CLOUDFLARE_TOKEN, "v1.0-[<h24>-<h146>]"),
    S(CLOUD_TOKEN, "dop_v1_[<h64>]"),
    S(CLOUD_TOKEN, "LTAI[<w20>]"),
    S(NEWRELIC_KEY, "NRAK-[<u27>]"),
    S(NEWRELIC_KEY, "[<h36>]NRAL"),
    S(NEWRELIC_KEY, "[<h32>]FFFFNRAL"),
    S(NEWRELIC_KEY, "NRII-[<U32>]"),
    S(SENTRY_KEY, "sntrys_[<64:{\"iat\":1700000000.1,\"url\":\"x\"}>_<b43>]"),
    S(SENTRY_KEY, "sntryu_[<h64>]"),
    S(GRAFANA_TOKEN, "glsa_[<w32><crcle>]"),
    S(GRAFANA_TOKEN, "glc_[<64:{\"o\":\"1\",\"n\":\"x\"}><b60>=]"),
    S(GRAFANA_TOKEN, "[<64:{\"k\":\"Abc123\",\"n\":\"x\",\"id\":1}><b20>]"),
    S(OBSERVABILITY_TOKEN, "dt0c01.[<t24>.<t64>]"),
    S(SLACK_TOKEN, "xoxb-[<d12>-<d12>-<w24>]"),
    S(SLACK_TOKEN, "xapp-[1-A<u10>-<d13>-<h64>q]"),
    S(TELEGRAM_TOKEN, "<d10>:[A<U34>]"),
    S(TWILIO_KEY, "AC[<h32>]"),
    S(TWILIO_KEY, "SK[<h32>]"),
    S(MAIL_SERVICE_KEY, "SG.[<U22>.<U43>]"),
    S(MAIL_SERVICE_KEY, "key-[<h32>]"),
    S(MAIL_SERVICE_KEY, "[<h32>]-us12"),
    S(MAIL_SERVICE_KEY, "xkeysib-[<h64>-<w16>]"),
    S(STRIPE_KEY, "sk_live_[<w24>]"),
    S(STRIPE_KEY, "rk_test_[<w99>]"),
    S(STRIPE_KEY, "whsec_[<b32>]"),
    S(PAYMENT_KEY, "access_token$production$[<l16>$<h32>]"),
    S(PAYMENT_KEY, "sq0atp-[<U22>]"),
    S(PAYMENT_KEY, "EAAA[<U60>]"),
    S(PAYMENT_KEY, "shpat_[<h32>]"),
    S(LANGUAGE_MODEL_KEY, "sk-ant-api03-[<U93>AA]"),
    S(LANGUAGE_MODEL_KEY, "sk-proj-[<U74>T3BlbkFJ<U74>]"),
    S(LANGUAGE_MODEL_KEY, "sk-[<w20>T3BlbkFJ<w20>]"),
    S(LANGUAGE_MODEL_KEY, "sk-or-v1-[<h64>]"),
    S(LANGUAGE_MODEL_KEY, "gsk_[<w52>]"),
    S(LANGUAGE_MODEL_KEY, "hf_[<w34>]"),
    S(LANGUAGE_MODEL_KEY, "xai-[<w80>]"),
    S(LANGUAGE_MODEL_KEY, "pplx-[<w48>]"),
    S(LANGUAGE_MODEL_KEY, "r8_[<w37>]"),
    S(LANGUAGE_MODEL_KEY, "tgp_v1_[<U43>]"),
    S(LANGUAGE_MODEL_KEY, "nvapi-[<U64>]"),
    S(LANGUAGE_MODEL_KEY, "csk-[<l48>]"),
    S(LANGUAGE_MODEL_KEY, "lsv2_pt_[<h32>_<h10>]"),
    S(LANGUAGE_MODEL_KEY, "pcsk_[<w6>_<w64>]"),
    S(LANGUAGE_MODEL_KEY, "tvly-[<w32>]"),
    S(LANGUAGE_MODEL_KEY, "sk-[<h32>]"),
    S(ANALYTICS_KEY, "wandb_v1_[<w40>]"),
    S(ANALYTICS_KEY, "phx_[<w43>]"),
    S(ANALYTICS_KEY, "sk.[<64:{\"u\":\"name-of-user\",\"a\":1}>.<U22>]"),

    S(KEPT_DIGEST, "x@[sha256:<h64>]"),
    S(KEPT_DIGEST, "[sha512-<b86>==]"),
    S(KEPT_DIGEST, "[md5:<h32>]"),
    S(KEPT_DIGEST, "commit [<h40>]"),
    S(KEPT_DIGEST, "GIT_SHA=[<h40>]"),
    S(KEPT_DIGEST, "ETag: \"[<h32>]\""),
    S(KEPT_TRACE, "Root=[1-<h8>-<h24>]"),
    S(KEPT_TIME, "[2031-02-03T04:05:06.789Z]"),
    S(KEPT_TIME, "[2031-02-03T04:05:06+01:00]"),
    S(KEPT_TIME, "[20310203T040506Z]"),
    S(KEPT_VERSION, "[v1.22.333-14-g<h9>]"),
};

/* What may stand around any token. */
static const struct {
  const char *before, *after;
} surroundings[] = {
    {"", ""},
    {"VALUE=", "\n"},
    {"{\"value\": \"", "\"}"},
    {"{\\\"value\\\": \\\"", "\\\"}"},
    {"line\\n", "\\nline"},
    {"\\u0022", "\\u0022"},
    {"https://jo:", "@host.example/"},
    {"?t=", "&x=y"},
    {"%3D", "%26"},
    {"\x1b[1;32m", "\x1b[0m"},
    {"- name: '", "'\r\n"},
    {"`", "`,"},
    {"value:", " # why"},
    {"<v>", "</v>"},
};

/* A digest is a password where a password stands. */
static bool is_password(size_t surrounding) {
  return strstr(surroundings[surrounding].before, "://jo:") != NULL;
}

/* Some are told by what stands before them, or begin with a word of a sentence. */
static bool stands_alone(const char *pattern) {
  return strchr(pattern, ' ') == NULL && strchr(pattern, '\n') == NULL;
}

static void each_shape_is_found_in_all_surroundings(void **state) {
  rc_arena *arena = *state;
  int missing = 0;
  for (size_t i = 0; i < sizeof hits / sizeof hits[0]; i++) {
    for (size_t k = 0; k < sizeof surroundings / sizeof surroundings[0]; k++) {
      if (k > 0 && !stands_alone(hits[i].pattern)) continue;
      if (is_password(k) && rc_detector_info(hits[i].detector)->family == RC_FAMILY_KEEP) continue;
      made m = {.random = (uint32_t)(i * 100 + k)};
      put_all(&m, surroundings[k].before);
      assemble(&m, hits[i].pattern);
      put_all(&m, surroundings[k].after);
      missing += expect_leaves(arena, &hits[i], &m);
    }
  }
  assert_int_equal(missing, 0);
}

/* Behind a letter, and cut before the end, none is a token any more. */
static void a_part_of_a_word_is_no_token(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < sizeof hits / sizeof hits[0]; i++) {
    const char *pattern = hits[i].pattern;
    bool begins_fixed = (pattern[0] >= 'A' && pattern[0] <= 'z' && pattern[0] != '[') ||
                        (pattern[0] == '[' && pattern[1] != '<');
    if (!stands_alone(pattern) || !begins_fixed || strchr(pattern, '~') != NULL) continue;
    if (hits[i].detector == RC_DETECT_PASSWORD_HASH || pattern[0] == '$') continue;
    if (rc_detector_info(hits[i].detector)->family == RC_FAMILY_KEEP) continue;
    if (strchr(pattern, ';') != NULL || strstr(pattern, "session-") == pattern) continue;
    made m = {.random = (uint32_t)i};
    put_all(&m, "q");
    assemble(&m, pattern);
    rc_leaves leaves;
    scan_text(arena, m.text, m.len, &leaves);
    if (has_leaf(&leaves, hits[i].detector, m.starts[0], m.ends[0])) {
      fail_msg("%s inside of a word: `%s`", rc_detector_info(hits[i].detector)->name, m.text);
    }
  }
}

/* --- Traps: what only looks like it ---------------------------------------------------------- */

static const token_sample misses[] = {
    S(AWS_ACCESS_KEY_ID, "AKIAIOSFODNN7EXAMPLE"),
    S(AWS_ACCESS_KEY_ID, "ASIAPACIFICANDPACIFIC"),
    S(AWS_ACCESS_KEY_ID, "ASIAPACIFICPACIFICAA"),
    S(AWS_ACCESS_KEY_ID, "AKIA<t15>"),
    S(AWS_ACCESS_KEY_ID, "AKIA<t17>"),
    S(AWS_UNIQUE_ID, "AROA<t12>"),
    S(AWS_UNIQUE_ID, "AIDA-<t17>"),
    S(AWS_SECRET_ACCESS_KEY, "<b40>"),
    S(AWS_SECRET_ACCESS_KEY, "AKIA<t16> <h40>"),
    S(AWS_SECRET_ACCESS_KEY, "AKIA<t16> <b41>"),
    S(AWS_SESSION_TOKEN, "IQoJb3JpZ2luX2Vj"),
    S(AWS_BEDROCK_KEY, "ABSK<b132>"),
    S(AWS_SIGNATURE, "Signature=<h63>"),
    S(AWS_APPSYNC_KEY, "da2-<l25>"),
    S(AWS_APPSYNC_KEY, "da2-<l27>"),
    S(AWS_MWS_TOKEN, "amzn.mws.<h8>-<h4>"),
    S(AWS_AUTHORIZATION_MESSAGE, "message: <U300>"),
    S(BASE64_PRIVATE_KEY, "<64:-----BEGIN PUBLIC KEY-----\n><b300>"),
    S(DER_PRIVATE_KEY, SPKI "<b200>"),
    S(DER_PRIVATE_KEY, CERTIFICATE "<b200>"),
    S(DER_PRIVATE_KEY, "MII<b30>"),
    S(AGE_SECRET_KEY, "AGE-SECRET-KEY-1<t58>"),
    S(WIREGUARD_PRIVATE_KEY, "PublicKey = <b43>="),
    S(WIREGUARD_PRIVATE_KEY, "PrivateKey = <b42>="),
    S(SSH_PUBLIC_KEY_COMMENT, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5<b48> build"),
    S(JWT, "<64:{\"typ\":\"JWT\",\"kid\":\"x\"}>.<U40>.<U40>"),
    S(JWT, "eyJ<a20>.<a20>.<a20>"),
    S(JWT, JWT_HEADER),
    S(JWE, JWT_HEADER ".<U40>.<U40>.<U40>.<U40>"),
    S(BASE64_JWT, "ZXlK<b100>"),
    S(PASSWORD_HASH, "$2b$12$<c52>"),
    S(PASSWORD_HASH, "$1$2.50"),
    S(PASSWORD_HASH, "costs $5$ or $6$ altogether and more"),
    S(PASSWORD_HASH, "${1}$2a$10$short"),
    S(GITHUB_TOKEN, "ghp_<w36>"),
    S(GITHUB_TOKEN, "ghp_<w35>"),
    S(GITHUB_TOKEN, "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
    S(GITHUB_TOKEN, "ghq_<w30><crc62>"),
    S(GITHUB_FINE_GRAINED_TOKEN, "github_pat_<w22>_<w50>"),
    S(GITLAB_TOKEN, "glpat-xxxxxxxxxxxxxxxxxxxx"),
    S(GITLAB_TOKEN, "glpat-<U19>"),
    S(BITBUCKET_TOKEN, "ATBB<w24>0BADC0DE"),
    S(ATLASSIAN_TOKEN, "ATATT3<U40>"),
    S(NPM_TOKEN, "npm_<w36>"),
    S(NPM_TOKEN, "npm_config_registry_of_this_whole_project_x"),
    S(PYPI_TOKEN, "pypi-AgEIcHlwaS5vcmc"),
    S(PACKAGE_REGISTRY_TOKEN, "cio<a32>"),
    S(PACKAGE_REGISTRY_TOKEN, "rubygems_<h47>"),
    S(DOCKER_HUB_TOKEN, "dckr_pat_<U20>"),
    S(DOCKER_SWARM_TOKEN, "SWMTKN-1-<l50>"),
    S(TERRAFORM_TOKEN, "<w10>.atlasv1.<U67>"),
    S(VAULT_TOKEN, "s.<w24>"),
    S(VAULT_TOKEN, "vault version hvs.short_thing_only"),
    S(PULUMI_TOKEN, "pul-<h39>"),
    S(CI_TOKEN, "CCIPAT_<w22>_<h39>"),
    S(JFROG_TOKEN, "cmVmdGtuO<w54>"),
    S(JFROG_TOKEN, "AKCp<a60>"),
    S(SONAR_TOKEN, "sqp_<w40>z"),
    S(DOPPLER_TOKEN, "dp.pt.<w20>"),
    S(ONEPASSWORD_TOKEN, "A3-<u6>-<u6>"),
    S(POSTMAN_TOKEN, "PMAK-<h24>"),
    S(DELIVERY_TOKEN, "REST-API-<u26>"),
    S(DELIVERY_TOKEN, "API-REFERENCEDOCUMENTATIONPAGE"),
    S(WORKSPACE_TOKEN, "my_secret_<w43>"),
    S(WORKSPACE_TOKEN, "secret_<a43>"),
    S(FEATURE_FLAG_KEY, "my-sdk-" UUID_SHAPE),
    S(HOSTING_TOKEN, "rnd_<a28>"),
    S(TUNNEL_TOKEN, "tskey-auth-short"),
    S(OPENSHIFT_TOKEN, "sha256:<h64>"),
    S(GOOGLE_API_KEY, "AIza<U34>"),
    S(GOOGLE_OAUTH, "GOCSPX-<U20>"),
    S(AZURE_STORAGE_KEY, "AccountKey=<b40>"),
    S(AZURE_SERVICE_BUS_KEY, "Secret=<b43>="),
    S(ENTRA_CLIENT_SECRET, "<w3>aQ~<U34>"),
    S(CLOUDFLARE_TOKEN, "cfat_<w40>"),
    S(CLOUD_TOKEN, "LTAI<a20>"),
    S(CLOUD_TOKEN, "dop_v1_<h63>"),
    S(NEWRELIC_KEY, "NRAK-<u20>"),
    S(SENTRY_KEY, "sntryu_<h60>"),
    S(GRAFANA_TOKEN, "glsa_<w32>_0BADC0DE"),
    S(OBSERVABILITY_TOKEN, "dt0c01.<t24>.<t60>"),
    S(SLACK_TOKEN, "xoxb-your-token-goes-in-here-please"),
    S(TELEGRAM_TOKEN, "<d10>:A<U20>"),
    S(TWILIO_KEY, "AC<h33>"),
    S(MAIL_SERVICE_KEY, "cache-key-<h32>"),
    S(MAIL_SERVICE_KEY, "SG.<U22>.<U40>"),
    S(STRIPE_KEY, "pk_live_<w24>"),
    S(STRIPE_KEY, "sk_live_abcdefghijkl"),
    S(PAYMENT_KEY, "shpat_<h31>"),
    S(LANGUAGE_MODEL_KEY, "sk-learn-is-a-very-good-library-for-you"),
    S(LANGUAGE_MODEL_KEY, "hf_transfer_enabled_for_all_of_my_models"),
    S(LANGUAGE_MODEL_KEY, "task-<h32>"),
    S(ANALYTICS_KEY, "pk.<64:{\"u\":\"name-of-user\",\"a\":1}>.<U22>"),
    S(KEPT_DIGEST, "secret <h40>"),
    S(KEPT_DIGEST, "API_TOKEN_SHA=<h40>"),
    S(KEPT_TIME, "2031-02-03"),
    S(KEPT_VERSION, "10.20.30.40-14-g<h9>"),
};

static void traps_are_passed_by(void **state) {
  rc_arena *arena = *state;
  for (size_t i = 0; i < sizeof misses / sizeof misses[0]; i++) {
    made m = {.random = (uint32_t)i};
    assemble(&m, misses[i].pattern);
    rc_leaves leaves;
    scan_text(arena, m.text, m.len, &leaves);
    if (has_detector(&leaves, misses[i].detector)) {
      fail_msg("%s in `%s` (%s)", rc_detector_info(misses[i].detector)->name, m.text,
               misses[i].pattern);
    }
  }
}

static void ordinary_text_holds_no_tokens(void **state) {
  static const char *const texts[] = {
      "arn:aws:ecs:eu-west-1:123456789012:task-definition/sk-live-worker-for-everything:42",
      "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/key-service:v1.2.3@sha256:<h64>",
      "ecs-tasks.amazonaws.com secretsmanager:GetSecretValue ssm:GetParametersByPath",
      "/ecs/my-application-production/service-with-a-long-name/and-more",
      "requestId " UUID_SHAPE " took 12345678901234567890 ms",
      "{{resolve:secretsmanager:prod/db:SecretString:password}} ${VAULT_TOKEN} <YOUR-TOKEN-HERE>",
      "BEGIN PRIVATE KEY is what a PEM file begins with -----BEGIN",
      "-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----",
      "-----BEGIN PUBLIC KEY-----\n" SPKI "<b24>\n-----END PUBLIC KEY-----",
  };
  rc_arena *arena = *state;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    made m = {.random = (uint32_t)i};
    if (strstr(texts[i], "<YOUR") != NULL) put_all(&m, texts[i]);
    else assemble(&m, texts[i]);
    rc_leaves leaves;
    scan_text(arena, m.text, m.len, &leaves);
    if (has_any(&leaves)) fail_msg("something in `%s`", m.text);
  }
}

/* --- Hard texts ------------------------------------------------------------------------------ */

/* Beginnings over and over: the time must not grow faster than the length. */
static void a_text_full_of_beginnings_takes_no_longer(void **state) {
  static const char *const pieces[] = {
      "eyJ-MIIE-", "eyJhbGciOi.", "ZXlK+", "MIIE+", "LS0tLS1CRUdJTi/", "IQoJb3JpZ2lu/", "~",
      "Q~",    "$6$a",        "$$2a$", "\"kty\"",   "-----BEGIN ",     "-----BEGIN A-----\n",
      "\\n",   "%41",         "A3-",   "AAAAB3NzaC1+", "glpat-",       "1234567890:A",
      "xoxb-", "AKIA/",       "ABSK/", "0123456789abcdef0123456789abcdef/",
      "PuTTY-User-Key-File-3: x\n"};
  rc_arena *arena = *state;
  size_t size = 1 << 18;
  char *text = malloc(size);
  assert_non_null(text);
  for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
    size_t length = strlen(pieces[i]);
    for (size_t at = 0; at < size; at++) text[at] = pieces[i][at % length];
    rc_leaves leaves;
    scan_text(arena, text, size, &leaves);
    memcpy(text + size - 40, ".aaaaaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaaaaa", 40);
    scan_text(arena, text, size, &leaves);
  }
  free(text);
}

static void bytes_of_any_kind_are_scanned(void **state) {
  rc_arena *arena = *state;
  char text[700];
  uint32_t random = 5;
  for (int round = 0; round < 300; round++) {
    for (size_t i = 0; i < sizeof text; i++) {
      random = random * 1664525u + 1013904223u;
      text[i] = (char)(random >> 24 & (round % 2 == 0 ? 0xff : 0x7f));
    }
    rc_leaves leaves;
    scan_text(arena, text, sizeof text, &leaves);
  }
}

/* --- Running --------------------------------------------------------------------------------- */

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_arena, tear_down_arena)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(each_shape_is_found_in_all_surroundings),
      TEST(a_part_of_a_word_is_no_token),
      TEST(traps_are_passed_by),
      TEST(ordinary_text_holds_no_tokens),
      TEST(a_text_full_of_beginnings_takes_no_longer),
      TEST(bytes_of_any_kind_are_scanned),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
