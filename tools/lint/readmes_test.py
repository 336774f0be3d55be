#!/usr/bin/python3 -B
"""Documents name only what exists.

In every *.md, in `code` and in fenced blocks: paths of this tree, Bazel targets, and subcommands and flags of `ceteris`; and the
files that links point to. A folder with C++ has a README.md, of at most 60 lines.
A document that walks through making something new declares its name: <!-- example: foo -->.
"""

import fnmatch
import posixpath
import re

import tree as lint_tree

MAX_README_LINES = 60
FILE_NAME = re.compile(r"[\w.*-]+\.(h|cc|cu|proto|md|py|bzl|sql|sh|txt|BUILD)$")
PLACEHOLDER = re.compile(r"[<>{}$…]|\.\.\.|(^|/)[A-Z_]+(/|\.|$)|\bfoo|\bNAME\b")
LABEL = re.compile(r"//([\w./-]*)(?::([\w.-]+))?$")
SHORT_LABEL = re.compile(r"([a-z_]+(?:/[\w-]+)*):([a-z][\w.-]*)$")
NO_PLACEHOLDER = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "BUILD", "WORKSPACE"}


class Document:
    """The words in code of one Markdown file, each with its line number."""

    def __init__(self, tree, path):
        self.path, self.folder = path, posixpath.dirname(path)
        self.text = tree.text(path)
        self.examples = re.findall(r"<!-- example: (\S+) -->", self.text)
        self.links, self.code = [], []  # (line number, target), (line number, text)
        fenced = False
        for number, line in enumerate(self.text.splitlines(), 1):
            if line.lstrip().startswith("```"):
                fenced = not fenced
            elif fenced:
                self.code.append((number, line.partition(" # ")[0]))
            else:
                self.code += [(number, span) for span in re.findall(r"`([^`]+)`", line)]
                self.links += [(number, target) for target in re.findall(r"\]\(([^)#\s]+)", line)]

    def is_example(self, word):
        return any(example in word for example in self.examples)


class Targets:
    """Bazel labels: one exists if it is a folder, or its BUILD file names it, or it is a file of its package, or a study."""

    def __init__(self, tree):
        self._tree = tree

    def exists(self, package, name):
        if package.endswith("..."):
            return package == "..." or self._tree.exists(package[:-4])
        if not name and self._tree.exists(package) or package == "conditions":
            return True
        build = posixpath.join(package, "BUILD")
        if not name or not self._tree.exists(build):
            return False
        return (f'"{name}"' in self._tree.text(build) or self._tree.exists(posixpath.join(package, name)) or
                self._tree.exists(f"{package}/{name}/experiment.textproto") or name == "all")


def exists_somewhere(tree, folder, name):
    """A file name without a folder: a file anywhere in the tree, or one that this folder's BUILD file generates."""
    build = posixpath.join(folder, "BUILD")
    generated = tree.exists(build) and f'"{name}"' in tree.text(build)
    return generated or bool(fnmatch.filter([posixpath.basename(path) for path in tree.paths], name))


def path_exists(tree, folder, word):
    """True, False, or None where word is no path of this tree."""
    word = word.rstrip("/")
    if not word or word.startswith(("bazel-", "/", "~", "http", "-", "@")):
        return None
    candidates = [posixpath.normpath(posixpath.join(folder, word)), posixpath.normpath(word)]
    candidates += [re.sub(r"\.pb\.(h|cc)$", ".proto", candidate) for candidate in candidates]
    if any(tree.exists(c) or ("*" in c and fnmatch.filter(tree.paths, c)) for c in candidates):
        return True
    if "/" not in word:
        return exists_somewhere(tree, folder, word) if FILE_NAME.match(word) else None
    first = word.split("/")[0]
    is_ours = tree.exists(first) or tree.exists(posixpath.join(folder, first)) and first not in ("", ".", "..")
    return False if is_ours or first in (".", "..") else None


def command_words(tree):
    """(subcommands, flags) of the ceteris binary, from its sources."""
    sources = [tree.text(path) for path in tree.with_suffix(".cc") if path.startswith("tools/ceteris/")]
    commands = {name for text in sources for name in re.findall(r'\bCommand \w+\s*=\s*{\s*"(\w+)"', text)}
    flags = {name for text in sources for name in re.findall(r"\bDEFINE_\w+\(\s*(\w+)", text)}
    return commands | {"help", "worker"}, flags | {"help", "set"}


def check_words(tree, targets, document):
    for number, text in document.code:
        for word in re.split(r"[\s,;()|'\"]+|=(?=//)", text):
            word = word if word.endswith("...") else word.rstrip(".:")
            if not word or document.is_example(word):
                continue
            if PLACEHOLDER.search(word) and posixpath.basename(word) not in NO_PLACEHOLDER and "..." not in word[-3:]:
                continue
            label = LABEL.match(word) or SHORT_LABEL.match(word)
            if label and (word.startswith("//") or tree.exists(label[1])):
                if not targets.exists(label[1], label[2]):
                    yield f"{document.path}:{number}: there is no target {word}"
            elif path_exists(tree, document.folder, word) is False:
                yield f"{document.path}:{number}: there is no {word}"


def check_commands(tree, document):
    commands, flags = command_words(tree)
    for number, text in document.code:
        called = re.search(r"(?:^|[\s/:])ceteris(?: --)? ([a-z]\w*)", text)
        if called and called[1] not in commands:
            yield f"{document.path}:{number}: ceteris has no subcommand {called[1]}"
        if called or re.search(r"experiments/studies:\S+ -- ", text):
            arguments = text.partition(" -- ")[2] or text.partition("ceteris")[2]
            for flag in re.findall(r"(?:^|\s)--([a-z]\w*)", arguments):
                if flag not in flags:
                    yield f"{document.path}:{number}: ceteris has no flag --{flag}"


def check_links(tree, document):
    for number, target in document.links:
        path = posixpath.normpath(posixpath.join(document.folder, target))
        if not re.match(r"[a-z]+:", target) and not tree.exists(path) and path != ".":
            yield f"{document.path}:{number}: the link to {target} leads nowhere"


def check_readmes(tree):
    for path in tree.named("README.md"):
        lines = len(tree.text(path).splitlines())
        if "/" in path and lines > MAX_README_LINES:
            yield f"{path} has {lines} lines; {MAX_README_LINES} are the limit"
    for folder in sorted({posixpath.dirname(path) for path in tree.with_suffix(".h", ".cc", ".cu")}):
        if not tree.exists(posixpath.join(folder, "README.md")):
            yield f"{folder} has no README.md"


def check(tree):
    targets = Targets(tree)
    violations = list(check_readmes(tree))
    for path in tree.with_suffix(".md"):
        document = Document(tree, path)
        violations += check_words(tree, targets, document)
        violations += check_commands(tree, document)
        violations += check_links(tree, document)
    return violations


if __name__ == "__main__":
    lint_tree.run(check)
