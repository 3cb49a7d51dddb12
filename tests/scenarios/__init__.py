"""Tests: what-ifs."""
