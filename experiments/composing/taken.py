"""Which files of settings a choice of groups takes, in which order: Hydra's list of defaults.

Every touch of Hydra's inner parts is here. Its public way reads every file anew for each composition, and its own
settings of logging and launchers with them, of which nothing is used; and it keeps one configuration a process.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock

from hydra import version
from hydra._internal.config_repository import CachingConfigRepository, ConfigRepository
from hydra._internal.config_search_path_impl import ConfigSearchPathImpl
from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra._internal.defaults_list import DefaultsList, create_defaults_list
from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult
from omegaconf import OmegaConf

from experiments.composing.files import DEFAULTS, whole_of
from experiments.composing.groups import PRIMARY, Settings

VERSION_BASE = "1.3"
_ONE_AT_A_TIME = Lock()
_HEADER = 512


class SettingsSource(FileConfigSource):
    """A folder of settings, of whose files Hydra is told what they choose and not what they set."""

    @staticmethod
    def scheme() -> str:
        """Return what stands before a folder's path."""
        return "settings"

    def load_config(self, config_path: str) -> ConfigResult:
        """Return the list of defaults of a file, its package, and whether it sets anything itself."""
        name = config_path.removesuffix(".yaml")
        whole = whole_of(Path(self.path), name)
        told = {key: value if key == DEFAULTS else None for key, value in whole.items()}
        with (Path(self.path) / f"{name}.yaml").open(encoding="utf-8") as file:
            header = self._get_header_dict(file.read(_HEADER))
        place = f"{self.scheme()}://{self.path}"
        return ConfigResult(provider=self.provider, path=place, config=OmegaConf.create(told), header=header)


def defaults_of(settings: Settings, overrides: Sequence[str]) -> DefaultsList:
    """Return the files that Hydra takes for some choices of groups (as ``censorship=full``), and all choices.

    Raises:
        HydraException: if a list of defaults names what is not there.
    """
    with _ONE_AT_A_TIME:
        version.setbase(VERSION_BASE)
        parsed = OverridesParser.create().parse_overrides(list(overrides))
        return create_defaults_list(_repository(settings), PRIMARY, parsed, prepend_hydra=False, skip_missing=False)


@lru_cache(maxsize=4)
def _repository(settings: Settings) -> CachingConfigRepository:
    Plugins.instance()
    SourcesRegistry.instance().register(SettingsSource)
    path = ConfigSearchPathImpl()
    path.append("main", f"{SettingsSource.scheme()}://{settings.folder.resolve()}")
    path.append("schema", "structured://")
    return CachingConfigRepository(ConfigRepository(path))
