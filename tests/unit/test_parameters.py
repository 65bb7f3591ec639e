"""A parameter is declared once, and what does not fit its declaration is refused."""

from typing import Any

import pytest
from pydantic import Field, ValidationError

from sim.base.parameters import Declared, declarations, parameter


class Inner(Declared):
    rate: float = parameter(0.5, unit="per day", bounds=(0, 1), plausible=(0.1, 0.9), meaning="A rate.", source="Me")


class Outer(Declared):
    n: int = parameter(3, unit="items", bounds=(1, 8), meaning="A count.", source="Assumption: any")
    share: float | None = parameter(None, unit="share", bounds=(0, 1), meaning="A share.", source="Me")
    on: bool = parameter(False, unit="true or false", meaning="A switch.", source="Me")
    label: str = Field("x", description="Not a parameter.")
    inner: Inner = Field(default_factory=Inner)


NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    "wrong",
    [
        {"rates": 0.5},
        {"rate": True},
        {"rate": "0.5"},
        {"rate": None},
        {"rate": [0.5]},
        {"rate": NAN},
        {"rate": INFINITY},
        {"rate": -INFINITY},
        {"rate": -1e-12},
        {"rate": 1 + 1e-12},
    ],
    ids=str,
)
def test_a_rate_refuses(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        Inner(**wrong)
    assert [error["loc"] for error in refusal.value.errors()] == [tuple(wrong)]


@pytest.mark.parametrize("wrong", [2.0, 2.5, True, "2", 0, 9, None, NAN], ids=str)
def test_a_count_refuses(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        Outer(n=wrong)


@pytest.mark.parametrize("wrong", [True, "0.5", -0.1, 1.1, NAN, INFINITY], ids=str)
def test_a_number_that_may_be_unset_refuses(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        Outer(share=wrong)


@pytest.mark.parametrize("wrong", [1, 0, "true", None], ids=str)
def test_a_switch_refuses(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        Outer(on=wrong)


def test_both_bounds_belong_to_the_range() -> None:
    assert (Inner(rate=0.0).rate, Inner(rate=1.0).rate) == (0.0, 1.0)
    assert (Outer(n=1).n, Outer(n=8).n) == (1, 8)


def test_a_whole_number_passes_for_a_rate_and_unset_for_what_may_be_unset() -> None:
    assert Inner(rate=1).rate == 1.0
    assert Outer(share=None).share is None


def test_a_block_is_frozen() -> None:
    with pytest.raises(ValidationError):
        Inner().rate = 0.2  # type: ignore[misc]


def test_what_is_wrong_in_a_nested_block_is_named_with_its_way() -> None:
    with pytest.raises(ValidationError) as refusal:
        Outer(n=0, inner={"rate": 2.0})  # type: ignore[arg-type]
    assert [error["loc"] for error in refusal.value.errors()] == [("n",), ("inner", "rate")]


def test_declarations_go_through_nested_blocks_in_order_and_leave_out_what_is_no_parameter() -> None:
    assert [declared.name for declared in declarations(Outer)] == ["n", "share", "on", "inner.rate"]


def test_a_declaration_carries_all_that_was_declared() -> None:
    assert list(declarations(Inner, "a.")) == [
        ("a.rate", 0.5, "per day", 0, 1, (0.1, 0.9), "A rate.", "Me", False),
    ]


def test_a_declaration_tells_whole_numbers_also_where_none_stands() -> None:
    class Counted(Declared):
        n: int = parameter(1, unit="things", bounds=(0, 9), meaning="A count.", source="Me")
        at_most: int | None = parameter(None, unit="things", bounds=(0, 9), meaning="A limit.", source="Me")
        rate: float | None = parameter(None, unit="1", bounds=(0, 9), meaning="A rate.", source="Me")
        on: bool = parameter(False, unit="true or false", meaning="A switch.", source="Me")

    assert [about.whole for about in declarations(Counted)] == [True, True, False, False]


def test_a_declaration_without_bounds_has_none() -> None:
    on = list(declarations(Outer))[2]
    assert (on.default, on.low, on.high, on.plausible) == (False, None, None, None)
