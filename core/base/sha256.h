// SHA-256 digests as 64 lower-case hexadecimal digits (FIPS 180-4, through OpenSSL).
//
//   Sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#pragma once

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace ceteris {

std::string Sha256Hex(absl::string_view bytes);

// The digest of bytes that arrive in pieces: Update(a), Update(b), HexDigest() equals Sha256Hex(a + b).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Update(absl::string_view bytes);
  // Of everything so far. More may follow: the digest is taken of a copy of the state.
  std::string HexDigest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ceteris
