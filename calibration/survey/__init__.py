"""Surveys: the published figures, and files of a reader's own."""
