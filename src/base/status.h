/*
 * The outcome of an operation inside the core.
 *
 * Three channels never mix. What is wrong with the user's input is a finding, and the analysis
 * goes on. What could not be done at all (no memory, a named limit) is a status. What can only be
 * a bug of ours is an assertion.
 */
#ifndef RC_BASE_STATUS_H
#define RC_BASE_STATUS_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum rc_status {
  RC_OK,    /* done */
  RC_NOMEM, /* the allocator refused */
  RC_LIMIT, /* a limit of base/limits.h was reached; the arena knows which */
  RC_ARG,   /* the caller of the public header passed something unusable */
} rc_status;

#if defined(__GNUC__)
#define RC_MUST_USE __attribute__((warn_unused_result))
#else
#define RC_MUST_USE
#endif

/* Where bytes count more than calls (RC_SMALL, the WebAssembly module), what stands at many places
 * is called: functions of headers, and those that a compiler would copy to where they are used. Nor
 * are there tables that only save looks. */
#ifdef RC_SMALL
#define RC_INLINE static __attribute__((noinline, unused))
#define RC_CALLED __attribute__((noinline))
enum { RC_SPENDS_BYTES = 0 };
#else
#define RC_INLINE static inline
#define RC_CALLED
enum { RC_SPENDS_BYTES = 1 };
#endif

/* Leaves the calling function with the status of `expression` unless that is RC_OK. */
#define RC_TRY(expression)                      \
  do {                                          \
    rc_status rc_try_status_ = (expression);    \
    if (rc_try_status_ != RC_OK) {              \
      return rc_try_status_;                    \
    }                                           \
  } while (0)

/* A proven invariant. Checked in debug and fuzz builds; never relied upon for memory safety. In
 * release builds the condition is compiled, so that what only it names is used, but never run. */
#ifdef NDEBUG
#define RC_ASSERT(condition) ((void)sizeof((condition) ? 1 : 0))
#else
#define RC_ASSERT(condition) assert(condition)
#endif

#define RC_COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
