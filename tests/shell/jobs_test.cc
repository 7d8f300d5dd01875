#include "shell/jobs.h"

#include <gtest/gtest.h>

#include <optional>

namespace corix {
namespace {

// Numbers begin at 1, and a new job gets the one after the highest: holes are not filled, the end
// is used again.
TEST(JobTableTest, Numbers) {
  JobTable jobs;
  EXPECT_EQ(jobs.Add({10}, "a"), 1);
  EXPECT_EQ(jobs.Add({20}, "b"), 2);
  EXPECT_EQ(jobs.Add({30}, "c"), 3);
  jobs.Remove(2);
  EXPECT_EQ(jobs.Add({40}, "d"), 4);
  jobs.Remove(4);
  jobs.Remove(3);
  EXPECT_EQ(jobs.Add({50}, "e"), 2);
  jobs.Remove(1);
  jobs.Remove(2);
  EXPECT_EQ(jobs.Add({60}, "f"), 1);
}

// A job is found by any of its tasks, from Add to Remove. Tasks that are no jobs are nobody's business.
TEST(JobTableTest, FindAndRemove) {
  JobTable jobs;
  EXPECT_EQ(jobs.NumberOf(7), 0);
  EXPECT_EQ(jobs.Add({7, 8}, "sleep 1 | cat"), 1);
  EXPECT_EQ(jobs.NumberOf(7), 1);
  EXPECT_EQ(jobs.NumberOf(8), 1);
  EXPECT_EQ(jobs.NumberOf(1), 0);
  EXPECT_EQ(jobs.jobs().at(1).command, "sleep 1 | cat");
  EXPECT_EQ(jobs.jobs().at(1).ended(), std::nullopt);
  jobs.MarkEnded(99, ExitStatus::Returned(1));
  jobs.Remove(99);
  EXPECT_EQ(jobs.jobs().at(1).ended(), std::nullopt);
  jobs.Remove(1);
  EXPECT_EQ(jobs.NumberOf(7), 0);
  EXPECT_TRUE(jobs.jobs().empty());
}

// A pipeline has ended when all of it has, in whatever order; as its last member did.
TEST(JobTableTest, PipelinesEndWithTheirLast) {
  JobTable jobs;
  jobs.Add({7, 8, 9}, "a | b | c");
  jobs.MarkEnded(9, ExitStatus::Returned(3));
  jobs.MarkEnded(7, ExitStatus::Returned(0));
  EXPECT_EQ(jobs.jobs().at(1).ended(), std::nullopt);
  jobs.MarkEnded(8, ExitStatus::Returned(1));
  EXPECT_EQ(jobs.jobs().at(1).ended(), ExitStatus::Returned(3));
}

// What was removed is remembered for who asks by its task, once.
TEST(JobTableTest, RemembersEnds) {
  JobTable jobs;
  jobs.Add({7}, "a");
  jobs.MarkEnded(7, ExitStatus::Returned(5));
  EXPECT_EQ(jobs.TakeRemembered(7), std::nullopt);
  jobs.Remove(1);
  EXPECT_EQ(jobs.TakeRemembered(7), ExitStatus::Returned(5));
  EXPECT_EQ(jobs.TakeRemembered(7), std::nullopt);
}

// The ways to name a job.
TEST(JobTableTest, Names) {
  JobTable jobs;
  EXPECT_EQ(jobs.Parse("%%"), 0);
  jobs.Add({2}, "sleep 1");
  jobs.Add({3}, "spin");
  jobs.Add({4}, "sleep 2");
  EXPECT_EQ(jobs.Parse("%2"), 2);
  EXPECT_EQ(jobs.Parse("%7"), 0);
  EXPECT_EQ(jobs.Parse("%%"), 3);
  EXPECT_EQ(jobs.Parse("%+"), 3);
  EXPECT_EQ(jobs.Parse("%-"), 2);
  EXPECT_EQ(jobs.Parse("%sp"), 2);
  EXPECT_EQ(jobs.Parse("%sleep"), 0) << "two begin so";
  EXPECT_EQ(jobs.Parse("2"), 0);
}

// + marks the last job and - the one before it, whatever their numbers are.
TEST(JobTableTest, Marks) {
  JobTable jobs;
  jobs.Add({2}, "a");
  EXPECT_EQ(jobs.Describe(1), "[1]+  Running                 a &");
  jobs.Add({3}, "b");
  jobs.Add({4}, "c");
  EXPECT_EQ(jobs.Describe(1), "[1]   Running                 a &");
  EXPECT_EQ(jobs.Describe(2), "[2]-  Running                 b &");
  EXPECT_EQ(jobs.Describe(3), "[3]+  Running                 c &");
  jobs.Remove(2);
  EXPECT_EQ(jobs.Describe(1), "[1]-  Running                 a &");
}

// Only a job that still runs is shown with its &.
TEST(JobTableTest, DescribesTheEnd) {
  JobTable jobs;
  jobs.Add({2}, "count 3");
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
