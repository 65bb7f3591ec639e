"""Hypotheses of the source, each with the line that refutes it."""
