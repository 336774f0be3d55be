#!/usr/bin/python3
"""The extracted file is the data set that its description names: 1,797 lines of 64 pixels in 0..16 and a class in 0..9."""

import sys

# How often each digit occurs, as the description of the data set at UCI counts its test set.
COUNTS = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]

counts, errors = [0] * 10, []
for number, line in enumerate(open(sys.argv[1], encoding="ascii"), 1):
    *pixels, digit = map(int, line.split(","))
    if len(pixels) != 64 or not all(0 <= pixel <= 16 for pixel in pixels) or not 0 <= digit <= 9:
        errors.append(f"line {number} is no image with a class: {line!r}")
        continue
    counts[digit] += 1
if counts != COUNTS:
    errors.append(f"digits occur {counts} times, not {COUNTS}")
sys.exit("\n".join(errors[:20]) if errors else 0)
