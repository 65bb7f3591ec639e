"""The rules of the house on what is not one Python file: settings, lock files, text, folders."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.architecture.rules import UNFINISHED

FAMILIES_WITHOUT_SETTINGS = {"metrics"}
COMMENTED_TEXT = (".yaml", ".yml", ".toml", ".sh", ".ts", ".css", "Makefile", "bootstrap", ".ci/run")

PACKAGE_INDEX = re.compile(r"https?://[^\s\"'<>]*(?:pypi|pythonhosted|npmjs|yarnpkg|anaconda|/simple\b)", re.IGNORECASE)
THIS_MACHINE = re.compile(r"(?<![\w.~-])/(?:root|work)/")
ADDRESS_IN_LOCK = re.compile(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|@ file")
ADDRESS_OF_A_SPONSOR = re.compile(r'^\s*"url":')


def options(files: Iterable[str], families: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return file, family key and option name of every option: a module in a family's folder not begun with ``_``."""
    keys = {f"sim/{folder}": key for key, folder in families.items()}
    placed = ((file, *file.removesuffix(".py").rsplit("/", 1)) for file in files)
    return [(file, keys[folder], name) for file, folder, name in placed if folder in keys and not name.startswith("_")]


def option_without_settings(root: Path, key: str, name: str) -> list[str]:
    """Every option can be chosen: it has a settings file of its name in its family's folder under ``conf/``."""
    settings = f"conf/{key}/{name}.yaml"
    if key in FAMILIES_WITHOUT_SETTINGS or (root / settings).is_file():
        return []
    return [f"{settings}: missing, so the option {key}={name} cannot be chosen"]


def folders_that_are_no_package(root: Path, files: Iterable[str]) -> list[str]:
    """Every folder of code has an ``__init__.py``: without it, an installed program lacks the folder."""
    folders = {parent for file in files for parent in Path(file).parents if parent != Path()}
    return [
        f"{folder.as_posix()}: has no __init__.py"
        for folder in sorted(folders)
        if not (root / folder / "__init__.py").is_file()
    ]


def address_in_lock(name: str, text: str) -> list[str]:
    """A lock file pins versions and hashes; it does not say where anyone fetched them."""
    return [
        f"{name}:{number}: a lock file carries no address: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if ADDRESS_IN_LOCK.search(line) and not ADDRESS_OF_A_SPONSOR.match(line)
    ]


def unhashed_in_lock(name: str, text: str) -> list[str]:
    """Every package in a requirements lock is pinned to one version and to its hashes."""
    packages = re.split(r"(?<!\\)\n", re.sub(r"(?m)^#.*\n", "", text))
    return [
        f"{name}: not pinned with hashes: {package[:60]}"
        for package in packages
        if package.strip() and not re.match(r"[\w.\[\]-]+==[^\s;]+.*--hash=sha256:", package, re.DOTALL)
    ]


def address_in_text(name: str, text: str) -> list[str]:
    """No committed text names a package index or a folder of the machine it was written on."""
    return [
        f"{name}:{number}: {fault}: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for fault, pattern in (("address of a package index", PACKAGE_INDEX), ("path of one machine", THIS_MACHINE))
        if pattern.search(line)
    ]


def unfinished_text(name: str, text: str) -> list[str]:
    """No comment in settings, scripts or page sources promises work that was not done."""
    if not name.endswith(COMMENTED_TEXT):
        return []
    return [
        f"{name}:{number}: unfinished: {line.strip()[:80]}"
        for number, line in enumerate(text.splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
