"""Writes golden/FAMILY with Hugging Face Transformers: what a model of that family computes, in float64.

  python3 make_golden.py [FAMILY ...]        from this folder, in a virtual environment with requirements.txt

golden/FAMILY/config.json and model.safetensors are what Transformers itself saves (save_pretrained); expected.safetensors has the
inputs, the logits, the gradient of the loss ("gradient/NAME") and the weights after ten steps of torch.optim.AdamW ("after/NAME").
Weights are normal with a standard deviation of 0.5, so that nothing hides behind small numbers, and stored in float32, from which
both sides start. The sizes differ wherever they may, and epsilons are large, so that a wrong one shows.
"""
import copy
import os
import shutil
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch.overrides import TorchFunctionMode
from transformers import (BertConfig, BertForMaskedLM, BertForSequenceClassification, GPT2Config, GPT2LMHeadModel, LlamaConfig,
                          LlamaForCausalLM, MarianConfig, MarianMTModel, T5Config, T5ForConditionalGeneration, ViTConfig,
                          ViTForImageClassification)

STEPS, LEARNING_RATE, BETAS, EPSILON, WEIGHT_DECAY = 10, 0.01, (0.9, 0.95), 1e-6, 0.1
VOCAB_SIZE, SEQ_LEN, SOURCE_LEN, NUM_CLASSES = 13, 7, 11, 5
IGNORED = -100


