"""The files of the workspace as a lint test sees them, and how it ends."""

import os
import pathlib
import subprocess
import sys


class Tree:
    """Paths relative to the workspace root, and their text."""

    def __init__(self, texts, root=None):
        self._texts = dict(texts)
        self._root = root
        self.paths = sorted(self._texts)
        self._known = set(self.paths) | {str(folder) for path in self.paths for folder in pathlib.PurePath(path).parents}

    @staticmethod
    def of_workspace():
        """All files that git knows or would add: what a build leaves behind and what is ignored is not seen."""
        root = pathlib.Path(os.path.realpath("WORKSPACE")).parent  # Bazel hands a test a symbolic link to the file
        listing = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        if listing.returncode == 0:
            paths = listing.stdout.decode().split("\0")
        else:  # an unpacked archive
            paths = [str(path.relative_to(root)) for path in root.glob("[!.]*/**/*")] + os.listdir(root)
            paths = [path for path in paths if not path.startswith("bazel-")]
        return Tree({path: None for path in paths if path and (root / path).is_file()}, root)

    def exists(self, path):
        """Whether path is a file or a folder of the tree."""
        return path in self._known

    def text(self, path):
        if self._texts[path] is None:
            self._texts[path] = (self._root / path).read_text(encoding="utf-8", errors="replace")
        return self._texts[path]

    def with_suffix(self, *suffixes):
        return [path for path in self.paths if path.endswith(suffixes)]

    def named(self, name):
        return [path for path in self.paths if path.rsplit("/", 1)[-1] == name]


def run(check):
    """Ends the process: with the violations that check(tree) lists, or with success."""
    tree = Tree.of_workspace()
    violations = check(tree)
    print(f"{len(tree.paths)} files, {len(violations)} violations")
    sys.exit("\n".join(violations) if violations else 0)
