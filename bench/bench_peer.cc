// Prints the least time, in nanoseconds, of simdjson's DOM for a file: `bench_peer FILE ROUNDS`.
// A fresh parser each round, as the other side takes fresh memory each round.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <simdjson.h>

int main(int argc, char **argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: bench_peer FILE ROUNDS\n");
    return 2;
  }
  simdjson::padded_string text = simdjson::padded_string::load(argv[1]);
  double best = 1e300;
  for (long round = std::strtol(argv[2], nullptr, 10); round > 0; round--) {
    auto start = std::chrono::steady_clock::now();
    simdjson::dom::parser parser;
    simdjson::dom::element document;
    if (parser.parse(text).get(document) != simdjson::SUCCESS) {
      return 1;
    }
    std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    best = taken.count() < best ? taken.count() : best;
  }
  std::printf("%.0f\n", best);
  return 0;
}
