#include "sim/cli/job_script.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace jialing::cli {
namespace {

/// A word as a shell takes it, whatever it holds.
std::string quoted(const std::string& word) {
  std::string text = "'";
  for (char each : word) text += each == '\'' ? "'\\''" : std::string(1, each);
  return text + "'";
}

std::string quoted(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += " " + quoted(word);
  return text;
}

/// Letters, digits and what else is harmless in the name of a job.
std::string job_name(const std::string& output) {
  std::string name = std::filesystem::path(output).stem().string();
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char each) { return each > 127 || (!std::isalnum(each) && each != '-' && each != '_'); }, '_');
  return "jialing_" + name;
}

/// "#SBATCH --time=1:00:00", or how to say it.
std::string directive(const std::string& option, const std::string& value, const std::string& example) {
  return value.empty() ? fmt::format("##SBATCH --{}={}\n", option, example)
                       : fmt::format("#SBATCH --{}={}\n", option, value);
}

constexpr char job_text[] = R"(#!/bin/bash
# Computes {shards} shards of a scenario as an array job of SLURM and merges them. `jialing submit` wrote this file.
#
#   bash SCRIPT            submits the array job, and the job that merges once all tasks have ended well
#   bash SCRIPT shard 3    computes the third shard here
#   bash SCRIPT merge      merges here
#
# A task whose shard is there already ends at once: after some have failed, submit again. Remove the folder of shards
# when the scenario has changed; merging refuses shards of another one.
#
#SBATCH --job-name={name}
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task={threads}
{directives}set -e

program={program}
scenario={scenario}
output={output}
shards={shards}
folder="$output.shards"
options=({options})

shard() {{  # NUMBER
  file="$folder/shard_$1_of_$shards.nc"
  [ -e "$file" ] && return 0
  "$program" {command} "$scenario" "${{options[@]}}" --shard "$1/$shards" --threads "${{SLURM_CPUS_PER_TASK:-{threads}}}" -o "$file"
}}

merge() {{
  files=()
  for number in $(seq "$shards"); do files+=("$folder/shard_${{number}}_of_$shards.nc"); done
  "$program" merge "$scenario" "${{files[@]}}" --threads "${{SLURM_CPUS_PER_TASK:-{threads}}}" -o "$output"
  rm -f "${{files[@]}}"
}}

submit() {{
  array=$(sbatch --parsable --array="1-$shards" --output="$folder/%A_%a.log" "$0" shard)
  array=${{array%%;*}}  # the cluster's name may follow
  sbatch --dependency="afterok:$array" --kill-on-invalid-dep=yes --output="$folder/%j_merge.log" "$0" merge
}}

mkdir -p "$folder"
case "${{1:-submit}}" in
  submit) submit ;;
  shard) shard "${{2:-${{SLURM_ARRAY_TASK_ID:?is not set; name the shard}}}}" ;;
  merge) merge ;;
  *) echo "usage: bash $0 [submit | shard NUMBER | merge]" >&2; exit 2 ;;
esac
)";

}  // namespace

std::string slurm_script(const ShardJob& job) {
  const std::string directives = directive("time", job.time, "1:00:00") + directive("mem", job.memory, "8G") +
                                 directive("partition", job.partition, "NAME");
  return fmt::format(job_text, fmt::arg("shards", job.shards), fmt::arg("name", job_name(job.output)),
                     fmt::arg("threads", job.threads), fmt::arg("directives", directives),
                     fmt::arg("program", quoted(job.program)), fmt::arg("scenario", quoted(job.scenario)),
                     fmt::arg("output", quoted(job.output)), fmt::arg("options", quoted(job.options)),
                     fmt::arg("command", job.command));
}

}  // namespace jialing::cli
