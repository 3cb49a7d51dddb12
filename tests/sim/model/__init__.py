"""Tests: one company."""
