/*
 * Words that say something of what stands behind or beside them.
 */
#include "redact/pairs.h"

/* Bytes beyond the text count as NUL, which no rule begins with. */
/*!re2c
  re2c:api = custom;
  re2c:api:style = free-form;
  re2c:yyfill:enable = 0;
  re2c:define:YYCTYPE = "unsigned char";
  re2c:define:YYPEEK = "(at < end ? (unsigned char)*at : 0)";
  re2c:define:YYSKIP = "++at;";
  re2c:define:YYBACKUP = "mark = at;";
  re2c:define:YYRESTORE = "at = mark;";
  re2c:define:YYSHIFT = "at += @@{shift};";

  blank = [ \t];
*/

rc_pair_scheme rc_pair_scheme_at(rc_str text, size_t *length) {
  const char *at = text.ptr;
  const char *mark = text.ptr;
  const char *end = text.ptr + text.len;
  rc_pair_scheme scheme = RC_SCHEME_NONE;
  *length = 0;
  /*!re2c
    * { return RC_SCHEME_NONE; }

    ('bearer' | 'token' | 'apikey' | 'api-key' | 'splunk' | 'geniekey' | 'sso-key' | 'key') blank+ {
      scheme = RC_SCHEME_BEARER; goto found;
    }
    'basic' blank+ { scheme = RC_SCHEME_BASIC; goto found; }
    ('negotiate' | 'ntlm' | 'kerberos') blank+ { scheme = RC_SCHEME_NEGOTIATE; goto found; }
    'digest' blank+ { scheme = RC_SCHEME_DIGEST; goto found; }
  */
found:
  *length = (size_t)(at - text.ptr);
  return scheme;
}

unsigned rc_pair_commands(rc_str line) {
  const char *at = line.ptr;
  const char *mark = line.ptr;
  const char *end = line.ptr + line.len;
  unsigned found = 0;
  while (at < end) {
    /*!re2c
      * { continue; }
      ("mysql" | "mysqldump" | "mysqladmin" | "mysqlimport" | "mysqlcheck" | "mysqlsh" | "mariadb"
        | "mariadb-dump" | "mariadb-admin") {
        found |= RC_COMMAND_P_ATTACHED; continue;
      }
      "sshpass" | "7z" | "7za" { found |= RC_COMMAND_P_ATTACHED | RC_COMMAND_P; continue; }
      ("docker" | "podman" | "nerdctl" | "buildah" | "skopeo" | "helm" | "oras" | "crane" | "az")
          (blank+ "registry" | blank+ "auth")? blank+ "login" {
        found |= RC_COMMAND_P; continue;
      }
      ("mongo" | "mongosh" | "mongodump" | "mongorestore" | "mongoexport" | "mongoimport" | "cqlsh"
        | "rabbitmqadmin" | "influx" | "oc") {
        found |= RC_COMMAND_P; continue;
      }
      "sqlcmd" | "bcp" | "zip" | "unzip" | "isql" { found |= RC_COMMAND_UPPER_P; continue; }
      "redis-cli" | "valkey-cli" { found |= RC_COMMAND_A; continue; }
      "ldapsearch" | "ldapmodify" | "ldapadd" | "ldapwhoami" | "ldapdelete" {
        found |= RC_COMMAND_W; continue;
      }
      "curl" | "http" | "https" | "xh" | "ab" { found |= RC_COMMAND_U; continue; }
      [A-Za-z0-9_.-]+ { continue; } /* longer than one of the above, or another word */
    */
  }
  return found;
}

bool rc_pair_is_name_word(rc_str word) {
  const char *at = word.ptr;
  const char *mark = word.ptr;
  const char *end = word.ptr + word.len;
  /*!re2c
    * { return false; }
    ('name' | 'key' | 'parameterkey' | 'parametername' | 'parameter_key' | 'option_name') {
      return at == end;
    }
  */
}

bool rc_pair_is_value_word(rc_str word) {
  const char *at = word.ptr;
  const char *mark = word.ptr;
  const char *end = word.ptr + word.len;
  /*!re2c
    * { return false; }
    ('value' | 'parametervalue' | 'parameter_value' | 'stringvalue' | 'string_value') {
      return at == end;
    }
  */
}
