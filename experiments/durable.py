"""Files that survive a power cut: on the disk before they take their names."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def take_name(partial: Path, file: Path) -> None:
    """Give a complete file its name, in place of any that has it; it is on the disk under no other name before."""
    sync(partial)
    partial.replace(file)
    sync(file.parent)
