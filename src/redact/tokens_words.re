/* What the words before a hexadecimal number call it. */
#include "redact/tokens.h"

/*!re2c
  re2c:api = custom;
  re2c:api:style = free-form;
  re2c:yyfill:enable = 0;
  re2c:define:YYCTYPE = "unsigned char";
  re2c:define:YYPEEK = "(at < end ? (unsigned char)*at : 0)";
  re2c:define:YYSKIP = "++at;";
  re2c:define:YYBACKUP = "mark = at;";
  re2c:define:YYRESTORE = "at = mark;";
*/

bool rc_token_is_called_digest(rc_str words) {
  if (words.len == 0) {
    return false;
  }
  const char *at = words.ptr, *end = words.ptr + words.len, *mark = at;
  bool is_digest = false;
  while (at < end) {
    /*!re2c
      'secret' | 'token' | 'passw' | 'key' | 'auth' | 'cred' | 'hmac' { return false; }
      'sha' | 'commit' | 'rev' | 'digest' | 'etag' | 'md5' | 'tree' | 'parent' | 'checksum'
        | 'hash' | 'ref' | 'merge' | 'head' | 'tag' | 'git' { is_digest = true; continue; }
      * { continue; }
    */
  }
  return is_digest;
}
