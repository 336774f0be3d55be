"""digits_repository: the 1,797 images of digits that scikit-learn carries, from its pinned wheel."""

load("//third_party/libtorch:wheels.bzl", "unpack_wheels")

def _digits_repository_impl(repository_ctx):
    unpack_wheels(
        repository_ctx,
        repository_ctx.attr.requirements,
        "the digits of scikit-learn 1.9.1 (9 MB)",
        otherwise = "The images cannot come from elsewhere: results name them by digest.",
    )
    result = repository_ctx.execute(["sh", "-c", "gzip -dc sklearn/datasets/data/digits.csv.gz > digits.csv"])
    if result.return_code != 0:
        fail("the wheel of scikit-learn holds no digits.csv.gz: %s" % result.stderr)
    for entry in repository_ctx.path(".").readdir():
        name = entry.basename
        if name.startswith("sklearn") or name.startswith("scikit_learn"):
            repository_ctx.delete(name)
    repository_ctx.file(
        "BUILD",
        'exports_files(["digits.csv"], visibility = ["//visibility:public"])\n',
    )

digits_repository = repository_rule(
    implementation = _digits_repository_impl,
    attrs = {"requirements": attr.label(mandatory = True, allow_single_file = True)},
)
