/*
 * URLs and connection strings in parts; between urls.re, which finds where they begin, and the
 * files that take them apart. All return where to go on.
 */
#ifndef RC_REDACT_URLS_H
#define RC_REDACT_URLS_H

#include "redact/places.h"

/** scheme://user:password@host:port; `at` is behind the slashes. url_authority.c */
size_t rc_urls_authority(rc_scan *scan, const rc_run *run, size_t at);
/** The same in percent-encoding; `at` is behind `%3A%2F%2F`. url_authority.c */
size_t rc_urls_encoded_authority(rc_scan *scan, const rc_run *run, size_t at);
/** jdbc:oracle:thin:user/password@host; `at` is behind the last colon. url_authority.c */
size_t rc_urls_oracle(rc_scan *scan, const rc_run *run, size_t at);
/** The path of a webhook: parts of at least `shortest` bytes that are drawn are the secret.
 *  url_authority.c */
size_t rc_urls_webhook(rc_scan *scan, const rc_run *run, size_t at, size_t shortest);

/** One parameter: name start..name_end, its value from `value` on; `encoded` if `%3D` and `%26`
 *  stand for `=` and `&`. url_query.c */
size_t rc_urls_parameter(rc_scan *scan, const rc_run *run, size_t start, size_t name_end,
                         size_t value, bool encoded);

/** One key of a list of `key=value;`, or of `key='value'`: key start..key_end, the value behind
 *  the equals sign. url_dsn.c */
size_t rc_urls_dsn(rc_scan *scan, const rc_run *run, size_t start, size_t key_end);

#endif
