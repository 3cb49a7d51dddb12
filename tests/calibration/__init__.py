"""Tests: what the numbers rest on."""
