// The exponential, and the normal distribution made from it, sixteen at a time.
//
// Only for files of this folder; see vector.h.
#pragma once

#include "core/cpu/vector.h"

namespace ceteris {
namespace {

// e^x, relative error below 2e-7; 0 below -87.3, e^88 above 88; NaN stays NaN.
// Cephes expf (Moshier 1989): x = n ln 2 + r with |r| <= ln 2 / 2, e^r by a polynomial, 2^n by its bits.
inline Vector Exp(Vector x) {
  const Vector lowest = BroadcastVector(-87.3f);
  const Vector clamped = Min(BroadcastVector(88.0f), Max(lowest, x));  // the second operand where either is NaN
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the lowest bits; 127 is the exponent's bias.
  const Vector rounder = BroadcastVector(12582912.0f + 127.0f);
  const Vector biased = Fma(clamped, BroadcastVector(1.44269504088896341f), rounder);
  const Vector n = biased - rounder;
  Vector r = Fma(n, BroadcastVector(-0.693359375f), clamped);
  r = Fma(n, BroadcastVector(2.12194440e-4f), r);
  constexpr float kP[] = {1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f};
  Vector p = BroadcastVector(1.9875691500e-4f);
  for (const float c : kP) p = Fma(p, r, BroadcastVector(c));
  const Vector e = Fma(p, r * r, r) + BroadcastVector(1);
  return UnlessLess(x, lowest, e * PowerOfTwo(biased), ZeroVector());
}

// The normal distribution function and its density at x.
struct Normal16 {
  Vector distribution, density;
};

// Phi(-z) = e^(-z^2/2) t P(t) with t = 1 / (1 + 0.3 z), the form of Hastings 1955 (Abramowitz and Stegun 26.2.17); P is
// our own minimax fit for 0 <= z <= 7, relative error 4.4e-8 before rounding. Beyond 7 Phi(-z) is below 1.3e-12.
inline Normal16 NormalDistribution(Vector x) {
  const Vector zero = ZeroVector(), one = BroadcastVector(1);
  const Vector z = Max(x, zero - x);
  const Vector t = one / Fma(BroadcastVector(0.3f), z, one);
  constexpr float kP[] = {-0.1625270503015443f, 0.2150036040904634f,  -0.06101729459683904f, 0.13199532771155237f,
                          0.0990599512411444f,  0.12084813888190712f, 0.11962719730661661f};
  Vector p = BroadcastVector(0.037010147638407674f);
  for (const float c : kP) p = Fma(p, t, BroadcastVector(c));
  const Vector e = Exp(BroadcastVector(-0.5f) * z * z);
  const Vector tail = e * t * p;
  return {UnlessLess(x, zero, one - tail, tail), e * BroadcastVector(0.398942280401432678f)};
}

}  // namespace
}  // namespace ceteris
