"""cuda_library: one .cu file, compiled by the hermetic nvcc, as a cc_library."""

# target_compatible_with of everything that exists only with --config=cuda: a CPU build of //... skips it.
CUDA_ONLY = select({
    "//:cuda": [],
    "//conditions:default": ["//:never"],
})

# Ampere (A100) and Hopper (H100, H200); compute_90 in PTX form carries later ones.
_ARCHITECTURES = [
    "arch=compute_80,code=sm_80",
    "arch=compute_90a,code=sm_90a",
    "arch=compute_90,code=compute_90",
]

def cuda_library(name, src, hdrs, visibility = None, testonly = False):
    """Makes a cc_library of a .cu file.

      cuda_library(
          name = "scale_kernel",
          src = "scale_kernel.cu",
          hdrs = ["scale_kernel.h"],
      )

    The header declares plain functions on pointers and a cudaStream_t; the .cu file includes it and nothing of LibTorch, so
    that it compiles in seconds. Depend on it inside a select on //:cuda, or from a target that is CUDA_ONLY itself.

    Args:
      name: of the cc_library.
      src: the .cu file.
      hdrs: headers of this package that src includes, which are also those of the library.
      visibility: of the library.
      testonly: as in any rule.
    """
    native.genrule(
        name = name + "_object",
        srcs = [src] + hdrs,
        outs = [name + ".pic.o"],
        cmd = select({
            "//:cuda": "$(execpath @cuda//:nvidia/cu13/bin/nvcc) -std=c++17 -O2 -I. -Xcompiler -fPIC " +
                       " ".join(["-gencode " + architecture for architecture in _ARCHITECTURES]) +
                       " -c $(execpath " + src + ") -o $@",
            "//conditions:default": "false",
        }),
        local = True,  # a sandbox of nvcc's thousands of headers takes longer to set up than nvcc takes
        message = "Compiling for CUDA",
        target_compatible_with = CUDA_ONLY,
        testonly = testonly,
        tools = select({
            "//:cuda": [
                "@cuda//:compiler",
                "@cuda//:nvidia/cu13/bin/nvcc",
            ],
            "//conditions:default": [],
        }),
    )
    native.cc_library(
        name = name,
        srcs = [name + ".pic.o"],
        hdrs = hdrs,
        target_compatible_with = CUDA_ONLY,
        testonly = testonly,
        visibility = visibility,
        deps = ["//third_party/cuda:runtime"],
    )
