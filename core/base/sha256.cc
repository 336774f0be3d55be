#include "core/base/sha256.h"

#include <openssl/evp.h>

#include "absl/strings/escaping.h"
#include "core/base/check.h"

namespace ceteris {

struct Sha256::State {
  State() : context(EVP_MD_CTX_new()) { CETERIS_CHECK(context != nullptr, "OpenSSL is out of memory"); }
  ~State() { EVP_MD_CTX_free(context); }
  EVP_MD_CTX* context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  CETERIS_CHECK(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1, "OpenSSL has no SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::Update(absl::string_view bytes) {
  CETERIS_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1, "EVP_DigestUpdate");
}

std::string Sha256::HexDigest() const {
  State copy;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  CETERIS_CHECK(EVP_MD_CTX_copy_ex(copy.context, state_->context) == 1, "EVP_MD_CTX_copy_ex");
  CETERIS_CHECK(EVP_DigestFinal_ex(copy.context, digest, &size) == 1, "EVP_DigestFinal_ex");
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(digest), size));
}

std::string Sha256Hex(absl::string_view bytes) {
  Sha256 sha256;
  sha256.Update(bytes);
  return sha256.HexDigest();
}

}  // namespace ceteris
