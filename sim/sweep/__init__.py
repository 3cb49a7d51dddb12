"""Sweeps: designs of many points, run on threads or many machines, and the dataset they leave.

`design` states what is varied and how, `factors` one thing that varies, `sampling` the points,
`points` turns them into companies, `layout` divides them, `driver` computes them by `running` tasks
on `machines`, until `precision` is reached. `parts` and `folder` keep them, under the lock of
`locking`; `merging` puts folders together, `stopping` says why a sweep ended early, `dataset` reads
it again.
"""
