#include <string.h>

#include "redact/names.h"
#include "redact/tables.h"

enum { LONGEST = 32 };

static_assert(RC_SHORTEST_PUBLIC_WORD == 3, "shorter words are never replaced");

/* `XXXXXXXXXXXX`: stands where somebody took a name out already. */
static bool is_one_letter(rc_str word) {
  size_t i = 1;
  while (i < word.len && (word.ptr[i] | 0x20) == (word.ptr[0] | 0x20)) {
    i++;
  }
  return i == word.len;
}

bool rc_is_public_word(rc_str word) {
  if (is_one_letter(word)) {
    return true;
  }
  if (word.len < RC_SHORTEST_PUBLIC_WORD || word.len > LONGEST ||
      word.len - RC_SHORTEST_PUBLIC_WORD >= rc_n_public_words) {
    return false;
  }
  char folded[LONGEST];
  for (size_t i = 0; i < word.len; i++) {
    char c = word.ptr[i];
    folded[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
  }
  const rc_public_word_list *list = &rc_public_words[word.len - RC_SHORTEST_PUBLIC_WORD];
  uint32_t low = 0;
  uint32_t high = list->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int order = memcmp(list->words + middle * word.len, folded, word.len);
    if (order == 0) {
      return true;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}
