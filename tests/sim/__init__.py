"""Tests: the model and its experiments."""
