/*
 * The page for a web server, as tools/page_blob.mjs puts it into the command.
 */
#ifndef RC_CLI_SERVED_PAGE_H
#define RC_CLI_SERVED_PAGE_H

#include "http.h"

typedef struct served_file {
  const char *path; /* "/index.html" */
  const char *etag; /* with its quotes */
  const unsigned char *gzip;
  size_t size;
  const http_header *headers;
  size_t n_headers;
  size_t n_lasting; /* so many at the beginning hold for an answer without the bytes too */
} served_file;

/* None, if the page had not been built when the command was. */
extern const served_file served_files[];
extern const size_t served_n_files;

#endif
