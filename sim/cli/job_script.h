#pragma once

#include <string>
#include <vector>

namespace jialing::cli {

/// An array job that computes shards, and a job that merges them.
struct ShardJob {
  std::string program, scenario, output;  ///< absolute paths
  std::string command = "run";            ///< or compare
  std::vector<std::string> options = {};  ///< of the command, as typed
  int shards = 1;
  std::string time = {}, memory = {}, partition = {};  ///< as SLURM spells them; none: the cluster's default
  int threads = 1;                                     ///< of each task
};

/// A shell script for SLURM: `bash SCRIPT` submits both jobs.
std::string slurm_script(const ShardJob& job);

}  // namespace jialing::cli
