"""Where the settings files are: ``conf/`` beside the packages in a checkout, inside this package once installed."""

from pathlib import Path


def configuration_folder() -> Path:
    """Return the folder that holds ``config.yaml`` and one folder of settings for every family of options."""
    package = Path(__file__).resolve().parent
    installed = package / "conf"
    return installed if installed.is_dir() else package.parent / "conf"