class KeepDouble(TorchFunctionMode):
    """Transformers widens intermediate results to float32 here and there, for the sake of half precision, and computes the rates of
    rotary in it. In a float64 model that would narrow them, so here float32 means float64."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        args = tuple(torch.float64 if a is torch.float32 else a for a in args)
        kwargs = {k: torch.float64 if v is torch.float32 else v for k, v in (kwargs or {}).items()}
        if function is torch.Tensor.float and args[0].dtype == torch.float64:
            function = torch.Tensor.double
        return function(*args, **kwargs)


def tokens(*shape):
    """Never token 0: Marian and BERT train no embedding of their padding token."""
    return torch.randint(1, VOCAB_SIZE, shape)


def padding_mask(*lengths):
    """[len(lengths), max] int64, 1 for a token that is there."""
    return (torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]).long()


def gpt2():
    config = GPT2Config(vocab_size=VOCAB_SIZE, n_positions=9, n_embd=8, n_layer=2, n_head=2, n_inner=12, layer_norm_epsilon=1e-3,
                        embd_pdrop=0.05, resid_pdrop=0.15, attn_pdrop=0.25, bos_token_id=0, eos_token_id=0)
    mask = padding_mask(SEQ_LEN, 4, 6)
    return GPT2LMHeadModel(config), {"input_ids": tokens(3, SEQ_LEN), "attention_mask": mask}, causal_targets(mask)


def llama(**rope):
    config = LlamaConfig(vocab_size=VOCAB_SIZE, hidden_size=8, intermediate_size=12, num_hidden_layers=2, num_attention_heads=4,
                         num_key_value_heads=2, head_dim=6, max_position_embeddings=SEQ_LEN, rms_norm_eps=1e-3,
                         rope_parameters=dict({"rope_type": "default", "rope_theta": 100.0}, **rope), attention_dropout=0.25,
                         bos_token_id=0, eos_token_id=0)
    mask = padding_mask(SEQ_LEN, 4, 6)
    return LlamaForCausalLM(config), {"input_ids": tokens(3, SEQ_LEN), "attention_mask": mask}, causal_targets(mask)


def llama_linear():
    return llama(rope_type="linear", factor=2.5)


def llama_yarn():
    return llama(rope_type="yarn", factor=3.0, original_max_position_embeddings=40, beta_fast=4.0, beta_slow=0.5)


def bert_config(**more):
    return BertConfig(vocab_size=VOCAB_SIZE, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12,
                      max_position_embeddings=9, type_vocab_size=2, layer_norm_eps=1e-3, hidden_dropout_prob=0.15,
                      attention_probs_dropout_prob=0.25, **more)


def bert_inputs():
    mask = padding_mask(SEQ_LEN, 4, 6)
    return {"input_ids": tokens(3, SEQ_LEN), "attention_mask": mask, "token_type_ids": torch.randint(0, 2, (3, SEQ_LEN))}


def bert():
    inputs = bert_inputs()
    hidden = (torch.rand(3, SEQ_LEN) < 0.6) & (inputs["attention_mask"] == 1)
    return BertForMaskedLM(bert_config()), inputs, torch.where(hidden, tokens(3, SEQ_LEN), IGNORED)


def bert_classifier():
    return BertForSequenceClassification(bert_config(num_labels=NUM_CLASSES)), bert_inputs(), torch.tensor([4, 0, 2])


def encoder_decoder_inputs():
    source_mask, mask = padding_mask(SOURCE_LEN, 5, 8), padding_mask(SEQ_LEN, 3, 7)
    inputs = {"input_ids": tokens(3, SOURCE_LEN), "attention_mask": source_mask, "decoder_input_ids": tokens(3, SEQ_LEN)}
    return inputs, causal_targets(mask)


def marian():
    config = MarianConfig(vocab_size=VOCAB_SIZE, d_model=8, encoder_layers=2, decoder_layers=3, encoder_attention_heads=2,
                          decoder_attention_heads=4, encoder_ffn_dim=12, decoder_ffn_dim=20, activation_function="relu",
                          scale_embedding=True, max_position_embeddings=SOURCE_LEN, pad_token_id=0, eos_token_id=0,
                          decoder_start_token_id=0, dropout=0.15, attention_dropout=0.25, activation_dropout=0.35)
    model = MarianMTModel(config)
    # A buffer that is never trained there; here it is a bias like any other.
    del model.final_logits_bias
    model.final_logits_bias = torch.nn.Parameter(torch.zeros(1, VOCAB_SIZE))
    for stack in (model.model.encoder, model.model.decoder):
        table = stack.embed_positions.weight  # in float32 there
        rate = 10000.0 ** (-torch.arange(0, 8, 2, dtype=torch.float64) / 8)
        angle = torch.arange(table.shape[0], dtype=torch.float64)[:, None] * rate
        exact = torch.cat([angle.sin(), angle.cos()], dim=1)
        assert (table.double() - exact).abs().max() < 1e-6
        stack.embed_positions.weight = torch.nn.Parameter(exact, requires_grad=False)
    return model, *encoder_decoder_inputs()


def t5():
    config = T5Config(vocab_size=VOCAB_SIZE, d_model=8, d_kv=6, d_ff=12, num_layers=2, num_decoder_layers=3, num_heads=2,
                      relative_attention_num_buckets=8, relative_attention_max_distance=9, layer_norm_epsilon=1e-3,
                      dropout_rate=0.15, decoder_start_token_id=0)
    return T5ForConditionalGeneration(config), *encoder_decoder_inputs()


def vit():
    config = ViTConfig(hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12, image_size=6, patch_size=3,
                       num_channels=2, layer_norm_eps=1e-3, num_labels=NUM_CLASSES, hidden_dropout_prob=0.15,
                       attention_probs_dropout_prob=0.25)
    return ViTForImageClassification(config), {"pixel_values": torch.randn(3, 2, 6, 6)}, torch.tensor([4, 0, 2])


def causal_targets(mask):
    return torch.where(mask == 1, tokens(*mask.shape), IGNORED)


def fill(model):
    for name, parameter in sorted(model.named_parameters()):
        if not parameter.requires_grad:
            continue
        values = 0.5 * torch.randn(parameter.shape, dtype=torch.float64)
        if parameter.dim() == 1 and "weight" in name:
            values += 1  # gains
        parameter.data = values.float().double()


def decayed(name, parameter):
    """Matrices and token embeddings; not biases, gains, position and segment tables, the class token."""
    kept = ("wpe", "position_embeddings", "token_type_embeddings", "relative_attention_bias", "cls_token", "final_logits_bias")
    return parameter.dim() > 1 and not any(word in name for word in kept)


def loss_of(model, inputs, targets):
    inputs = {k: v.double() if v.is_floating_point() else v for k, v in inputs.items()}
    logits = model(**inputs).logits
    return logits, F.cross_entropy(logits.flatten(0, -2), targets.flatten(), ignore_index=IGNORED)


def write(family):
    torch.manual_seed(17)
    with KeepDouble():
        model, inputs, targets = FAMILIES[family]()
    inputs = {k: v.to(torch.float32) if v.is_floating_point() else v for k, v in inputs.items()}
    model = model.double().eval()
    model.set_attn_implementation("sdpa")
    if family == "marian":
        for stack in (model.model.encoder, model.model.decoder):
            assert stack.embed_positions.weight.dtype == torch.float64
    fill(model)
    folder = os.path.join("golden", family)
    shutil.rmtree(folder, ignore_errors=True)
    save_in_single_precision(model, folder)

    expected = dict(inputs, targets=targets)
    trained = names_in_file({name: p for name, p in model.named_parameters() if p.requires_grad}, folder)
    with KeepDouble():
        logits, loss = loss_of(model, inputs, targets)
        loss.backward()
    expected["logits"] = logits.detach().clone()
    for name, parameter in trained.items():
        expected["gradient/" + name] = parameter.grad.clone()
    groups = [{"params": [p for n, p in trained.items() if decayed(n, p) == which], "weight_decay": WEIGHT_DECAY * which}
              for which in (True, False)]
    optimizer = torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=BETAS, eps=EPSILON)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        with KeepDouble():
            loss = loss_of(model, inputs, targets)[1]
            loss.backward()
        losses.append(loss.detach())
        optimizer.step()
    for name, parameter in trained.items():
        expected["after/" + name] = parameter.detach().clone()
    expected["losses"] = torch.stack(losses)
    save_file(expected, os.path.join(folder, "expected.safetensors"), metadata={"format": "pt"})
    print(f"{family}: loss {losses[0]:.6f} -> {losses[-1]:.6f}, {sum(p.numel() for p in trained.values())} weights")


def names_in_file(trained, folder):
    """The names that Transformers gives the tensors in files, which are not always those of the modules."""
    stored = load_file(os.path.join(folder, "model.safetensors"))
    named = {}
    for parameter in trained.values():
        same = [n for n, t in stored.items() if t.shape == parameter.shape and torch.equal(t.double(), parameter.data)]
        assert len(same) == 1, same
        named[same[0]] = parameter
    assert named.keys() == stored.keys(), stored.keys() - named.keys()
    return named


def save_in_single_precision(model, folder):
    """The weights are float32 numbers already; Transformers writes the dtype that a model has."""
    copy.deepcopy(model).float().save_pretrained(folder)
    generation = os.path.join(folder, "generation_config.json")
    if os.path.exists(generation):
        os.remove(generation)


FAMILIES = {f.__name__: f for f in (gpt2, bert, bert_classifier, marian, llama, llama_linear, llama_yarn, t5, vit)}

if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in sys.argv[1:] or FAMILIES:
        write(name)
