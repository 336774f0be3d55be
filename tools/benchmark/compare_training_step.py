#!/usr/bin/env python3
"""Ceteris against PyTorch on the same training step: interleaved pairs on one core, a ratio with its interval.

  tools/bazel build //tools/benchmark:training_step
  python3 tools/benchmark/compare_training_step.py --python=VENV/bin/python [--compile] [--pairs=7] [--shape=small] [--position=rotary]

Each pair runs both sides one after the other, order alternating. The ratio of a pair is PyTorch's median time per step over ours. Printed:
the geometric mean of the ratios, with the two-sided 95 % paired t interval of their logarithms. Standard library only.
"""
import argparse
import math
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SHAPES = {
    "small": dict(num_layers=2, d_model=64, batch_size=16, seq_len=64),
    "larger": dict(num_layers=4, d_model=128, batch_size=12, seq_len=64),
    "positions": dict(num_layers=2, d_model=64, batch_size=8, seq_len=128),  # of experiments/studies/positions
}
# Two-sided 95 % quantiles of Student's t for 4 to 19 degrees of freedom.
T95 = [2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093]


def pinned(command, threads):
    return ["taskset", "-c", ",".join(str(core) for core in range(threads))] + command


def ours(arguments, shape):
    model = (f"decoder {{ num_layers: {shape['num_layers']} d_model: {shape['d_model']} attention {{ num_heads: 4 }} "
             f"position {{ {arguments.position} {{}} }} }}")
    training = (f"num_steps: {arguments.steps} batch_size: {shape['batch_size']} num_threads: {arguments.threads} "
                "learning_rate: 0.001 schedule { constant {} }")
    command = [arguments.binary, model, training, "65", str(shape["seq_len"])]
    environment = dict(os.environ, OMP_NUM_THREADS=str(arguments.threads), MKL_NUM_THREADS=str(arguments.threads),
                       GLIBC_TUNABLES=arguments.tunables)
    return float(subprocess.run(pinned(command, arguments.threads), env=environment, check=True, capture_output=True, text=True).stdout.split()[0])


def pytorch(arguments, shape):
    command = [arguments.python, os.path.join(HERE, "training_step_pytorch.py"), f"--position={arguments.position}",
               f"--num_steps={arguments.steps}", f"--num_threads={arguments.threads}"]
    command += [f"--{name}={value}" for name, value in shape.items()] + (["--compile"] if arguments.compile else [])
    return float(subprocess.run(pinned(command, arguments.threads), check=True, capture_output=True, text=True).stdout.split()[0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", default=sys.executable, help="a Python that has torch 2.11")
    parser.add_argument("--binary", default="bazel-bin/tools/benchmark/training_step")
    parser.add_argument("--compile", action="store_true", help="torch.compile on the PyTorch side")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--position", default="learned")
    parser.add_argument("--shape", choices=sorted(SHAPES), action="append")
    parser.add_argument("--tunables", default="glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:"
                        "glibc.malloc.trim_threshold=1073741824:glibc.malloc.top_pad=67108864",
                        help="what core/base/tuned_environment.h gives to a trial's process")
    arguments = parser.parse_args()
    if not 5 <= arguments.pairs <= 20:
        parser.error("--pairs: want 5 to 20")
    for name in arguments.shape or ["small", "larger"]:
        logs, times = [], []
        for pair in range(arguments.pairs):
            sides = [ours, pytorch] if pair % 2 == 0 else [pytorch, ours]
            result = {side.__name__: side(arguments, SHAPES[name]) for side in sides}
            times.append(result)
            logs.append(math.log(result["pytorch"] / result["ours"]))
        half = T95[arguments.pairs - 5] * statistics.stdev(logs) / math.sqrt(arguments.pairs)
        centre = statistics.mean(logs)
        print(f"{name}, {arguments.position}: {'compile' if arguments.compile else 'eager'} / ceteris = {math.exp(centre):.3f} "
              f"[{math.exp(centre - half):.3f}, {math.exp(centre + half):.3f}]   ({arguments.pairs} pairs, {arguments.threads} thread; "
              f"ceteris {statistics.median(t['ours'] for t in times):.2f} ms, "
              f"PyTorch {statistics.median(t['pytorch'] for t in times):.2f} ms)", flush=True)


if __name__ == "__main__":
    main()
