"""Writes golden.safetensors with the reference implementation: pip install safetensors==0.8.0 numpy, then run me in this folder.

One tensor of every kind that could go wrong: four types of three widths, a scalar, an empty one, a name that needs escaping.
"""
import numpy as np
from safetensors.numpy import save_file

save_file(
    {
        "decoder.0.attention.query.weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 8,
        "b": np.array([1.5, -2.25], dtype=np.float64),
        "a": np.array([-1, 2, 9007199254740993], dtype=np.int64),
        "half": np.array([0.5, 65504.0], dtype=np.float16),
        "mask": np.array([[True, False, True]]),
        "scalar": np.array(3.0, dtype=np.float32),
        "empty": np.zeros((0, 4), dtype=np.float32),
        'quote " backslash \\ umlaut \u00e4': np.array([7], dtype=np.uint8),
    },
    "golden.safetensors",
    metadata={"format": "pt"},
)
