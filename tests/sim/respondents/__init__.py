"""Tests: simulated respondents."""
