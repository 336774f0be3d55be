"""The parity cases in plain PyTorch, from the weights and tokens that `export` wrote.

  python3 train.py gpt2 FOLDER >golden/gpt2.txt        FOLDER holds weights.safetensors and tokens.safetensors

Prints one line per step: loss and gradient norm in float64, then in float32. Written from the papers and PyTorch's documentation;
it knows nothing of the C++ but the names of the tensors. Needs torch==2.11.0, numpy and safetensors (README.md).
"""
import math
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

# What the textprotos say, said again.
CASES = {
    "gpt2": dict(num_layers=2, num_heads=4, num_kv_heads=4, epsilon=1e-3, position="learned", norm="layer", residual="pre",
                 activation="gelu_tanh", accumulation_steps=2, learning_rate=0.01, max_gradient_norm=1.0, betas=(0.9, 0.95),
                 optimizer_epsilon=1e-8, weight_decay=0.1, schedule="cosine", warmup_steps=10, final_fraction=0.1),
    "llama": dict(num_layers=2, num_heads=4, num_kv_heads=2, epsilon=1e-3, position="rotary", theta=100.0, norm="rms",
                  residual="pre", activation="swiglu", accumulation_steps=1, learning_rate=0.01, max_gradient_norm=0,
                  betas=(0.8, 0.99), optimizer_epsilon=1e-6, weight_decay=0.5, schedule="linear", warmup_steps=5,
                  final_fraction=0.2),
    "vaswani": dict(num_layers=2, num_heads=3, num_kv_heads=3, epsilon=1e-5, position="sinusoidal", theta=500.0, norm="layer",
                    residual="post", activation="relu", accumulation_steps=1, learning_rate=0.01, max_gradient_norm=0.5,
                    betas=(0.9, 0.98), optimizer_epsilon=1e-9, weight_decay=0.0, schedule="inverse_square_root",
                    warmup_steps=20),
}


class Decoder:
    def __init__(self, weights, case):
        self.w, self.case = weights, case

    def linear(self, x, name):
        return F.linear(x, self.w[name + ".weight"], self.w.get(name + ".bias"))

    def norm(self, x, name):
        weight, epsilon = self.w[name + ".weight"], self.case["epsilon"]
        if self.case["norm"] == "rms":
            return x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + epsilon) * weight
        return F.layer_norm(x, weight.shape, weight, self.w[name + ".bias"], epsilon)

    def rotate(self, x):
        """x: [batch, heads, seq_len, head_dim]; channel i turns with channel i + head_dim / 2."""
        half = x.shape[-1] // 2
        rate = self.case["theta"] ** (-torch.arange(half, dtype=torch.float64) / half)
        angle = torch.arange(x.shape[2], dtype=torch.float64)[:, None] * rate
        cos, sin = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
        a, b = x[..., :half], x[..., half:]
        return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1)

    def sinusoids(self, seq_len, d_model):
        rate = self.case["theta"] ** (-torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
        angle = torch.arange(seq_len, dtype=torch.float64)[:, None] * rate
        return torch.stack([angle.sin(), angle.cos()], dim=-1).view(seq_len, d_model)

    def attention(self, x, name):
        batch, seq_len, _ = x.shape

        def heads(part, count):
            return self.linear(x, f"{name}.{part}").view(batch, seq_len, count, -1).transpose(1, 2)

        num_heads, num_kv_heads = self.case["num_heads"], self.case["num_kv_heads"]
        q, k, v = heads("query", num_heads), heads("key", num_kv_heads), heads("value", num_kv_heads)
        if self.case["position"] == "rotary":
            q, k = self.rotate(q), self.rotate(k)
        k, v = (t.repeat_interleave(num_heads // num_kv_heads, dim=1) for t in (k, v))
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        future = torch.ones(seq_len, seq_len, dtype=torch.bool).triu(1)
        mixed = scores.masked_fill(future, -math.inf).softmax(-1) @ v
        return self.linear(mixed.transpose(1, 2).reshape(batch, seq_len, -1), f"{name}.output")

    def feed_forward(self, x, name):
        inner = self.linear(x, name + ".inner")
        if self.case["activation"] == "swiglu":
            inner = F.silu(self.linear(x, name + ".gate")) * inner
        elif self.case["activation"] == "gelu_tanh":
            inner = F.gelu(inner, approximate="tanh")
        else:
            inner = F.relu(inner)
        return self.linear(inner, name + ".outer")

    def logits(self, tokens):
        table = self.w["embedding.token.weight"]
        x = F.embedding(tokens, table)
        if self.case["position"] == "learned":
            x = x + self.w["embedding.position.weight"][: tokens.shape[1]]
        if self.case["position"] == "sinusoidal":
            x = x + self.sinusoids(*x.shape[1:]).to(x.dtype)
        for layer in range(self.case["num_layers"]):
            for part, sublayer in (("attention", self.attention), ("feed_forward", self.feed_forward)):
                name = f"decoder.{layer}.{part}"
                if self.case["residual"] == "pre":
                    x = x + sublayer(self.norm(x, name + ".norm"), name)
                else:
                    x = self.norm(x + sublayer(x, name), name + ".norm")
        if self.case["residual"] == "pre":
            x = self.norm(x, "decoder.norm")
        return x @ self.w.get("head.weight", table).T


def factor(case, step, num_steps):
    warmup_steps = case["warmup_steps"]
    if step < warmup_steps:
        return step / warmup_steps
    if case["schedule"] == "inverse_square_root":
        return math.sqrt(warmup_steps / step)
    progress = (step - warmup_steps) / (num_steps - warmup_steps)
    if case["schedule"] == "linear":
        return 1 - (1 - case["final_fraction"]) * progress
    return case["final_fraction"] + (1 - case["final_fraction"]) * (1 + math.cos(math.pi * progress)) / 2


def train(case, folder, dtype):
    weights = {name: tensor.to(dtype).requires_grad_() for name, tensor in load_file(folder + "/weights.safetensors").items()}
    tokens = load_file(folder + "/tokens.safetensors")["tokens"]
    decays = [w for name, w in weights.items() if w.dim() == 2 and ".position." not in name]
    keeps = [w for name, w in weights.items() if w.dim() != 2 or ".position." in name]
    optimizer = torch.optim.AdamW([dict(params=decays, weight_decay=case["weight_decay"]), dict(params=keeps, weight_decay=0.0)],
                                  betas=case["betas"], eps=case["optimizer_epsilon"])
    model, rows = Decoder(weights, case), []
    for step, batch in enumerate(tokens, 1):
        optimizer.zero_grad()
        total = 0.0
        for part in batch.chunk(case["accumulation_steps"]):
            logits = model.logits(part[:, :-1])
            loss = F.cross_entropy(logits.flatten(0, 1), part[:, 1:].flatten(), reduction="sum") / batch[:, 1:].numel()
            loss.backward()
            total += loss.item()
        norm = torch.nn.utils.clip_grad_norm_(weights.values(), case["max_gradient_norm"] or math.inf)
        for group in optimizer.param_groups:
            group["lr"] = case["learning_rate"] * factor(case, step, len(tokens))
        optimizer.step()
        rows.append((total, norm.item()))
    return rows


def main():
    torch.set_num_threads(1)
    name, folder = sys.argv[1:]
    print("# step, loss and gradient norm in float64, loss and gradient norm in float32")
    for step, (wide, narrow) in enumerate(zip(*(train(CASES[name], folder, dtype) for dtype in (torch.float64, torch.float32))), 1):
        print(step, *(repr(number) for number in wide + narrow))


if __name__ == "__main__":
    main()
