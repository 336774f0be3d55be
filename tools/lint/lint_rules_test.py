#!/usr/bin/python3 -B
"""Every lint rule is able to fail: small trees, each with one thing wrong, and the words the rule must say."""

import unittest

import banned_names_test
import file_sizes_test
import include_graph_test
import readmes_test
import tree as lint_tree

# A tree with nothing wrong in it.
CLEAN = {
    "third_party/BUILD": 'load("//x:y.bzl", "z")\n'
                         'package_group(name = "libtorch_users", packages = ["//core/...", "-//core/base/..."])\n' +
                         "".join(f'package_group(name = "{name}_users", packages = ["//tools"])\n'
                                 for name in ["sqlite", "gflags", "glog", "benchmark"]) + "cc_test(name = 't')\n",
    "third_party/README.md": "",
    "tools/lint/allowed_includes.txt": "# comment\ncore/base :\ncore/position : core/base\ncore/block : core/position core/base\n"
                                       "core/testing : core\nplan : core\n",
    "core/base/file.h": "",
    "core/base/README.md": "See `file.h` and `//core/base:file`.",
    "core/base/BUILD": 'cc_library(name = "file")',
    "core/position/position.proto": "message P { oneof variant { Rotary rotary = 1; Alibi alibi = 2; } }",
    "core/position/rotary.h": '#include <ATen/core/Tensor.h>\n#include "core/position/position.pb.h"\n',
    "core/position/alibi.h": '#include "core/base/file.h"',
    "core/position/README.md": "",
    "core/testing/oracle.h": '#include "core/position/rotary.h"',
    "core/testing/README.md": "",
    "tools/ceteris/run.cc": 'static const Command command = {"run", "", "a summary"};\nDEFINE_string(db, "", "");',
    "tools/ceteris/README.md": "`ceteris run x.textproto --db=FILE`",
}


def found(check, changes):
    return "\n".join(check(lint_tree.Tree({**CLEAN, **changes})))


class IncludeGraphTest(unittest.TestCase):

    def expect(self, words, changes):
        self.assertIn(words, found(include_graph_test.check, changes))

    def test_clean_tree_passes(self):
        self.assertEqual(found(include_graph_test.check, {}), "")

    def test_wrong_direction(self):
        self.expect("core/position may include from core/base, not from core/block",
                    {"core/block/block.h": "", "core/position/shaw.cc": '#include "core/block/block.h"'})

    def test_unknown_folder(self):
        self.expect("no line of tools/lint/allowed_includes.txt covers", {"nowhere/a.cc": '#include "core/base/file.h"'})

    def test_folder_cycle_through_protos(self):
        self.expect("folder cycle core/base -> core/position -> core/base", {
            "core/base/b.proto": 'import "core/position/position.proto";',
            "core/position/p.proto": 'import "core/base/b.proto";',
        })

    def test_system_header_without_a_build_edge(self):
        self.expect("core/base is not among the sqlite_users", {"core/base/a.cc": "#include <sqlite3.h>"})

    def test_excluded_package(self):
        self.expect("core/base is not among the libtorch_users", {"core/base/a.cc": "#include <ATen/ops/add.h>"})

    def test_libtorch_seen_through_a_header(self):
        self.expect("plan/a.cc sees LibTorch: plan/a.cc -> core/position/rotary.h -> ATen/core/Tensor.h",
                    {"plan/a.cc": '#include "core/position/rotary.h"'})

    def test_variant_includes_sibling(self):
        self.expect("one variant never knows another", {"core/position/rotary.cc": '#include "core/position/alibi.h"'})

    def test_production_includes_testing(self):
        self.expect("core/testing/oracle.h, which is for tests only",
                    {"core/block/block.cc": '#include "core/testing/oracle.h"'})

    def test_test_may_include_testing(self):
        self.assertEqual(found(include_graph_test.check, {"core/block/b_test.cc": '#include "core/testing/oracle.h"'}), "")

    def test_benchmark_may_include_testing(self):
        self.assertNotIn("for tests only",
                         found(include_graph_test.check, {"tools/benchmark/b.cc": '#include "core/testing/oracle.h"'}))

    def test_slow_header(self):
        self.expect("includes torch/torch.h", {"core/block/block.cc": "#include <torch/torch.h>"})

    def test_two_kinds_of_check(self):
        self.expect("both define LOG and CHECK", {
            "third_party/BUILD": CLEAN["third_party/BUILD"].replace('"//tools"', '"//core/..."'),
            "core/block/block.cc": '#include <glog/logging.h>\n#include "core/position/rotary.h"',
        })


class BannedNamesTest(unittest.TestCase):

    def expect(self, words, changes):
        self.assertIn(words, found(banned_names_test.check, changes))

    def test_clean_tree_passes(self):
        self.assertEqual(found(banned_names_test.check, {}), "")

    def test_path_word(self):
        self.expect("'utils' does not", {"core/base/string_utils.h": ""})

    def test_identifier(self):
        self.expect("a.h:2: nhead is called num_heads here", {"core/base/a.h": "\nint nhead = 4;"})

    def test_member_identifier(self):
        self.expect("n_embd_ is called d_model here", {"core/base/a.h": "int n_embd_;"})

    def test_strings_and_comments_may_quote_others(self):
        self.assertEqual(found(banned_names_test.check, {"core/base/a.h": '// n_embd there\nauto x = "n_embd";'}), "")

    def test_path_of_one_machine(self):
        self.expect("exists on one machine only", {"core/base/README.md": "cd /home/grace/ceteris"})


class ReadmesTest(unittest.TestCase):

    def expect(self, words, text):
        self.assertIn(words, found(readmes_test.check, {"core/base/README.md": text}))

    def test_clean_tree_passes(self):
        self.assertEqual(found(readmes_test.check, {}), "")

    def test_missing_file(self):
        self.expect("README.md:1: there is no gone.h", "`gone.h`")

    def test_missing_path(self):
        self.expect("there is no core/gone", "`core/gone`")

    def test_missing_target(self):
        self.expect("there is no target //core/base:gone", "`tools/bazel test //core/base:gone`")

    def test_missing_subcommand(self):
        self.expect("no subcommand dance", "```\n$ ceteris dance\n```")

    def test_missing_flag(self):
        self.expect("no flag --volume", "`ceteris run x --volume=11`")

    def test_dead_link(self):
        self.expect("leads nowhere", "[there](../gone.md)")

    def test_too_long(self):
        self.expect("61 lines", "\n" * 61)

    def test_no_readme(self):
        self.assertIn("core/block has no README.md", found(readmes_test.check, {"core/block/block.h": ""}))

    def test_declared_example(self):
        self.assertEqual(found(readmes_test.check, {"core/base/README.md": "<!-- example: cope -->\n`core/position/cope.h`"}), "")


class FileSizesTest(unittest.TestCase):

    def test_limits(self):
        self.assertEqual(found(file_sizes_test.check, {"core/base/a.h": "\n" * 150}), "")
        self.assertIn("151 lines", found(file_sizes_test.check, {"core/base/a.h": "\n" * 151}))
        self.assertIn("401 lines; 400", found(file_sizes_test.check, {"core/base/a_test.cc": "\n" * 401}))


if __name__ == "__main__":
    unittest.main()
