#include "models/weights/safetensors_header.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "core/base/status_macros.h"
#include "models/weights/safetensors_json.h"

namespace ceteris {
namespace {

constexpr char kMetadataKey[] = "__metadata__";

// The reference's order of types, in which it writes tensors from last to first, so that wide types come first and all
// stay aligned. Types without a LibTorch counterpart are absent.
struct DtypeSize {
  absl::string_view word;
  int64_t bytes;
};
constexpr DtypeSize kDtypes[] = {{"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"I16", 2}, {"U16", 2}, {"F16", 2}, {"BF16", 2},
                                 {"I32", 4},  {"U32", 4}, {"F32", 4}, {"F64", 8}, {"I64", 8}, {"U64", 8}};

int DtypeRank(absl::string_view dtype) {
  for (size_t i = 0; i < std::size(kDtypes); ++i) {
    if (kDtypes[i].word == dtype) return static_cast<int>(i);
  }
  return -1;
}

absl::Status Malformed(absl::string_view tensor, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("safetensors header, tensor \"", tensor, "\": ", what));
}

// Bytes that the shape and dtype ask for; an error where the product does not fit in 63 bits.
absl::StatusOr<uint64_t> ByteSize(const StoredTensor& tensor) {
  const int64_t item_size = SafetensorsItemSize(tensor.dtype);
  if (item_size == 0) {
    return absl::UnimplementedError(
        absl::StrCat("safetensors header, tensor \"", tensor.name, "\": dtype \"", tensor.dtype,
                     "\" is not read here; use F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL"));
  }
  if (tensor.shape.size() > kMaxSafetensorsRank) {
    return Malformed(tensor.name,
                     absl::StrCat(tensor.shape.size(), " dimensions; at most ", kMaxSafetensorsRank, " are read"));
  }
  uint64_t bytes = static_cast<uint64_t>(item_size);
  // A zero dimension makes the tensor empty, but the others must not overflow LibTorch's element count all the same.
  for (const int64_t size : tensor.shape) {
    const uint64_t factor = std::max<uint64_t>(static_cast<uint64_t>(size), 1);
    if (bytes > std::numeric_limits<int64_t>::max() / factor)
      return Malformed(tensor.name, "its shape overflows 63 bits");
    bytes *= factor;
  }
  const bool empty = std::find(tensor.shape.begin(), tensor.shape.end(), 0) != tensor.shape.end();
  return empty ? 0 : bytes;
}

absl::Status CheckTensor(const StoredTensor& tensor, uint64_t expected_begin, uint64_t buffer_size) {
  if (tensor.end < tensor.begin || tensor.end > buffer_size) {
    return Malformed(tensor.name, absl::StrCat("data_offsets [", tensor.begin, ", ", tensor.end, "] do not lie in the ",
                                               buffer_size, " bytes after the header"));
  }
  if (tensor.begin != expected_begin) {
    return Malformed(tensor.name, absl::StrCat("its bytes begin at ", tensor.begin, ", the previous tensor's end at ",
                                               expected_begin, "; overlaps and holes are not allowed"));
  }
  ASSIGN_OR_RETURN(const uint64_t bytes, ByteSize(tensor));
  if (tensor.end - tensor.begin != bytes) {
    return Malformed(tensor.name, absl::StrCat("its shape and dtype ask for ", bytes, " bytes, data_offsets hold ",
                                               tensor.end - tensor.begin));
  }
  return absl::OkStatus();
}

}  // namespace

int64_t SafetensorsItemSize(absl::string_view dtype) {
  const int rank = DtypeRank(dtype);
  return rank < 0 ? 0 : kDtypes[rank].bytes;
}

absl::StatusOr<SafetensorsHeader> ParseSafetensorsHeader(absl::string_view json, uint64_t buffer_size) {
  ASSIGN_OR_RETURN(SafetensorsHeader header, ParseSafetensorsJson(json));
  std::sort(header.tensors.begin(), header.tensors.end(), [](const StoredTensor& a, const StoredTensor& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  uint64_t expected_begin = 0;
  for (const StoredTensor& tensor : header.tensors) {
    RETURN_IF_ERROR(CheckTensor(tensor, expected_begin, buffer_size));
    expected_begin = tensor.end;
  }
  if (expected_begin != buffer_size) {
    return absl::DataLossError(absl::StrCat("safetensors header: its tensors cover ", expected_begin, " of the ",
                                            buffer_size, " bytes after it; a whole file is covered to its last byte"));
  }
  return header;
}

absl::StatusOr<std::string> FormatSafetensorsHeader(SafetensorsHeader* header) {
  std::set<std::string> names;
  for (const StoredTensor& tensor : header->tensors) {
    if (DtypeRank(tensor.dtype) < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("tensor \"", tensor.name, "\": unknown dtype \"", tensor.dtype, "\""));
    }
    if (tensor.name == kMetadataKey || !names.insert(tensor.name).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("tensor \"", tensor.name, "\": its name is reserved or used twice"));
    }
  }
  std::sort(header->tensors.begin(), header->tensors.end(), [](const StoredTensor& a, const StoredTensor& b) {
    const int rank_a = DtypeRank(a.dtype), rank_b = DtypeRank(b.dtype);
    return rank_a != rank_b ? rank_a > rank_b : a.name < b.name;
  });
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  if (!header->metadata.empty()) json[kMetadataKey] = header->metadata;
  uint64_t offset = 0;
  for (StoredTensor& tensor : header->tensors) {
    ASSIGN_OR_RETURN(const uint64_t bytes, ByteSize(tensor));
    tensor.begin = offset;
    tensor.end = offset += bytes;
    json[tensor.name] = nlohmann::ordered_json::object(
        {{"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data_offsets", {tensor.begin, tensor.end}}});
  }
  // Invalid UTF-8 in a name becomes U+FFFD rather than an exception.
  std::string text = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string prefix(8, '\0');
  for (int byte = 0; byte < 8; ++byte) prefix[byte] = static_cast<char>(text.size() >> (8 * byte));
  return prefix + text;
}

}  // namespace ceteris
