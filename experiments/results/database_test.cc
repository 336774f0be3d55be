#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "experiments/results/filesystem.h"
#include "experiments/results/migrations.h"
#include "experiments/results/open_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ceteris {
namespace {

using ::testing::HasSubstr;

class DatabaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = absl::StrCat(::testing::TempDir(), "/", ::testing::UnitTest::GetInstance()->current_test_info()->name(),
                           getpid());
    ASSERT_TRUE(MakeDirectories(folder_).ok());
    path_ = folder_ + "/ceteris.db";
  }
  // Refused by OpenForWriting with this code and text, in one line, and not a byte of the file is changed.
  void ExpectRefused(absl::StatusCode code, const std::string& text) {
    const absl::StatusOr<std::string> before = ReadFile(path_);
    const absl::Status status = OpenForWriting(path_).status();
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(text));
    EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
    EXPECT_EQ(status.message().find('\n'), std::string::npos);
    if (before.ok()) {
      EXPECT_EQ(*before, *ReadFile(path_));
    }
  }
  std::string folder_, path_;
};

TEST_F(DatabaseTest, IsCreatedWithItsFolder) {
  path_ = folder_ + "/a/b/ceteris.db";
  auto database = OpenForWriting(path_);
  ASSERT_TRUE(database.ok()) << database.status();
  EXPECT_EQ(*(*database)->Integer("PRAGMA application_id"), kApplicationId);
  EXPECT_EQ(*(*database)->Integer("PRAGMA user_version"), 1);
  EXPECT_EQ(*(*database)->Integer("PRAGMA foreign_keys"), 1);
  Statement mode = (*database)->Prepare("PRAGMA journal_mode");
  ASSERT_TRUE(*mode.Step());
  EXPECT_EQ(mode.Text(0), "wal");
  EXPECT_TRUE(OpenForReading(path_).ok());
}

TEST_F(DatabaseTest, OpenedAgainItKeepsItsRows) {
  ASSERT_TRUE((*OpenForWriting(path_))->Execute("INSERT INTO metric(name) VALUES ('x')").ok());
  EXPECT_EQ(*(*OpenForWriting(path_))->Integer("SELECT count(*) FROM metric"), 1);
  EXPECT_EQ(*(*OpenForWriting(path_))->Integer("SELECT count(*) FROM schema_migration"), 1);
}

TEST_F(DatabaseTest, ManyThatCreateItTogetherMakeItOnce) {
  std::vector<std::thread> threads;
  std::vector<absl::Status> results(8);
  for (absl::Status& result : results) threads.emplace_back([&] { result = OpenForWriting(path_).status(); });
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& result : results) EXPECT_TRUE(result.ok()) << result;
  EXPECT_EQ(*(*OpenForWriting(path_))->Integer("SELECT count(*) FROM schema_migration"), 1);
}

TEST_F(DatabaseTest, ANewerOneIsRefused) {
  ASSERT_TRUE((*OpenForWriting(path_))->Execute("PRAGMA user_version = 7").ok());
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "newer ceteris (schema version 7, this one knows 1)");
  EXPECT_EQ(OpenForReading(path_).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(DatabaseTest, AnotherProgramsIsRefused) {
  {
    auto other = Database::Open(path_, Database::Access::kCreate);
    ASSERT_TRUE((*other)->Execute("CREATE TABLE theirs(x)").ok());
  }
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "database of another program");
}

TEST_F(DatabaseTest, ATextFileIsRefused) {
  ASSERT_TRUE(WriteFileAtomically(path_, std::string(5000, 'x')).ok());
  ExpectRefused(absl::StatusCode::kDataLoss, "is damaged or no results database");
}

TEST_F(DatabaseTest, ADamagedOneIsRefused) {
  {
    auto database = OpenForWriting(path_);
    for (int i = 0; i < 200; ++i) {
      ASSERT_TRUE((*database)
                      ->Execute(absl::StrCat("INSERT INTO metric(name) VALUES ('", std::string(200, 'x'), i, "')"))
                      .ok());
    }
    ASSERT_TRUE((*database)->Execute("PRAGMA journal_mode = DELETE").ok());
  }
  std::string bytes = *ReadFile(path_);
  for (size_t i = bytes.size() / 2; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31);
  ASSERT_TRUE(WriteFileAtomically(path_, bytes).ok());
  ExpectRefused(absl::StatusCode::kDataLoss, "is damaged or no results database");
}

TEST_F(DatabaseTest, ATruncatedOneIsRefused) {
  { ASSERT_TRUE((*OpenForWriting(path_))->Execute("PRAGMA journal_mode = DELETE").ok()); }
  const std::string bytes = *ReadFile(path_);
  ASSERT_TRUE(WriteFileAtomically(path_, bytes.substr(0, bytes.size() / 2)).ok());
  ExpectRefused(absl::StatusCode::kDataLoss, "is damaged or no results database");
}

