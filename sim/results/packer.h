#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace jialing {

/// What a value is packed as: a tuple of references, from its class's `fields(value)` or a function of that name.
template <class Value>
auto packed_fields(Value& value) {
  if constexpr (requires { std::remove_const_t<Value>::fields(value); })
    return std::remove_const_t<Value>::fields(value);
  else
    return fields(value);
}

template <class Value>
concept Number = std::is_arithmetic_v<Value>;

template <class Value>
concept Record = requires(Value& value) {
  std::remove_const_t<Value>::fields(value);
}
|| requires(Value& value) {
  fields(value);
};

/// Numbers as they lie in memory, one after the other; texts and lists with their lengths before.
class Packer {
 public:
  using Sink = std::function<void(std::string_view piece)>;

  template <class Value>
  static std::string content_of(const Value& value) {
    Packer packer;
    packer.put(value);
    return std::move(packer.content_);
  }

  /// The same in pieces of a megabyte or so, for what is too large to be in memory twice.
  template <class Value>
  static void send(const Value& value, const Sink& sink) {
    Packer packer;
    packer.sink_ = &sink;
    packer.put(value);
    sink(packer.content_);
  }

 private:
  void put_bytes(const void* first, std::size_t count) {
    constexpr std::size_t piece = std::size_t(1) << 20;
    content_.append(static_cast<const char*>(first), count);
    if (sink_ == nullptr || content_.size() < piece) return;
    (*sink_)(content_);
    content_.clear();
  }
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
  template <class First, class Second>
  void put(const std::pair<First, Second>& pair) {
    put(pair.first);
    put(pair.second);
  }
  void put(const Record auto& record) {
    std::apply([&](const auto&... each) { (put(each), ...); }, packed_fields(record));
  }

  std::string content_;
  const Sink* sink_ = nullptr;  ///< none: all stays in content_
};

/// The reverse.
class Unpacker {
 public:
  /// Nothing when the content is not that of such a value.
  template <class Value>
  static std::optional<Value> value_of(std::string_view content) {
    Value value{};
    return fill(content, value) ? std::optional(std::move(value)) : std::nullopt;
  }

  /// Whether the content is that of such a value; what is not packed of it stays.
  template <class Value>
  static bool fill(std::string_view content, Value& value) {
    Unpacker unpacker(content);
    unpacker.get(value);
    return !unpacker.short_ && unpacker.rest_.empty();
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
  template <class First, class Second>
  void get(std::pair<First, Second>& pair) {
    get(pair.first);
    get(pair.second);
  }
  void get(Record auto& record) {
    std::apply([&](auto&... each) { (get(each), ...); }, packed_fields(record));
  }

  std::string_view rest_;
  bool short_ = false;
};

}  // namespace jialing
