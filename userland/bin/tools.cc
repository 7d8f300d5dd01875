#include "userland/bin/tools.h"

#include <array>

namespace corix {

extern const Program kAudit;
extern const Program kBasename;
extern const Program kBracket;
extern const Program kCat;
extern const Program kCp;
extern const Program kCut;
extern const Program kDate;
extern const Program kDeadlocks;
extern const Program kDirname;
extern const Program kEcho;
extern const Program kEnv;
extern const Program kFalse;
extern const Program kGrep;
extern const Program kHead;
extern const Program kKill;
extern const Program kLint;
extern const Program kLs;
extern const Program kMkdir;
extern const Program kMv;
extern const Program kNc;
extern const Program kPrintf;
extern const Program kPs;
extern const Program kPstree;
extern const Program kRm;
extern const Program kSeq;
extern const Program kSleep;
extern const Program kSort;
extern const Program kStrace;
extern const Program kStuck;
extern const Program kTail;
extern const Program kTee;
extern const Program kTest;
extern const Program kTop;
extern const Program kTouch;
extern const Program kTr;
extern const Program kTrace;
extern const Program kTrue;
extern const Program kUniq;
extern const Program kUptime;
extern const Program kWc;
extern const Program kWhy;
extern const Program kXargs;
extern const Program kYes;

absl::Span<const Program* const> Tools() {
  static constexpr std::array kTools = {
      &kAudit,  &kBasename, &kBracket, &kCat,  &kCp,     &kCut,   &kDate,  &kDeadlocks, &kDirname,
      &kEcho,   &kEnv,      &kFalse,   &kGrep, &kHead,   &kKill,  &kLint,  &kLs,        &kMkdir,
      &kMv,     &kNc,       &kPrintf,  &kPs,   &kPstree, &kRm,    &kSeq,   &kSleep,     &kSort,
      &kStrace, &kStuck,    &kTail,    &kTee,  &kTest,   &kTop,   &kTouch, &kTr,        &kTrace,
      &kTrue,   &kUniq,     &kUptime,  &kWc,   &kWhy,    &kXargs, &kYes};
  return kTools;
}

}  // namespace corix
