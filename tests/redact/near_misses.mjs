// What comes close to each row of data/detectors.txt and must stay, with the reason. <h40> in a
// text are 40 drawn bytes: d digits, h hexadecimal digits, w letters and digits, b base64.
const uuid = "<h8>-<h4>-4<h3>-8<h3>-<h12>";
const arn = "arn:aws:iam::123456789012";

const aws = {
  1: [
    ["words of fashion and of continents, in capitals", "ASIAPACIFICSOUTHEAST"],
    ["the key of AWS's documentation", "AKIAI44QH8DHBEXAMPLE"],
    ["the prefix alone is talked about", "keys begin with AKIA or ASIA"],
  ],
  2: [
    ["the identifier of AWS's documentation", "AROADBQP57FF2AEXAMPLE"],
    ["a prefix of a word", "AIDA-the-opera"],
  ],
  3: [
    ["forty hexadecimal digits of a commit", "commit <h40>"],
    ["the secret of AWS's documentation", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ],
  4: [["a name of a variable", "AWS_SESSION_TOKEN is not set"]],
  5: [
    ["a minute of a day has twelve digits too", "backup-202603011015.tar"],
    ["packets are counted", "received 104857600123 bytes"],
    ["the account of AWS's documentation", '"accountId": "123456789012"'],
  ],
  6: [
    ["a policy that AWS manages", "arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy"],
    ["any resource", "arn:aws:logs:*:*:*"],
    ["a role that AWS names", `${arn}:role/aws-service-role/ecs.amazonaws.com`],
  ],
  7: [["the prefix alone", "a key of Bedrock begins with ABSK"]],
  8: [["the prefix alone", "bedrock-api-key- and what follows it"]],
  9: [["how a request is signed, not its signature", "?X-Amz-Algorithm=AWS4-HMAC-SHA256"]],
  10: [["an expiry without a signature", "https://example.com/a?Expires=1772360130"]],
  11: [["the names of headers that are signed", "SignedHeaders=host;x-amz-date"]],
  12: [["the action alone", "https://example.com/?Action=connect"]],
  13: [["the action alone, of a cache", "Action=connect&User=default"]],
  14: [["a version of an interface", "k8s-aws-v1 is the prefix"]],
  15: [["who logs in to ECR, without the password", "docker login --username AWS"]],
  16: [["a command that asks for a token", "aws codeartifact get-authorization-token"]],
  17: [["a prefix of a word", "da2-something"]],
  18: [["the prefix of a name", "amzn.mws.orders"]],
  19: [["the name of a header", "the header x-api-key is missing"]],
  20: [["a Boolean", '{"GenerateSecret": true, "client_secret": ""}']],
  21: [["a pattern of ARNs", "arn:aws:secretsmanager:*:*:secret:*"]],
  22: [["a type without a value", '{"Type": "SecureString", "Tier": "Standard"}']],
  23: [
    ["an alias that AWS manages", "alias/aws/secretsmanager"],
    ["a request's identifier is no key", `RequestId: ${uuid}`],
  ],
  24: [["the beginning of a ciphertext, talked about", "blobs begin with AQICAH"]],
  25: [["a public gallery", "public.ecr.aws/docker/library/nginx:1.25"]],
  26: [["the endpoint of the service", "rds.eu-west-1.amazonaws.com"]],
  27: [["the endpoint of the service", "elasticache.us-east-1.amazonaws.com"]],
  28: [
    ["a public endpoint", "https://ecr.eu-central-1.amazonaws.com/"],
    ["a service principal", "lambda.amazonaws.com"],
  ],
  29: [["the domain of all instances", "the search domain is ec2.internal"]],
  30: [
    ["a word with a dash", "i-node, vol-ume and sg-rules"],
    ["a prefix and a star", "arn:aws:ec2:*:*:subnet/*"],
  ],
  31: [["no bucket in particular", "arn:aws:s3:::*"]],
  32: [["a digest of a layer", "sha256:<h64>"]],
  33: [["the endpoint of the service", "https://sqs.eu-west-1.amazonaws.com/"]],
  34: [["a policy of a cache", "Cache-Policy=Managed-CachingOptimized"]],
  35: [["the sentence without the message", "Encoded authorization failure message: "]],
  36: [["where everybody signs in", "https://signin.aws.amazon.com/"]],
};

const keys = {
  37: [
    ["a public key", "-----BEGIN PUBLIC KEY-----\n<b64>\n-----END PUBLIC KEY-----\n"],
    ["the line alone is talked about", "looking for BEGIN RSA PRIVATE KEY in the file"],
  ],
  38: [["a block that is public", "-----BEGIN PGP PUBLIC KEY BLOCK-----"]],
  39: [["public lines of a key of PuTTY", "Public-Lines: 2"]],
  40: [["base64 of a word", "cHJpdmF0ZSBrZXk="]],
  41: [["the beginning of a key, talked about", "DER begins with MII"]],
  42: [["a public key of the web", '{"kty":"OKP","crv":"Ed25519","x":"<b42>A","use":"sig"}']],
  43: [["the public half", "the recipient begins with age1"]],
  44: [["settings of a tunnel", "[Interface]\nListenPort = 51820\nMTU = 1420\n"]],
  45: [["a public key of a machine", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI<w43>"]],
  46: [["who issued a certificate", "issuer=C = US, O = Amazon, CN = Amazon RSA 2048 M02"]],
};

const auth = {
  47: [
    ["a class with dots", "com.auth0.jwt.JWTVerifier"],
    ["the beginning of a token, talked about", "the token begins with eyJhbGciOi"],
  ],
  48: [["the beginning of base64, talked about", "ZXlK is eyJ in base64"]],
  49: [["a type of response", "response_type=id_token&scope=openid"]],
  50: [["names of algorithms", '{"alg":"RSA-OAEP","enc":"A256GCM"}']],
  51: [
    ["a scheme and a realm", 'WWW-Authenticate: Bearer realm="example"'],
    ["a variable", "Authorization: Bearer $TOKEN"],
  ],
  52: [["prose about a scheme", "Basic authentication is disabled"]],
  53: [["a scheme without a response", "WWW-Authenticate: Negotiate"]],
  54: [["names of headers", "Access-Control-Allow-Headers: X-Api-Key, X-Auth-Token"]],
  55: [["attributes of a cookie", "Set-Cookie attributes: HttpOnly; Secure; SameSite=Lax"]],
  56: [
    ["no password", "ssh://git@github.com/aws/copilot-cli.git"],
    ["variables", "postgres://${DB_USER}:${DB_PASSWORD}@localhost/app"],
  ],
  57: [["parameters of a page", "https://example.com/?page=2&state=open&sort=name"]],
  58: [
    ["an empty password", "DB_PASSWORD="],
    ["a password from another place", "password: !Ref DbPassword"],
    ["prose about a password", "the password is required, and the token is expired"],
    ["the policy, not the password", "password policy v1.2 is in force"],
    [
      "a message in quotes, behind a word of it",
      'unable to retrieve registry auth:"The call has failed: exceeded the number of attempts, 3"',
    ],
  ],
  59: [
    ["a name without a value", '{"name": "DB_PASSWORD", "value": ""}'],
    ["a parameter by reference", '{"name": "TOKEN", "value": "{{resolve:ssm:/app/token:1}}"}'],
  ],
  60: [
    ["a port", "docker run -p 8080:80 nginx:1.25"],
    ["the password is asked for", "mysql -u root -p --host=localhost"],
  ],
  61: [["a helper holds the logins", '{"auths": {}, "credHelpers": {"docker.io": "ecr-login"}}']],
  62: [["no secret is named", '{"repositoryCredentials": {"credentialsParameter": ""}}']],
  63: [["prose with the same words", "the machine asks for login and password"]],
  64: [["any of all", "localhost:5432:*:*"]],
  65: [
    ["a variable", "//registry.npmjs.org/:_authToken=${NPM_TOKEN}"],
    ["nothing but marks", ':token::"}],'],
  ],
  66: [["the scheme alone", "scan the otpauth:// code"]],
  67: [["a price and a variable", "it costs $5 to $6, not $1"]],
  68: [["settings that are no secret", "kind: ConfigMap\ndata:\n  level: debug\n"]],
  69: [["a cluster's certificate is public", "certificate-authority: /etc/ssl/ca.pem"]],
  70: [
    ["a long word of code", "getApplicationLoadBalancerTargetGroupHealthDescription"],
    ["a long name of words", "prod-api-gateway-request-logs-archive-2026"],
  ],
};

const databases = {
  71: [["no password", "postgres://localhost:5432/app"]],
  72: [["no password", "mysql://localhost:3306/app"]],
  73: [["no password", "mongodb://localhost:27017/?replicaSet=rs0"]],
  74: [["no password", "redis://localhost:6379/0"]],
  75: [["no password", "amqp://localhost:5672/"]],
  76: [["Windows logs in", "Server=localhost;Database=app;Trusted_Connection=True;"]],
  77: [["no password", "jdbc:postgresql://localhost:5432/app"]],
  78: [["a mechanism", "sasl.mechanism=SCRAM-SHA-512"]],
  79: [["no password", "http://localhost:9200/_cluster/health"]],
  80: [["an interface of programming", "dapi_core and dapiV2"]],
  81: [["a name of a variable", "sb_secret_name and napi_module"]],
  82: [["no password", "smtp://localhost:587"]],
  83: [["no password", "ldap://localhost:389/dc=example,dc=com"]],
  84: [["no password", "sftp://localhost/in"]],
};

const platforms = {
  85: [["a stand-in of the documentation", "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]],
  86: [["the prefix alone", "installation tokens begin with ghs_"]],
  87: [["the prefix alone", "fine-grained tokens begin with github_pat_"]],
  88: [["a stand-in", "glpat-xxxxxxxxxxxxxxxxxxxx"]],
  89: [["the prefix alone", "glpat- comes first"]],
  90: [["a constant in capitals", "ATBB_MAX_SIZE"]],
  91: [["a constant in capitals", "ATATT3_PREFIX"]],
  92: [["a variable of npm", "npm_package_version"]],
  93: [["a name of a package", "pypi-attestations"]],
  94: [["a name of a package", "rubygems_integration"]],
  95: [["the prefix alone", "dckr_pat_ is the prefix"]],
  96: [["the prefix alone", "SWMTKN-1- is the prefix"]],
  97: [["a version", "terraform-provider-aws_v5.42.0"]],
  98: [["the end of a sentence", "It stops. Then it restarts."]],
  99: [["a word of another language", "pul-over"]],
  100: [["the prefix alone", "CCIPAT_ is the prefix"]],
  101: [["a short word", "AKCp"]],
  102: [["a name of a function", "sqp_connect"]],
  103: [["a unit of a layout", "16dp.ptr"]],
  104: [["a format of paper", "A3-landscape"]],
  105: [["the prefix alone", "PMAK- is the prefix"]],
  106: [["a heading", "REST-API-REFERENCE"]],
  107: [["a name of a function", "secret_key_for_environment"]],
  108: [["a name of a package", "sdk-core-components"]],
  109: [["a name of a function", "rnd_uniform_distribution"]],
  110: [["the prefix alone", "tskey-auth- is the prefix"]],
  111: [["a digest with a colon", "sha256:<h64>"]],
  112: [["the name of a service", "temporal.io/sdk-go"]],
};

const services = {
  113: [["the prefix alone", "keys of Google begin with AIza"]],
  114: [["the prefix alone", "AQ. is the prefix"]],
  115: [["a public interface", "https://oauth2.googleapis.com/token"]],
  116: [["a type without a key", '{"type": "service_account"}']],
  117: [["the suffix of all storage", "EndpointSuffix=core.windows.net"]],
  118: [["a version and a time", "?sv=2022-11-02&se=2026-03-01T00:00:00Z&sp=r"]],
  119: [["no key", "Authentication=ManagedIdentity;EntityPath=events"]],
  120: [["a path of a home", "~/Documents/Q~A"]],
  121: [["a name of a variable", "cfat_enabled"]],
  122: [["a name of a function", "dop_v1_handler"]],
  123: [["a tag", "DD_ENV=staging DD_SERVICE=web"]],
  124: [["the end of a key, talked about", "license keys end with NRAL"]],
  125: [["the public page of the service", "https://sentry.io/welcome/"]],
  126: [["the prefix alone", "glsa_ is the prefix"]],
  127: [["the prefix alone", "dt0c01. is the prefix"]],
  128: [["a setting of paging", "PAGERDUTY_ENABLED=true"]],
  129: [
    ["a stand-in without a digit", "xoxb-your-token-goes-in-here-please"],
    ["the prefix alone", "bot tokens begin with xoxb-"],
  ],
  130: [["the documentation of webhooks", "https://api.slack.com/messaging/webhooks"]],
  131: [["a ratio and a word", "1234567890:A"]],
  132: [["words in capitals", "ACCELERATED and SKIPPED"]],
  133: [["words with dots", "SG.webhooks.enabled"]],
  134: [["a name of a variable", "sk_live_mode"]],
  135: [["the name of a scope", "shpat_scope"]],
  136: [
    ["a package", "sk-learn-contrib"],
    ["a tool of a hub", "hf_transfer"],
  ],
  137: [["the name of a setting", "wandb_mode=offline"]],
  138: [
    ["a path of a file", "client_secret=/run/secrets/client"],
    ["a path from here", "clientSecret: config/certs/client.pem"],
  ],
};

const network = {
  139: [
    ["a scope of npm", "@aws-sdk/client-ecs"],
    ["a login at a public host", "git@github.com:aws/aws-cli.git"],
  ],
  140: [["an address of the documentation", "203.0.113.99"]],
  141: [
    ["a private address says nothing outside", "10.20.30.40"],
    ["an address of a link", "169.254.170.2"],
  ],
  142: [["all addresses", "0.0.0.0/0"]],
  143: [["an address of the documentation", "2001:db8:0:1::5"]],
  144: [["nobody's address", "00:00:00:00:00:00"]],
  145: [["the own machine", "localhost.localdomain"]],
  146: [
    ["a public registry", "https://registry.npmjs.org/express"],
    ["a file, not a host", "main.rs and setup.py"],
  ],
  147: [["a login that everybody has", "user=postgres from /home/ubuntu"]],
  148: [["sixteen digits without the checksum", "order 4929123456789013"]],
  149: [["a count, not a telephone", "processed 4915112345678 records"]],
  150: [["no word is on the list", "the release is late"]],
};

/** [row, reason, text] */
export const nearMisses = [aws, keys, auth, databases, platforms, services, network].flatMap(
  (rows) =>
    Object.entries(rows).flatMap(([row, items]) =>
      items.map(([why, item]) => [Number(row), why, item]),
    ),
);
