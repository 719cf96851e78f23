/* What processors without SSE2, and the WebAssembly module, are given. */
#define RC_LANES_PORTABLE
#include "test_lanes.c"
