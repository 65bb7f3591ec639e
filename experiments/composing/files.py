"""Files of settings, read and parsed once a process for as long as they stay as they are."""

from functools import cache, lru_cache
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf._utils import get_yaml_loader
from omegaconf.errors import OmegaConfBaseException

from experiments.composing.groups import Settings

UNREADABLE = (HydraException, OmegaConfBaseException, yaml.YAMLError, UnicodeError, OSError, ValueError, TypeError)
"""What comes of a file of settings that cannot be read."""
DEFAULTS = "defaults"
_REFERENCE = "${"
_PLAIN = (str, bool, int, float, type(None))


def content_of(settings: Settings, config_path: str) -> dict[str, Any]:
    """Return what a file of settings sets itself, without what it chooses by its list of defaults.

    It is not to be changed by the caller: the next one gets the same.

    Raises:
        OmegaConfBaseException, YAMLError, UnicodeError, OSError, ValueError, TypeError: if it cannot be read.
    """
    return {key: value for key, value in whole_of(settings.folder, config_path).items() if key != DEFAULTS}


def whole_of(folder: Path, config_path: str) -> dict[str, Any]:
    """Return all that a file of settings holds, its list of defaults with it; raises as ``content_of`` does."""
    file = folder / f"{config_path}.yaml"
    found = file.stat()
    return _parsed(file, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=1024)
def _parsed(file: Path, _changed: int, _size: int) -> dict[str, Any]:
    text = file.read_text(encoding="utf-8")
    loaded = _as_omegaconf_reads(text)
    if not isinstance(loaded, dict):
        raise TypeError(f"{file.stem}: must hold keys and values")
    return {str(key): value for key, value in loaded.items()}


def _as_omegaconf_reads(text: str) -> Any:
    """Return what OmegaConf makes of a text, by the same rules for numbers and doubled keys.

    Its parser is written in Python and takes six times as long as libyaml's: it is left what is wrong, so that this is
    told in its words, and what refers to other keys, which it checks.
    """
    fast = _fast_loader()
    if fast is not None and _REFERENCE not in text:
        try:
            loaded = yaml.load(text, Loader=fast)  # noqa: S506 - a safe loader's rules
        except yaml.YAMLError:
            loaded = None
        if isinstance(loaded, dict) and _is_plain(loaded):
            return loaded
    return OmegaConf.to_container(OmegaConf.load(StringIO(text)))


def _is_plain(loaded: Any) -> bool:
    if isinstance(loaded, dict):
        return all(isinstance(key, str) and _is_plain(value) for key, value in loaded.items())
    return all(map(_is_plain, loaded)) if isinstance(loaded, list) else isinstance(loaded, _PLAIN)


@cache
def _fast_loader() -> Any:
    """Return OmegaConf's loader with libyaml's parser in front of its own, None where libyaml is not there."""
    if not yaml.__with_libyaml__:
        return None
    from yaml.constructor import SafeConstructor
    from yaml.cyaml import CParser
    from yaml.resolver import Resolver

    def begin(self: Any, stream: Any) -> None:
        CParser.__init__(self, stream)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)

    return type("FastLoader", (CParser, get_yaml_loader()), {"__init__": begin})
