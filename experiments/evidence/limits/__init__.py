"""Exact limits: configurations of the engine whose outcome is known from theory."""
