#include <doctest/doctest.h>
#include <fmt/format.h>

#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "graph_fixture.h"
#include "jialing/error.h"
#include "sim/results/atomic_file.h"
#include "sim/results/geojson.h"
#include "sim/results/graphml.h"
#include "sim/results/node_metrics_csv.h"

using namespace jialing;
using jialing::test::islands;
using jialing::test::programme;
using jialing::test::rail;
namespace fs = std::filesystem;

namespace {

/// An empty folder that is gone after the test.
struct Folder {
  fs::path path = fs::temp_directory_path() / (fmt::format("jialing_graph_files_{}", ::getpid()));
  Folder() {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return (path / name).string(); }
  auto count() const { return std::distance(fs::directory_iterator(path), fs::directory_iterator()); }
};

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string message_of(const std::string& path) {
  try {
    write_text_file(path, "x");
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Two nodes joined by a railway and a programme, with weights and metrics.
struct SmallGraph {
  Dataset data = islands({"Yuzhong", "R&D \"base\", <x>"});
  Multigraph graph;
  ChannelMatrices weights;
  std::vector<NodeMetrics> metrics;

  SmallGraph() {
    data.transport_links = {rail(0, 1, 1.25, 2015)};
    data.programme_links = {programme(0, 1, 2020)};
    graph = build_multigraph(data, 2020);
    weights.talent = weights.capital = weights.contract = weights.knowledge = Eigen::MatrixXd{{0, 0.1}, {0.1, 0}};
    metrics.resize(2);
    metrics[1].pagerank = 0.1 + 0.2;
  }
  GraphReport report() const { return {data, graph, weights, metrics, 2020}; }
};

}  // namespace

TEST_CASE("GeoJSON holds nodes as points and every layer's edges as lines with the weights of their pair") {
  const Folder folder;
  const SmallGraph small;
  write_geojson(small.report(), folder.file("graph.geojson"));
  const auto json = nlohmann::json::parse(content(folder.file("graph.geojson")));
  CHECK(json["type"] == "FeatureCollection");
  REQUIRE(json["features"].size() == 4);

  const auto& node = json["features"][1];
  CHECK(node["geometry"] == nlohmann::json::parse(R"({"type": "Point", "coordinates": [10.0, 0.0]})"));
  CHECK(node["id"] == small.data.nodes[1].id);
  CHECK(node["properties"]["province"] == "Chongqing");
  CHECK(node["properties"]["pagerank"] == 0.1 + 0.2);

  const auto& railway = json["features"][2];
  CHECK(railway["geometry"]["type"] == "LineString");
  CHECK(railway["geometry"]["coordinates"] == nlohmann::json::parse("[[0.0, 0.0], [10.0, 0.0]]"));
  CHECK(railway["properties"]["layer"] == "rail");
  CHECK(railway["properties"]["hours"] == 1.25);
  CHECK(railway["properties"]["open_year"] == 2015);
  CHECK(railway["properties"]["weight_talent"] == 0.1);

  const auto& cooperation = json["features"][3]["properties"];
  CHECK(cooperation["layer"] == "programme");
  CHECK(cooperation["name"] == "合作区");
  CHECK(cooperation["hours"].is_null());
  CHECK(cooperation["weight_knowledge"] == 0.1);
}

TEST_CASE("GraphML names nodes by their id, escapes XML and leaves out what has no value") {
  const Folder folder;
  const SmallGraph small;
  write_graphml(small.report(), folder.file("graph.graphml"));
  const std::string xml = content(folder.file("graph.graphml"));
  CHECK(contains(xml, "<node id=\"R&amp;D &quot;base&quot;, &lt;x&gt;\">"));
  CHECK(contains(xml, "source=\"Yuzhong\" target=\"R&amp;D"));
  CHECK(contains(xml, "attr.name=\"open_year\" attr.type=\"int\""));
  CHECK(contains(xml, "<data key=\"edge_hours\">1.25</data>"));
  CHECK(contains(xml, "<data key=\"node_pagerank\">0.30000000000000004</data>"));
  const std::string cooperation = xml.substr(xml.find("<edge id=\"e1\""));
  CHECK(contains(cooperation, "<data key=\"edge_layer\">programme</data>"));
  CHECK_FALSE(contains(cooperation, "edge_hours"));
}

TEST_CASE("the metrics table has a row per node and quotes what needs it") {
  const Folder folder;
  const SmallGraph small;
  write_node_metrics_csv(small.data, small.metrics, folder.file("metrics.csv"));
  CHECK(
      content(folder.file("metrics.csv")) ==
      "id,name_zh,province,group,strength_talent,strength_capital,strength_contract,strength_knowledge,betweenness,"
      "pagerank,accessibility\n"
      "Yuzhong,Yuzhong,Chongqing,central_urban,0,0,0,0,0,0,0\n"
      "\"R&D \"\"base\"\", <x>\",\"R&D \"\"base\"\", <x>\",Chongqing,central_urban,0,0,0,0,0,0.30000000000000004,0\n");
}

TEST_CASE("a result replaces the former one only when it is complete") {
  const Folder folder;
  const std::string path = folder.file("results.txt");
  write_text_file(path, "old");
  {
    AtomicFile file(path);
    std::ofstream(file.temporary_path()) << "half";
    CHECK(content(path) == "old");
  }
  CHECK(content(path) == "old");
  CHECK(folder.count() == 1);
  {
    AtomicFile file(path);
    std::ofstream(file.temporary_path()) << "new";
    file.commit();
  }
  CHECK(content(path) == "new");
  CHECK(folder.count() == 1);
}

TEST_CASE("two writers of the same file do not mix") {
  const Folder folder;
  AtomicFile one(folder.file("results.txt"));
  AtomicFile two(folder.file("results.txt"));
  CHECK(one.temporary_path() != two.temporary_path());
}

TEST_CASE("an output that cannot be written is refused with the folder and the reason") {
  const Folder folder;
  const std::string lost = folder.file("no/such/results.nc");
  CHECK(message_of(lost) ==
        "cannot write '" + lost + "': folder '" + folder.file("no/such") + "': No such file or directory");
  write_text_file(folder.file("plain"), "x");
  CHECK(contains(message_of(folder.file("plain/results.nc")), "plain': Not a directory"));
  CHECK(contains(message_of(folder.path.string()), "it is a folder"));
  CHECK(contains(message_of("/dev/null"), "it is not a regular file"));
  CHECK(message_of("") == "cannot write '': the name is empty");
}

TEST_CASE("a write-protected result is not replaced" * doctest::skip(::geteuid() == 0)) {
  const Folder folder;
  const std::string path = folder.file("kept.txt");
  write_text_file(path, "kept");
  fs::permissions(path, fs::perms::owner_read);
  CHECK(contains(message_of(path), "Permission denied"));
  CHECK(content(path) == "kept");
}

TEST_CASE("a full disk leaves neither a new file nor a broken old one") {
  const Folder folder;
  const std::string path = folder.file("results.txt");
  write_text_file(path, "old");
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{1000, limit.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &small);
  std::string message;
  try {
    write_text_file(path, std::string(100000, 'x'));
  } catch (const FileError& error) {
    message = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, handler);
  CHECK(contains(message, "File too large"));
  CHECK(content(path) == "old");
  CHECK(folder.count() == 1);
}

TEST_CASE("a result behind a symbolic link is replaced where it lives") {
  const Folder folder;
  write_text_file(folder.file("real.txt"), "old");
  fs::create_symlink(folder.file("real.txt"), folder.file("link.txt"));
  write_text_file(folder.file("link.txt"), "new");
  CHECK(fs::is_symlink(folder.file("link.txt")));
  CHECK(content(folder.file("real.txt")) == "new");
}
