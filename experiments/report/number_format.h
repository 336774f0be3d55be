// Numbers as tables show them: as many digits as the noise allows, aligned by the decimal point.
#pragma once

#include <cstdint>
#include <string>

namespace ceteris {

// Decimals that show two significant digits of `scale`, in 0 .. 12: 0.0061 -> 4. 4 when scale is 0 or not finite.
int DecimalsFor(double scale);

// 1.9120; 1.5e+12 beyond what fixed digits can show; "-" for NaN, "inf", "-inf". A number that is not 0 never looks
// like 0: it gets more decimals instead, so that an interval that excludes 0 is seen to.
std::string FormatFixed(double number, int decimals);

// With its sign: +0.0015, -0.0379, +0.0000.
std::string FormatSigned(double number, int decimals);

// .0061 for 0.0061: a standard deviation beside its mean.
std::string FormatSd(double sd, int decimals);

// p values: <0.0001, 0.0234, 0.71; "-" for NaN. A p just beside 0.05 keeps the digits that tell on which side it is.
std::string FormatP(double p);

// Two or three significant digits without trailing zeros, for words: 0.007, 1.2, 2.5e-05.
std::string FormatBrief(double number);

// 124,439,808.
std::string FormatCount(int64_t count);

// +1,024, -512, +0.
std::string FormatSignedCount(int64_t count);

// 1.2 k, 3.45 M, 1.2e+18: three significant digits with k, M, G, T, P. For floating-point operations and tokens.
std::string FormatScaled(double number);

// 0.8 s, 12 s, 3 min 05 s, 2 h 07 min.
std::string FormatSeconds(double seconds);

}  // namespace ceteris
