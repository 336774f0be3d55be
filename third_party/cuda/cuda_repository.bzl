"""cuda_repository: the CUDA 13.0 compiler and run-time library from pinned wheels (100 MB). Only --config=cuda fetches it."""

load("//third_party/libtorch:wheels.bzl", "unpack_wheels")

def _cuda_repository_impl(repository_ctx):
    unpack_wheels(repository_ctx, repository_ctx.attr.requirements, "the CUDA 13.0 compiler (0.1 GB)")

    # Wheels forget permissions, and nvcc looks for lib64.
    for folder in ["bin", "nvvm/bin"]:
        for tool in repository_ctx.path("nvidia/cu13/" + folder).readdir():
            repository_ctx.execute(["chmod", "+x", tool])
    repository_ctx.symlink("nvidia/cu13/lib", "nvidia/cu13/lib64")
    repository_ctx.template(
        "BUILD",
        Label("//third_party/cuda:cuda.BUILD"),
        {"{root}": str(repository_ctx.path("."))},
    )

cuda_repository = repository_rule(
    implementation = _cuda_repository_impl,
    attrs = {"requirements": attr.label(mandatory = True, allow_single_file = True)},
)
