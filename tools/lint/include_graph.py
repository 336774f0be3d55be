"""Who includes whom: the parsed #include and import lines of the tree.

Edges go from file to file. An include of position.pb.h counts as one of position.proto.
"""

import collections
import re

INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]|^\s*import\s+(?:public\s+)?"([^"]+)"\s*;', re.MULTILINE)
SOURCES = (".h", ".cc", ".cu", ".proto")


def folder_of(path):
    return path.rpartition("/")[0]


def is_test(path):
    """Tests and what only tests use: they may include more than the code that runs trials."""
    return path.endswith(("_test.cc", "_test.h")) or "/testing/" in path


class IncludeGraph:

    def __init__(self, tree):
        self.files = [path for path in tree.with_suffix(*SOURCES)]
        self.own = collections.defaultdict(list)      # file -> files of the tree that it includes
        self.foreign = collections.defaultdict(list)  # file -> other headers that it includes
        for path in self.files:
            for match in INCLUDE.finditer(tree.text(path)):
                header = match[1] or match[2]
                proto = re.sub(r"\.pb\.h$", ".proto", header)
                if tree.exists(proto):
                    self.own[path].append(proto)
                else:
                    self.foreign[path].append(header)

    def folders(self, ignore=lambda path: False):
        """folder -> {folder it includes from: one example, "a.cc includes b.h"}"""
        edges = collections.defaultdict(dict)
        for path in self.files:
            if not ignore(path):
                for target in self.own[path]:
                    if folder_of(path) != folder_of(target):
                        edges[folder_of(path)].setdefault(folder_of(target), f"{path} includes {target}")
        return edges

    def chain_to(self, start, is_goal):
        """The shortest chain of includes from start to a foreign header for which is_goal holds, or None."""
        queue, seen = collections.deque([[start]]), {start}
        while queue:
            chain = queue.popleft()
            for header in self.foreign[chain[-1]]:
                if is_goal(header):
                    return chain + [header]
            for target in self.own[chain[-1]]:
                if target not in seen:
                    seen.add(target)
                    queue.append(chain + [target])
        return None


def find_cycle(edges):
    """One cycle of a graph given as node -> {successor: ...}, as a list that ends where it starts; None if there is none."""
    state, stack = {}, []

    def visit(node):
        state[node] = "open"
        stack.append(node)
        for successor in sorted(edges.get(node, {})):
            if state.get(successor) == "open":
                return stack[stack.index(successor):] + [successor]
            if successor not in state:
                cycle = visit(successor)
                if cycle:
                    return cycle
        state[node] = "done"
        stack.pop()
        return None

    for node in sorted(edges):
        if node not in state:
            cycle = visit(node)
            if cycle:
                return cycle
    return None
