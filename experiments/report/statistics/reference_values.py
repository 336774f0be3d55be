#!/usr/bin/env python3
"""Writes reference_values.json, which statistics_test compares with: the same quantities from SciPy and statsmodels.

    pip install scipy statsmodels
    python3 experiments/report/statistics/reference_values.py > experiments/report/statistics/reference_values.json

The test needs no Python.
"""
import itertools
import json
import math
import random

import numpy
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import ttost_paired


def paired_samples():
    source = random.Random(7)
    samples = []
    for n, shift, sd, base in [(2, 0.1, 0.1, 2), (3, -0.02, 0.01, 1.9), (5, 0.0, 1.0, 0), (8, -0.0379, 0.007, 1.91),
                               (8, 0.0015, 0.006, 1e6), (12, 1e-9, 1e-9, 3), (20, 1e300, 1e300, 1e301)]:
        baseline = [base + source.gauss(0, sd) for _ in range(n)]
        arm = [b + shift + source.gauss(0, sd) for b in baseline]
        samples.append((arm, baseline))
    return samples


def sign_flip_p(differences):
    """By brute force over all sign patterns, in exact rational arithmetic."""
    from fractions import Fraction
    exact = [Fraction(d) for d in differences]
    seen = abs(sum(exact))
    # Ties differ by rounding of the inputs: the same tolerance as the C++ code.
    bound = seen - Fraction(1, 10**12) * sum(abs(d) for d in exact)
    hits = sum(1 for signs in itertools.product((1, -1), repeat=len(exact))
               if abs(sum(s * d for s, d in zip(signs, exact))) >= bound)
    return hits / 2**len(exact)


def paired(arm, baseline):
    differences = [a - b for a, b in zip(arm, baseline)]
    scale = max(abs(d) for d in differences)  # SciPy overflows on squares of 1e300
    scaled = [d / scale for d in differences]
    n = len(scaled)
    test = stats.ttest_1samp(scaled, 0.0)
    mean = sum(scaled) / n
    sd = stats.tstd(scaled)
    half = stats.t.ppf(1 - 0.05 / (2 * 5), n - 1) * sd / math.sqrt(n)
    margin = 2 * abs(mean)
    tost = max(stats.ttest_1samp(scaled, -margin, alternative="greater").pvalue,
               stats.ttest_1samp(scaled, margin, alternative="less").pvalue)
    assert math.isclose(tost, ttost_paired(numpy.array(scaled), numpy.zeros(n), -margin, margin)[0], rel_tol=1e-6)
    row = {"arm": arm, "baseline": baseline, "mean": mean * scale, "sd": sd * scale, "t": test.statistic, "p": test.pvalue,
           "low5": (mean - half) * scale, "high5": (mean + half) * scale, "margin": margin * scale, "tost_p": tost}
    if n <= 12:
        row["sign_flip_p"] = sign_flip_p(differences)
    if scale < 1e100:
        welch = stats.ttest_ind(arm, baseline, equal_var=False)
        row["welch_p"], row["welch_degrees"] = welch.pvalue, welch.df
        if n > 2:
            row["correlation"] = stats.pearsonr(arm, baseline).statistic
    return row


def holm(p_values):
    return {"p": p_values, "adjusted": list(multipletests(p_values, method="holm")[1])}


def power(difference, sd, alpha):
    by_n = {n: TTestPower().power(difference / sd, n, alpha) for n in (2, 3, 5, 8, 19, 60)}
    needed = next((n for n in range(2, 10001) if TTestPower().power(difference / sd, n, alpha) >= 0.8), 10001)
    return {"difference": difference, "sd": sd, "alpha": alpha, "power": [[n, p] for n, p in by_n.items() if not math.isnan(p)], "needed": needed}


def clopper_pearson(count, n):
    low, high = proportion_confint(count, n, alpha=0.05, method="beta")
    return {"count": count, "n": n, "low": float(low), "high": float(high)}


print(json.dumps({
    "made_with": f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
    "paired": [paired(*sample) for sample in paired_samples()],
    "holm": [holm(p) for p in ([0.01, 0.04, 0.03], [0.5], [0.2, 0.0001, 0.04, 0.04, 0.9], [0.6, 0.7])],
    "power": [power(0.005, 0.006, 0.05), power(0.005, 0.006, 0.01), power(1.0, 0.5, 0.05 / 7), power(0.01, 0.2, 0.01)],
    "clopper_pearson": [clopper_pearson(*pair) for pair in ((0, 8), (1, 8), (2, 8), (8, 8), (0, 1), (3, 40))],
}, indent=1))
