// Sixteen floats as one value, for kernels that are compiled once per instruction set.
//
// With AVX-512 it is one register, with AVX2 two. The lanes, the order of every sum and each fused multiply-add are the
// same, so both compilations give the same bits. Only for files of this folder: everything has internal linkage,
// because an inline function that leaked out of a file compiled for AVX-512 could be called on a machine without it.
//
// Example:  StoreVector(y, Fma(BroadcastVector(a), LoadVector(x), LoadVector(y)));      // y[0, 16) += a * x[0, 16)
#pragma once

#include <immintrin.h>

#include <cstdint>

namespace ceteris {
namespace {

constexpr int64_t kLanes = 16;

#if defined(__AVX512F__)

struct Vector {
  __m512 all;
};

inline Vector BroadcastVector(float x) { return {_mm512_set1_ps(x)}; }
inline Vector LoadVector(const float* p) { return {_mm512_loadu_ps(p)}; }
inline void StoreVector(float* p, Vector x) { _mm512_storeu_ps(p, x.all); }
inline Vector Fma(Vector a, Vector b, Vector c) { return {_mm512_fmadd_ps(a.all, b.all, c.all)}; }  // a b + c
inline Vector operator+(Vector a, Vector b) { return {_mm512_add_ps(a.all, b.all)}; }
inline Vector operator-(Vector a, Vector b) { return {_mm512_sub_ps(a.all, b.all)}; }
inline Vector operator*(Vector a, Vector b) { return {_mm512_mul_ps(a.all, b.all)}; }
inline Vector operator/(Vector a, Vector b) { return {_mm512_div_ps(a.all, b.all)}; }
inline Vector Max(Vector a, Vector b) { return {_mm512_max_ps(a.all, b.all)}; }  // b where either is NaN
inline Vector Min(Vector a, Vector b) { return {_mm512_min_ps(a.all, b.all)}; }  // b where either is NaN
// y where a < b, else x, also where either is NaN.
inline Vector UnlessLess(Vector a, Vector b, Vector x, Vector y) {
  return {_mm512_mask_mov_ps(y.all, _mm512_cmp_ps_mask(a.all, b.all, _CMP_NLT_UQ), x.all)};
}
// 2^n for n + 127 held in the low bits of `biased`, a float of about 2^23 (see exponential.h).
inline Vector PowerOfTwo(Vector biased) {
  return {_mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(biased.all), 23))};
}

// Rows end where they end: the first `count` of 16 lanes, 0 to 16; no other element is touched. The other lanes are
// loaded as `rest`.
inline __mmask16 FirstMask(int64_t count) { return static_cast<__mmask16>((1u << count) - 1); }
inline Vector LoadPart(const float* p, int64_t count, float rest = 0) {
  return {_mm512_mask_loadu_ps(_mm512_set1_ps(rest), FirstMask(count), p)};
}
inline void StorePart(float* p, Vector x, int64_t count) { _mm512_mask_storeu_ps(p, FirstMask(count), x.all); }

inline __m256 LowHalf(Vector x) { return _mm512_castps512_ps256(x.all); }
inline __m256 HighHalf(Vector x) { return _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(x.all), 1)); }

#else

struct Vector {
  __m256 low, high;
};

inline Vector BroadcastVector(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
inline Vector LoadVector(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
inline void StoreVector(float* p, Vector x) {
  _mm256_storeu_ps(p, x.low);
  _mm256_storeu_ps(p + 8, x.high);
}
inline Vector Fma(Vector a, Vector b, Vector c) {
  return {_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
}
inline Vector operator+(Vector a, Vector b) { return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)}; }
inline Vector operator-(Vector a, Vector b) { return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)}; }
inline Vector operator*(Vector a, Vector b) { return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)}; }
inline Vector operator/(Vector a, Vector b) { return {_mm256_div_ps(a.low, b.low), _mm256_div_ps(a.high, b.high)}; }
inline Vector Max(Vector a, Vector b) { return {_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)}; }
inline Vector Min(Vector a, Vector b) { return {_mm256_min_ps(a.low, b.low), _mm256_min_ps(a.high, b.high)}; }
inline Vector UnlessLess(Vector a, Vector b, Vector x, Vector y) {
  return {_mm256_blendv_ps(y.low, x.low, _mm256_cmp_ps(a.low, b.low, _CMP_NLT_UQ)),
          _mm256_blendv_ps(y.high, x.high, _mm256_cmp_ps(a.high, b.high, _CMP_NLT_UQ))};
}
inline Vector PowerOfTwo(Vector biased) {
  return {_mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(biased.low), 23)),
          _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(biased.high), 23))};
}

inline __m256i FirstMask(int64_t count) {  // of 8 lanes; count may lie outside of 0 .. 8
  const __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), index);
}
inline __m256 LoadHalf(const float* p, int64_t count, float rest) {
  const __m256i mask = FirstMask(count);
  return _mm256_blendv_ps(_mm256_set1_ps(rest), _mm256_maskload_ps(p, mask), _mm256_castsi256_ps(mask));
}
inline Vector LoadPart(const float* p, int64_t count, float rest = 0) {
  return {LoadHalf(p, count, rest), LoadHalf(p + 8, count - 8, rest)};
}
inline void StorePart(float* p, Vector x, int64_t count) {
  _mm256_maskstore_ps(p, FirstMask(count), x.low);
  _mm256_maskstore_ps(p + 8, FirstMask(count - 8), x.high);
}

inline __m256 LowHalf(Vector x) { return x.low; }
inline __m256 HighHalf(Vector x) { return x.high; }

#endif

inline Vector ZeroVector() { return BroadcastVector(0); }

// The first `count` lanes, the others as `rest`.
inline Vector FirstLanes(Vector x, int64_t count, float rest) {
  alignas(64) static const float kIndex[kLanes] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return UnlessLess(LoadVector(kIndex), BroadcastVector(static_cast<float>(count)), BroadcastVector(rest), x);
}
// All lanes in one, by halves: 8 + 8, 4 + 4, 2 + 2, 1 + 1.
inline float SumOf(Vector x) {
  const __m256 eight = _mm256_add_ps(LowHalf(x), HighHalf(x));
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
}
inline float LargestOf(Vector x) {
  const __m256 eight = _mm256_max_ps(LowHalf(x), HighHalf(x));
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_shuffle_ps(two, two, 1)));
}

}  // namespace
}  // namespace ceteris
