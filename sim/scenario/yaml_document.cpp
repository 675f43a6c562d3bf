#include "sim/scenario/yaml_document.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

#include "sim/tables/text_file.h"
#include "sim/tables/values.h"

namespace jialing {

namespace {

/// Aliases of aliases can grow without bound; no scenario comes near.
constexpr std::size_t most_values = 200'000;
constexpr std::size_t most_bytes = std::size_t{16} << 20;
constexpr std::size_t deepest = 64;

/// The document needs more memory or depth than any scenario does.
class TooLarge : public std::runtime_error {
 public:
  TooLarge(SourcePosition at, const std::string& message) : std::runtime_error(message), position(std::move(at)) {}

  SourcePosition position;
};

/// Turns the marks of yaml-cpp, which count bytes, into lines and columns of characters.
class SourceText {
 public:
  SourceText(std::string file, const std::string& text)
      : file_(std::move(file)),
        text_(text),
        lines_(split(text, '\n')) {}

  SourcePosition position(const YAML::Mark& mark) const {
    if (mark.is_null()) return {file_, 0, 0};
    if (mark.line != counted_.line || mark.column < counted_.column) counted_ = {mark.line, 0, 0};
    const auto i = static_cast<std::size_t>(mark.line);
    const std::string_view all = i < lines_.size() ? std::string_view(lines_[i]) : std::string_view();
    const std::size_t from = std::min(all.size(), static_cast<std::size_t>(counted_.column));
    const std::string_view passed = all.substr(from, static_cast<std::size_t>(mark.column - counted_.column));
    counted_.column = mark.column;
    counted_.characters += static_cast<int>(std::count_if(
        passed.begin(), passed.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0u) != 0x80u; }));
    return {file_, mark.line + 1, counted_.characters + 1};
  }

  /// Whether the quotes of the scalar at the mark are closed; yaml-cpp 0.7 takes the end of the file for the end of it.
  bool closes_quote(const YAML::Mark& mark) const {
    const std::size_t start = after_properties(static_cast<std::size_t>(mark.pos));
    const char quote = start < text_.size() ? text_[start] : '\0';
    if (quote != '"' && quote != '\'') return true;  // a block of lines, or the tag `!` without quotes
    for (std::size_t i = start + 1; i < text_.size(); ++i) {
      const bool doubled = quote == '\'' && text_.compare(i, 2, "''") == 0;
      if (doubled || (quote == '"' && text_[i] == '\\')) {
        ++i;
      } else if (text_[i] == quote) {
        return true;
      }
    }
    return false;
  }

  std::string line(int index) const {
    const auto i = static_cast<std::size_t>(index);
    if (i >= lines_.size()) return "";
    std::string text = lines_[i];
    if (text.ends_with('\r')) text.pop_back();
    return text;
  }

 private:
  /// Where the scalar at a position begins, behind its tag `!`, its anchor, and the blanks and comments between them.
  std::size_t after_properties(std::size_t position) const {
    constexpr std::string_view blanks = " \t\r\n";
    while ((position = std::min(text_.find_first_not_of(blanks, position), text_.size())) < text_.size()) {
      const char first = text_[position];
      if (first != '!' && first != '&' && first != '#') break;
      const std::string_view end = first == '#' ? "\r\n" : first == '!' ? " \t\r\n\"" : blanks;
      position = text_.find_first_of(end, position + 1);
    }
    return position;
  }

  /// Characters before a column of bytes; the next mark is most often further on in the same line.
  struct Counted {
    int line = -1, column = 0, characters = 0;
  };

  std::string file_;
  const std::string& text_;
  std::vector<std::string> lines_;
  mutable Counted counted_;
};

/// Builds the tree from the parser's events; yaml-cpp's own nodes would keep duplicate keys silently.
class DocumentBuilder : public YAML::EventHandler {
 public:
  DocumentBuilder(const SourceText& source, Faults& faults) : source_(source), faults_(faults) {}

