"""golden/exponential_average.txt: PyTorch's AveragedModel in float64, on weights from a formula.

  python3 core/training/averages_golden.py >core/training/golden/exponential_average.txt        needs torch==2.11.0

Element i of the weight after step t = 1, 2, ... is sin(i + t). Each line: the step and the 5 averages after it, at a decay of 0.8.
"""
import math

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


def main():
    print("# step, averages")
    model = torch.nn.Linear(5, 1, bias=False, dtype=torch.float64)
    averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.8))
    for step in range(1, 9):
        with torch.no_grad():
            model.weight.copy_(torch.tensor([[math.sin(i + step) for i in range(5)]], dtype=torch.float64))
        averaged.update_parameters(model)
        print(step, *(repr(w) for w in averaged.module.weight.flatten().tolist()))


if __name__ == "__main__":
    main()
