/*
 * What begins, or ends, an address, a host name, a mail address, a login name, a number of people.
 */
#include "redact/people.h"

/* Bytes beyond the run count as NUL, which no rule begins with. */
#define YYPEEK() ((unsigned char)(at < end ? *at : '\0'))
#define YYSKIP() (++at)
#define YYBACKUP() (mark = at)
#define YYRESTORE() (at = mark)

static const char *behind_word(const char *at, const char *end) {
  while (at < end && rc_is_word_byte(*at)) {
    at++;
  }
  return at;
}

void rc_scan_people(rc_scan *scan, const rc_run *run) {
  const char *text = scan->text.ptr;
  const char *at = text + run->start, *end = text + run->end, *mark = at;
  size_t from = run->start; /* the end of what was found last */
  while (at < end) {
    if (*at >= 'g' && *at <= 'z') { /* no rule begins with these: the usual word */
      at = behind_word(at, end);
      continue;
    }
    size_t start = (size_t)(at - text), to = 0;
    /*!re2c
      re2c:api = custom;
      re2c:api:style = functions;
      re2c:yyfill:enable = 0;
      re2c:define:YYCTYPE = "unsigned char";
      re2c:indent:top = 2;

      digit = [0-9];
      hex = [0-9a-fA-F];
      word = [A-Za-z0-9];
      upper = [A-Z];
      slashes = "\\" | "\\\\";
      digit{1,3} ("." digit{1,3}){3} {
        to = rc_people_ipv4(scan, start, (size_t)(at - text));
        goto found;
      }
      hex{0,4} ":" [0-9a-fA-F:.]{2,41} {
        to = rc_people_colons(scan, start, (size_t)(at - text));
        goto found;
      }
      hex{2} ("-" hex{2}){5} {
        to = rc_people_mac(scan, start, (size_t)(at - text));
        goto found;
      }
      "." [A-Za-z]{2,12} {
        to = rc_people_host(scan, from, start, (size_t)(at - text));
        from = to > (size_t)(at - text) ? to : from;
        goto behind;
      }
      "@" | "%40" {
        to = rc_people_mail(scan, run, from, start, (size_t)(at - text));
        from = to > (size_t)(at - text) ? to : from;
        goto found;
      }
      ("/home/" | "/Users/" | slashes "Users" slashes) [A-Za-z0-9_] {
        to = rc_people_home(scan, run, start, (size_t)(at - text) - 1);
        goto found;
      }
      upper (upper | digit | "-"){1,14} slashes [A-Za-z] {
        to = rc_people_domain_user(scan, run, start, (size_t)(at - text) - 1);
        goto found;
      }
      digit{13,19} {
        to = rc_people_card(scan, start, (size_t)(at - text));
        goto found;
      }
      [2-6] digit{3} {
        to = rc_people_card_groups(scan, start);
        goto found;
      }
      upper{2} digit{2} (upper | digit){0,30} {
        to = rc_people_iban(scan, start);
        goto found;
      }
      "+" [1-9] {
        to = rc_people_phone(scan, start);
        goto found;
      }
      digit{3} "-" digit{3} "-" digit{4} | digit{3} {
        to = rc_people_local_phone(scan, start, (size_t)(at - text));
        goto found;
      }
      word+ | [^] { continue; }
    */
  found:
    scan->asks_around = true; /* hosts do so themselves */
  behind:
    at = to > (size_t)(at - text) ? text + to : at;
  }
}
