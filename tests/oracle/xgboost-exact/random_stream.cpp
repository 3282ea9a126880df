// Prints what libstdc++ draws, as JSON. Before GCC 11 std::uniform_int_distribution scaled and rejected on every engine, and XGBoost's Linux wheels are
// built so; undefining the two macros takes the same path in a newer library.
#include <cstdint>
#undef __UINT64_TYPE__
#undef __UINT32_TYPE__
#include <algorithm>
#include <cstdio>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

using Lottery = std::linear_congruential_engine<uint64_t, 16807, 0, static_cast<uint64_t>(1) << 63>;

template <typename Draw>
void list(char const* name, int count, Draw draw, char const* format = "%.17g") {
  std::printf("\"%s\": [", name);
  for (int i = 0; i < count; ++i) {
    if (i) std::printf(", ");
    std::printf(format, static_cast<double>(draw()));
  }
  std::printf("],\n");
}

template <typename Engine>
void engine(char const* name, uint64_t seed) {
  std::printf("\"%s\": {\n", name);
  { Engine g(seed); list("raw", 12, [&] { return g() - g.min(); }, "%.0f"); }
  { Engine g(seed); std::uniform_real_distribution<> d; list("uniform", 12, [&] { return d(g); }); }
  { Engine g(seed); std::bernoulli_distribution d(0.8f); list("bernoulli", 40, [&] { return d(g); }); }
  for (size_t below : {2, 7, 1000, 1000003}) {
    Engine g(seed);
    std::uniform_int_distribution<size_t> d(0, below - 1);
    list(("integer" + std::to_string(below)).c_str(), 12, [&] { return d(g); });
  }
  for (size_t count : {1, 2, 3, 8, 13, 70}) {
    Engine g(seed);
    std::vector<int> items(count);
    std::iota(items.begin(), items.end(), 0);
    std::shuffle(items.begin(), items.end(), g);
    auto it = items.begin();
    list(("shuffle" + std::to_string(count)).c_str(), count, [&] { return *it++; });
  }
  {
    Engine g(seed);
    std::vector<int> items(70000);
    std::iota(items.begin(), items.end(), 0);
    std::shuffle(items.begin(), items.end(), g);
    auto it = items.end() - 20;
    list("endOfShuffle70000", 20, [&] { return *it++; });
  }
  {
    Engine g(seed);
    std::vector<float> w{1.0f, 0.5f, 0.25f, 0.9f, 0.333f};
    std::discrete_distribution<size_t> d(w.begin(), w.end());
    list("discrete", 20, [&] { return d(g); });
  }
  Engine g(seed);
  for (int i = 0; i < 9999; ++i) g();
  std::printf("\"raw10000\": %.0f\n}", static_cast<double>(g() - g.min()));
}

int main() {
  std::printf("{\n");
  bool first = true;
  for (uint64_t seed : {0ull, 1ull, 42ull, 4294967295ull}) {
    std::printf(first ? "" : ",\n");
    first = false;
    std::printf("\"%llu\": {\n", static_cast<unsigned long long>(seed));
    engine<std::mt19937>("mersenneTwister", seed);
    std::printf(",\n");
    { Lottery g(seed); std::bernoulli_distribution d(0.3f); list("rowLottery", 200, [&] { return d(g); }); }
    engine<std::minstd_rand>("minimalStandard", seed);
    std::printf("\n}");
  }
  std::printf("\n}\n");
}
