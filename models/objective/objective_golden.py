"""golden/objective.txt: torch.nn.functional.cross_entropy with label_smoothing, in float64, on logits from a formula.

  python3 models/objective/objective_golden.py >models/objective/golden/objective.txt        needs torch==2.11.0

Element i of the 6 x 5 logits is 3 sin(i + 1); targets are 2, 0, ignored, 4, 4, 1. Each line: label_smoothing, the sum of the losses,
and the 30 elements of its gradient.
"""
import math

import torch
import torch.nn.functional as F

IGNORED = -100


def main():
    print("# label_smoothing, loss, gradient (row by row)")
    for label_smoothing in (0.0, 0.1, 0.5, 0.9):
        logits = torch.tensor([3 * math.sin(i + 1) for i in range(30)], dtype=torch.float64).view(6, 5).requires_grad_()
        targets = torch.tensor([2, 0, IGNORED, 4, 4, 1])
        loss = F.cross_entropy(logits, targets, reduction="sum", ignore_index=IGNORED, label_smoothing=label_smoothing)
        loss.backward()
        print(label_smoothing, repr(loss.item()), *(repr(g) for g in logits.grad.flatten().tolist()))


if __name__ == "__main__":
    main()
