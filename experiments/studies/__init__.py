"""A study: which worlds are run, under which design, how often; from its settings file and the command line."""

from experiments.studies.asked import study
from experiments.studies.points import Point, Study

__all__ = ["Point", "Study", "study"]
