/* Error text: whatever stands in it, the analysis ends and its reports are sound. */
#include "common.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const formats[] = {"json", "text"};
  const rolecall_options options = {0};
  rolecall_analysis *analysis = rolecall_new(&fuzz_public_heap, &options);
  must(analysis != NULL, "there is memory");
  rolecall_status status =
      rolecall_add_file(analysis, "stopped.txt", data, size, ROLECALL_FILE_ANY);
  if (status == ROLECALL_OK) {
    status = rolecall_run(analysis);
  }
  for (size_t i = 0; i < RC_COUNT_OF(formats) && status == ROLECALL_OK; i++) {
    const char *text = NULL;
    size_t length = 0;
    status = rolecall_report(analysis, formats[i], NULL, &text, &length);
    must(status != ROLECALL_OK || rc_str_find_byte((rc_str){text, length}, '\xFE', 0) ==
                                      RC_NOT_FOUND,
         "reports are valid UTF-8");
  }
  must(status == ROLECALL_OK || status == ROLECALL_LIMIT, "only limits stop an analysis");
  rolecall_free(analysis);
  return 0;
}
