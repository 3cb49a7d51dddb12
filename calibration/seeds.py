"""Which companies the patterns and the claims are tested on.

Forms and defaults were tuned while looking at 600 companies of seed 1, which flatters what is
small: on most other seeds one or both of two effects that were kept there were not. So the report
takes a seed on which nothing was tuned, and as many companies as small effects need. When rules
change with a look at the report (decision 0030), the seed changes, too. Claims are tested on the
same seed, over draws of the parameters, with some companies for each draw.
"""

__all__ = ["COMPANIES", "DRAWS", "RUNS", "SEED"]

SEED, RUNS = 20261122, 4000
DRAWS, COMPANIES = 200, 10
