#include "core/position/position_factory.h"

#include <c10/core/ScalarTypeToTypeMeta.h>
#include <c10/util/Exception.h>

#include "core/position/alibi.h"
#include "core/position/learned.h"
#include "core/position/learned_alibi.h"
#include "core/position/none.h"
#include "core/position/relative_bias.h"
#include "core/position/rotary.h"
#include "core/position/shaw.h"
#include "core/position/sinusoidal.h"
#include "core/position/tensor_to_tensor_sinusoidal.h"
#include "core/position/xpos.h"

namespace ceteris {

std::unique_ptr<PositionalScheme> BuildPosition(const config::Position& config, const PositionContext& stack,
                                                const PositionPlacement& placement) {
  const PositionContext context = SchemeContext(config, stack);
  const Scope shared = placement.stack_scope.Child("position");
  switch (config.scheme_case()) {  // no default: a forgotten variant does not compile
    case config::Position::kNone:
      return std::make_unique<None>();
    case config::Position::kSinusoidal:
      return std::make_unique<Sinusoidal>(config.sinusoidal(), context.d_model);
    case config::Position::kLearned:
      return std::make_unique<Learned>(NumLearnedPositions(config.learned(), context), context.d_model,
                                       placement.weight, placement.embedding_scope.Child("position"));
    case config::Position::kRotary:
      return std::make_unique<Rotary>(config.rotary(), RotaryShape{context.head_dim, context.seq_len});
    case config::Position::kAlibi:
      return std::make_unique<Alibi>(context.num_heads, c10::typeMetaToScalarType(shared.options().dtype()));
    case config::Position::kRelativeBias:
      return std::make_unique<RelativeBias>(config.relative_bias(), context.num_heads, context.causal, placement.weight,
                                            shared);
    case config::Position::kShaw:
      return std::make_unique<Shaw>(config.shaw(), context, placement.weight, placement.stack_scope);
    case config::Position::kXpos:
      return std::make_unique<Xpos>(config.xpos(), XposShape{context.head_dim, context.seq_len});
    case config::Position::kTensorToTensorSinusoidal:
      return std::make_unique<TensorToTensorSinusoidal>(config.tensor_to_tensor_sinusoidal(), context.d_model);
    case config::Position::kLearnedAlibi:
      return std::make_unique<LearnedAlibi>(context.num_heads, shared);
    case config::Position::SCHEME_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "position.scheme: nothing is written");
}

}  // namespace ceteris
