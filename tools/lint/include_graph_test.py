#!/usr/bin/python3 -B
"""Every #include goes in an allowed direction.

Bazel's visibility sees only BUILD edges; a header in /usr/include needs none. This test reads the #include lines themselves:
  directions   a folder includes only from folders that allowed_includes.txt names
  cycles       no folder includes, in however many steps, from itself
  third party  a dependency with a package_group in third_party/BUILD is included only there, and, for LibTorch, seen by no other
               file through any chain of headers
  variants     rotary.cc never includes alibi.h: the members of a oneof do not know each other
  tests        code that runs trials includes nothing from a testing folder and no gtest
  cost         never torch/torch.h or ATen/ATen.h: 16 s a file
  macros       no file sees both glog and LibTorch's logging macros
"""

import re

from include_graph import IncludeGraph, find_cycle, folder_of, is_test
import tree as lint_tree

# Headers of a dependency -> its package_group in third_party/BUILD.
THIRD_PARTY = {
    r"(ATen|c10|torch)/": "libtorch_users",
    r"cuda_runtime(_api)?\.h": "libtorch_users",
    r"sqlite3(ext)?\.h": "sqlite_users",
    r"gflags/": "gflags_users",
    r"glog/": "glog_users",
    r"benchmark/": "benchmark_users",
    r"(png\.h|ft2build\.h|freetype/)": "picture_users",
}
LIBTORCH = re.compile(r"(ATen|c10|torch)/")
SLOW = re.compile(r"torch/(torch|all|nn)\.h|ATen/(ATen|Functions|NativeFunctions)\.h")
GTEST = re.compile(r"g(test|mock)/")


class AnyRule(dict):
    """Names for a BUILD file that is read for its package_group calls alone."""

    def __missing__(self, name):
        return lambda *args, **kwargs: None


def package_groups(tree):
    """name -> package specifications, from third_party/BUILD."""
    groups = {}
    rules = AnyRule(package_group=lambda name, packages: groups.update({name: packages}))
    exec(tree.text("third_party/BUILD"), {}, rules)  # BUILD files are a subset of Python
    return groups


def in_group(folder, packages):
    def covers(specification):
        package = specification.lstrip("-")[2:]
        if package.endswith("/..."):
            return (folder + "/").startswith(package[:-3])
        return folder == package

    return (any(covers(p) for p in packages if not p.startswith("-")) and
            not any(covers(p) for p in packages if p.startswith("-")))


def allowed_directions(tree):
    lines = [line for line in tree.text("tools/lint/allowed_includes.txt").splitlines() if line and not line.startswith("#")]
    return {line.partition(":")[0].strip(): line.partition(":")[2].split() for line in lines}


def below(folder, ancestor):
    return folder == ancestor or folder.startswith(ancestor + "/")


def check_directions(graph, directions):
    for folder, targets in sorted(graph.folders(ignore=is_test).items()):
        rule = max((rule for rule in directions if below(folder, rule)), key=len, default=None)
        if rule is None:
            yield f"{folder}: no line of tools/lint/allowed_includes.txt covers this folder"
            continue
        for target, example in sorted(targets.items()):
            if not any(below(target, allowed) for allowed in directions[rule] + [rule]):
                yield f"{example}: {rule} may include from {' '.join(directions[rule]) or 'nowhere'}, not from {target}"


def check_cycles(graph):
    edges = graph.folders(ignore=is_test)
    cycle = find_cycle(edges)
    if cycle:
        steps = [edges[a][b] for a, b in zip(cycle, cycle[1:])]
        yield f"folder cycle {' -> '.join(cycle)}: {'; '.join(steps)}"


def check_third_party(graph, groups):
    for path in graph.files:
        folder = folder_of(path)
        for header in graph.foreign[path]:
            for pattern, group in THIRD_PARTY.items():
                if re.match(pattern, header) and not in_group(folder, groups[group]):
                    yield f"{path} includes {header}: {folder} is not among the {group} of third_party/BUILD"
        chain = None if in_group(folder, groups["libtorch_users"]) else graph.chain_to(path, LIBTORCH.match)
        if chain and len(chain) > 2:
            yield f"{path} sees LibTorch: {' -> '.join(chain)}"


def variants_of(tree, folder):
    """The members of the oneofs in the .proto files of a folder: position.proto -> {rotary, alibi, ...}."""
    protos = [path for path in tree.with_suffix(".proto") if folder_of(path) == folder]
    bodies = [body for proto in protos for body in re.findall(r"\boneof\s+\w+\s*{(.*?)}", tree.text(proto), re.DOTALL)]
    return {name for body in bodies for name in re.findall(r"\b(\w+)\s*=\s*\d+", body)}


def check_variants(tree, graph):
    for path in graph.files:
        folder, _, name = path.rpartition("/")
        stem = name.rsplit(".", 1)[0]
        variants = variants_of(tree, folder) if path.endswith((".h", ".cc", ".cu")) else set()
        if stem not in variants:
            continue
        for target in graph.own[path]:
            other = target.rpartition("/")[2].rsplit(".", 1)[0]
            if folder_of(target) == folder and other in variants - {stem} and target.endswith(".h"):
                yield f"{path} includes {target}: one variant never knows another; move what they share to a file of its own"


def check_tests(graph):
    """The folders named here build with what tests build with: Bazel holds them to testonly, so nothing ships with it."""
    for path in graph.files:
        if not is_test(path) and not path.startswith(("third_party/", "tools/benchmark/", "experiments/combinations/")):
            for header in graph.own[path] + graph.foreign[path]:
                if "/testing/" in header or GTEST.match(header):
                    yield f"{path} includes {header}, which is for tests only"


def check_cost(graph):
    for path in graph.files:
        for header in graph.foreign[path]:
            if SLOW.fullmatch(header):
                yield f"{path} includes {header}: include <ATen/ops/...> per operator, and <ATen/core/Tensor.h> in a header"


def check_macros(graph):
    for path in graph.files:
        if path.endswith((".cc", ".cu")) and not path.startswith("third_party/"):
            log = graph.chain_to(path, lambda header: header.startswith("glog/"))
            torch = log and graph.chain_to(path, LIBTORCH.match)
            if torch:
                yield f"{path} sees glog ({' -> '.join(log)}) and LibTorch ({' -> '.join(torch)}): both define LOG and CHECK"


def check(tree):
    graph = IncludeGraph(tree)
    return [
        *check_directions(graph, allowed_directions(tree)),
        *check_cycles(graph),
        *check_third_party(graph, package_groups(tree)),
        *check_variants(tree, graph),
        *check_tests(graph),
        *check_cost(graph),
        *check_macros(graph),
    ]


if __name__ == "__main__":
    lint_tree.run(check)
