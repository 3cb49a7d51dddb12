"""Which companies the patterns and the claims are tested on.

Forms and defaults were tuned while looking at 600 companies of seed 1, which flatters what is
small: on most other seeds one or both of two effects that were kept there were not. So reports take
a seed on which nothing was tuned, and as many companies as small effects need. When rules change
with a look at a report (decision 0030), the seed changes, too.
"""

__all__ = ["ELSEWHERE", "RUNS", "SEED"]

SEED, RUNS = 20261124, 4000
ELSEWHERE = 1000  # companies in another environment, where claims are looked at again
