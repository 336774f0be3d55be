"""A long-lived PyTorch worker that trains some trials of the positions study, evaluations included. One line per trial.

  study_pytorch.py TEXT_FILE TRIAL ...        TRIAL is ENCODING:SEED, as in rotary:3
"""
import sys
import time

import torch
import torch.nn.functional as F

from pytorch_model import Decoder, make_optimizer, train_step

SEQ_LEN, BATCH_SIZE, NUM_STEPS, WARMUP_STEPS, LEARNING_RATE, EVALUATE_EVERY = 128, 8, 500, 50, 0.003, 100
NUM_VALIDATION_TOKENS = 16384

torch.set_num_threads(1)


def factor(step):
    if step <= WARMUP_STEPS:
        return step / WARMUP_STEPS
    return 0.1 + 0.45 * (1 + torch.cos(torch.tensor(3.141592653589793 * (step - WARMUP_STEPS) / (NUM_STEPS - WARMUP_STEPS))).item())


@torch.no_grad()
def evaluate(model, tokens, seq_len):
    inputs = tokens[:NUM_VALIDATION_TOKENS].view(-1, seq_len)
    targets = tokens[1:NUM_VALIDATION_TOKENS + 1].view(-1, seq_len)
    rows = max(1, BATCH_SIZE * SEQ_LEN // seq_len)
    total = sum(F.cross_entropy(model(inputs[i:i + rows]).flatten(0, 1), targets[i:i + rows].flatten(), reduction="sum")
                for i in range(0, len(inputs), rows))
    return total.item() / NUM_VALIDATION_TOKENS


def run_trial(position, seed, training, validation, vocab_size):
    torch.manual_seed(seed)
    model = Decoder(vocab_size, 2, 64, 4, SEQ_LEN, max_seq_len=4 * SEQ_LEN, position=position)
    optimizer = make_optimizer(model, LEARNING_RATE)
    losses = []
    for step in range(1, NUM_STEPS + 1):
        starts = torch.randint(len(training) - SEQ_LEN - 1, (BATCH_SIZE,))
        windows = torch.stack([training[s:s + SEQ_LEN + 1] for s in starts.tolist()])
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * factor(step)
        losses.append(train_step(model, optimizer, windows[:, :-1], windows[:, 1:]))
        if step % EVALUATE_EVERY == 0:
            loss = evaluate(model, validation, SEQ_LEN)
    if position != "learned":
        for length in (2, 4):
            evaluate(model, validation, length * SEQ_LEN)
    return loss


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    alphabet = sorted(set(text))
    index = {character: i for i, character in enumerate(alphabet)}
    tokens = torch.tensor([index[character] for character in text])
    training, validation = tokens[:-200000], tokens[-200000:]
    for trial in sys.argv[2:]:
        position, seed = trial.split(":")
        started = time.perf_counter()
        loss = run_trial(position, int(seed), training, validation, len(alphabet))
        print(f"{trial} {loss:.4f} {time.perf_counter() - started:.2f}", flush=True)


if __name__ == "__main__":
    main()
