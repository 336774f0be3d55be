"""Times the training step of pytorch_model.Decoder: prints one line, milliseconds per step (median of chunks of 10 steps)."""
import argparse
import statistics
import time

import torch

from pytorch_model import Decoder, make_optimizer, train_step

parser = argparse.ArgumentParser()
parser.add_argument("--num_layers", type=int, required=True)
parser.add_argument("--d_model", type=int, required=True)
parser.add_argument("--num_heads", type=int, default=4)
parser.add_argument("--seq_len", type=int, default=64)
parser.add_argument("--batch_size", type=int, required=True)
parser.add_argument("--vocab_size", type=int, default=65)
parser.add_argument("--position", default="learned")
parser.add_argument("--num_steps", type=int, default=200)
parser.add_argument("--num_threads", type=int, default=1)
parser.add_argument("--compile", action="store_true")
arguments = parser.parse_args()

torch.set_num_threads(arguments.num_threads)
torch.manual_seed(1)
model = Decoder(arguments.vocab_size, arguments.num_layers, arguments.d_model, arguments.num_heads, arguments.seq_len,
                position=arguments.position)
optimizer = make_optimizer(model)
data = torch.randint(arguments.vocab_size, (64, arguments.batch_size, arguments.seq_len + 1))
runnable = torch.compile(model) if arguments.compile else model

started = time.perf_counter()
for step in range(20):
    batch = data[step % len(data)]
    train_step(runnable, optimizer, batch[:, :-1], batch[:, 1:])
warmup_seconds = time.perf_counter() - started

chunks = []
for chunk in range(arguments.num_steps // 10):
    started = time.perf_counter()
    for step in range(10):
        batch = data[(chunk * 10 + step) % len(data)]
        loss = train_step(runnable, optimizer, batch[:, :-1], batch[:, 1:])
    loss.item()
    chunks.append((time.perf_counter() - started) * 100)
print(f"{statistics.median(chunks):.4f} {min(chunks):.4f} {warmup_seconds:.2f}")
