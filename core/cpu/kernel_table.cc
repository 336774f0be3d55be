// Compiled once per instruction set, like every kernel: this one lists them.
#include "core/cpu/kernels.h"

namespace ceteris {
namespace CETERIS_INSTRUCTION_SET {

void Multiply(const MatrixProduct& product);
void PackRows(const float* b, int64_t inner, int64_t columns, float* packed);
void PackColumns(const float* b_transposed, int64_t inner, int64_t columns, float* packed);
void AddRows(const RowsToAdd& rows);
void MultiplyElements(const float* a, const float* b, int64_t n, float* out);
void Gelu(const float* x, int64_t n, float* value, float* slope);
void LayerNormForward(const LayerNormRows& rows);
void LayerNormBackward(const LayerNormRows& rows, const LayerNormGradients& gradients);
void AttentionForward(const AttentionHead& head, const AttentionOutput& out);
void AttentionBackward(const AttentionHead& head, const AttentionGradients& gradients);
double CrossEntropy(const CrossEntropyRows& rows);

#define CETERIS_QUOTED_ONCE(x) #x
#define CETERIS_QUOTED(x) CETERIS_QUOTED_ONCE(x)
extern const CpuKernels kKernels;
const CpuKernels kKernels = {CETERIS_QUOTED(CETERIS_INSTRUCTION_SET),
                             Multiply,
                             PackRows,
                             PackColumns,
                             AddRows,
                             MultiplyElements,
                             Gelu,
                             LayerNormForward,
                             LayerNormBackward,
                             AttentionForward,
                             AttentionBackward,
                             CrossEntropy};

}  // namespace CETERIS_INSTRUCTION_SET
}  // namespace ceteris
