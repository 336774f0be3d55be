"""Downloads Python wheels by pinned hash and unpacks them: how LibTorch and the CUDA compiler arrive."""

# Always the system's Python: another one, first on PATH, may have no pip or another default index.
_PYTHON = "/usr/bin/python3"

_PLATFORMS = [
    "manylinux_2_28_x86_64",
    "manylinux_2_25_x86_64",
    "manylinux2014_x86_64",
    "manylinux_2_17_x86_64",
    "manylinux2010_x86_64",
]

def unpack_wheels(repository_ctx, requirements, what, otherwise = ""):
    """Unpacks every wheel of a requirements file into the repository's root.

    Args:
      repository_ctx: of the calling repository rule.
      requirements: label of the requirements file, each line with its sha256.
      what: what a person would call it, for progress and errors.
      otherwise: what to do instead where the download is impossible.
    """
    machine = repository_ctx.execute(["uname", "-m"]).stdout.strip()
    if machine != "x86_64":
        fail("%s is pinned for x86_64 and this machine is %s. %s" % (what, machine, otherwise))
    repository_ctx.report_progress("downloading %s" % what)
    result = repository_ctx.execute(
        [_PYTHON, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--implementation=cp"] +
        ["--python-version=3.11", "--require-hashes", "--progress-bar=off", "--disable-pip-version-check"] +
        ["--platform=" + platform for platform in _PLATFORMS] +
        ["-d", "wheels", "-r", repository_ctx.path(requirements)],
        timeout = 3600,
    )
    if result.return_code != 0:
        reasons = [line for line in result.stderr.splitlines() if "ERROR" in line] or [result.stderr.strip()]
        fail("%s could not be downloaded: pip says '%s'. %s" % (what, reasons[-1], otherwise))
    repository_ctx.report_progress("unpacking %s" % what)
    for wheel in repository_ctx.path("wheels").readdir():
        result = repository_ctx.execute([_PYTHON, "-m", "zipfile", "-e", wheel, "."], timeout = 3600)
        if result.return_code != 0:
            fail("%s could not be unpacked (is the disk full?): %s" % (what, result.stderr))
    repository_ctx.delete("wheels")
