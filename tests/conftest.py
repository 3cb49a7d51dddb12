"""What all tests share: how Hypothesis searches.

The examples are the same in every run, so a test that passed keeps passing until something changes.
To search further: `pytest --hypothesis-profile search`.
"""

from hypothesis import HealthCheck, settings

# Making a company costs milliseconds, and the first one of a session compiles for a minute.
settings.register_profile(
    "allied", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "search", settings.get_profile("allied"), derandomize=False, max_examples=1000
)
settings.load_profile("allied")
