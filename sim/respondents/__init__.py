"""Simulated respondents: a population of companies, and how their people answer a survey."""
