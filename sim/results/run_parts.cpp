#include "sim/results/run_parts.h"

#include <fmt/format.h>

#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace jialing {
namespace {

/// What is kept of each type, in the order of the file.
template <class Some>
requires std::same_as<std::remove_const_t<Some>, AssimilationState>
auto fields(Some& each) {
  return std::tie(each.seed, each.passes, each.members, each.scales, each.scores, each.prior_predicted, each.mismatch);
}

template <class Some>
requires std::same_as<std::remove_const_t<Some>, Moments>
auto fields(Some& each) {
  return std::tie(each.mean, each.variance);
}

template <class Some>
requires std::same_as<std::remove_const_t<Some>, Forecast>
auto fields(Some& each) {
  return std::tie(each.origin, each.year, each.indicator, each.place, each.across_break, each.observed, each.quantiles,
                  each.pit, each.crps, each.error, each.benchmark_crps, each.benchmark_error);
}

template <class Value>
concept Number = std::is_arithmetic_v<Value>;

template <class Value>
concept Record = requires(Value& value) {
  fields(value);
};

/// Numbers as they lie in memory, one after the other; texts and lists with their lengths before.
class Packer {
 public:
  template <class Value>
  static std::string content_of(const Value& value) {
    Packer packer;
    packer.put(value);
    return std::move(packer.content_);
  }

 private:
  void put_bytes(const void* first, std::size_t count) { content_.append(static_cast<const char*>(first), count); }
  void put(Number auto value) { put_bytes(&value, sizeof value); }
  void put(const std::string& text) {
    put(std::uint64_t{text.size()});
    put_bytes(text.data(), text.size());
  }
  template <Number Item>
  void put(const std::vector<Item>& list) {
    put(std::uint64_t{list.size()});
    put_bytes(list.data(), list.size() * sizeof(Item));
  }
  template <class Item>
  void put(const std::vector<Item>& list) {
    put(std::uint64_t{list.size()});
    for (const Item& item : list) put(item);
  }
  template <class Item, std::size_t count>
  void put(const std::array<Item, count>& list) {
    for (const Item& item : list) put(item);
  }
  void put(const Record auto& record) {
    std::apply([&](const auto&... each) { (put(each), ...); }, fields(record));
  }

  std::string content_;
};

/// The reverse.
class Unpacker {
 public:
  /// Nothing when the content is not that of such a value.
  template <class Value>
  static std::optional<Value> value_of(std::string_view content) {
    Unpacker unpacker(content);
    Value value{};
    unpacker.get(value);
    if (unpacker.short_ || !unpacker.rest_.empty()) return std::nullopt;
    return value;
  }

 private:
  explicit Unpacker(std::string_view content) : rest_(content) {}

  void get_bytes(void* first, std::size_t count) {
    short_ = short_ || count > rest_.size();
    if (short_ || count == 0) return;
    std::memcpy(first, rest_.data(), count);
    rest_.remove_prefix(count);
  }
  /// Of a text or list, whose items take so many bytes each or more.
  std::size_t get_length(std::size_t least) {
    std::uint64_t length = 0;
    get(length);
    short_ = short_ || length > rest_.size() / least;
    return short_ ? 0 : length;
  }
  void get(Number auto& value) { get_bytes(&value, sizeof value); }
  void get(std::string& text) {
    text.resize(get_length(1));
    get_bytes(text.data(), text.size());
  }
  template <Number Item>
  void get(std::vector<Item>& list) {
    list.resize(get_length(sizeof(Item)));
    get_bytes(list.data(), list.size() * sizeof(Item));
  }
  template <class Item>
  void get(std::vector<Item>& list) {
    list.resize(get_length(sizeof(std::uint64_t)));
    for (Item& item : list) get(item);
  }
  template <class Item, std::size_t count>
  void get(std::array<Item, count>& list) {
    for (Item& item : list) get(item);
  }
  void get(Record auto& record) {
    std::apply([&](auto&... each) { (get(each), ...); }, fields(record));
  }

  std::string_view rest_;
  bool short_ = false;
};

template <class Value>
std::optional<Value> find(const PartsFolder& folder, const std::string& name) {
  const std::optional<std::string> content = folder.find(name);
  if (!content) return std::nullopt;
  std::optional<Value> value = Unpacker::value_of<Value>(*content);
  if (!value) folder.refuse(name);
  return value;
}

std::string name_of_replicate(int number) {
  return fmt::format("replicate_{}", number);
}

std::string name_of_origin(int year) {
  return fmt::format("origin_{}", year);
}

}  // namespace

std::optional<AssimilationState> CalibrationParts::state() {
  return find<AssimilationState>(folder_, "state");
}

void CalibrationParts::save(const AssimilationState& state) {
  folder_.save("state", Packer::content_of(state));
}

std::optional<std::vector<Moments>> CalibrationParts::replicate(int number) {
  return find<std::vector<Moments>>(folder_, name_of_replicate(number));
}

void CalibrationParts::save(int number, const std::vector<Moments>& replicate) {
  folder_.save(name_of_replicate(number), Packer::content_of(replicate));
}

std::optional<std::vector<Forecast>> HindcastParts::forecasts(int origin) {
  return find<std::vector<Forecast>>(folder_, name_of_origin(origin));
}

void HindcastParts::save(int origin, const std::vector<Forecast>& forecasts) {
  folder_.save(name_of_origin(origin), Packer::content_of(forecasts));
}

}  // namespace jialing
