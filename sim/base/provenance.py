"""Where a number came from: the version of the model that made it.

The only module of ``sim`` that reads files, and it reads only the program's own source: two results may be
compared or merged only if the same model made them, and a version number alone does not tell.
"""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_SOURCE = Path(__file__).resolve().parent.parent


@cache
def source_fingerprint() -> str:
    """Return 12 hexadecimal digits that change whenever any line of the model's source changes."""
    digest = hashlib.sha256()
    for file in sorted(_SOURCE.rglob("*.py")):
        digest.update(file.relative_to(_SOURCE).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@cache
def model_version() -> str:
    """Return the released version and the source's fingerprint, as ``0.1.0+source.1a2b3c4d5e6f``."""
    try:
        released = version("shelflife")
    except PackageNotFoundError:
        released = "0"
    return f"{released}+source.{source_fingerprint()}"


@cache
def library_versions() -> dict[str, str]:
    """Return the versions of the libraries whose arithmetic a result depends on."""
    return {name: version(name) for name in ("mesa", "numpy", "numba", "pydantic")}
