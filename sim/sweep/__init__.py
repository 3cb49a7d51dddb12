"""Sweeps: designs of many points, run on threads or many machines, and the dataset they leave.

`design` states what is varied and how (`bases`, `factors`, `sampling`), `points` turns a point into
companies, `layout` divides them, `driver` computes them by `running` tasks on `machines`, until
`precision` is reached. `parts` and `folder` keep them as rows (`tidy_table`), under the lock of
`locking`; `merging` puts folders together, `stopping` says why a sweep ended early, `description`
says what a folder holds, `dataset` reads it again.
"""
