#!/usr/bin/env python3
"""The positions study by Ceteris against two long-lived PyTorch workers that run the same 48 trials, evaluations included.

  tools/bazel build //:ceteris
  python3 tools/benchmark/compare_study.py --python=VENV/bin/python --text=FILE [--seeds=8]

Both sides start from nothing, use two processes of one thread, and read the same text. Printed: trials per hour of each and the ratio.
Ours also stores every number in SQLite and keeps the weights; PyTorch's stores nothing. Standard library only.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ENCODINGS = ["sinusoidal", "none", "learned", "rotary", "alibi", "relative_bias"]


def pytorch(arguments):
    trials = [f"{encoding}:{seed}" for seed in range(1, arguments.seeds + 1) for encoding in ENCODINGS]
    command = [arguments.python, os.path.join(HERE, "study_pytorch.py"), arguments.text]
    # Every second trial to each worker would give one of them all the slow encodings; a snake deals them evenly.
    hands = [[t for i, t in enumerate(trials) if (i + i // 6) % 2 == side] for side in (0, 1)]
    workers = [subprocess.Popen(["taskset", "-c", str(core)] + command + hand, stdout=subprocess.DEVNULL) for core, hand in enumerate(hands)]
    if any(worker.wait() for worker in workers):
        sys.exit("the PyTorch side failed")


def ceteris(arguments):
    with tempfile.TemporaryDirectory() as folder:
        spec = os.path.join(HERE, "../../experiments/studies/positions/experiment.textproto")
        command = [arguments.ceteris, "run", spec, f"--db={folder}/study.db", f"--seeds={arguments.seeds}", "--workers=2", "--set=replicates=0"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", default=sys.executable, help="a Python that has torch 2.11")
    parser.add_argument("--ceteris", default="bazel-bin/tools/ceteris/ceteris")
    parser.add_argument("--text", required=True, help="a UTF-8 text of some megabytes for the PyTorch side")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    for round_number in range(arguments.rounds):
        seconds = {}
        for side in ([ceteris, pytorch] if round_number % 2 == 0 else [pytorch, ceteris]):
            started = time.time()
            side(arguments)
            seconds[side.__name__] = time.time() - started
        trials = 6 * arguments.seeds
        print(f"{trials} trials: ceteris {3600 * trials / seconds['ceteris']:.0f} per hour, PyTorch {3600 * trials / seconds['pytorch']:.0f} "
              f"per hour, ratio {seconds['pytorch'] / seconds['ceteris']:.3f}", flush=True)


if __name__ == "__main__":
    main()
