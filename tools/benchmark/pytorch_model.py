"""The decoder-only model of a Ceteris study in plain PyTorch: the baseline of the benchmarks.

Written as a careful PyTorch user would: one query-key-value product, scaled_dot_product_attention, masks and biases built once,
fused AdamW, no .item() in a step.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


def sinusoidal_table(seq_len, d_model):
    position = torch.arange(seq_len, dtype=torch.float32)[:, None]
    rate = torch.exp(torch.arange(0, d_model, 2, dtype=torch.float32) * (-math.log(10000.0) / d_model))
    table = torch.zeros(seq_len, d_model)
    table[:, 0::2] = torch.sin(position * rate)
    table[:, 1::2] = torch.cos(position * rate)
    return table


def rotary_tables(seq_len, head_dim):
    rate = 10000.0 ** (-torch.arange(0, head_dim, 2, dtype=torch.float32) / head_dim)
    angle = torch.arange(seq_len, dtype=torch.float32)[:, None] * rate
    angle = torch.cat([angle, angle], dim=-1)
    return angle.cos(), angle.sin()


def rotate(x, cos, sin):
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-second, first], dim=-1) * sin


def alibi_bias(seq_len, num_heads):
    slopes = torch.tensor([2.0 ** (-8.0 * (h + 1) / num_heads) for h in range(num_heads)])
    distance = torch.arange(seq_len)[:, None] - torch.arange(seq_len)[None, :]
    bias = -slopes[:, None, None] * distance.clamp(min=0)
    return bias.masked_fill(distance < 0, float("-inf"))[None]


def t5_buckets(seq_len, num_buckets=32, max_distance=128):
    distance = (torch.arange(seq_len)[:, None] - torch.arange(seq_len)[None, :]).clamp(min=0)
    exact = num_buckets // 2
    far = exact + (torch.log(distance.float().clamp(min=1) / exact) / math.log(max_distance / exact) * (num_buckets - exact)).long()
    return torch.where(distance < exact, distance, far.clamp(max=num_buckets - 1))


class Block(nn.Module):
    def __init__(self, d_model, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.attention_norm = nn.LayerNorm(d_model)
        self.query_key_value = nn.Linear(d_model, 3 * d_model)
        self.output = nn.Linear(d_model, d_model)
        self.feed_forward_norm = nn.LayerNorm(d_model)
        self.inner = nn.Linear(d_model, 4 * d_model)
        self.outer = nn.Linear(4 * d_model, d_model)

    def forward(self, x, rotary, mask):
        batch, seq_len, d_model = x.shape
        qkv = self.query_key_value(self.attention_norm(x))
        q, k, v = qkv.view(batch, seq_len, 3, self.num_heads, d_model // self.num_heads).permute(2, 0, 3, 1, 4)
        if rotary is not None:
            q, k = rotate(q, *rotary), rotate(k, *rotary)
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
        x = x + self.output(mixed.transpose(1, 2).reshape(batch, seq_len, d_model))
        return x + self.outer(F.gelu(self.inner(self.feed_forward_norm(x))))


class Decoder(nn.Module):
    def __init__(self, vocab_size, num_layers, d_model, num_heads, seq_len, max_seq_len=None, position="learned"):
        super().__init__()
        self.position, self.num_heads = position, num_heads
        longest = max_seq_len or seq_len
        self.token = nn.Embedding(vocab_size, d_model)
        self.blocks = nn.ModuleList(Block(d_model, num_heads) for _ in range(num_layers))
        self.norm = nn.LayerNorm(d_model)
        if position == "learned":
            self.learned = nn.Parameter(torch.empty(seq_len, d_model))
        if position == "sinusoidal":
            self.register_buffer("table", sinusoidal_table(longest, d_model), persistent=False)
        if position == "rotary":
            cos, sin = rotary_tables(longest, d_model // num_heads)
            self.register_buffer("cos", cos, persistent=False)
            self.register_buffer("sin", sin, persistent=False)
        if position == "alibi":
            self.register_buffer("alibi", alibi_bias(longest, num_heads), persistent=False)
        if position == "relative_bias":
            self.relative = nn.Parameter(torch.empty(32, num_heads))
            self.register_buffer("buckets", t5_buckets(longest), persistent=False)
            future = torch.ones(longest, longest, dtype=torch.bool).triu(1)
            self.register_buffer("future", future, persistent=False)
        self.apply(self._initialise)
        for name, parameter in self.named_parameters():
            if name.endswith(("output.weight", "outer.weight")):
                nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * num_layers))
            elif name in ("learned", "relative"):
                nn.init.normal_(parameter, std=0.02)

    @staticmethod
    def _initialise(module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear):
            nn.init.zeros_(module.bias)

    def forward(self, tokens):
        seq_len = tokens.shape[1]
        x = self.token(tokens)
        rotary = mask = None
        if self.position == "learned":
            x = x + self.learned[:seq_len]
        elif self.position == "sinusoidal":
            x = x + self.table[:seq_len]
        elif self.position == "rotary":
            rotary = (self.cos[:seq_len], self.sin[:seq_len])
        elif self.position == "alibi":
            mask = self.alibi[:, :, :seq_len, :seq_len]
        elif self.position == "relative_bias":
            bias = self.relative[self.buckets[:seq_len, :seq_len]].permute(2, 0, 1)
            mask = bias.masked_fill(self.future[:seq_len, :seq_len], float("-inf"))[None]
        for block in self.blocks:
            x = block(x, rotary, mask)
        return F.linear(self.norm(x), self.token.weight)


def make_optimizer(model, learning_rate=1e-3):
    decayed = [p for p in model.parameters() if p.dim() >= 2]
    others = [p for p in model.parameters() if p.dim() < 2]
    groups = [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=learning_rate, betas=(0.9, 0.95), eps=1e-8, fused=True)


def train_step(model, optimizer, inputs, targets):
    loss = F.cross_entropy(model(inputs).flatten(0, 1), targets.flatten())
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return loss.detach()
