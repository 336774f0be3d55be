"""golden/optimizers.txt: PyTorch's own optimizers in float64, on weights and gradients from a formula.

  python3 core/training/optimizers_golden.py >core/training/golden/optimizers.txt        needs torch==2.11.0

Element i of the 4 x 6 weight starts at sin(i + 1); the gradient of step t = 1, 2, ... is cos(0.7 i^2 + 1.3 t) and the learning rate
0.1 / t. Each line: the case (pytorch_optimizers_test.cc has the same), the step, and the 24 weights after it. PyTorch's Muon
orthogonalises in bfloat16 whatever the weights are; here it is made to do so in float64.
"""
import math

import torch

CASES = {
    "adamw": lambda w: torch.optim.AdamW([w], betas=(0.8, 0.9), eps=0.05, weight_decay=0.3),
    "adam": lambda w: torch.optim.Adam([w], betas=(0.8, 0.9), eps=0.05),
    "sgd": lambda w: torch.optim.SGD([w], momentum=0.7),
    "sgd_nesterov": lambda w: torch.optim.SGD([w], momentum=0.7, nesterov=True),
    "sgd_plain": lambda w: torch.optim.SGD([w], momentum=0.0),
    "muon": lambda w: torch.optim.Muon([w], momentum=0.7, weight_decay=0.3),
}


def main():
    torch.Tensor.bfloat16 = lambda tensor: tensor.double().clone()
    print("# case, step, weights (row by row)")
    for name, make in CASES.items():
        weight = torch.tensor([math.sin(i + 1) for i in range(24)], dtype=torch.float64).view(4, 6).requires_grad_()
        optimizer = make(weight)
        for step in range(1, 6):
            weight.grad = torch.tensor([math.cos(0.7 * i * i + 1.3 * step) for i in range(24)], dtype=torch.float64).view(4, 6)
            optimizer.param_groups[0]["lr"] = 0.1 / step
            optimizer.step()
            print(name, step, *(repr(w) for w in weight.flatten().tolist()))


if __name__ == "__main__":
    main()
