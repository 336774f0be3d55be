#include "experiments/results/reader.h"

#include <unistd.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "experiments/results/made_up_results.h"
#include "experiments/results/sql_query.h"
#include "experiments/results/trial_reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Two arms on three seeds: the baseline 2.0, 2.2, 2.4; arm1 1.9, diverged, not run.
class ReaderTest : public ::testing::Test {
 protected:
  ReaderTest() {
    const double baseline[] = {2.0, 2.2, 2.4};
    for (int seed = 0; seed < 3; ++seed)
      results_.Run(registered_.trial_ids[2 * seed], MadeUpTrial().Value(baseline[seed]));
    results_.Run(registered_.trial_ids[1], MadeUpTrial().Value(1.9).Undefined("valid/loss@x4"));
    results_.Run(registered_.trial_ids[3],
                 MadeUpTrial().Value(std::nan("")).Outcome(journal::Footer::DIVERGED).Reason("NaN at step 20"));
    id_ = registered_.experiment_id;
  }
  absl::Status Sql(const std::string& sql) { return QuerySql(&reader_, sql, 100).status(); }

  MadeUpResults results_{absl::StrCat(::testing::TempDir(), "/",
                                      ::testing::UnitTest::GetInstance()->current_test_info()->name(), getpid())};
  RegisteredExperiment registered_ = *RegisterExperiment(results_.database(), MadeUpExperiment(2, 3));
  ResultsReader reader_ = *ResultsReader::Open(results_.folder() + "/ceteris.db");
  int64_t id_;
};

TEST_F(ReaderTest, ListsExperiments) {
  ASSERT_TRUE(RegisterExperiment(results_.database(), MadeUpExperiment(3, 3)).ok());
  const auto all = *reader_.Experiments(/*all_revisions=*/true);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].revision, 1);
  EXPECT_EQ(all[0].num_succeeded, 4);
  EXPECT_EQ(all[0].num_diverged, 1);
  EXPECT_EQ(all[0].num_cells, 6);
  EXPECT_EQ(all[0].baseline, "arm0");
  EXPECT_FALSE(all[0].is_latest);
  EXPECT_EQ(reader_.Experiments(/*all_revisions=*/false)->size(), 1u);
  EXPECT_EQ(reader_.FindExperiment("made_up")->revision, 2);
  EXPECT_EQ(reader_.FindExperiment("made_up", 1)->experiment_id, id_);
  EXPECT_THAT(std::string(reader_.FindExperiment("made_up", 3).status().message()),
              HasSubstr("no revision 3; use 1, 2"));
  EXPECT_THAT(std::string(reader_.FindExperiment("mad_up").status().message()), HasSubstr("did you mean \"made_up\"?"));
}

TEST_F(ReaderTest, ReadsArmsCellsAndFinals) {
  const auto arms = *reader_.Arms(id_);
  ASSERT_EQ(arms.size(), 2u);
  EXPECT_TRUE(arms[0].baseline);
  EXPECT_EQ(arms[0].num_parameters, 1000);
  EXPECT_EQ(arms[0].attention_kernel, "fused");
  const auto cells = *reader_.Cells(id_);
  ASSERT_EQ(cells.size(), 6u);
  EXPECT_EQ(cells[4].state, TrialState::kDiverged);
  EXPECT_EQ(cells[4].reason, "NaN at step 20");
  EXPECT_EQ(cells[5].state, TrialState::kQueued);
  EXPECT_THAT(*reader_.MetricNames(id_), ElementsAre("train/loss", "valid/loss", "valid/loss@x4"));
  int num_primary = 0;
  const std::vector<FinalMetric> finals = *reader_.Finals(id_);
  for (const FinalMetric& final : finals) {
    if (final.metric == "valid/loss@x4") {
      EXPECT_EQ(final.undefined_reason, "positions end at 128");
      EXPECT_TRUE(std::isnan(final.value));
    }
    if (final.metric != "valid/loss") continue;
    ++num_primary;
    if (final.arm_id == arms[1].arm_id && final.seed == 2) {
      EXPECT_TRUE(std::isnan(final.value));
    }
    if (final.arm_id == arms[0].arm_id && final.seed == 3) {
      EXPECT_EQ(final.value, 2.4);
    }
  }
  EXPECT_EQ(num_primary, 5);
}

TEST_F(ReaderTest, ReadsCurves) {
  const auto curves = *reader_.Curves(id_, "train/loss");
  ASSERT_EQ(curves.size(), 5u);
  ASSERT_EQ(curves[2].points.size(), 5u);
  EXPECT_EQ(curves[2].points[4].step, 50);
  EXPECT_EQ(curves[2].points[4].value, 2.4 + 1.0 / 5);
  const auto aggregated = *reader_.AggregatedCurves(id_, "valid/loss");
  ASSERT_EQ(aggregated.size(), 2u);
  const AggregatedPoint& point = aggregated[0].points[0];
  EXPECT_EQ(point.num_seeds, 3);
  EXPECT_NEAR(point.mean, 2.2, 1e-12);
  EXPECT_NEAR(point.variance, 0.04, 1e-12);  // of 2.0, 2.2, 2.4
  EXPECT_EQ(point.lowest, 2.0);
  EXPECT_EQ(aggregated[1].points[0].num_nonfinite, 1);
  EXPECT_EQ(aggregated[1].points[0].num_seeds, 1);
}

