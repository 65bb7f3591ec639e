"""Skeletons of new options: for each family a working rule with its test, to be made one's own."""
