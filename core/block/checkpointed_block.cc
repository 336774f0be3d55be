#include "core/block/checkpointed_block.h"

#include <c10/core/GradMode.h>
#include <c10/util/Exception.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <string>
#include <utility>
#include <vector>

#include "core/tensor/auxiliary_losses.h"

namespace ceteris {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Where a block's inputs may lead to trained tensors outside of it: an encoder, a trained score bias.
std::vector<at::Tensor*> Differentiable(BlockInputs* inputs) {
  std::vector<at::Tensor*> tensors;
  for (at::Tensor* tensor : {&inputs->memory, &inputs->mask.score_bias, &inputs->memory_mask.score_bias}) {
    if (tensor->defined() && tensor->requires_grad()) tensors.push_back(tensor);
  }
  return tensors;
}

// What the second run needs beside the tensors that autograd keeps.
struct Rerun : torch::CustomClassHolder {
  Rerun(const Block& the_block, const BlockInputs& the_inputs, const ForwardContext& the_context)
      : block(&the_block), inputs(the_inputs), context(the_context) {}

  const Block* block;
  BlockInputs inputs;  // those of Differentiable() are replaced
  ForwardContext context;
  // What the layers of the block left in the first run.
  std::vector<std::string> loss_names;
  std::vector<NamedScalar> metrics;
};

struct Run {
  variable_list leaves;   // x and Differentiable(), cut from the graph that they came from
  variable_list outputs;  // y and the losses that layers left, in the order in which names first came
  AuxiliaryLosses auxiliary;
};

// With gradients on, so that layers choose the same kernels as without checkpoints.
Run RunBlock(const Rerun& rerun, const variable_list& tensors) {
  const c10::AutoGradMode with_gradients(true);
  Run run;
  for (const at::Tensor& tensor : tensors) run.leaves.push_back(tensor.detach().set_requires_grad(true));
  BlockInputs inputs = rerun.inputs;
  const std::vector<at::Tensor*> differentiable = Differentiable(&inputs);
  for (size_t i = 0; i < differentiable.size(); ++i) *differentiable[i] = run.leaves[i + 1];
  ForwardContext context = rerun.context;
  if (context.auxiliary != nullptr) context.auxiliary = &run.auxiliary;
  run.outputs.push_back(rerun.block->Forward(run.leaves[0], inputs, context));
  for (const NamedScalar& loss : run.auxiliary.losses()) run.outputs.push_back(loss.value);
  return run;
}

struct CheckpointedBlock : torch::autograd::Function<CheckpointedBlock> {
  static variable_list forward(AutogradContext* ctx, at::TensorList tensors, const c10::intrusive_ptr<Rerun>& rerun) {
    variable_list kept = tensors.vec();
    variable_list outputs;
    {
      const Run run = RunBlock(*rerun, kept);
      for (const at::Tensor& output : run.outputs) outputs.push_back(output.variable_data());
      for (const NamedScalar& loss : run.auxiliary.losses()) rerun->loss_names.push_back(loss.name);
      rerun->metrics = run.auxiliary.metrics();
    }                                   // the graph of this run goes at once
    rerun->context.recorder = nullptr;  // has seen this pass
    // Kept as a variable: a draw that moved on before the backward pass throws.
    if (rerun->context.draw.defined()) kept.push_back(rerun->context.draw);
    ctx->save_for_backward(std::move(kept));
    ctx->saved_data["rerun"] = c10::IValue::make_capsule(rerun);
    return outputs;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& upstream) {
    TORCH_CHECK(!c10::GradMode::is_enabled(), "a checkpointed block has no second derivative");
    const auto capsule = ctx->saved_data["rerun"].toCapsule();
    const Rerun& rerun = static_cast<const Rerun&>(*capsule);
    variable_list tensors = ctx->get_saved_variables();
    if (rerun.context.draw.defined()) tensors.pop_back();
    const Run run = RunBlock(rerun, tensors);
    variable_list roots, gradients_of_roots;
    for (size_t i = 0; i < run.outputs.size(); ++i) {
      if (!run.outputs[i].requires_grad()) continue;
      roots.push_back(run.outputs[i]);
      gradients_of_roots.push_back(upstream[i]);
    }
    torch::autograd::backward(roots, gradients_of_roots);
    variable_list gradients;
    for (const at::Tensor& leaf : run.leaves) gradients.push_back(leaf.grad());
    gradients.emplace_back();  // of `rerun`
    return gradients;
  }
};

}  // namespace

at::Tensor ForwardCheckpointed(const Block& block, const at::Tensor& x, const BlockInputs& inputs,
                               const ForwardContext& context) {
  if (!c10::GradMode::is_enabled() || !x.requires_grad() || context.cache != nullptr) {
    return block.Forward(x, inputs, context);
  }
  const auto rerun = c10::make_intrusive<Rerun>(block, inputs, context);
  variable_list tensors = {x};
  for (const at::Tensor* tensor : Differentiable(&rerun->inputs)) tensors.push_back(*tensor);
  const at::TensorList list = tensors;
  const variable_list outputs = CheckpointedBlock::apply(list, rerun);
  for (size_t i = 0; i < rerun->loss_names.size(); ++i) {
    context.auxiliary->AddLoss(rerun->loss_names[i], outputs[i + 1]);
  }
  for (const NamedScalar& metric : rerun->metrics) context.auxiliary->AddMetric(metric.name, metric.value);
  return outputs[0];
}

}  // namespace ceteris
