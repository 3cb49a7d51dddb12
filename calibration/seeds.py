"""Which companies the patterns are tested on.

Forms and defaults were tuned while looking at 600 companies of seed 1, which flatters what is
small: on most other seeds one or both of two effects that were kept there were not. So the report
takes a seed on which nothing was tuned, and as many companies as small effects need.
"""

__all__ = ["RUNS", "SEED"]

SEED, RUNS = 20261121, 4000
