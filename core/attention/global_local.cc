#include "core/attention/global_local.h"

#include "core/attention/local_window.h"

namespace ceteris {

at::Tensor GlobalLocal::MayAttend(const at::Tensor& q_positions, const at::Tensor& k_positions) const {
  const at::Tensor near =
      WithinWindow(window_, q_positions.size(1), k_positions.size(1), q_positions.device());  // [1, 1, query, key]
  const at::Tensor query_is_global = q_positions.lt(num_global_).unsqueeze(1).unsqueeze(3);   // [batch, 1, query, 1]
  const at::Tensor key_is_global = k_positions.lt(num_global_).unsqueeze(1).unsqueeze(2);     // [batch, 1, 1, key]
  return near.logical_or(query_is_global).logical_or(key_is_global);
}

}  // namespace ceteris
