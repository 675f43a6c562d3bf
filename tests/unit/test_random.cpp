#include <doctest/doctest.h>

#include <Random123/philox.h>

#include <cmath>
#include <numbers>
#include <set>

#include "model_fixture.h"
#include "sim/block/normal_draws.h"
#include "sim/ensemble/random.h"

namespace jialing::test {
namespace {

// Published known answer of Philox 4×32-10 for counter 0 and key 0 (Random123, kat_vectors).
constexpr std::array<std::uint32_t, 4> known = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};

std::array<std::uint32_t, 4> philox(std::uint64_t key, std::int64_t member, std::uint32_t index) {
  const auto m = static_cast<std::uint64_t>(member);
  const auto words =
      r123::Philox4x32()({{static_cast<std::uint32_t>(m), static_cast<std::uint32_t>(m >> 32), index, 0}},
                         {{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}});
  return {words[0], words[1], words[2], words[3]};
}

// Box & Muller (1958) from two words.
std::pair<double, double> box_muller(std::uint32_t first, std::uint32_t second) {
  const double radius = std::sqrt(-2 * std::log((first + 0.5) / 0x1p32));
  const double angle = static_cast<std::int32_t>(second) / 0x1p31 * std::numbers::pi;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

}  // namespace

TEST_CASE("uniform draws are the published numbers of the generator") {
  const std::uint64_t bits = (static_cast<std::uint64_t>(known[1]) << 32 | known[0]) >> 11;
  CHECK(uniform_draw(0, 0, 0) == (static_cast<double>(bits) + 0.5) / 0x1p53);
  for (std::int64_t member : {0LL, 1LL, 77LL, 4294967295LL, 4294967296LL, 1234567890123LL}) {
    for (std::uint32_t index : {0U, 3U, 4000000000U}) {
      const std::uint64_t key = 0x0123456789abcdefULL;
      const auto words = philox(key, member, index);
      const std::uint64_t expected = (static_cast<std::uint64_t>(words[1]) << 32 | words[0]) >> 11;
      CHECK(uniform_draw(key, member, index) == (static_cast<double>(expected) + 0.5) / 0x1p53);
    }
  }
}

TEST_CASE("normal draws of members side by side are Random123's Philox through Box and Muller") {
  const auto [first, second] = box_muller(known[0], known[1]);
  const auto [third, fourth] = box_muller(known[2], known[3]);
  NormalLane draws[4];
  normal_draws(0, members_from(0), 0, draws);
  CHECK(double(draws[0][0]) == doctest::Approx(first).epsilon(1e-5));
  CHECK(double(draws[1][0]) == doctest::Approx(second).epsilon(1e-5));
  CHECK(double(draws[2][0]) == doctest::Approx(third).epsilon(1e-5));
  CHECK(double(draws[3][0]) == doctest::Approx(fourth).epsilon(1e-5));

  double worst = 0;
  for (std::uint64_t key : {stream_key(1, "process_noise", "gdp", "Yubei"), std::uint64_t{0xffffffffffffffffULL}}) {
    for (std::int64_t member : {0LL, 5LL, 9999LL, 4294967290LL, 987654321987LL}) {
      for (std::uint32_t quad : {0U, 1U, 14U, 4294967295U}) {
        normal_draws(key, members_from(member), quad, draws);
        for (int lane = 0; lane < model::lane_width; ++lane) {
          const auto words = philox(key, member + lane, quad);
          const auto [a, b] = box_muller(words[0], words[1]);
          const auto [c, d] = box_muller(words[2], words[3]);
          for (const auto& [value, expected] :
               {std::pair{+draws[0][lane], a}, {+draws[1][lane], b}, {+draws[2][lane], c}, {+draws[3][lane], d}})
            worst = std::max(worst, std::abs(value - expected));
        }
      }
    }
  }
  MESSAGE("largest difference from double precision ", worst);
  CHECK(worst <= 1e-5);
}

TEST_CASE("a member draws the same numbers wherever its block begins") {
  const std::uint64_t key = stream_key(3, "process_noise", "firms", "Chengdu");
  NormalLane from_zero[4], from_three[4];
  normal_draws(key, members_from(8), 2, from_zero);
  normal_draws(key, members_from(8 - 3), 2, from_three);
  for (int n = 0; n < 4; ++n)
    for (int lane = 3; lane < model::lane_width; ++lane) CHECK(same_bits(from_three[n][lane], from_zero[n][lane - 3]));
}

TEST_CASE("a permutation without a table takes every place once") {
  for (std::int64_t size : {1, 2, 3, 5, 8, 64, 65, 1000, 65537}) {
    for (std::uint64_t key : {0ULL, 7ULL, 0xffffffffffffffffULL}) {
      std::vector<int> taken(size, 0);
      for (std::int64_t n = 0; n < size; ++n) ++taken.at(permuted(n, size, key));
      CHECK(std::all_of(taken.begin(), taken.end(), [](int times) { return times == 1; }));
    }
  }
}

TEST_CASE("over all keys every index goes everywhere equally often, and so do pairs") {
  constexpr int size = 5, keys = 40000;
  std::array<std::array<int, size>, size> places{};
  std::array<std::array<int, size>, size> pairs{};  // of the first two indices
  for (int n = 0; n < keys; ++n) {
    const std::uint64_t key = stream_key(static_cast<std::uint64_t>(n), "test", "permutation");
    for (int index = 0; index < size; ++index) ++places[index][permuted(index, size, key)];
    ++pairs[permuted(0, size, key)][permuted(1, size, key)];
  }
  double places_squares = 0, pairs_squares = 0;
  for (int i = 0; i < size; ++i) {
    for (int j = 0; j < size; ++j) {
      const double expected = double(keys) / size, of_pairs = double(keys) / (size * (size - 1));
      places_squares += (places[i][j] - expected) * (places[i][j] - expected) / expected;
      if (i != j) pairs_squares += (pairs[i][j] - of_pairs) * (pairs[i][j] - of_pairs) / of_pairs;
    }
    CHECK(pairs[i][i] == 0);
  }
  CHECK(places_squares < 39.3);  // χ² with 16 degrees of freedom, 0.1 %
  CHECK(pairs_squares < 43.8);   // with 19
}

TEST_CASE("every name is a stream of its own") {
  std::set<std::uint64_t> keys;
  std::size_t names = 0;
  const auto add = [&](std::uint64_t key) {
    keys.insert(key);
    ++names;
  };
  for (std::uint64_t seed : {0ULL, 1ULL, 2ULL, 20210101ULL, 0xffffffffffffffffULL}) {
    for (const char* source : {"process_noise", "base_year", "parameters", "latin_hypercube"}) {
      for (const std::string& column : node_column_names) {
        add(stream_key(seed, source, column));
        for (const Node& node : baseline().data.nodes) add(stream_key(seed, source, column, node.id));
      }
      for (std::string_view parameter : parameter_names) add(stream_key(seed, source, parameter));
    }
  }
  CHECK(keys.size() == names);
}

TEST_CASE("names do not run into each other") {
  CHECK(stream_key(1, "ab", "c") != stream_key(1, "a", "bc"));
  CHECK(stream_key(1, "a", "b", "c") != stream_key(1, "a", "bc"));
  CHECK(stream_key(1, "a", "b") != stream_key(1, "b", "a"));
  CHECK(stream_key(1, "a", "b", "") == stream_key(1, "a", "b"));
}

TEST_CASE("normal scores are the inverse of the normal distribution") {
  CHECK(normal_quantile(0.5) == doctest::Approx(0).epsilon(1e-15));
  CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
  CHECK(normal_quantile(1e-10) == doctest::Approx(-6.361340902404056).epsilon(1e-13));
  CHECK(normal_quantile(0x1p-54) == doctest::Approx(-8.292361075813595).epsilon(1e-12));
  for (double u : {1e-15, 1e-6, 0.01, 0.3, 0.49, 0.77, 0.9999})
    CHECK(relative_error(0.5 * std::erfc(-normal_quantile(u) / std::numbers::sqrt2), u) <= 1e-12);
}

TEST_CASE("uniform draws never reach the ends of the interval") {
  const std::uint64_t key = stream_key(1, "parameters", "mu_city");
  for (std::int64_t member = 0; member < 100000; ++member) {
    const double u = uniform_draw(key, member);
    REQUIRE(u > 0);
    REQUIRE(u < 1);
  }
}

}  // namespace jialing::test
