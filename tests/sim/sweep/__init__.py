"""Tests: what goes in."""
