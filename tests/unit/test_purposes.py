"""Every decision has a purpose of its own: no two draw the same luck."""

import ast
from collections import Counter
from pathlib import Path

from sim.base.chance import purpose

SIM = Path(__file__).resolve().parents[2] / "sim"


def purposes() -> list[tuple[str, str]]:
    """Return (string, file) of every call of ``purpose`` in ``sim``."""
    return [
        (argument, file.name)
        for file in sorted(SIM.rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) == "purpose"
        for argument in [_literal(call, file)]
    ]


def _literal(call: ast.Call, file: Path) -> str:
    argument = call.args[0]
    assert isinstance(argument, ast.Constant), f"{file}:{call.lineno}: a purpose is a plain string, or it has no name"
    return str(argument.value)


def test_there_are_purposes_to_be_judged() -> None:
    assert len(purposes()) > 20


def test_a_purpose_belongs_to_one_decision() -> None:
    twice = [name for name, n in Counter(name for name, _ in purposes()).items() if n > 1]
    assert not twice


def test_no_two_purposes_share_a_code() -> None:
    names = {name for name, _ in purposes()}
    assert len({int(purpose(name)) for name in names}) == len(names)


def test_a_purpose_says_who_decides_what() -> None:
    assert all("." in name for name, _ in purposes())


def test_a_code_is_a_32_bit_word() -> None:
    assert all(0 <= int(purpose(name)) < 2**32 for name, _ in purposes())
