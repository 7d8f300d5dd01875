#include "shell/jobs.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>

namespace corix {
namespace {

Job MakeJob(std::initializer_list<Tid> tids, const char* command) {
  Job job;
  for (const Tid tid : tids) job.members.push_back({.tid = tid});
  job.command = command;
  return job;
}

// Numbers begin at 1, and a new job gets the one after the highest: holes are not filled, the end
// is used again.
TEST(JobTableTest, Numbers) {
  JobTable jobs;
  EXPECT_EQ(jobs.Add(MakeJob({10}, "a")), 1);
  EXPECT_EQ(jobs.Add(MakeJob({20}, "b")), 2);
  EXPECT_EQ(jobs.Add(MakeJob({30}, "c")), 3);
  jobs.Remove(2);
  EXPECT_EQ(jobs.Add(MakeJob({40}, "d")), 4);
  jobs.Remove(4);
  jobs.Remove(3);
  EXPECT_EQ(jobs.Add(MakeJob({50}, "e")), 2);
  jobs.Remove(1);
  jobs.Remove(2);
  EXPECT_EQ(jobs.Add(MakeJob({60}, "f")), 1);
}

// A job is found by any of its tasks, from Add to Remove. Tasks that are no jobs are nobody's business.
TEST(JobTableTest, FindAndRemove) {
  JobTable jobs;
  EXPECT_EQ(jobs.NumberOf(7), 0);
  EXPECT_EQ(jobs.Add(MakeJob({7, 8}, "sleep 1 | cat")), 1);
  EXPECT_EQ(jobs.NumberOf(7), 1);
  EXPECT_EQ(jobs.NumberOf(8), 1);
  EXPECT_EQ(jobs.NumberOf(1), 0);
  EXPECT_EQ(jobs.jobs().at(1).command, "sleep 1 | cat");
  EXPECT_EQ(jobs.jobs().at(1).ended(), std::nullopt);
  jobs.Mark(99, ExitStatus::Returned(1));
  jobs.Remove(99);
  EXPECT_EQ(jobs.jobs().at(1).ended(), std::nullopt);
  jobs.Remove(1);
  EXPECT_EQ(jobs.NumberOf(7), 0);
  EXPECT_TRUE(jobs.jobs().empty());
}

// A pipeline has ended when all of it has, in whatever order; as its last member did.
TEST(JobTableTest, PipelinesEndWithTheirLast) {
  JobTable jobs;
  jobs.Add(MakeJob({7, 8, 9}, "a | b | c"));
  jobs.Mark(9, ExitStatus::Returned(3));
  jobs.Mark(7, ExitStatus::Returned(0));
  EXPECT_EQ(jobs.jobs().at(1).ended(), std::nullopt);
  jobs.Mark(8, ExitStatus::Returned(1));
  EXPECT_EQ(jobs.jobs().at(1).ended(), ExitStatus::Returned(3));
}

// What was removed is remembered for who asks by its task, once.
TEST(JobTableTest, RemembersEnds) {
  JobTable jobs;
  jobs.Add(MakeJob({7}, "a"));
  jobs.Mark(7, ExitStatus::Returned(5));
  EXPECT_EQ(jobs.TakeRemembered(7), std::nullopt);
  jobs.Remove(1);
  EXPECT_EQ(jobs.TakeRemembered(7), ExitStatus::Returned(5));
  EXPECT_EQ(jobs.TakeRemembered(7), std::nullopt);
}

// The ways to name a job.
TEST(JobTableTest, Names) {
  JobTable jobs;
  EXPECT_FALSE(jobs.Parse("%%").ok());
  jobs.Add(MakeJob({2}, "sleep 1"));
  jobs.Add(MakeJob({3}, "spin"));
  jobs.Add(MakeJob({4}, "sleep 2"));
  EXPECT_EQ(jobs.Parse("%2").value(), 2);
  EXPECT_FALSE(jobs.Parse("%7").ok());
  EXPECT_EQ(jobs.Parse("%%").value(), 3);
  EXPECT_EQ(jobs.Parse("%+").value(), 3);
  EXPECT_EQ(jobs.Parse("%-").value(), 2);
  EXPECT_EQ(jobs.Parse("%sp").value(), 2);
  EXPECT_FALSE(jobs.Parse("%sleep").ok()) << "two begin so";
  EXPECT_EQ(jobs.Parse("%?ee").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(jobs.Parse("%?p 2").value(), 3);
  EXPECT_FALSE(jobs.Parse("2").ok());
}

// + marks the last job and - the one before it, whatever their numbers are.
TEST(JobTableTest, Marks) {
  JobTable jobs;
  jobs.Add(MakeJob({2}, "a"));
  EXPECT_EQ(jobs.Describe(1), "[1]+  Running                 a &");
  jobs.Add(MakeJob({3}, "b"));
  jobs.Add(MakeJob({4}, "c"));
  EXPECT_EQ(jobs.Describe(1), "[1]   Running                 a &");
  EXPECT_EQ(jobs.Describe(2), "[2]-  Running                 b &");
  EXPECT_EQ(jobs.Describe(3), "[3]+  Running                 c &");
  jobs.Remove(2);
  EXPECT_EQ(jobs.Describe(1), "[1]-  Running                 a &");
}

// A job is stopped when none of it runs any more, and not all have ended. The current job is the last
// that was stopped; those that run come after all that are stopped.
TEST(JobTableTest, Stops) {
  JobTable jobs;
  jobs.Add(MakeJob({2, 3}, "a | b"));
  jobs.Add(MakeJob({4}, "c"));
  jobs.Add(MakeJob({5}, "d"));
  jobs.Mark(2, ExitStatus::Stopped(Signal::kTstp));
  EXPECT_FALSE(jobs.AnyStopped());
  EXPECT_EQ(jobs.current(), 3);
  jobs.Mark(3, ExitStatus::Returned(0));
  EXPECT_TRUE(jobs.AnyStopped());
  EXPECT_TRUE(jobs.at(1).changed);
  EXPECT_EQ(jobs.current(), 1);
  EXPECT_EQ(jobs.previous(), 3);
  EXPECT_EQ(jobs.Describe(1), "[1]+  Stopped                 a | b");
  jobs.Mark(4, ExitStatus::Stopped(Signal::kStop));
  EXPECT_EQ(jobs.current(), 2);
  EXPECT_EQ(jobs.previous(), 1);
  EXPECT_EQ(jobs.Describe(2), "[2]+  Stopped (signal)        c");
  jobs.Mark(2, ExitStatus::Continued());
  EXPECT_EQ(jobs.Describe(1), "[1]-  Running                 a | b &");
  EXPECT_FALSE(jobs.at(1).changed);
  jobs.Mark(2, ExitStatus::Killed(Signal::kTerm));
  EXPECT_EQ(jobs.at(1).ended(), ExitStatus::Returned(0)) << "as its last member did";
  // Who has ended stays so.
  jobs.Mark(2, ExitStatus::Stopped(Signal::kTstp));
  EXPECT_EQ(jobs.at(1).stopped(), std::nullopt);
}

// Only a job that still runs is shown with its &.
TEST(JobTableTest, DescribesTheEnd) {
  JobTable jobs;
  jobs.Add(MakeJob({2}, "count 3"));
  jobs.Mark(2, ExitStatus::Returned(0));
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
