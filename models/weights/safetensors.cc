#include "models/weights/safetensors.h"

#include <ATen/ops/empty.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/file.h"
#include "core/base/status_macros.h"
#include "core/tensor/catch_torch.h"
#include "models/weights/safetensors_header.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "safetensors files are little-endian, and so must this machine be: tensors are written as they lie in memory"
#endif

namespace ceteris {
namespace {

struct DtypeWord {
  const char* word;
  at::ScalarType type;
};
constexpr DtypeWord kDtypeWords[] = {
    {"BOOL", at::kBool},  {"U8", at::kByte},       {"I8", at::kChar},    {"I16", at::kShort},  {"U16", at::kUInt16},
    {"F16", at::kHalf},   {"BF16", at::kBFloat16}, {"I32", at::kInt},    {"U32", at::kUInt32}, {"F32", at::kFloat},
    {"F64", at::kDouble}, {"I64", at::kLong},      {"U64", at::kUInt64},
};

const char* WordOf(at::ScalarType type) {
  for (const DtypeWord& entry : kDtypeWords) {
    if (entry.type == type) return entry.word;
  }
  return nullptr;
}

at::ScalarType TypeOf(const std::string& word) {
  for (const DtypeWord& entry : kDtypeWords) {
    if (word == entry.word) return entry.type;
  }
  return at::ScalarType::Undefined;  // not reached: ParseSafetensorsHeader lets no other word pass
}

absl::Status WithPath(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
}

// Reads the 8 + N bytes at the front and leaves the stream at the first tensor byte.
absl::StatusOr<SafetensorsHeader> ReadHeader(std::ifstream& stream, uint64_t file_size) {
  unsigned char length_bytes[8];
  if (file_size < 8 || !stream.read(reinterpret_cast<char*>(length_bytes), 8)) {
    return absl::DataLossError(absl::StrCat("no safetensors file: ", file_size, " bytes, at least 8 are needed"));
  }
  uint64_t length = 0;
  for (int byte = 7; byte >= 0; --byte) length = length << 8 | length_bytes[byte];
  if (length > kMaxSafetensorsHeader || length > file_size - 8) {
    return absl::DataLossError(absl::StrCat("no safetensors file, or one cut short: it claims a header of ", length,
                                            " bytes, ", file_size - 8, " follow, and at most ", kMaxSafetensorsHeader,
                                            " are read"));
  }
  std::string json(length, '\0');
  if (!stream.read(json.data(), static_cast<std::streamsize>(length)))
    return absl::DataLossError("the header cannot be read");
  return ParseSafetensorsHeader(json, file_size - 8 - length);
}

}  // namespace

const std::map<std::string, std::string>& DefaultSafetensorsMetadata() {
  static const auto* const metadata = new std::map<std::string, std::string>{{"format", "pt"}};
  return *metadata;
}

absl::Status WriteSafetensors(const std::string& path, const std::vector<NamedTensor>& tensors,
                              const std::map<std::string, std::string>& metadata) {
  SafetensorsHeader header;
  header.metadata = metadata;
  std::map<std::string, at::Tensor> by_name;
  for (const NamedTensor& named : tensors) {
    const char* word = named.tensor.defined() ? WordOf(named.tensor.scalar_type()) : nullptr;
    if (word == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": tensor \"", named.name, "\" is undefined or of a type without a word"));
    }
    header.tensors.push_back({named.name, word, named.tensor.sizes().vec(), 0, 0});
    by_name[named.name] = named.tensor.detach();
  }
  absl::StatusOr<std::string> bytes = FormatSafetensorsHeader(&header);
  if (!bytes.ok()) return WithPath(path, bytes.status());
  const size_t buffer_begin = bytes->size();
  bytes->resize(buffer_begin + (header.tensors.empty() ? 0 : header.tensors.back().end));
  RETURN_IF_ERROR(CatchTorch([&] {
    for (const StoredTensor& stored : header.tensors) {
      const at::Tensor host = by_name.at(stored.name).to(at::kCPU).contiguous();
      if (stored.end > stored.begin) {
        std::memcpy(bytes->data() + buffer_begin + stored.begin, host.const_data_ptr(), stored.end - stored.begin);
      }
    }
  }));
  return WriteFileAtomically(path, *bytes);
}

absl::StatusOr<SafetensorsFile> ReadSafetensors(const std::string& path) {
  std::ifstream stream(path, std::ios::binary | std::ios::ate);
  if (!stream) return absl::NotFoundError(absl::StrCat(path, ": ", std::strerror(errno)));
  const std::streamoff file_size = stream.tellg();
  // A directory opens, but has no size that can be read.
  if (file_size < 0 || !stream.seekg(0))
    return absl::DataLossError(absl::StrCat(path, ": not a file that can be read"));
  absl::StatusOr<SafetensorsHeader> header = ReadHeader(stream, static_cast<uint64_t>(file_size));
  if (!header.ok()) return WithPath(path, header.status());
  SafetensorsFile file;
  file.metadata = std::move(header->metadata);
  bool complete = true;
  RETURN_IF_ERROR(CatchTorch([&] {
    for (StoredTensor& stored : header->tensors) {
      at::Tensor tensor = at::empty(stored.shape, TypeOf(stored.dtype));
      if (stored.end > stored.begin) {
        complete = complete && stream.read(static_cast<char*>(tensor.mutable_data_ptr()),
                                           static_cast<std::streamsize>(stored.end - stored.begin));
      }
      file.tensors.push_back({std::move(stored.name), std::move(tensor)});
    }
  }));
  if (!complete) return absl::DataLossError(absl::StrCat(path, ": the file became shorter while it was read"));
  return file;
}

}  // namespace ceteris
