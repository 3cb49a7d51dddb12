"""Experiments: what runs are compared, how large an effect is, how sure, and which verdict follows.

`effects` estimates effects with their three kinds of uncertainty, `verdict` states the one rule by
which they are judged, `comparison` applies both to scenarios, `ranking` to what a reader wants,
`contrast` and `engine` to patterns and claims.
"""
