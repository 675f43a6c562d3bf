#include "sim/cli/output_file.h"

#include "sim/cli/progress.h"
#include "sim/ensemble/ensemble.h"
#include "sim/parallel/ranks.h"

namespace jialing::cli {

OutputFile::OutputFile(const std::string& path) {
  if (!ranks().first()) return;
  interrupt_requested();  // signals are heeded before there is anything to remove
  file_.emplace(path);
  remove_when_killed(file_->temporary_path());
}

void OutputFile::write(const std::function<void(const std::string& path)>& write) const {
  if (!file_) return;
  write(file_->temporary_path());
  if (interrupt_requested()) throw Cancelled();
}

void OutputFile::commit() {
  if (file_) file_->commit();
}

}  // namespace jialing::cli
