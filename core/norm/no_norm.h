// No normalisation: the absence of a norm, as an arm of an experiment.
//
// Bachlechner et al. 2020, "ReZero is All You Need", arXiv:2003.04887, trains without: y = x.
//
// Example:  norm { no_norm {} } rezero {}
#pragma once

#include "core/norm/norm.h"

namespace ceteris {

class NoNorm final : public Norm {
 public:
  // Returns x itself, not a copy.
  at::Tensor Forward(const at::Tensor& x) const override { return x; }
};

}  // namespace ceteris
