"""Loads what Ceteris exported with Transformers itself: does from_pretrained() find every tensor, and are the logits the same?

  python3 load_back.py FOLDER        FOLDER/FAMILY/{config.json,model.safetensors} for families of golden/

The exports are those that huggingface_parity_test leaves: run its binary with TEST_TMPDIR=FOLDER.
"""
import importlib
import json
import os
import sys

import torch
from safetensors.torch import load_file

from make_golden import KeepDouble

INPUTS = ("input_ids", "attention_mask", "token_type_ids", "decoder_input_ids", "pixel_values")


def check(folder, family):
    with open(os.path.join(folder, family, "config.json")) as file:
        architecture = json.load(file)["architectures"][0]
    model_class = getattr(importlib.import_module("transformers"), architecture)
    with KeepDouble():
        model, info = model_class.from_pretrained(os.path.join(folder, family), output_loading_info=True, dtype=torch.float64,
                                                  attn_implementation="sdpa")
    strangers = {key: sorted(names) for key, names in info.items() if names}
    golden = load_file(os.path.join("golden", family, "expected.safetensors"))
    inputs = {key: golden[key] for key in INPUTS if key in golden}
    inputs = {key: value.double() if value.is_floating_point() else value for key, value in inputs.items()}
    with KeepDouble(), torch.no_grad():
        logits = model.eval()(**inputs).logits
    difference = ((logits - golden["logits"]).abs().max() / golden["logits"].abs().max()).item()
    tolerance = 1e-6 if family == "marian" else 1e-9  # marian's table of sinusoids is in float32 there
    print(f"{family}: {architecture}, relative difference of the logits {difference:.1e}, {strangers or 'every tensor in its place'}")
    return difference < tolerance and not strangers


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    families = [name for name in sorted(os.listdir("golden")) if os.path.exists(os.path.join(sys.argv[1], name, "config.json"))]
    sys.exit(0 if families and all([check(sys.argv[1], family) for family in families]) else 1)
