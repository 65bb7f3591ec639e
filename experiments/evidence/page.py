"""What came out of a validation, written for reading: a table in Markdown, and the same cells for a terminal."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.evidence.items import KINDS
from experiments.tables import number

_HEADINGS = {
    "limits": "Exact limits",
    "replications": "Replications",
    "targets": "Calibration targets",
    "hypotheses": "Hypotheses of the source",
    "audit": "Rigging audit",
}
DECIDING = ("item", "number", "estimate", "pairs", "what would decide it")
"""Names of the columns of ``deciding_cells``."""
_LEFT_OPEN = "What would decide what is undecided"
_HITS = ("met", "supported")
# The first line of an item in its table: its name, and what became of it.
_VERDICT = re.compile(r"^\| [^| -][^|]* \| (met|missed|supported|refuted|undecided|failed) \|", re.MULTILINE)
# A line that does not itself belong to the claim is told as the next number that a computer knows.
_SMALLEST = 1e-300
_MADE_BY = "shelflife validate --all --out DIR"


def cells(row: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return a line a check, in words: item, verdict, check, expected, got, tolerance, seconds of processor time."""
    if not row["checks"]:
        return [(row["id"], row["verdict"], row.get("error", ""), "", "", "", "")]
    lines = []
    for check in row["checks"]:
        told = (_in_words(check[name]) for name in ("expected", "got"))
        tolerance = "" if isinstance(check["expected"], list) else _tolerance_in_words(check)
        met = "" if check["met"] else " ✗"
        lines.append(("", "", f"{check['check']}{met}", *told, tolerance, ""))
    first, seconds = lines[0], f"{row['cpu_seconds']:.1f}"
    return [(row["id"], row["verdict"], *first[2:-1], seconds), *lines[1:]]


def _tolerance_in_words(check: Mapping[str, Any]) -> str:
    """Return what a check accepts: so much more or less, or from where to where if that is not the same either way."""
    low, high = check["accepted"]
    if low is None or high is None or math.isclose(high - check["expected"], check["expected"] - low, rel_tol=1e-9):
        return f"± {number(check['tolerance'])}"
    return f"{number(low)} to {number(high)}"


