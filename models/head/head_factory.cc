#include "models/head/head_factory.h"

#include <c10/util/Exception.h>

#include "models/head/classifier.h"
#include "models/head/language_model_head.h"
#include "models/head/masked_language_model_head.h"

namespace ceteris {

std::unique_ptr<OutputHead> BuildHead(const config::Head& config, const HeadContext& context, const Scope& scope) {
  TORCH_CHECK(config.has_classifier() || context.embedding != nullptr, "a head for tokens needs their embedding");
  switch (config.variant_case()) {  // no default: a forgotten variant does not compile
    case config::Head::kTokens:
      return std::make_unique<LanguageModelHead>(context.embedding);
    case config::Head::kMaskedTokens:
      return std::make_unique<MaskedLanguageModelHead>(context.stack, context.embedding, context.weight, scope);
    case config::Head::kClassifier:
      return std::make_unique<Classifier>(
          config.classifier(), ClassifierShape{context.stack.d_model(), context.num_classes}, context.weight, scope);
    case config::Head::VARIANT_NOT_SET:
      break;
  }
  TORCH_CHECK(false, "head: nothing is written");
}

}  // namespace ceteris