  YamlValue take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    finish({.kind = YamlValue::Kind::null, .position = source_.position(mark), .entries = {}}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      fault(source_.position(mark), "an alias inside the value that it repeats");
      OnNull(mark, YAML::NullAnchor);
    } else {
      count(found->second);
      finish(found->second, YAML::NullAnchor);
    }
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    check_tag(mark, tag);
    if (tag == "!" && !source_.closes_quote(mark)) {
      throw YAML::ParserException(mark, "a quote is opened here and never closed");
    }
    if (!is_utf8_text(text)) {  // yaml-cpp makes a single byte of \_ and \N
      throw YAML::ParserException(mark, "\\0, \\_ and \\N stand for no character here; write the character itself");
    }
    finish({.kind = YamlValue::Kind::scalar,
            .position = source_.position(mark),
            .text = text,
            .plain = tag != "!",
            .entries = {}},
           anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    begin(YamlValue::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    begin(YamlValue::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { end(); }

 private:
  /// A list or map that is still open, and in a map the key that waits for its value.
  struct Open {
    YamlValue value;
    YAML::anchor_t anchor = YAML::NullAnchor;
    std::optional<YamlValue> key = {};
    std::unordered_map<std::string, int> lines = {};  ///< of the keys that are there
  };

  void begin(YamlValue::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check_tag(mark, tag);
    if (open_.size() == deepest) {
      throw TooLarge(
          source_.position(mark),
          fmt::format("lists and maps inside each other are deeper than {} here; no key needs that", deepest));
    }
    open_.push_back({{.kind = kind, .position = source_.position(mark), .entries = {}}, anchor});
  }

  void end() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    finish(std::move(closed.value), closed.anchor);
  }

  void finish(YamlValue value, YAML::anchor_t anchor) {
    count_one(value);
    if (anchor != YAML::NullAnchor) {
      count(value);  // it is kept twice
      anchors_[anchor] = value;
    }
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Open& parent = open_.back(); parent.value.kind == YamlValue::Kind::sequence) {
      parent.value.items.push_back(std::move(value));
    } else if (!parent.key) {
      if (value.kind != YamlValue::Kind::scalar) fault(value.position, "a key must be one word");
      parent.key = std::move(value);
    } else {
      add_entry(parent, std::move(value));
    }
  }

  void add_entry(Open& parent, YamlValue value) {
    const YamlValue key = std::move(*parent.key);
    parent.key.reset();
    if (key.kind != YamlValue::Kind::scalar) return;
    if (value.kind == YamlValue::Kind::null) value.position = key.position;  // the parser marks what follows
    const auto [first, fresh] = parent.lines.try_emplace(key.text, key.position.line);
    if (fresh) {
      parent.value.entries.push_back({key.text, key.position, std::move(value)});
    } else {
      fault(key.position,
            fmt::format("the key {} is there twice; the first is in line {}", in_quotes(key.text), first->second));
    }
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    fault(source_.position(mark), fmt::format("the tag {} has no meaning here; remove it", in_quotes(tag)));
  }

  void count_one(const YamlValue& value) {
    bytes_ += value.text.size();
    if (++values_ <= most_values && bytes_ <= most_bytes) return;
    throw TooLarge(value.position, fmt::format("the document is too large from here on, with its aliases expanded; a "
                                               "scenario holds at most {} values and {} MiB",
                                               most_values, most_bytes >> 20));
  }

  void count(const YamlValue& value) {
    count_one(value);
    for (const YamlValue& item : value.items) count(item);
    for (const YamlEntry& entry : value.entries) count(entry.value);
  }

  /// The keys and list positions that are open: "policies[2].targets".
  std::string path() const {
    std::string result;
    for (const Open& open : open_) {
      if (open.value.kind == YamlValue::Kind::sequence) {
        result += fmt::format("[{}]", open.value.items.size());
      } else if (open.key) {
        result += (result.empty() ? "" : ".") + open.key->text;
      }
    }
    return result;
  }

  void fault(const SourcePosition& position, const std::string& message) {
    faults_.add({position.file, position.line, position.column, path(), message});
  }

  const SourceText& source_;
  Faults& faults_;
  YamlValue root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, YamlValue> anchors_;
  std::size_t values_ = 0, bytes_ = 0;
};

/// yaml-cpp names the rule that is broken; this says what usually breaks it.
std::string syntax_hint(const std::string& message, const std::string& line) {
  const std::size_t indent = line.find_first_not_of(' ');
  if (indent != std::string::npos && line[indent] == '\t') return "; indent with spaces, not with tabs";
  if (message == YAML::ErrorMsg::MAP_VALUE) {
    return "; a text that contains ': ' must stand in quotes, and the keys of a map begin in the same column";
  }
  if (message == YAML::ErrorMsg::END_OF_MAP_FLOW) return "; a { is never closed";
  if (message == YAML::ErrorMsg::END_OF_SEQ_FLOW) return "; a [ is never closed";
  return "";
}

Fault syntax_fault(const SourceText& source, const YAML::Exception& error) {
  const SourcePosition place = source.position(error.mark);
  const std::string line = place.line > 0 ? source.line(error.mark.line) : "";
  const std::string shown = line.empty() ? "" : fmt::format(", in {}", in_quotes(line));
  return {place.file, place.line, place.column, "",
          fmt::format("no valid YAML: {}{}{}", error.msg, shown, syntax_hint(error.msg, line))};
}

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7F;
}

