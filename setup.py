"""What pyproject.toml cannot say: the top-level folder ``conf/`` is installed as ``experiments/conf/``."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["sim", "sim.*", "experiments", "experiments.*"]), "experiments.conf"],
    package_dir={"experiments.conf": "conf"},
    package_data={
        "sim": ["py.typed", "*.md"],
        "experiments": [
            f"**/*.{kind}" for kind in ("html", "jinja", "css", "js", "svg", "csv", "json", "md", "typ", "toml", "txt")
        ],
        "experiments.conf": ["**/*.yaml"],
    },
)
