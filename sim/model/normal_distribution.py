"""The normal distribution and its quantiles, in the arithmetic of `elementary`."""

from __future__ import annotations

import math

from allied.sim.model.compiled import routine, rule
from allied.sim.model.elementary import exp, log

__all__ = ["normal_cdf", "normal_quantile"]

# Wichura (1988), algorithm AS 241, PPND16: quotients of polynomials, highest power first
MIDDLE, TAIL = 0.425, 5.0
MIDDLE_ABOVE = (
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
    4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
    1.3314166789178437745e2, 3.3871328727963666080,
)  # fmt: skip
MIDDLE_BELOW = (
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
    2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
    4.2313330701600911252e1, 1.0,
)  # fmt: skip
NEAR_ABOVE = (
    7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
    1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550,
    4.63033784615654529590, 1.42343711074968357734,
)  # fmt: skip
NEAR_BELOW = (
    1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
    1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940,
    2.05319162663775882187, 1.0,
)  # fmt: skip
FAR_ABOVE = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
    2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580,
    5.46378491116411436990, 6.65790464350110377720,
)  # fmt: skip
FAR_BELOW = (
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
    7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
    5.99832206555887937690e-1, 1.0,
)  # fmt: skip

# Cody (1969), rational Chebyshev approximations of erf and erfc, likewise
ROOT_HALF = math.sqrt(0.5)
INNER, OUTER, NOTHING_BEYOND = 0.46875, 4.0, 27.0
ROOT_PI_INVERSE = 1.0 / math.sqrt(math.pi)
ERF_ABOVE = (
    1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
    3.20937758913846947e3,
)  # fmt: skip
ERF_BELOW = (
    1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
    2.84423683343917062e3,
)  # fmt: skip
ERFC_ABOVE = (
    2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
    2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
    1.23033935479799725e3,
)  # fmt: skip
ERFC_BELOW = (
    1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
    1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3,
    1.23033935480374942e3,
)  # fmt: skip
FAR_ERFC_ABOVE = (
    1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1,
    1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4,
)  # fmt: skip
FAR_ERFC_BELOW = (
    1.0, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1,
    6.05183413124413191e-2, 2.33520497626869185e-3,
)  # fmt: skip


@rule
def _quotient(x: float, above: tuple[float, ...], below: tuple[float, ...]) -> float:
    """Return the quotient of two polynomials with as many coefficients."""
    top, bottom = above[0], below[0]
    for i in range(1, len(above)):
        top = top * x + above[i]
        bottom = bottom * x + below[i]
    return top / bottom


@routine
def _tail_quantile(p: float) -> float:
    """Return the quantile, without its sign, of the smaller of the two probabilities."""
    r = math.sqrt(-log(p))
    if r <= TAIL:
        return _quotient(r - 1.6, NEAR_ABOVE, NEAR_BELOW)
    return _quotient(r - TAIL, FAR_ABOVE, FAR_BELOW)


@routine
def normal_quantile(p: float) -> float:
    """Return the quantile of the standard normal distribution.

    Parameters
    ----------
    p : float
        In (0, 1).

    Returns
    -------
    float
        With a relative error of about 1e-16 (Wichura 1988).

    Examples
    --------
    >>> normal_quantile(0.5), round(normal_quantile(0.975), 12)
    (0.0, 1.95996398454)
    """
    q = p - 0.5
    if abs(q) <= MIDDLE:
        return q * _quotient(0.180625 - q * q, MIDDLE_ABOVE, MIDDLE_BELOW)
    if q < 0.0:
        return -_tail_quantile(p)
    return _tail_quantile(1.0 - p)


@routine
def _upper_half(y: float) -> float:
    """Return half of the complementary error function of y, where y is not small."""
    if y > NOTHING_BEYOND:
        return 0.0
    if y <= OUTER:
        share = _quotient(y, ERFC_ABOVE, ERFC_BELOW)
    else:
        square = 1.0 / (y * y)
        share = (ROOT_PI_INVERSE - square * _quotient(square, FAR_ERFC_ABOVE, FAR_ERFC_BELOW)) / y
    return 0.5 * exp(-y * y) * share


@routine
def normal_cdf(x: float) -> float:
    """Return the standard normal distribution function.

    Parameters
    ----------
    x : float
        Any double.

    Returns
    -------
    float
        In [0, 1], with an absolute error below 3e-16.

    Examples
    --------
    >>> normal_cdf(0.0), round(normal_cdf(1.0), 12)
    (0.5, 0.841344746069)
    """
    y = x * ROOT_HALF
    if math.isnan(y):
        return y
    if abs(y) <= INNER:
        return 0.5 + 0.5 * y * _quotient(y * y, ERF_ABOVE, ERF_BELOW)
    if y < 0.0:
        return _upper_half(-y)
    return 1.0 - _upper_half(y)
