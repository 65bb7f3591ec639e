"""How a Dask worker is briefed: by a plugin, which also reaches workers that join later."""

from distributed import Worker, WorkerPlugin

from experiments.runner.worker import Brief, drop_brief, take_brief


class Briefing(WorkerPlugin):
    """Tells a worker what it has to know before its first chunk, and lets it forget at the end."""

    def __init__(self, brief: Brief) -> None:
        """Carry a brief."""
        self._brief = brief

    def setup(self, worker: Worker) -> None:
        """Brief the worker that this arrives at."""
        take_brief(self._brief)

    def teardown(self, worker: Worker) -> None:
        """Let it forget."""
        drop_brief(self._brief.key)
