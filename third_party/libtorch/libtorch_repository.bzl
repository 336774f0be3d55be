"""libtorch_repository: LibTorch 2.11 from pinned wheels, or from a path."""

load(":wheels.bzl", "unpack_wheels")

_VERSION = "2.11."

def _libtorch_repository_impl(repository_ctx):
    unpacked = repository_ctx.os.environ.get("CETERIS_LIBTORCH")
    if unpacked:
        root = _link_unpacked(repository_ctx, unpacked)
    else:
        unpack_wheels(
            repository_ctx,
            repository_ctx.attr.requirements,
            "LibTorch 2.11.0 (0.5 GB)",
            otherwise = "Or set CETERIS_LIBTORCH to the folder of an installed Python package torch 2.11, " +
                        "such as /usr/lib/python3/site-packages/torch.",
        )

        # protobuf 3.13, which would shadow the system's.
        repository_ctx.delete("torch/include/google")
        root = repository_ctx.path(".")
    repository_ctx.template(
        "BUILD",
        Label("//third_party/libtorch:libtorch.BUILD"),
        {"{root}": str(root)},
    )

def _link_unpacked(repository_ctx, unpacked):
    torch = repository_ctx.path(unpacked)
    version_file = torch.get_child("version.py")
    if not version_file.exists:
        fail("CETERIS_LIBTORCH=%s is not the folder of a Python package torch: it has no version.py." % unpacked)
    for line in repository_ctx.read(version_file).splitlines():
        if line.startswith("__version__") and "'" + _VERSION not in line:
            fail("CETERIS_LIBTORCH=%s holds %s, and Ceteris needs %sx." % (unpacked, line, _VERSION))
    for entry in torch.get_child("include").readdir():
        if entry.basename != "google":  # protobuf 3.13, which would shadow the system's
            repository_ctx.symlink(entry, "torch/include/" + entry.basename)
    repository_ctx.symlink(torch.get_child("lib"), "torch/lib")
    return torch.dirname

libtorch_repository = repository_rule(
    implementation = _libtorch_repository_impl,
    attrs = {"requirements": attr.label(mandatory = True, allow_single_file = True)},
    environ = ["CETERIS_LIBTORCH"],
)
