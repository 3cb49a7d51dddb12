"""How fast Allied is: `make bench`, or `python -m benchmarks.table` for ratios within one run."""
