// Exit codes of `ceteris`. Scripts depend on them.
#pragma once

namespace ceteris {

inline constexpr int kExitOk = 0;             // every trial ended (DIVERGED included); the question was answered
inline constexpr int kExitFailed = 1;         // some trials FAILED, or something broke on our side
inline constexpr int kExitRefused = 64;       // bad input: nothing was run, nothing stored was touched
inline constexpr int kExitPreempted = 75;     // stopped by SIGTERM: run me again
inline constexpr int kExitInterrupted = 130;  // stopped by Ctrl-C

}  // namespace ceteris
