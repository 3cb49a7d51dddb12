"""Tests, a module for each module of the rooms; `slow` ones take more than a few seconds."""
