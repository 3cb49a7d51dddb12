"""Sweeps: designs of many points, run on threads or many machines, and the dataset they leave.

`design` states what is varied and how (`bases`, `factors`, `sampling`), `points` turns a point into
companies, `driver` computes them, `parts` and `folder` keep them as rows (`tidy_table`),
`description` says what they are, `dataset` reads them again.
"""
