"""Tests: words and front ends."""