/// Whether YAML takes the word for nothing at all.
bool is_null_word(std::string_view word) {
  constexpr std::array<std::string_view, 4> words = {"~", "null", "Null", "NULL"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Words that are safe without quotes as keys.
bool is_plain_key(std::string_view key) {
  return !key.empty() && key[0] != '-' && !is_null_word(key) &&
         std::all_of(key.begin(), key.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
}

/// Whether a text means the same without quotes, also between brackets (where yaml-cpp ends a word at a question mark).
bool is_plain_text(std::string_view text) {
  constexpr std::string_view markers = "&*!|>'\"%@`:", brackets = ",?[]{}#\n";
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  const bool list_item = text == "-" || text.starts_with("- ");
  return !list_item && markers.find(text.front()) == std::string_view::npos &&
         text.find_first_of(brackets) == std::string_view::npos && text.find(": ") == std::string_view::npos &&
         std::none_of(text.begin(), text.end(), is_control);
}

std::string in_double_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') {
      result += '\\';
      result += character;
    } else if (character == '\n') {
      result += "\\n";
    } else if (is_control(character)) {
      result += fmt::format("\\x{:02X}", static_cast<unsigned char>(character));
    } else {
      result += character;
    }
  }
  return result + "\"";
}

std::string key_text(std::string_view key) {
  return is_plain_key(key) ? std::string(key) : in_double_quotes(key);
}

std::string flow_text(const YamlValue& value) {
  std::vector<std::string> parts;
  switch (value.kind) {
    case YamlValue::Kind::null:
      return "~";
    case YamlValue::Kind::scalar:
      return value.plain && is_plain_text(value.text) ? value.text : in_double_quotes(value.text);
    case YamlValue::Kind::sequence:
      for (const YamlValue& item : value.items) parts.push_back(flow_text(item));
      return "[" + joined(parts, ", ") + "]";
    case YamlValue::Kind::map:
      for (const YamlEntry& entry : value.entries) {
        if (entry.value.kind == YamlValue::Kind::null) continue;
        parts.push_back(key_text(entry.key) + ": " + flow_text(entry.value));
      }
      return "{" + joined(parts, ", ") + "}";
  }
  return "";
}

}  // namespace

const YamlValue* YamlValue::find(std::string_view key) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const YamlEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

YamlValue plain_scalar(std::string text, SourcePosition position) {
  return {.kind = YamlValue::Kind::scalar, .position = std::move(position), .text = std::move(text), .entries = {}};
}