def deciding_cells(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return a line for each number that left a hypothesis undecided: what would decide it."""
    return [
        (row["id"], found["of"], found["estimate"], str(found["pairs"]), found["words"])
        for row in rows
        for found in row.get("deciding", ())
    ]


def written_as_markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the page: a table a kind, each item with its source, its verdict and the command that makes it again."""
    return page_of({kind: section(kind, rows) for kind in KINDS if any(row["kind"] == kind for row in rows)})


def page_of(sections: Mapping[str, str]) -> str:
    """Return the page from the section of each kind; it says how many of their items are met or supported."""
    verdicts = [found for text in sections.values() for found in _VERDICT.findall(text)]
    met, n = sum(verdict in _HITS for verdict in verdicts), len(verdicts)
    lines = [
        "# What must come out, and what did",
        "",
        f"Written by `{_MADE_BY}`; {met} of {n} items met or supported. Where an item has several checks, they",
        "are named. Nothing is tuned to an item; a missed one stays here with what it got.",
    ]
    return "\n".join([*lines, *(text for kind in KINDS for text in [sections.get(kind)] if text)]) + "\n"


def section(kind: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return what the page says of the items of one kind."""
    of_kind = [row for row in rows if row["kind"] == kind]
    lines = ["", f"## {_HEADINGS[kind]}", "", _line("item", "", "what", "expected", "got", "tolerance")]
    lines += [_line(*["---"] * 6), *(line for row in of_kind for line in _rows(row))]
    lines += ["", *map(_below, of_kind)]
    lines += [line for row in of_kind for table in row.get("tables", ()) for line in _told(table)]
    undecided = deciding_cells(of_kind)
    lines += _told({"title": _LEFT_OPEN, "columns": DECIDING, "rows": undecided}) if undecided else []
    lines += [line for row in of_kind if row["curves"] for line in ("", f"![{row['id']}]({row['id']}.png)")]
    return "\n".join(lines)


def sections_of(page: str) -> dict[str, str]:
    """Return the section of each kind of a page that was written before."""
    found = {}
    for kind, heading in _HEADINGS.items():
        _, begins, rest = page.partition(f"\n## {heading}\n")
        if begins:
            found[kind] = f"{begins}{rest.partition('\n\n## ')[0]}".rstrip("\n")
    return found


def renewed(text: str, kind: str, rows: Sequence[Mapping[str, Any]], order: Sequence[str]) -> str:
    """Return the section of a kind as it was written before, with what it says of the items of ``rows`` written anew.

    ``order`` lists the items of the kind. What stands below the items is kept, but for the table of what would decide:
    of the items that are not in ``rows`` it keeps its lines.

    Raises:
        ValueError: for an item with tables or curves of its own, as those stand below all items.
    """
    head, tail = section(kind, rows).split(f"\n{_line(*['---'] * 6)}\n")[0], _below_items(text)
    rows_of, below_of, open_of = _lines_of(text)
    for row in rows:
        if row.get("tables") or row["curves"]:
            raise ValueError(f"{row['id']}: has tables or figures of its own; write its whole kind anew")
        rows_of[row["id"]], below_of[row["id"]] = _rows(row), [_below(row)]
        open_of[row["id"]] = [_line(*cells) for cells in deciding_cells([row])]
    lines = [head, _line(*["---"] * 6), *_in_order(rows_of, order), "", *_in_order(below_of, order), *tail]
    undecided = _in_order(open_of, order)
    heading = _told({"title": _LEFT_OPEN, "columns": DECIDING, "rows": []})
    return "\n".join([*lines, *(heading + undecided if undecided else [])])


def _lines_of(text: str) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, list[str]]]:
    """Return by item the lines of a section's table, those below it, and those of the table of what would decide."""
    rows: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    still_open: dict[str, list[str]] = {}
    main, _, rest = text.partition(f"### {_LEFT_OPEN}\n")
    items, latest = main.partition(f"{_line(*['---'] * 6)}\n")[2].partition("\n### ")[0], ""
    for line in items.splitlines():
        if line.startswith("| "):
            latest = line.split(" | ")[0].removeprefix("| ").strip("| ") or latest
            rows.setdefault(latest, []).append(line)
        elif line.startswith("- **"):
            below[line.removeprefix("- **").partition("**")[0]] = [line]
    for line in rest.splitlines()[3:]:
        if line.startswith("| "):
            still_open.setdefault(line.split(" | ")[0].removeprefix("| "), []).append(line)
    return rows, below, still_open


def _below_items(text: str) -> list[str]:
    """Return the lines of a section that stand below its items, without the table of what would decide."""
    lines = text.partition(f"\n### {_LEFT_OPEN}\n")[0].rstrip("\n").splitlines()
    last = max(place for place, line in enumerate(lines) if line.startswith("- **"))
    return lines[last + 1 :]


def _in_order(lines: Mapping[str, list[str]], order: Sequence[str]) -> list[str]:
    return [line for identity in order for line in lines.get(identity, ())]


def _rows(row: Mapping[str, Any]) -> list[str]:
    return [_line(*line[:-1]) for line in cells(row)]


def _below(row: Mapping[str, Any]) -> str:
    note = f" {row['note']}" if row.get("note") else ""
    error = f" Failed: {row['error']}." if "error" in row else ""
    rule = f"Expected: {row['rule']}. Tolerance: {row['tolerance_rule']}. Source: {row['source']}."
    return f"- **{row['id']}** {row['title']}. {rule}{note}{error} `{row['command']}`"


def _told(table: Mapping[str, Any]) -> list[str]:
    columns = table["columns"]
    return [
        "",
        f"### {table['title']}",
        "",
        _line(*columns),
        _line(*["---"] * len(columns)),
        *(_line(*row) for row in table["rows"]),
    ]


def _line(*texts: str) -> str:
    return f"| {' | '.join(text.replace('|', '∣').replace('\n', ' ') for text in texts)} |"


def _in_words(told: Any) -> str:
    if not isinstance(told, list):
        return number(told)
    low, high = told
    if low is not None and high is None and 0.0 < low < _SMALLEST:
        return "above 0"
    if low is None or high is None:
        return f"at most {number(high)}" if low is None else f"at least {number(low)}"
    return f"{number(low)} to {number(high)}"
