"""Sweeps: designs of many points, run on threads or many machines, and the dataset they leave.

`design` states what is varied and how, `factors` one thing that varies, `sampling` the points,
`points` turns them into companies, `driver` computes them, `parts` and `folder` keep them,
`dataset` reads them again.
"""
