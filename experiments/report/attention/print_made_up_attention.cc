// Writes the page or the picture of attention that no model computed: a look at the layout.
//
//   tools/bazel run //experiments/report/attention:print_made_up_attention -- page 24 > page.html
//   ... -- png 24, or page pair: an encoder-decoder
#include <cstdlib>
#include <iostream>
#include <string>

#include "experiments/report/attention/attention_page.h"
#include "experiments/report/attention/attention_picture.h"
#include "experiments/report/attention/made_up_attention.h"

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "page", which = argc > 2 ? argv[2] : "24";
  const ceteris::AttentionMaps maps =
      which == "pair" ? ceteris::MadeUpEncoderDecoder() : ceteris::MadeUpDecoder(std::atoi(which.c_str()));
  std::cout << (what == "png" ? *ceteris::AttentionPng(maps) : ceteris::AttentionPage(maps));
}
