"""Calibration: one set of parameters for all that was measured, what it meets, what it misses, and how sure that is."""
