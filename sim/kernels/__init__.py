"""Arithmetic: compiled loops over columns, without the names of policies."""
