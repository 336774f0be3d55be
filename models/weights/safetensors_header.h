// The header of a safetensors file: which tensors it holds, of which type and shape, and where their bytes lie.
//
// Layout: a little-endian uint64 N, N bytes of JSON padded with spaces to a multiple of 8, then the bytes of all
// tensors, without holes or overlaps. The reader trusts nothing: whatever does not fit that layout exactly is refused
// with one line that says what and where. No LibTorch here, so that it can be tested and fuzzed alone.
//
// Example:  ASSIGN_OR_RETURN(SafetensorsHeader header, ParseSafetensorsHeader(json, buffer_size));
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ceteris {

// A header may be as long as the reference implementation allows, in bytes.
inline constexpr uint64_t kMaxSafetensorsHeader = 100'000'000;
// More dimensions than any tensor of a model has.
inline constexpr size_t kMaxSafetensorsRank = 16;

struct StoredTensor {
  std::string name;
  std::string dtype;           // the format's word: "F32", "BF16", "I64", ...
  std::vector<int64_t> shape;  // empty for a scalar
  uint64_t begin = 0;          // bytes from the end of the header: [begin, end)
  uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<StoredTensor> tensors;  // in the order of their bytes
  std::map<std::string, std::string> metadata;
};

// Bytes per element of a dtype word, 0 for a word that this project does not read.
int64_t SafetensorsItemSize(absl::string_view dtype);

// json: the N header bytes. buffer_size: the bytes that follow them in the file, all of which the tensors must cover.
// DATA_LOSS where the file is malformed, UNIMPLEMENTED for a dtype that is valid but not read here (8-bit floats and
// the like).
absl::StatusOr<SafetensorsHeader> ParseSafetensorsHeader(absl::string_view json, uint64_t buffer_size);

// The first 8 + N bytes of a file that holds these tensors. Sorts them as the reference writer does (wide types first,
// then by name), which sets begin and end. INVALID_ARGUMENT for a duplicate or reserved name or an unknown dtype.
absl::StatusOr<std::string> FormatSafetensorsHeader(SafetensorsHeader* header);

}  // namespace ceteris
