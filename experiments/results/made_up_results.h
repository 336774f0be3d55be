// A database with results that nobody computed, for tests of what reads or runs it.
//
//   MadeUpResults results(::testing::TempDir() + "/folder");
//   const ExperimentRecord record = MadeUpExperiment(/*num_arms=*/2, /*num_seeds=*/3);
//   const RegisteredExperiment registered = *RegisterExperiment(results.database(), record);
//   results.Run(registered.trial_ids[0], MadeUpTrial().Value(1.91));
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "experiments/results/database.h"
#include "experiments/results/journal_writer.h"
#include "experiments/results/register_experiment.h"
#include "experiments/results/trial_queue.h"

namespace ceteris {

// Arms "arm0" (the baseline), "arm1", ... on seeds 1, 2, ...; identities depend on arm and seed only, so that two
// experiments share.
ExperimentRecord MadeUpExperiment(int num_arms, int num_seeds, const std::string& name = "made_up");

struct MadeUpTrial {
  double value = 2;  // of "valid/loss" at the last step
  journal::Footer::Outcome outcome = journal::Footer::SUCCEEDED;
  std::string reason;
  int num_points = 5;  // of "train/loss", at steps 10, 20, ...
  bool has_footer = true;
  std::string undefined;  // a metric without meaning; "" for none

  MadeUpTrial& Value(double v) { return value = v, *this; }
  MadeUpTrial& Outcome(journal::Footer::Outcome o) { return outcome = o, *this; }
  MadeUpTrial& Reason(const std::string& r) { return reason = r, *this; }
  MadeUpTrial& NumPoints(int n) { return num_points = n, *this; }
  MadeUpTrial& Unfinished() { return has_footer = false, *this; }
  MadeUpTrial& Undefined(const std::string& metric) { return undefined = metric, *this; }
};

class MadeUpResults {
 public:
  // Opens or creates `folder`/ceteris.db.
  explicit MadeUpResults(const std::string& folder);
  Database* database() { return database_.get(); }
  const std::string& folder() const { return folder_; }

  // Claims the trial, queued or with a result to replace, in this process' name and writes its journal; not ingested.
  Claim WriteAttempt(int64_t trial_id, const MadeUpTrial& trial);
  // The same, ingested.
  Claim Run(int64_t trial_id, const MadeUpTrial& trial);

  // Every row of the tables that journals own, under names that do not depend on the order of insertion.
  std::string DumpOfJournalTables();
  // The single text that a query returns.
  std::string Text(const std::string& sql);

 private:
  const std::string folder_;
  std::unique_ptr<Database> database_;
};

}  // namespace ceteris
