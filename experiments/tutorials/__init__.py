"""Tutorials: programs to read and to run, step by step; each is run by the tests."""
