#include "sim/policy/measure.h"

#include <algorithm>

#include "sim/scenario/lever_fields.h"

namespace jialing {

namespace {

double size(const Node& node, Split split) {
  switch (split) {
    case Split::gdp:
      return node[NodeColumn::gdp];
    case Split::rd:
      return node[NodeColumn::rd];
    case Split::population:
      return node[NodeColumn::population_10k];
    default:
      return 1;
  }
}

/// Part of an amount that each target receives.
std::vector<double> parts(const Lever& lever, const Dataset& data) {
  std::vector<double> list;
  double total = 0;
  for (const LeverTarget& target : lever.targets) {
    const double share = lever.split == Split::rd ? target.rd : target.gdp;
    list.push_back(share * size(data.nodes[target.node], lever.split));
    total += list.back();
  }
  if (lever.split == Split::each) return list;
  for (double& part : list) part /= total;
  return list;
}

/// A lever while it is turned into a measure. One function per type; each says in its order what the lever does.
class Lowering {
 public:
  Lowering(const Lever& lever, const Scenario& scenario)
      : lever_(lever),
        data_(scenario.data),
        base_year_(scenario.horizon.from),
        parts_(parts(lever, scenario.data)) {
    measure_.name = lever.name;
    measure_.type = lever_type_names()[static_cast<std::size_t>(lever.type)];
    measure_.schedule = lever.schedule;
    measure_.growth = lever.number("growth");
    measure_.real_prices = lever.word("prices") == "base_year" || lever.word("prices") == "2020";
    measure_.other_cost = lever.cost;
  }

  Measure measure() {
    switch (lever_.type) {
      case LeverType::rd_grant:
        rd_grant();
        break;
      case LeverType::rd_tax_credit:
        rd_tax_credit();
        break;
      case LeverType::talent_programme:
        talent_programme();
        break;
      case LeverType::venture_fund:
        capital(lever_.is_on("tied") ? NodeEffect::capital_tied : NodeEffect::capital_sent);
        break;
      case LeverType::credit:
        capital(NodeEffect::capital_tied);
        break;
      case LeverType::technology_market:
        technology_market();
        break;
      case LeverType::integration:
        integration();
        break;
      case LeverType::programme_link:
        programme_link();
        break;
      case LeverType::enclave:
        enclave();
        break;
      case LeverType::platform:
        platform();
        break;
      case LeverType::zone:
        zone();
        break;
      case LeverType::incubator:
        incubator();
        break;
      case LeverType::pairing:
        pairing();
        break;
      case LeverType::field_programme:
        adoption();
        imitation();
        break;
      case LeverType::basic_research:
        on_targets(NodeEffect::basic_gain, lever_.number("gain"));
        break;
      case LeverType::science_outreach:
        on_targets(NodeEffect::literacy, lever_.number("literacy"));
        break;
      case LeverType::consortium:
        consortium();
        break;
      case LeverType::rd_mandate:
        rd_mandate();
        break;
      case LeverType::procurement:
        adoption();
        measure_.spending = lever_.number("amount");
        break;
      case LeverType::performance_grant:
        performance_grant();
        break;
      case LeverType::transport_line:
      case LeverType::count:
        break;
    }
    return std::move(measure_);
  }

 private:
  void add(NodeEffect effect, int node, double amount, Pace pace) {
    measure_.nodes.push_back({effect, node, 0, amount, pace});
  }

  /// An effect on every target in proportion to its share.
  void on_targets(NodeEffect effect, double amount, Pace pace = Pace::strength,
                  double LeverTarget::*share = &LeverTarget::rd) {
    for (const LeverTarget& target : lever_.targets) add(effect, target.node, amount * (target.*share), pace);
  }

  /// An amount divided among the targets.
  void divided(NodeEffect effect, double amount, Pace pace) {
    for (std::size_t n = 0; n < parts_.size(); ++n) add(effect, lever_.targets[n].node, amount * parts_[n], pace);
  }

  void spend(double amount) {
    for (double part : parts_) measure_.spending += amount * part;
  }

  void rd_grant() {
    const double amount = lever_.number("amount");
    spend(amount);
    divided(NodeEffect::grant, amount, Pace::money);
    if (lever_.is_on("leverage")) divided(NodeEffect::levered_grant, amount, Pace::effective_money);
    if (!lever_.has("basic_fraction")) return;
    divided(NodeEffect::basic_money, std::max(amount, 0.0), Pace::money);
    divided(NodeEffect::basic_spent, std::max(amount, 0.0) * lever_.number("basic_fraction"), Pace::money);
  }

  void rd_tax_credit() {
    measure_.credit = lever_.number("credit");
    measure_.credited = lever_.targets;
    on_targets(NodeEffect::user_cost, measure_.credit);
  }

  void talent_programme() {
    divided(NodeEffect::recruits, lever_.number("recruits"), Pace::immediate);
    divided(NodeEffect::people, lever_.number("postdocs") + lever_.number("graduates"), Pace::immediate);
    on_targets(NodeEffect::attraction, lever_.number("attraction"), Pace::shrunk);
  }

  void capital(NodeEffect effect) {
    spend(lever_.number("amount"));
    divided(effect, lever_.number("amount") * lever_.number("gearing"), Pace::effective_money);
  }

  void technology_market() {
    on_targets(NodeEffect::catch_up, lever_.number("catch_up"));
    on_targets(NodeEffect::frontier, lever_.number("frontier"));
    on_targets(NodeEffect::openness, lever_.number("openness"));
  }

  void on_pair(int a, int b, PairEffect effect, double amount) {
    measure_.pairs.push_back({effect, a, b, amount, Pace::strength});
  }

