"""Every declared parameter of the model says what it is, and its own numbers fit each other."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import Declaration, Declared, declarations
from sim.scenario import Claim, Claims, News, Operation, Scenario, Shock, Shocks
from sim.scenario.families import combining_block


def blocks() -> Iterator[tuple[str, type[Declared]]]:
    """Yield every block of settings by name."""
    yield from (("scenario", Scenario), ("operation", Operation), ("claim", Claim), ("claims", Claims))
    yield from (("news", News), ("shock", Shock), ("shocks", Shocks))
    for family in FAMILIES:
        for name in option_names(family):
            yield f"{family}.{name}", option_class(family, name)
        if FAMILIES[family].combines:
            yield family, combining_block(family, option_names(family))


BLOCKS = dict(blocks())
DECLARED = {f"{block}.{found.name}": found for block, made in BLOCKS.items() for found in declarations(made)}
EACH_PARAMETER = pytest.mark.parametrize("declared", DECLARED.values(), ids=DECLARED)


def test_the_model_declares_its_parameters() -> None:
    assert len(DECLARED) > 80


@EACH_PARAMETER
def test_a_parameter_has_unit_meaning_and_source(declared: Declaration) -> None:
    assert declared.unit.strip()
    assert declared.meaning.strip().endswith(".")
    assert len(declared.source) > 3


@EACH_PARAMETER
def test_a_default_lies_within_its_bounds(declared: Declaration) -> None:
    if declared.default is not None and not isinstance(declared.default, bool):
        assert declared.low is not None
        assert declared.high is not None
        assert declared.low <= declared.default <= declared.high


@EACH_PARAMETER
def test_a_plausible_range_lies_within_the_bounds_and_holds_the_default(declared: Declaration) -> None:
    if declared.plausible is not None:
        low, high = declared.plausible
        assert low < high
        assert declared.low is not None
        assert declared.high is not None
        assert declared.low <= low < high <= declared.high
        assert declared.default is None or low <= declared.default <= high


def test_a_number_without_a_declaration_does_not_exist() -> None:
    bare = [
        f"{name}.{field}"
        for name, block in BLOCKS.items()
        for field, info in block.model_fields.items()
        if info.annotation in {int, float, float | None, int | None} and not _is_declared(info)
    ]
    assert not bare


def test_every_other_setting_has_a_description() -> None:
    silent = [
        f"{name}.{field}"
        for name, block in BLOCKS.items()
        for field, info in block.model_fields.items()
        if not (_is_declared(info) or info.description or field in {"kind", "inputs", "story"} or _is_block(info))
    ]
    assert not silent


@pytest.mark.parametrize("declared", ["low", "high"])
@pytest.mark.parametrize("name", [name for name in BLOCKS if "." in name])
def test_the_bounds_that_are_declared_are_the_bounds_that_hold(name: str, declared: str) -> None:
    for found in declarations(BLOCKS[name]):
        bound = getattr(found, declared)
        if bound is not None and "." not in found.name:
            block = BLOCKS[name]
            beyond = bound - 1 if declared == "low" else bound + 1
            assert _accepts(block, found.name, bound)
            assert not _accepts(block, found.name, beyond)


def _accepts(block: type[Declared], name: str, value: Any) -> bool:
    try:
        block.model_validate({name: value})
    except ValidationError as refusal:
        return all(error["loc"] != (name,) for error in refusal.errors())
    return True


def _is_declared(info: FieldInfo) -> bool:
    return "unit" in cast("dict[str, Any]", info.json_schema_extra or {})


def _is_block(info: FieldInfo) -> bool:
    if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
        return True
    return bool(info.metadata) or any(
        isinstance(part, type) and issubclass(part, BaseModel) for part in getattr(info.annotation, "__args__", ())
    )