YamlValue empty_map(SourcePosition position) {
  return {.kind = YamlValue::Kind::map, .position = std::move(position), .entries = {}};
}

namespace {

std::optional<YamlValue> parse_yaml(const std::string& file, const std::string& text, Faults& faults) {
  const SourceText source(file, text);
  DocumentBuilder builder(source, faults);
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      faults.add({file, 0, 0, "", "the file holds no keys, only comments"});
      return std::nullopt;
    }
    YamlValue document = builder.take();
    DocumentBuilder second(source, faults);
    if (parser.HandleNextDocument(second)) {
      const SourcePosition place = second.take().position;
      faults.add({place.file, place.line, place.column, "", "a second YAML document; a file holds one"});
    }
    return document;
  } catch (const YAML::Exception& error) {
    faults.add(syntax_fault(source, error));
  } catch (const TooLarge& error) {
    faults.add({error.position.file, error.position.line, error.position.column, "", error.what()});
  }
  return std::nullopt;
}

void place_everything(YamlValue& value, const SourcePosition& position) {
  value.position = position;
  for (YamlValue& item : value.items) place_everything(item, position);
  for (YamlEntry& entry : value.entries) {
    entry.key_position = position;
    place_everything(entry.value, position);
  }
}

}  // namespace

std::optional<YamlValue> read_yaml(const std::string& file, Faults& faults) {
  const auto text = read_text_file(file, "", faults);
  return text ? parse_yaml(file, *text, faults) : std::nullopt;
}

std::optional<YamlValue> read_yaml_option(const std::string& option, const std::string& text, Faults& faults) {
  const SourcePosition position{option, 0, 0};
  YamlValue value{.position = position, .entries = {}};
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return value;
  Faults found;
  auto parsed = parse_yaml(option, text, found);
  for (const Fault& fault : found.list()) faults.add({option, 0, 0, fault.path, fault.message});
  if (parsed) place_everything(*parsed, position);
  return parsed;
}

bool set_value(YamlValue& root, std::string_view path, YamlValue value) {
  YamlValue* target = &root;
  for (const std::string& key : split(path, '.')) {
    if (target->kind == YamlValue::Kind::null) target->kind = YamlValue::Kind::map;
    if (target->kind != YamlValue::Kind::map) return false;
    auto& entries = target->entries;
    auto found = std::find_if(entries.begin(), entries.end(), [&](const YamlEntry& entry) { return entry.key == key; });
    if (found == entries.end())
      found = entries.insert(entries.end(), {key, value.position, {.position = value.position, .entries = {}}});
    target = &found->value;
  }
  *target = std::move(value);
  return true;
}

void remove_key(YamlValue& map, std::string_view key) {
  std::erase_if(map.entries, [&](const YamlEntry& entry) { return entry.key == key; });
}

namespace {

void write_block(const YamlValue& map, int depth, std::string& out) {
  for (const auto& [key, key_position, value] : map.entries) {
    if (value.kind == YamlValue::Kind::null) continue;
    const bool nested = value.kind == YamlValue::Kind::map && !value.entries.empty();
    const bool leaf = std::none_of(value.entries.begin(), value.entries.end(), [](const YamlEntry& entry) {
      return entry.value.kind == YamlValue::Kind::sequence || entry.value.kind == YamlValue::Kind::map;
    });
    out += std::string(static_cast<std::size_t>(2 * depth), ' ') + key_text(key) + ":";
    if (nested && (depth == 0 || !leaf)) {
      out += "\n";
      write_block(value, depth + 1, out);
    } else {
      out += " " + flow_text(value) + "\n";
    }
  }
}

}  // namespace

std::string text_of(const YamlValue* value, const std::string& fallback) {
  return value == nullptr || value->kind != YamlValue::Kind::scalar ? fallback : value->text;
}

std::string to_yaml(const YamlValue& value) {
  if (value.kind != YamlValue::Kind::map) return flow_text(value) + "\n";
  std::string text;
  write_block(value, 0, text);
  return text;
}

}  // namespace jialing
