"""Designs: which points of a study are run. One file a design, its settings in ``conf/design/``."""
