"""Replications: published simulations, their mechanism as published, on networks of ours."""
