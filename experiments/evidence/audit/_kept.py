"""What an audit has measured so far, kept in a file, so that it can go on after any interruption."""

import json
import os
from pathlib import Path
from typing import Any


class KeptPoints:
    """The points of one design that were measured, by their number; with a ``file``, also those of runs before.

    The file has a line for the design and a line for each point, each written whole before the next is begun. A last
    line that was torn is measured again.
    """

    def __init__(self, file: str | None, design: dict[str, Any]) -> None:
        """Read what there is.

        Raises:
            ValueError: if the file holds points of another design.
        """
        self._file = Path(file) if file else None
        self.rows: dict[int, dict[str, Any]] = {}
        if self._file is None:
            return
        known = self._lines()
        if known and known[0] != design:
            differing = ", ".join(key for key in design if known[0].get(key) != design[key]) or "its header"
            raise ValueError(f"kept_in={file}: holds points of another design ({differing}); give another file")
        self.rows = {row["point"]: row["numbers"] for row in known[1:]}
        kept = [design, *({"point": point, "numbers": self.rows[point]} for point in self.rows)]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        partial = self._file.with_name(f"{self._file.name}.partial")
        partial.write_text("".join(f"{json.dumps(line)}\n" for line in kept), encoding="utf-8")
        partial.replace(self._file)

    def keep(self, point: int, numbers: dict[str, Any]) -> None:
        """Keep what was measured at a point, on the disk where there is a file."""
        self.rows[point] = numbers
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write(f"{json.dumps({'point': point, 'numbers': numbers})}\n")
                stream.flush()
                os.fsync(stream.fileno())

    def _lines(self) -> list[dict[str, Any]]:
        if self._file is None or not self._file.exists():
            return []
        lines = []
        for text in self._file.read_text(encoding="utf-8").splitlines(keepends=True):
            if not text.endswith("\n"):
                break
            lines.append(json.loads(text))
        return lines
