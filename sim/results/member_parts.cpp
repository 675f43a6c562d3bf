#include "sim/results/member_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "jialing/error.h"
#include "sim/parallel/ranks.h"
#include "sim/results/packer.h"

namespace jialing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double pause_per_saving = 9;  // so that saving takes a tenth of the time

/// A piece of an ensemble: its blocks of cells as they lie in memory, which is the same for any lane width only of the
/// same kernels; the folder is of one program.
struct Piece {
  std::int64_t lane_width = 0;
  std::vector<float> cells;
  std::vector<std::vector<double>> parameters;  // [Parameter][member]
  std::vector<MemberFailure> failures;

  template <class Self>
  static auto fields(Self& self) {
    return std::tie(self.lane_width, self.cells, self.parameters, self.failures);
  }
};

struct PieceRange {
  std::int64_t first, end;  // members, from the ensemble's first one on
};

PieceRange members_of(std::int64_t piece, const Ensemble& ensemble) {
  return {piece * piece_members, std::min((piece + 1) * piece_members, ensemble.cells.members())};
}

template <class Store>
auto cells_of(const PieceRange& range, Store& store) {
  const std::int64_t width = store.lane_width(), first = range.first / width, end = (range.end + width - 1) / width;
  return std::span(store.block(first), static_cast<std::size_t>((end - first) * store.cells() * width));
}

}  // namespace

class MemberParts::Pieces final : public MemberKeeper {
 public:
  Pieces(MemberParts& parts, const Scenario& scenario) : parts_(parts), id_(scenario.id) {}

  bool take(std::int64_t number, Ensemble& ensemble) override {
    const std::string name = name_of(number);
    const auto content = parts_.folder_.find(name);
    if (!content) return false;
    const std::optional<Piece> piece = Unpacker::value_of<Piece>(*content);
    const PieceRange range = members_of(number, ensemble);
    const auto cells = cells_of(range, ensemble.cells);
    const auto members = static_cast<std::size_t>(range.end - range.first);
    if (!piece || piece->lane_width != ensemble.cells.lane_width() || piece->cells.size() != cells.size() ||
        piece->parameters.size() != ensemble.parameters.size() ||
        std::any_of(piece->parameters.begin(), piece->parameters.end(),
                    [&](const std::vector<double>& row) { return row.size() != members; }))
      parts_.folder_.refuse(name);
    std::copy(piece->cells.begin(), piece->cells.end(), cells.begin());
    for (std::size_t p = 0; p < ensemble.parameters.size(); ++p)
      std::copy(piece->parameters[p].begin(), piece->parameters[p].end(), ensemble.parameters[p].begin() + range.first);
    ensemble.failures.insert(ensemble.failures.end(), piece->failures.begin(), piece->failures.end());
    return true;
  }

  std::int64_t members_at_once(int threads) override {
    const std::int64_t usual = std::max<std::int64_t>(2048, std::int64_t{threads} * 256);
    if (parts_.seconds_ <= 0) return piece_members;
    return per_second_ > 0 ? std::max(usual, static_cast<std::int64_t>(per_second_ * parts_.seconds_)) : usual;
  }

  void finished(std::int64_t first, std::int64_t end, const Ensemble& ensemble) override {
    measure(members_of(end - 1, ensemble).end - first * piece_members);
    for (std::int64_t piece = first; piece < end; ++piece) unsaved_.push_back(piece);
    // All ranks go by the clock of the first.
    if (ranks().shared(parts_.is_due() ? "1" : "0") != "1") return;
    parts_.save([&] {
      for (std::int64_t piece : std::exchange(unsaved_, {}))
        parts_.folder_.save(name_of(piece), content_of(piece, ensemble));
    });
  }

 private:
  std::string name_of(std::int64_t piece) const { return fmt::format("{}_{}", id_, piece); }

