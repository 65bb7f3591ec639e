"""The manifest: what a store is the store of."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.durable import sync, take_name
from experiments.store.sets import TABLES, Belonging

MANIFEST = "manifest.json"
_LOCK = ".lock"
_OF_A_STORE = (MANIFEST, *TABLES, "log", "aside", _LOCK, ".dealt")
_PARTIAL = re.compile(rf"\.{re.escape(MANIFEST)}\.\d+\.partial")
_MAY_DIFFER = ("commit", "dirty", "python", "machine", "libraries", "asked", "fixed", "vary", "config")
"""What tells where the first runs came from, and how settings were written that the design's hash holds composed.

The model's version, which decides, is not among it.
"""
_DAMAGED = "cannot be read ({error}); remove it: the same sweep with --resume checks all files and writes it anew"


class StoreDiffers(ValueError):
    """The folder is the store of something else."""


def create(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Make a folder the store of what a manifest says; if it is that already, leave it.

    Raises:
        StoreDiffers: if it is the store of something else.
        OSError: if it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not is_store(folder):
        partial = folder / f".{MANIFEST}.{os.getpid()}.partial"
        partial.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        sync(partial)
        try:
            # Unlike a rename, a link fails where another process was faster.
            os.link(partial, folder / MANIFEST)
        except FileExistsError:
            pass
        except OSError:
            # A file system without links.
            take_name(partial, folder / MANIFEST)
        finally:
            partial.unlink(missing_ok=True)
    refuse_other(folder, json.loads(json.dumps(manifest)))


def is_store(folder: Path) -> bool:
    """Return whether a folder is the store of anything."""
    return (folder / MANIFEST).is_file()


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return a store's manifest.

    Raises:
        StoreDiffers: if the folder is no store, or its manifest was damaged.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreDiffers(f"{folder}: no {MANIFEST} in it, so it is no store of runs") from None
    except ValueError as error:
        raise StoreDiffers(f"{folder / MANIFEST}: {_DAMAGED.format(error=error)}") from None
    if not isinstance(found, dict) or "model_version" not in found:
        raise StoreDiffers(f"{folder / MANIFEST}: does not say which model made the runs")
    return found


def belonging_of(manifest: Mapping[str, Any]) -> Belonging:
    """Return what every file of the store belongs to; Hydra's own jobs are of no one design."""
    return Belonging(str(manifest["model_version"]), str(manifest.get("design_hash", "")))


def is_begun(folder: Path) -> bool:
    """Return whether a folder is a store whose manifest was lost or never came: once held, with nothing else in it."""
    return (folder / _LOCK).is_file() and all(
        file.name in _OF_A_STORE or _PARTIAL.fullmatch(file.name) for file in folder.iterdir()
    )


def refuse_other(folder: Path, wanted: Mapping[str, Any]) -> None:
    """Refuse a store that is not of what is wanted.

    Raises:
        StoreDiffers: saying in what it differs; also if the folder is no store, or its manifest was damaged.
    """
    held = manifest_of(folder)
    if held.get("model_version") != wanted.get("model_version"):
        raise StoreDiffers(
            f"{folder}: its runs were made by the model {held.get('model_version')}, and this is "
            f"{wanted.get('model_version')}; runs of two models are never mixed: name another folder"
        )
    keys = [key for key in {**held, **wanted} if key not in _MAY_DIFFER and held.get(key) != wanted.get(key)]
    if keys:
        raise StoreDiffers(f"{folder}: is the store of another sweep (other {', '.join(keys)}): name another folder")
