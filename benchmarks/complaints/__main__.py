"""All five complaints, one after the other."""

from __future__ import annotations

import sys

from benchmarks.complaints import (
    growing_memory,
    identical_seeds,
    lost_runs,
    obscure_errors,
    spoiled_runs,
)
from benchmarks.complaints.findings import told

ALL = (identical_seeds, growing_memory, lost_runs, spoiled_runs, obscure_errors)

if __name__ == "__main__":
    sys.exit(max([told(one.COMPLAINT, one.peers(), one.allied()) for one in ALL]))
