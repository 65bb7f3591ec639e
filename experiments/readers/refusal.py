"""A file that is not what it should be."""

import gzip
import zlib
from pathlib import Path

_GZIP = b"\x1f\x8b"


class UnreadableFile(ValueError):
    """A file that cannot be used: its ``path``, the ``rule`` it breaks and, where one line breaks it, its number."""

    def __init__(self, path: Path, rule: str, line: int | None = None) -> None:
        """Keep what is wrong, and where."""
        self.path, self.rule, self.line = path, rule, line
        super().__init__(f"{path}: {self.rule_and_line()}")

    def rule_and_line(self) -> str:
        """Return the line's number, where there is one, and the rule."""
        return self.rule if self.line is None else f"line {self.line}: {self.rule}"


class WrongLines:
    """What is wrong line by line: all of it is counted, the first are told."""

    _SHOWN = 20

    def __init__(self, path: Path) -> None:
        """Begin with nothing wrong in the file at ``path``."""
        self._path, self._told, self._n = path, list[tuple[int, str]](), 0

    def add(self, line: int, rule: str) -> None:
        """Note that a line breaks a rule."""
        self._n += 1
        if self._n <= self._SHOWN:
            self._told.append((line, rule))

    def refuse(self) -> None:
        """Go on only where nothing is wrong.

        Raises:
            UnreadableFile: with the number and the rule of the first twenty, and how many more there are.
        """
        if not self._n:
            return
        if self._n == 1:
            raise UnreadableFile(self._path, self._told[0][1], self._told[0][0])
        more = f"; and {self._n - self._SHOWN:,} more" if self._n > self._SHOWN else ""
        raise UnreadableFile(self._path, "; ".join(f"line {line}: {rule}" for line, rule in self._told) + more)


def unpacked(path: Path, raw: bytes) -> bytes:
    """Return what a file holds, decompressed if it is gzip.

    Raises:
        UnreadableFile: if it is empty, gzip that breaks off or is damaged, or named .gz and no gzip.
    """
    if not raw:
        raise UnreadableFile(path, "is empty")
    if path.suffix.lower() == ".gz" and raw[: len(_GZIP)] != _GZIP:
        raise UnreadableFile(path, "is named .gz and is no gzip: compress it, or name it without .gz")
    if raw[: len(_GZIP)] == _GZIP:
        try:
            raw = gzip.decompress(raw)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile(path, f"is gzip that cannot be unpacked: {error}") from None
    if not raw.strip():
        raise UnreadableFile(path, "is empty")
    return raw


def text_of(path: Path, content: bytes) -> bytes:
    """Return content that is text in UTF-8, without its byte order mark.

    Raises:
        UnreadableFile: if it is binary or in another encoding, with the line of the first such byte.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in content:
        # Lines may end with a carriage return alone, as some spreadsheets still write them.
        content = content.replace(b"\r", b"\n")
    nul = content.find(b"\0")
    if nul >= 0:
        raise UnreadableFile(path, "is not text: a byte is 0", content.count(b"\n", 0, nul) + 1)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(path, f"is not text in UTF-8: byte {content[error.start]:#04x}", line) from None
    return content
