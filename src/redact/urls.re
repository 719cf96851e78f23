/*
 * What begins a URL, a parameter, a webhook or a key of a connection string.
 */
#include "redact/urls.h"

/* Bytes beyond the run count as NUL, which no rule begins with. */
#define YYPEEK() ((unsigned char)(at < end ? *at : '\0'))
#define YYSKIP() (++at)
#define YYBACKUP() (mark = at)
#define YYRESTORE() (at = mark)

/* `=`, `%3D` or `\u003d` before the value: its length. */
static size_t equals_before(const rc_scan *scan, size_t value) {
  return scan->text.ptr[value - 1] == '=' ? 1 : scan->text.ptr[value - 3] == '%' ? 3 : 6;
}

static size_t take_parameter(rc_scan *scan, const rc_run *run, size_t name, size_t value) {
  size_t length = equals_before(scan, value);
  return rc_urls_parameter(scan, run, name, value - length, value, length == 3);
}

/* Where the name begins behind `?`, `&`, `%26`, `%3F` or `\u0026`. */
static size_t behind_mark(const rc_scan *scan, size_t start) {
  char c = scan->text.ptr[start];
  return start + (c == '%' ? 3 : c == '\\' ? 6 : 1);
}

/* A semicolon ends runs, and so the `&amp;` of HTML stands before the name. */
static bool behind_entity(const rc_scan *scan, size_t start) {
  return start >= 5 && rc_str_equal(rc_scan_slice(scan, start - 5, start), RC_STR("&amp;"));
}

static size_t take_key(rc_scan *scan, const rc_run *run, size_t start, size_t value) {
  if (behind_entity(scan, start)) {
    return take_parameter(scan, run, start, value);
  }
  if (rc_str_starts_with(rc_scan_slice(scan, start, run->end), RC_STR("X-Amz-")) ||
      rc_str_starts_with(rc_scan_slice(scan, start, run->end), RC_STR("CloudFront-")) ||
      rc_str_starts_with(rc_scan_slice(scan, start, run->end), RC_STR("AWSAccessKeyId="))) {
    return rc_urls_parameter(scan, run, start, value - 1, value, false);
  }
  return rc_is_word_byte(rc_scan_before(scan, start)) ? value
                                                      : rc_urls_dsn(scan, run, start, value - 1);
}

/* The rules below begin nowhere else: most runs are told by their traits. */
static bool may_match(uint32_t t) {
  return (t & (RC_RUN_EQUALS | RC_RUN_PERCENT)) != 0 ||
         ((t & RC_RUN_COLON) != 0 && (t & (RC_RUN_SLASH | RC_RUN_AT)) != 0) ||
         ((t & RC_RUN_BACKSLASH) != 0 && (t & RC_RUN_DIGIT) != 0);
}

void rc_scan_urls(rc_scan *scan, const rc_run *run) {
  if (!may_match(run->traits)) {
    return;
  }
  const char *text = scan->text.ptr;
  const char *at = text + run->start, *end = text + run->end, *mark = at;
  while (at < end) {
    size_t start = (size_t)(at - text);
    /*!re2c
      re2c:api = custom;
      re2c:api:style = functions;
      re2c:yyfill:enable = 0;
      re2c:define:YYCTYPE = "unsigned char";
      re2c:indent:top = 2;

      word = [A-Za-z0-9];
      name = [A-Za-z0-9_.-]{1,40};
      open = [?&] | "%26" | "%3" [Ff] | "\\u0026";
      slash = "/" | "%2" [Ff];

      "://" {
        scan->asks_around = true;
        at = text + rc_urls_authority(scan, run, (size_t)(at - text));
        continue;
      }
      "%3" [Aa] "%2" [Ff] "%2" [Ff] {
        scan->asks_around = true;
        at = text + rc_urls_encoded_authority(scan, run, (size_t)(at - text));
        continue;
      }
      "jdbc:oracle:" [a-z0-9]{1,8} ":" {
        scan->asks_around = true;
        at = text + rc_urls_oracle(scan, run, (size_t)(at - text));
        continue;
      }
      open name ("=" | "%3" [Dd] | "\\u003" [Dd]) {
        scan->asks_around = true;
        at = text + take_parameter(scan, run, behind_mark(scan, start), (size_t)(at - text));
        continue;
      }
      [A-Za-z][A-Za-z0-9-]{1,39} "=" {
        scan->asks_around = true;
        at = text + take_key(scan, run, start, (size_t)(at - text));
        continue;
      }
      "/services/T" word{6,12} "/" | "/workflows/T" word{6,12} "/" | "/triggers/" word{6,12} "/" |
      "/api/webhooks/" [0-9]{10} | "/hooks/catch/" {
        scan->asks_around = true;
        at = text + rc_urls_webhook(scan, run, start + 1, 6);
        continue;
      }
      "/webhookb2/" | "/IncomingWebhook/" {
        scan->asks_around = true;
        at = text + rc_urls_webhook(scan, run, (size_t)(at - text), 6);
        continue;
      }
      "/hooks/" | "/webhook/" | "/webhooks/" | "/integration/" {
        scan->asks_around = true;
        at = text + rc_urls_webhook(scan, run, start + 1, 20);
        continue;
      }
      word+ { continue; }
      [^] { continue; }
    */
  }
}
