#include "core/attention/sliding_window.h"

#include "core/attention/local_window.h"

namespace ceteris {

at::Tensor SlidingWindow::MayAttend(const at::Tensor& q_positions, const at::Tensor& k_positions) const {
  return WithinWindow(window_, q_positions.size(1), k_positions.size(1), q_positions.device());
}

}  // namespace ceteris
