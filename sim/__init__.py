"""The model and its experiments; see `sim/ODD.md` for the model's description."""
