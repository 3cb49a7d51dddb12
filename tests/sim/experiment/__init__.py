"""Tests: many companies."""
