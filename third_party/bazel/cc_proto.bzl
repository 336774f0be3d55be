"""cc_proto: one .proto file as one cc_library, with the system's protoc."""

def cc_proto(name, src, deps = [], visibility = None):
    """Makes a cc_library of a .proto file; imports are paths from the workspace root.

      cc_proto(
          name = "position_proto",
          src = "position.proto",
          deps = ["//core/base:paper_proto"],
      )

    Include it as "core/position/position.pb.h". Beside the library there is NAME_descriptors.bin, a serialised
    google.protobuf.FileDescriptorSet of the file and all its imports, field comments included: embed it (embed.bzl) to print
    documentation at run time.

    Args:
      name: of the cc_library; by convention the stem of src and "_proto".
      src: the .proto file, in this package.
      deps: cc_proto targets of the imported files; google/protobuf/*.proto need none.
      visibility: of the library and the descriptors.
    """
    stem = src[:-len(".proto")]
    native.filegroup(
        name = name + "_closure",
        srcs = [src] + [_closure(dep) for dep in deps],
        visibility = ["//visibility:public"],
    )
    native.genrule(
        name = name + "_gen",
        srcs = [src] + [_closure(dep) for dep in deps],
        outs = [stem + ".pb.h", stem + ".pb.cc", name + "_descriptors.bin"],
        cmd = "/usr/bin/protoc -I. --cpp_out=$(GENDIR) --include_imports --include_source_info" +
              " --descriptor_set_out=$(location " + name + "_descriptors.bin) $(location " + src + ")",
        message = "Generating C++ from",
        visibility = visibility,
    )
    native.cc_library(
        name = name,
        srcs = [stem + ".pb.cc"],
        hdrs = [stem + ".pb.h"],
        visibility = visibility,
        deps = deps + ["//third_party/protobuf"],
    )

def _closure(dep):
    # "//a/b" is short for "//a/b:b".
    if ":" in dep:
        return dep + "_closure"
    return dep + ":" + dep.split("/")[-1] + "_closure"
