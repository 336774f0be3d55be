#!/usr/bin/python3 -B
"""One name per thing: the words of CONTRIBUTING.md and no others.

  paths        no utils, common, misc, helpers, new, v2, legacy: a folder or file is named after its one idea
  identifiers  the field's standard terms, spelled one way: num_heads, never nhead
  machines     no absolute path of a person's or a build machine's home (but for Ada's and Eve's, in examples), no package index named
"""

import re

import tree as lint_tree

PATH_WORDS = {"util", "utils", "utility", "common", "misc", "helper", "helpers", "new", "old", "v2", "legacy", "stuff", "tmp"}

# Identifier -> what Ceteris calls it.
IDENTIFIERS = {
    "n_embd": "d_model", "n_embed": "d_model", "emb_dim": "d_model", "embed_dim": "d_model", "hidden_size": "d_model",
    "hidden_dim": "d_ff or d_model", "d_hidden": "d_ff", "dim_feedforward": "d_ff",
    "nhead": "num_heads", "n_head": "num_heads", "n_heads": "num_heads", "nheads": "num_heads", "num_head": "num_heads",
    "n_kv_heads": "num_kv_heads", "d_head": "head_dim", "d_k": "head_dim", "d_v": "value_head_dim", "head_size": "head_dim",
    "n_layer": "num_layers", "n_layers": "num_layers", "nlayers": "num_layers", "num_layer": "num_layers",
    "bptt": "seq_len", "seq_length": "seq_len", "sequence_length": "seq_len", "ctx_len": "seq_len", "context_length": "seq_len",
    "q_len": "query_len", "k_len": "key_len", "kv_len": "key_len", "vocab_sz": "vocab_size", "n_vocab": "vocab_size",
    "lr": "learning_rate", "dropout_prob": "dropout_rate", "max_steps": "num_steps", "n_steps": "num_steps",
    "warmup_iters": "warmup_steps", "num_warmup_steps": "warmup_steps", "batch_sz": "batch_size",
}

MACHINE = re.compile(r"/home/(?!(?:ada|eve)\b)[a-z]\w*|/Users/\w+|/root/\w+|(?:pypi|pythonhosted)\.(?:org|io)")

COMMENT_OR_STRING = re.compile(r'R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|//[^\n]*|/\*.*?\*/', re.DOTALL)
NAMED_SOURCES = (".h", ".cc", ".cu", ".proto", ".textproto")


def words_of(path):
    return re.split(r"[/._\-]+", path.lower())


def blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def code_of(path, text):
    """The text without comments and strings, line by line: what other projects call things may be said there."""
    if path.endswith(".textproto"):
        return re.sub(r"#[^\n]*|\"[^\"\n]*\"", blank, text)
    return COMMENT_OR_STRING.sub(blank, text)


def check_paths(tree):
    for path in tree.paths:
        for word in sorted(PATH_WORDS.intersection(words_of(path))):
            yield f"{path}: a path says what a thing is, and '{word}' does not"


def check_identifiers(tree):
    for path in tree.with_suffix(*NAMED_SOURCES):
        for number, line in enumerate(code_of(path, tree.text(path)).splitlines(), 1):
            for identifier in re.findall(r"\b[a-z]\w*\b", line):
                name = IDENTIFIERS.get(identifier.rstrip("_"))
                if name:
                    yield f"{path}:{number}: {identifier} is called {name} here"


def check_machines(tree):
    for path in tree.paths:
        if not path.startswith("tools/lint/"):
            for number, line in enumerate(tree.text(path).splitlines(), 1):
                match = MACHINE.search(line)
                if match:
                    yield f"{path}:{number}: '{match[0]}' exists on one machine only, or names a host"


def check(tree):
    return [*check_paths(tree), *check_identifiers(tree), *check_machines(tree)]


if __name__ == "__main__":
    lint_tree.run(check)