TEST_F(DatabaseTest, AFolderAndAMissingFileAreRefused) {
  ASSERT_TRUE(MakeDirectories(path_).ok());
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "is not a file");
  EXPECT_EQ(OpenForReading(folder_ + "/none.db").status().code(), absl::StatusCode::kNotFound);
  ASSERT_TRUE(WriteFileAtomically(folder_ + "/file", "").ok());
  path_ = folder_ + "/file/ceteris.db";
  EXPECT_FALSE(OpenForWriting(path_).ok());
}

TEST_F(DatabaseTest, AnUnwritableOneIsRefused) {
  if (geteuid() == 0) {
    path_ = "/proc/ceteris.db";  // permissions mean nothing to root; here nobody can create a file
    EXPECT_EQ(OpenForWriting(path_).status().code(), absl::StatusCode::kPermissionDenied)
        << OpenForWriting(path_).status();
    return;
  }
  ASSERT_TRUE(OpenForWriting(path_).ok());
  ASSERT_EQ(chmod(path_.c_str(), 0444), 0);
  ExpectRefused(absl::StatusCode::kPermissionDenied, "--db");
}

TEST_F(DatabaseTest, AnOlderOneIsCopiedThenBroughtUpToDate) {
  auto database = OpenForWriting(path_);
  ASSERT_TRUE((*database)->Execute("INSERT INTO metric(name) VALUES ('kept')").ok());
  std::vector<Migration> migrations = Migrations();
  migrations.push_back({"colour", "ALTER TABLE metric ADD COLUMN colour TEXT; UPDATE metric SET colour = 'red';"});
  ASSERT_TRUE(Migrate(database->get(), migrations).ok());
  ASSERT_TRUE(Migrate(database->get(), migrations).ok());
  EXPECT_EQ(*(*database)->Integer("SELECT count(*) FROM metric WHERE colour = 'red'"), 1);
  EXPECT_EQ(*(*database)->Integer("PRAGMA user_version"), 2);
  EXPECT_EQ(*(*OpenForReading(path_ + ".before-version-2"))->Integer("SELECT count(*) FROM metric"), 1);
}

TEST_F(DatabaseTest, AMigrationThatFailsChangesNothing) {
  auto database = OpenForWriting(path_);
  std::vector<Migration> migrations = Migrations();
  migrations.push_back({"half", "CREATE TABLE half(x); INSERT INTO no_such_table VALUES (1);"});
  EXPECT_FALSE(Migrate(database->get(), migrations).ok());
  EXPECT_EQ(*(*database)->Integer("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
  EXPECT_EQ(*(*database)->Integer("PRAGMA user_version"), 1);
}

TEST_F(DatabaseTest, AFullDatabaseRollsBack) {
  auto database = OpenForWriting(path_);
  ASSERT_TRUE((*database)->Execute("PRAGMA max_page_count = 1").ok());  // not below what there is
  absl::Status status;
  {
    auto transaction = Transaction::Begin(database->get());
    for (int i = 0; status.ok() && i < 10000; ++i) {
      status = (*database)->Execute(absl::StrCat("INSERT INTO metric(name) VALUES ('", std::string(500, 'x'), i, "')"));
    }
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(*(*database)->Integer("SELECT count(*) FROM metric"), 0);
}

TEST_F(DatabaseTest, ViewsNeedNoMathFunctions) {
  auto database = OpenForWriting(path_);
  Statement views = (*database)->Prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'view'");
  int num_views = 0;
  while (*views.Step()) {
    ++num_views;
    EXPECT_TRUE((*database)->Execute("SELECT * FROM " + views.Text(0)).ok()) << views.Text(0);
    for (const char* function : {"sqrt(", "pow(", "ln(", "json"})
      EXPECT_EQ(views.Text(1).find(function), std::string::npos);
  }
  EXPECT_EQ(num_views, 16);
}

TEST(FilesystemTest, NetworksAreNamed) {
  EXPECT_EQ(NetworkFilesystemName(0x6969), "nfs");
  EXPECT_EQ(NetworkFilesystemName(static_cast<uint64_t>(static_cast<int32_t>(0xFF534D42))), "cifs");  // sign-extended
  EXPECT_EQ(NetworkFilesystemName(0xEF53), "");                                                       // ext4
  EXPECT_TRUE(CheckLocalFilesystem("/").ok());
  EXPECT_EQ(CheckLocalFilesystem("/no/such/folder").code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace ceteris
