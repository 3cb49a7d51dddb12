"""Five complaints of those who sweep agent-based models today, each as a script that reproduces it.

    python -m benchmarks.complaints                     all of them, a minute or two
    python -m benchmarks.complaints.identical_seeds     one of them

Each says what Mesa's `batch_run` and the EMA Workbench do, and what `allied sweep` does. It ends
with code 0 where a peer still does what is complained of and Allied does otherwise, else with 1.
"""
