#pragma once

#include <vector>

namespace jialing {

struct Moments {
  double mean = 0, variance = 0;  ///< the variance with n − 1
};

Moments moments(const std::vector<double>& values);

/// So many independent draws would give a mean as exact as that of the draws there are.
struct EffectiveSize {
  double size = 0;
  double low = 0, high = 0;  ///< 90 % interval
};

/// Effective sample sizes of the draws of several quantities, from repetitions of whatever made them with other seeds:
/// moments [repetition][quantity], at least two repetitions, each quantity with a variance above 0.
///
/// A size is W/B: W the mean over the K repetitions of the variance of the draws, B the variance, with K − 1, between
/// their means. B is unbiased for the squared Monte Carlo error of one repetition's mean, whatever the draws of a
/// repetition share; an error that all repetitions share is not in it. For independent draws W/B is about their number.
///
/// With few repetitions a single B is coarse: (K − 1)·B/E[B] is close to χ² with d = K − 1 degrees of freedom, so that
/// of many quantities the least size is mostly bad luck. Therefore B/W is moderated (Smyth 2004, Statistical
/// Applications in Genetics and Molecular Biology 3:3): it is taken to be spread over the quantities as scaled inverse
/// χ² with d₀ degrees of freedom about u₀, both estimated from mean and variance of ln(B/W); then 1/size = (d₀·u₀ +
/// d·B/W)/(d₀ + d), and the interval is that of χ² with d₀ + d degrees of freedom. d₀ is at most (n − 1)·d, what the
/// other n − 1 quantities can tell. Quantities whose errors go together tell less: then the interval is too narrow.
/// That W is estimated too is neglected: its relative error, √(2/draws), is far below that of B.
std::vector<EffectiveSize> effective_sizes(const std::vector<std::vector<Moments>>& repetitions);

}  // namespace jialing