  static std::string content_of(std::int64_t number, const Ensemble& ensemble) {
    const PieceRange range = members_of(number, ensemble);
    const auto cells = cells_of(range, ensemble.cells);
    Piece piece;
    piece.lane_width = ensemble.cells.lane_width();
    piece.cells.assign(cells.begin(), cells.end());
    for (const std::vector<double>& row : ensemble.parameters)
      piece.parameters.emplace_back(row.begin() + range.first, row.begin() + range.end);
    for (const MemberFailure& each : ensemble.failures) {
      const std::int64_t member = each.member - ensemble.first_member;
      if (member >= range.first && member < range.end) piece.failures.push_back(each);
    }
    return Packer::content_of(piece);
  }

  // All ranks go by the clock of the first.
  void measure(std::int64_t members) {
    const double seconds = std::chrono::duration<double>(Clock::now() - std::exchange(began_, Clock::now())).count();
    per_second_ = std::stod(ranks().shared(fmt::format("{}", static_cast<double>(members) / seconds)));
  }

  MemberParts& parts_;
  std::string id_;
  std::vector<std::int64_t> unsaved_;
  Clock::time_point began_ = Clock::now();
  double per_second_ = 0;
};

MemberParts::MemberParts(PartsFolder& folder, double seconds, std::function<void(const std::string&)> tell)
    : folder_(folder),
      seconds_(seconds),
      tell_(std::move(tell)),
      last_(Clock::now()),
      pause_(seconds) {}

std::unique_ptr<MemberKeeper> MemberParts::keeper(const Scenario& scenario) {
  return std::make_unique<Pieces>(*this, scenario);
}

namespace {

std::string streamed_name(const Scenario& scenario) {
  return scenario.id + "_streamed";
}

FileContent pieces_of(const StreamedMembers& members) {
  return [&](const auto& put) { Packer::send(members, put); };
}

/// Whether all of these members are among those.
bool are_among(const std::vector<MemberRange>& members, const std::vector<MemberRange>& those) {
  return std::all_of(members.begin(), members.end(), [&](const auto& each) { return without(each, those).empty(); });
}

bool are_apart(const std::vector<MemberRange>& members, const std::vector<MemberRange>& those) {
  return std::all_of(members.begin(), members.end(),
                     [&](const auto& each) { return without(each, those) == std::vector{each}; });
}

}  // namespace

StreamedMembers MemberParts::streamed(const Scenario& scenario) {
  StreamedMembers members(scenario, 0);
  const std::string name = streamed_name(scenario);
  const std::vector<std::string> parts = folder_.of_ranks(name);
  for (const std::string& part : parts) {
    StreamedMembers found(scenario, 0);
    if (!Unpacker::fill(*folder_.read(part), found) || !found.fits({0, scenario.ensemble.members}))
      folder_.refuse(part);
    if (are_among(found.members(), members.members())) continue;  // merged already, by a run that then was interrupted
    if (!are_apart(found.members(), members.members())) folder_.refuse(part);
    members.merge(found);
  }
  if (std::any_of(parts.begin(), parts.end(), [&](const std::string& part) { return part != name; }))
    save([&] {  // all in the first rank's, before another one of that number saves its own
      folder_.save_own(name, pieces_of(members));
      for (const std::string& part : parts)
        if (part != name) folder_.remove(part);
    });
  return members;
}

void MemberParts::finished(const Scenario& scenario, const StreamedMembers& members) {
  if (is_due()) save([&] { folder_.save_own(streamed_name(scenario), pieces_of(members)); });
}

bool MemberParts::is_due() const {
  return keeps_ && Clock::now() - last_ >= pause_;
}

template <class Save>
void MemberParts::save(const Save& save) {
  const Clock::time_point began = Clock::now();
  try {
    save();
  } catch (const FileError& error) {
    keeps_ = false;
    tell_(error.what());
  }
  last_ = Clock::now();
  if (seconds_ > 0)
    pause_ = std::max<std::chrono::duration<double>>(std::chrono::duration<double>(seconds_),
                                                     pause_per_saving * (last_ - began));
}

}  // namespace jialing
