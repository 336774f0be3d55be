// How the weights of a model start: one initialiser for all matrices and tables, one for those that write to the
// residual stream.
//
// GPT-2 (Radford et al. 2019, section 2.3): normal with stddev 0.02; "we scale the weights of residual layers at
// initialization by a factor of 1/sqrt(N) where N is the number of residual layers", which are two per block.
// Deviation: the released code draws the position table with stddev 0.01; here it has the stddev of all tables, as in
// most reimplementations.
//
// Example:  const InitialWeights initial = BuildInitialization(config.initialization(), config.decoder().num_layers());
//           Linear head(d_model, vocab_size, /*bias=*/false, *initial.weight, scope.Child("head"));
#pragma once

#include <cstdint>
#include <memory>

#include "core/tensor/initializer.h"
#include "models/model.pb.h"

namespace ceteris {

struct InitialWeights {
  std::unique_ptr<Initializer> weight;    // matrices and tables but the next. Biases start at 0, gains at 1
  std::unique_ptr<Initializer> residual;  // the output projections of attention and feed-forward
};

// num_layers: blocks of the stack. Throws c10::Error where no variant is set: resolve first.
InitialWeights BuildInitialization(const config::Initialization& config, int64_t num_layers);

}  // namespace ceteris
