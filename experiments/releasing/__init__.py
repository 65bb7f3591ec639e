"""A synthetic data release of a run, and what the detectors make of it."""
