#include "shell/jobs.h"

#include <gtest/gtest.h>

#include <optional>

namespace corix {
namespace {

// Numbers begin at 1, and a new job gets the one after the highest: holes are not filled, the end
// is used again.
TEST(JobTableTest, Numbers) {
  JobTable jobs;
  EXPECT_EQ(jobs.Add(10, "a"), 1);
  EXPECT_EQ(jobs.Add(20, "b"), 2);
  EXPECT_EQ(jobs.Add(30, "c"), 3);
  jobs.Remove(20);
  EXPECT_EQ(jobs.Add(40, "d"), 4);
  jobs.Remove(40);
  jobs.Remove(30);
  EXPECT_EQ(jobs.Add(50, "e"), 2);
  jobs.Remove(10);
  jobs.Remove(50);
  EXPECT_EQ(jobs.Add(60, "f"), 1);
}

// A job is found by its task, from Add to Remove. Tasks that are no jobs are nobody's business.
TEST(JobTableTest, FindAndRemove) {
  JobTable jobs;
  EXPECT_EQ(jobs.Find(7), nullptr);
  jobs.Add(7, "sleep 1");
  ASSERT_NE(jobs.Find(7), nullptr);
  EXPECT_EQ(jobs.Find(7)->command, "sleep 1");
  EXPECT_EQ(jobs.Find(7)->ended, std::nullopt);
  EXPECT_EQ(jobs.Find(1), nullptr);
  jobs.MarkEnded(99, ExitStatus::Returned(1));
  jobs.Remove(99);
  EXPECT_EQ(jobs.Find(7)->ended, std::nullopt);
  jobs.MarkEnded(7, ExitStatus::Returned(3));
  EXPECT_EQ(jobs.Find(7)->ended, ExitStatus::Returned(3));
  jobs.Remove(7);
  EXPECT_EQ(jobs.Find(7), nullptr);
  EXPECT_TRUE(jobs.jobs().empty());
}

// + marks the last job and - the one before it, whatever their numbers are.
TEST(JobTableTest, Marks) {
  JobTable jobs;
  jobs.Add(2, "a");
  EXPECT_EQ(jobs.Describe(1), "[1]+  Running                 a &");
  jobs.Add(3, "b");
  jobs.Add(4, "c");
  EXPECT_EQ(jobs.Describe(1), "[1]   Running                 a &");
  EXPECT_EQ(jobs.Describe(2), "[2]-  Running                 b &");
  EXPECT_EQ(jobs.Describe(3), "[3]+  Running                 c &");
  jobs.Remove(3);
  EXPECT_EQ(jobs.Describe(1), "[1]-  Running                 a &");
}

// Only a job that still runs is shown with its &.
TEST(JobTableTest, DescribesTheEnd) {
  JobTable jobs;
  jobs.Add(2, "count 3");
  jobs.MarkEnded(2, ExitStatus::Returned(0));
  EXPECT_EQ(jobs.Describe(1), "[1]+  Done                    count 3");
}

// The words of bash for how a job ended.
TEST(DescribeStatusTest, Words) {
  EXPECT_EQ(DescribeStatus(std::nullopt), "Running");
  EXPECT_EQ(DescribeStatus(ExitStatus::Returned(0)), "Done");
  EXPECT_EQ(DescribeStatus(ExitStatus::Returned(3)), "Exit 3");
  EXPECT_EQ(DescribeStatus(ExitStatus::Threw()), "Exception");
  EXPECT_EQ(DescribeStatus(ExitStatus::Killed(Signal::kHup)), "Hangup");
  EXPECT_EQ(DescribeStatus(ExitStatus::Killed(Signal::kInt)), "Interrupt");
  EXPECT_EQ(DescribeStatus(ExitStatus::Killed(Signal::kKill)), "Killed");
  EXPECT_EQ(DescribeStatus(ExitStatus::Killed(Signal::kPipe)), "Broken pipe");
  EXPECT_EQ(DescribeStatus(ExitStatus::Killed(Signal::kTerm)), "Terminated");
}

// That a program returned 143 does not mean that it was killed.
TEST(DescribeStatusTest, TheCauseCountsAndNotTheCode) {
  EXPECT_EQ(DescribeStatus(ExitStatus::Returned(143)), "Exit 143");
}

}  // namespace
}  // namespace corix
