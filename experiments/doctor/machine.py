"""Whether the machine will do: cores, memory, disk, and a folder to keep compiled rules in."""

import os
import shutil
import tempfile
from pathlib import Path

from experiments.doctor.finding import Finding

LEAST_MEMORY_GB = 2.0
LEAST_DISK_GB = 1.0
_GB = 1e9


def cores() -> Finding:
    """Say on how many cores this program may run; one is enough."""
    n_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding("cores", "well", f"{n_cores}; `threads` and --workers may go up to that")


def memory(free_gb: float | None) -> Finding:
    """Judge free memory in GB; None where the machine does not tell."""
    if free_gb is None:
        return Finding("memory", "optional", "this machine does not tell how much is free", "`shelflife show --memory`")
    found = f"{free_gb:.1f} GB free"
    if free_gb < LEAST_MEMORY_GB:
        remedy = (
            f"free {LEAST_MEMORY_GB:.0f} GB, or take fewer members: `shelflife show --memory` says what a world needs"
        )
        return Finding("memory", "optional", found, remedy)
    return Finding("memory", "well", found)


def free_memory_gb(told: Path = Path("/proc/meminfo")) -> float | None:
    """Return the memory that can be had without swapping, in GB; None where the machine does not tell."""
    try:
        lines = told.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    kilobytes = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), None)
    return None if kilobytes is None else int(kilobytes) * 1024 / _GB


def disk(folder: Path, free_gb: float | None = None) -> Finding:
    """Judge the free disk at the folder in which results would be written."""
    free = shutil.disk_usage(folder).free / _GB if free_gb is None else free_gb
    found = f"{free:.1f} GB free at {folder}"
    if free < LEAST_DISK_GB:
        return Finding("disk", "missing", found, f"free {LEAST_DISK_GB:.0f} GB, or write elsewhere with --out")
    return Finding("disk", "well", found)


def compiler_cache(folder: Path) -> Finding:
    """Judge whether compiled rules can be kept, by writing there; otherwise each run compiles them anew."""
    what = "compiler cache"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        remedy = "make it writable, or set NUMBA_CACHE_DIR to a folder that is; until then each run compiles for 20 s"
        return Finding(what, "missing", f"{folder}: {error.strerror or error}", remedy)
    n_kernels = sum(1 for _ in folder.rglob("*.nbc"))
    return Finding(what, "well", f"{n_kernels} compiled rules in {folder}" if n_kernels else f"empty: {folder}")
