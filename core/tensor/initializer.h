// Initial values of a parameter.
//
// An initialiser is a pure function of (stream key, shape): element i depends on CounterHash(key, i) and on nothing
// that was built or drawn before. It computes in double precision with operations that IEEE 754 rounds exactly (+, -,
// *, /, sqrt) and rounds once, to float32, so the same weights come out on every x86-64 CPU; LibTorch's normal_ and
// uniform_ give other bits under AVX2 than without. Other dtypes and devices get copies of these float32 numbers.
//
// Example:  const at::Tensor weight = scope.Parameter("weight", {d_model, d_model}, Normal(0.02));
#pragma once

#include <c10/util/ArrayRef.h>

#include <cstdint>

namespace ceteris {

class Initializer {
 public:
  virtual ~Initializer() = default;
  // Writes out[0, n), the elements in row-major order of a tensor of this shape; n is their number.
  virtual void Fill(uint64_t key, float* out, int64_t n, c10::IntArrayRef shape) const = 0;
};

// Every element the same value, rounded to float32.
class Constant : public Initializer {
 public:
  explicit Constant(double value) : value_(value) {}
  void Fill(uint64_t key, float* out, int64_t n, c10::IntArrayRef shape) const override;

 private:
  double value_;
};
class Zeros final : public Constant {
 public:
  Zeros() : Constant(0) {}
};
class Ones final : public Constant {
 public:
  Ones() : Constant(1) {}
};

// Normal distribution around 0, not truncated: GPT-2's initialiser with stddev 0.02.
class Normal final : public Initializer {
 public:
  explicit Normal(double stddev) : stddev_(stddev) {}  // stddev >= 0, or it throws c10::Error when it fills
  void Fill(uint64_t key, float* out, int64_t n, c10::IntArrayRef shape) const override;

 private:
  double stddev_;
};

// Normal distribution around 0, cut at two stddev and not widened again: its standard deviation is 0.880 stddev. BERT's
// initialiser with stddev 0.02.
class TruncatedNormal final : public Initializer {
 public:
  explicit TruncatedNormal(double stddev) : stddev_(stddev) {}  // stddev >= 0, or it throws c10::Error when it fills
  void Fill(uint64_t key, float* out, int64_t n, c10::IntArrayRef shape) const override;

 private:
  double stddev_;
};

// Uniform distribution on (-bound, bound).
class UniformRange final : public Initializer {
 public:
  explicit UniformRange(double bound) : bound_(bound) {}  // bound >= 0, or it throws c10::Error when it fills
  void Fill(uint64_t key, float* out, int64_t n, c10::IntArrayRef shape) const override;

 private:
  double bound_;
};

// Glorot and Bengio 2010, eq. (16): uniform with bound gain * sqrt(6 / (fan_in + fan_out)), for a matrix [out, in];
// other ranks throw. The slices of a packed tensor are filled one by one, so each has the fans of the matrix that it
// stands for.
class XavierUniform final : public Initializer {
 public:
  explicit XavierUniform(double gain = 1) : gain_(gain) {}  // gain >= 0, or it throws c10::Error when it fills
  void Fill(uint64_t key, float* out, int64_t n, c10::IntArrayRef shape) const override;

 private:
  double gain_;
};

}  // namespace ceteris
