// How the weights of a model start: one initialiser for all matrices and tables, one for those that write to the
// residual stream. The latter starts smaller in GPT-2's only.
//
// GPT-2 (Radford et al. 2019, section 2.3): normal with stddev 0.02; "we scale the weights of residual layers at
// initialization by a factor of 1/sqrt(N) where N is the number of residual layers", which are two per block, three
// with cross-attention. Deviation: the released code draws the position table with stddev 0.01; here it has the stddev
// of all tables, as in most reimplementations. Xavier (Glorot and Bengio 2010, eq. 16): uniform with bound gain *
// sqrt(6 / (fan_in + fan_out)), tables as matrices. BERT (Devlin et al. 2018, its code): normal with stddev 0.02, cut
// at two stddev. SmallInit (Nguyen and Salazar 2019, arXiv:1910.05895, section 2.2): normal with stddev sqrt(2 /
// (d_model + 4 d_model)), which Xavier gives to the feed-forward layer alone. Deviation: the paper draws embeddings
// from another distribution, because it fixes their norm; here tables start as matrices do.
//
// Example:  const InitialWeights initial = BuildInitialization(config.initialization(), /*num_residual_layers=*/2 *
// num_layers,
//           d_model);
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

// num_residual_layers: the sublayers of the stack that are added to its stream. Throws c10::Error where no variant is
// set: resolve first.
InitialWeights BuildInitialization(const config::Initialization& config, int64_t num_residual_layers, int64_t d_model);

}  // namespace ceteris