  /// Pairs with one end in each group, each once, with the product of the ends' shares.
  template <class Act>
  void for_pairs(const Act& act) {
    for (const LeverTarget& a : lever_.between[0]) {
      for (const LeverTarget& b : lever_.between[1]) {
        const bool again =
            a.node == b.node || (b.node < a.node && in(lever_.between[0], b.node) && in(lever_.between[1], a.node));
        if (!again) act(a.node, b.node, a.rd * b.rd);
      }
    }
  }

  static bool in(const std::vector<LeverTarget>& group, int node) {
    return std::any_of(group.begin(), group.end(), [&](const LeverTarget& each) { return each.node == node; });
  }

  void integration() {
    for_pairs([&](int a, int b, double share) {
      on_pair(a, b, PairEffect::border, share * lever_.number("border"));
      on_pair(a, b, PairEffect::talent, share * lever_.number("talent"));
      on_pair(a, b, PairEffect::capital, share * lever_.number("capital"));
      on_pair(a, b, PairEffect::contract, share * lever_.number("contract"));
      on_pair(a, b, PairEffect::knowledge, share * lever_.number("knowledge"));
    });
  }

  void programme_link() {
    const double strength = lever_.number("strength");
    const std::string programme(lever_.word("programme"));
    if (programme.empty()) {
      for_pairs([&](int a, int b, double share) { on_pair(a, b, PairEffect::link, share * strength); });
      return;
    }
    const bool on = lever_.is_on("state");
    for (const ProgrammeLink& link : data_.programme_links) {
      if (link.programme != programme) continue;
      if (on || is_only_one(link)) on_pair(link.a, link.b, PairEffect::link, on ? strength : -strength);
    }
  }

  /// Whether no other programme of the baseline joins the pair when the lever comes into force.
  bool is_only_one(const ProgrammeLink& link) const {
    return std::none_of(data_.programme_links.begin(), data_.programme_links.end(), [&](const ProgrammeLink& each) {
      return each.programme != link.programme && std::minmax(each.a, each.b) == std::minmax(link.a, link.b) &&
             each.start_year <= base_year_ && each.end_year.value_or(latest_year) >= lever_.schedule.first_year;
    });
  }

  void enclave() {
    for (const LeverTarget& target : lever_.targets)
      if (target.node != lever_.host)
        measure_.enclaves.push_back({target.node, lever_.host, target.rd * lever_.number("share")});
  }

  void platform() {
    const double amount = lever_.number("amount");
    spend(amount);
    divided(NodeEffect::grant, amount, Pace::money);
    divided(NodeEffect::staff, lever_.number("staff"), Pace::strength);
    on_targets(NodeEffect::creation, lever_.number("creation"), Pace::shrunk);
    adoption();
  }

  void zone() {
    const double creation = lever_.number("creation");
    on_targets(NodeEffect::creation, creation, Pace::shrunk);
    on_targets(NodeEffect::spilling, creation * lever_.number("spill"), Pace::shrunk);
    on_targets(NodeEffect::capacity, lever_.number("capacity"), Pace::shrunk, &LeverTarget::tech_firms);
    on_targets(NodeEffect::attraction, lever_.number("attraction"), Pace::shrunk);
  }

  void incubator() {
    divided(NodeEffect::capacity, lever_.number("units") * lever_.number("capacity"), Pace::strength);
    divided(NodeEffect::entry, lever_.number("units") * lever_.number("entry"), Pace::strength);
  }

  void pairing() {
    for (const auto& [donor, recipient] : lever_.pairs) {
      measure_.transfers.push_back({donor, recipient, lever_.number("share")});
      if (lever_.is_on("link")) on_pair(donor, recipient, PairEffect::link, 1);
    }
  }

  void on_fields(FieldEffect effect, double amount) {
    for (const LeverTarget& target : lever_.targets)
      for (int field : lever_.fields)
        measure_.fields.push_back({effect, target.node * static_cast<int>(data_.fields.size()) + field, 0,
                                   amount * target.rd, Pace::strength});
  }

  void adoption() { on_fields(FieldEffect::adoption, lever_.number("adoption")); }
  void imitation() { on_fields(FieldEffect::imitation, lever_.number("imitation")); }

  void consortium() {
    for (std::size_t i = 0; i < lever_.targets.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const LeverTarget &a = lever_.targets[i], &b = lever_.targets[j];
        on_pair(a.node, b.node, PairEffect::contract, a.rd * b.rd * lever_.number("contract"));
        on_pair(a.node, b.node, PairEffect::knowledge, a.rd * b.rd * lever_.number("knowledge"));
      }
    }
    adoption();
  }

  void rd_mandate() {
    on_targets(NodeEffect::mandate_share, lever_.number("share"));
    on_targets(NodeEffect::mandate_floor, lever_.number("share") * lever_.number("floor"));
  }

  void performance_grant() {
    RankedGrant grant{.nodes = {},
                      .indicator = lever_.indicator,
                      .highest = lever_.word("order") == "highest",
                      .winners = static_cast<int>(lever_.number("winners")),
                      .leverage = lever_.is_on("leverage"),
                      .amount = lever_.number("amount")};
    for (const LeverTarget& target : lever_.targets) grant.nodes.push_back(target.node);
    measure_.spending = grant.amount;
    measure_.ranked.push_back(std::move(grant));
  }

  const Lever& lever_;
  const Dataset& data_;
  int base_year_;
  std::vector<double> parts_;
  Measure measure_;
};

}  // namespace

std::vector<Measure> measures(const Scenario& scenario) {
  std::vector<Measure> list;
  for (const Lever& lever : scenario.levers)
    if (lever.type != LeverType::transport_line) list.push_back(Lowering(lever, scenario).measure());
  return list;
}

}  // namespace jialing
