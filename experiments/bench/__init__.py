"""The performance table: what a run costs, measured here and now, beside what the same rules cost elsewhere."""
