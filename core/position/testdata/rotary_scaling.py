"""Rates of rotary's pairs under each way of scaling, as Hugging Face Transformers computes them (in float32).

    pip install torch transformers
    python3 rotary_scaling.py >rotary_scaling.txt

One line a case: kind, theta, head_dim, factor, original_max_positions, beta_fast, beta_slow, the factor on queries and
keys, then head_dim / 2 rates. Transformers has no fixed NTK-aware scaling; its dynamic one at twice the length that was
trained multiplies theta by (factor + 1)^(d / (d - 2)), so the line says factor + 1.
"""

import transformers
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

ROPE_TYPES = {"linear": "linear", "ntk_aware": "dynamic", "yarn": "yarn"}


def line(kind, theta, head_dim, factor, original=2048, beta_fast=32, beta_slow=1):
    scaling = {"rope_type": ROPE_TYPES[kind], "rope_theta": theta, "factor": factor}
    if kind == "yarn":
        scaling.update(original_max_position_embeddings=original, beta_fast=beta_fast, beta_slow=beta_slow)
    if kind == "ntk_aware":
        scaling["factor"] = factor - 1
    config = LlamaConfig(hidden_size=head_dim, num_attention_heads=1, head_dim=head_dim,
                         max_position_embeddings=original, rope_parameters=scaling)
    rates, stretch = ROPE_INIT_FUNCTIONS[ROPE_TYPES[kind]](config, device="cpu", seq_len=2 * original)
    numbers = [theta, head_dim, factor, original, beta_fast, beta_slow, stretch] + rates.tolist()
    return kind + " " + " ".join("%.9g" % number for number in numbers)


def main():
    print("# Transformers %s; made by rotary_scaling.py, which says what the columns are" % transformers.__version__)
    for head_dim in (4, 6, 64, 128):
        for theta in (10000.0, 500000.0):
            print(line("linear", theta, head_dim, 4.0))
            print(line("ntk_aware", theta, head_dim, 4.0))
            print(line("yarn", theta, head_dim, 16.0, 4096))
    print(line("yarn", 10000.0, 128, 1.5, 64))
    print(line("yarn", 10000.0, 32, 8.0, 8))
    print(line("yarn", 10000.0, 64, 4.0, 2048, 64.0, 8.0))
    print(line("yarn", 30.0, 16, 4.0, 100000, 32.0, 1.0))


if __name__ == "__main__":
    main()