TEST_F(ReaderTest, ViewsAgree) {
  EXPECT_EQ(
      results_.Text("SELECT n || '/' || num_planned FROM v_arm_stats WHERE arm = 'arm0' AND metric = 'valid/loss'"),
      "3/3");
  EXPECT_NEAR(std::stod(results_.Text("SELECT variance FROM v_arm_stats WHERE arm = 'arm0' AND metric = 'valid/loss'")),
              0.04, 1e-12);
  EXPECT_EQ(
      results_.Text(
          "SELECT n || '/' || num_planned || ' ' || (variance IS NULL) FROM v_arm_stats WHERE arm = 'arm1' AND metric "
          "= 'valid/loss'"),
      "1/3 1");
  EXPECT_EQ(results_.Text("SELECT seed || ' ' || round(delta, 6) FROM v_paired WHERE metric = 'valid/loss'"), "1 -0.1");
  EXPECT_EQ(results_.Text("SELECT group_concat(state) FROM v_missing"), "DIVERGED,QUEUED");
  EXPECT_EQ(results_.Text("SELECT executables FROM v_drift"), "1");
  EXPECT_EQ(results_.Text("SELECT count(*) FROM v_curve WHERE metric = 'train/loss'"), "25");
}

TEST_F(ReaderTest, SaysWhatMadeTheResults) {
  const auto rows = *reader_.ProvenanceRows(id_);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].num_trials, 4);
  EXPECT_EQ(rows[0].executable_sha256, "exe1");
  EXPECT_EQ(rows[0].data_digest, "data1");
}

TEST_F(ReaderTest, FindsATrialByNumberOrIdentity) {
  const StoredTrial trial = *FindTrial(&reader_, absl::StrCat(registered_.trial_ids[1]));
  EXPECT_EQ(trial.seed, 1u);
  ASSERT_EQ(trial.attempts.size(), 1u);
  EXPECT_EQ(trial.attempts[0].made_by.host, "host1");
  EXPECT_EQ(trial.uses[0].arm, "arm1");
  EXPECT_EQ(trial.artifacts[0].kind, "weights");
  EXPECT_EQ(trial.metrics.size(), 3u);
  EXPECT_EQ(FindTrial(&reader_, trial.identity.substr(0, 8))->trial_id, trial.trial_id);
  EXPECT_EQ(FindTrial(&reader_, "zzzzzz").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(FindTrial(&reader_, "a").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ReaderTest, AnswersSql) {
  const SqlResult result =
      *QuerySql(&reader_, "SELECT arm, n, variance FROM v_arm_stats WHERE metric = 'valid/loss' ORDER BY arm;", 10);
  EXPECT_THAT(result.columns, ElementsAre("arm", "n", "variance"));
  ASSERT_EQ(result.rows.size(), 2u);
  EXPECT_EQ(*result.rows[1][0], "arm1");
  EXPECT_FALSE(result.rows[1][2].has_value());
  EXPECT_TRUE(QuerySql(&reader_, "SELECT * FROM metric_point", 3)->cut);
  EXPECT_EQ(QuerySql(&reader_, "SELECT 1 AS one WHERE 0", 3)->columns[0], "one");
  for (const char* sql :
       {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5) SELECT sum(i) FROM n",
        "EXPLAIN QUERY PLAN SELECT * FROM trial", "PRAGMA table_info(trial)", "SELECT 1; -- done", "VALUES (1)"}) {
    EXPECT_TRUE(Sql(sql).ok()) << sql << Sql(sql);
  }
}

TEST_F(ReaderTest, SqlThatIsNoQuestionIsRefused) {
  for (const char* sql :
       {"DELETE FROM trial", "INSERT INTO metric(name) VALUES ('x')", "UPDATE trial SET seed = 1", "DROP TABLE tag",
        "ATTACH '/tmp/x.db' AS x", "PRAGMA user_version = 9", "PRAGMA journal_mode = DELETE",
        "PRAGMA writable_schema = 1", "CREATE TEMP TABLE x(y)", "VACUUM INTO '/tmp/copy.db'", "BEGIN IMMEDIATE",
        "REINDEX", "ANALYZE", "DETACH main", "WITH a AS (SELECT 1) DELETE FROM trial"}) {
    EXPECT_EQ(Sql(sql).code(), absl::StatusCode::kPermissionDenied) << sql << ": " << Sql(sql);
  }
  for (const char* sql : {"", "SELEC 1", "SELECT 1; SELECT 2", "SELECT * FROM no_such_table", "-- nothing"}) {
    EXPECT_EQ(Sql(sql).code(), absl::StatusCode::kInvalidArgument) << sql << ": " << Sql(sql);
  }
  EXPECT_THAT(std::string(Sql("SELECT load_extension('x')").message()), HasSubstr("not authorized"));
  EXPECT_EQ(*results_.database()->Integer("SELECT count(*) FROM trial"), 6);
  EXPECT_TRUE(reader_.Cells(id_).ok());  // the reader itself still works
}

TEST_F(ReaderTest, ACopyIsReadElsewhere) {
  const std::string copy = results_.folder() + "/copy.db";
  ASSERT_TRUE(results_.database()->Execute("VACUUM INTO '" + copy + "'").ok());
  auto reader = ResultsReader::Open(copy);
  ASSERT_TRUE(reader.ok()) << reader.status();
  EXPECT_EQ(reader->FindExperiment("made_up")->num_succeeded, 4);
}

}  // namespace
}  // namespace ceteris
