"""One company: its state, the rules of a week, and its agents."""
