"""Targets: effects measured on people and figures from the field, which one set of parameters has to meet."""
