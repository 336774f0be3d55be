// BERT as Transformers stores it: classes BertForMaskedLM, BertForSequenceClassification and BertModel. No LibTorch.
//
// Devlin et al. 2018, arXiv:1810.04805. A classifier head without classes is BertModel: its output is the pooled
// vector. With mean pooling it is what the package sentence-transformers makes of one, and says so in a second file.
#pragma once

#include "models/weights/huggingface_family.h"

namespace ceteris {

const HuggingFaceFamily& HuggingFaceBert();

// The key under which 1_Pooling/config.json of sentence-transformers stands in what read() gets and write() returns.
extern const char kSentencePooling[];

}  // namespace ceteris
