"""The rules of the house on Python sources: each takes parsed files and returns one sentence for every breach."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from tests.architecture.tree import Function, Source, dotted, functions, imports

MOST_LINES_IN_FILE = 300
MOST_LINES_IN_FUNCTION = 40
MOST_PARAMETERS = 6

FAMILY_FLOOR = "option families"
FACE = "public face"
FLOORS = (
    "base",
    "state",
    "kernels",
    FAMILY_FLOOR,
    "scenario",
    "cast",
    "marketplace",
    "run",
    FACE,
    "experiments",
)
"""From the ground up: a module imports from its own floor and from those before it."""

FOREIGN_TO_SIM = {
    *("experiments", "tests", "hydra", "omegaconf"),
    *("matplotlib", "seaborn", "jinja2", "starlette", "uvicorn", "websockets"),
}
"""The model knows nothing of configuration files, plots and the web."""

ALLOWED_TO_READ_OWN_SOURCE = {"sim/base/provenance.py", "sim/base/compiled.py"}
"""They fingerprint the program's own source; nothing else in ``sim`` may look out of the window."""

OUTSIDE_MODULES = {
    *("os", "io", "pathlib", "glob", "shutil", "tempfile", "fileinput", "platformdirs"),
    *("time", "subprocess", "socket", "urllib", "http", "requests"),
}
BUFFERS_IN_MEMORY = {"io.BytesIO"}
OUTSIDE_CALLS = re.compile(
    r"(^|\.)(open|input|getenv|environ|read_text|read_bytes|write_text|write_bytes)$"
    r"|(datetime|date|Timestamp)\.(now|utcnow|today)$"
    r"|^(np|numpy)\.(load|loadtxt|genfromtxt|fromfile|memmap|save|savez|savez_compressed|savetxt)$"
    r"|^(pd|pandas)\.read_\w+$|\.(to_csv|to_parquet|to_pickle|to_json|tofile)$"
)

EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "misc"}
PUBLIC_FILES = {"__init__.py", "_contract.py"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")


def floor_of(dotted_name: str, family_folders: Iterable[str]) -> str | None:
    """Return the floor of a module or member by its dotted name, ``None`` for a part of ``sim`` that has no floor.

    A file named for its floor and more, as ``sim/scenario_parts.py``, stands on that floor.
    """
    package, _, rest = dotted_name.partition(".")
    if package == "experiments":
        return "experiments"
    part = rest.partition(".")[0]
    if part in family_folders:
        return FAMILY_FLOOR
    if not part:
        return FACE
    return next((floor for floor in FLOORS if part == floor or part.startswith(f"{floor}_")), None)


def breaks_floors(file: Source, families: Mapping[str, str]) -> list[str]:
    """Imports go downwards only, and an option never imports a sibling family. The public face is exempt."""
    if file.name == "sim/__init__.py":
        return []
    own = floor_of(file.module, families.values())
    if own is None:
        return [f"{file.name}: has no floor; put it on one of: {', '.join(FLOORS)}"]
    inside = (found for found in imports(file) if found.target.partition(".")[0] in {"sim", "experiments"})
    return [
        f"{file.name}:{found.line}: imports {found.target} from {breach}; floors go {' < '.join(FLOORS)}"
        for found in inside
        if (breach := _floor_breach(file.module, own, found.target, families))
    ]


def _floor_breach(module: str, own: str, target: str, families: Mapping[str, str]) -> str:
    theirs = floor_of(target, families.values()) or FACE
    if FLOORS.index(theirs) > FLOORS.index(own):
        return f"the {theirs} floor, above its own, {own}"
    if theirs == own == FAMILY_FLOOR and module.split(".")[1] != target.split(".")[1]:
        return "a sibling family"
    return ""


def imports_foreign(file: Source) -> list[str]:
    """``sim`` never imports experiments, configuration, plots or the web."""
    return [
        f"{file.name}:{found.line}: sim never imports {found.target.partition('.')[0]}"
        for found in imports(file)
        if found.target.partition(".")[0] in FOREIGN_TO_SIM
    ]


def import_cycles(files: Iterable[Source]) -> list[str]:
    """No module imports itself through others, inside functions and for type checking included."""
    by_module = {file.module: file for file in files}
    graph = {module: _neighbours(file, by_module) for module, file in by_module.items()}
    cycles = (_way_back(module, graph) for module in sorted(graph))
    return [
        f"{by_module[way[0]].name}: import cycle {' -> '.join([*way, way[0]])}" for way in cycles if way == _turned(way)
    ]


def _neighbours(file: Source, known: Mapping[str, Source]) -> list[str]:
    targets = {target if target in known else target.rpartition(".")[0] for _, target in imports(file)}
    return sorted((targets & known.keys()) - {file.module})


def _way_back(start: str, graph: Mapping[str, list[str]]) -> list[str]:
    """Return the shortest way from a module back to itself, empty if there is none."""
    ways, seen = [[start]], {start}
    for way in ways:
        for following in graph[way[-1]]:
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def _turned(way: list[str]) -> list[str] | None:
    """Return a cycle turned so that it begins with its first name, by which each cycle is reported once."""
    if not way:
        return None
    first = way.index(min(way))
    return way[first:] + way[:first]


def oversized(file: Source) -> list[str]:
    """A file has at most 300 lines, a function 40 and 6 parameters (``self`` and ``cls`` are not counted)."""
    n_lines = len(file.text.splitlines())
    too_long = [f"{file.name}: {n_lines} lines, more than {MOST_LINES_IN_FILE}; split it by meaning"]
    breaches = too_long if n_lines > MOST_LINES_IN_FILE else []
    for function in functions(file):
        breaches += [
            f"{file.name}:{function.node.lineno}: {function.place} has {excess}" for excess in _excess(function)
        ]
    return breaches


def _excess(function: Function) -> Iterator[str]:
    n_lines = (function.node.end_lineno or 0) - function.node.lineno + 1
    if n_lines > MOST_LINES_IN_FUNCTION:
        yield f"{n_lines} lines, more than {MOST_LINES_IN_FUNCTION}"
    n_parameters = _n_parameters(function)
    if n_parameters > MOST_PARAMETERS:
        yield f"{n_parameters} parameters, more than {MOST_PARAMETERS}"


def _n_parameters(function: Function) -> int:
    given = function.node.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args)]
    bound = function.owner is not None and names[:1] in (["self"], ["cls"])
    return len(names) - bound + len(given.kwonlyargs) + (given.vararg is not None) + (given.kwarg is not None)


def unkeyed_chance(file: Source) -> list[str]:
    """Only keyed draws in ``sim``: no ``random``, no ``np.random``, no generator shared by hand.

    The ground floor, where Mesa is adapted, may name the types of Mesa's own generators and hand them on.
    """
    adapts_mesa = file.name.startswith("sim/base/")
    named = [(found.line, found.target) for found in imports(file)]
    named += [(node.lineno, dotted(node)) for node in ast.walk(file.tree) if isinstance(node, ast.Name | ast.Attribute)]
    return [
        f"{file.name}:{line}: {name} is chance without a key; draw from a named stream"
        for line, name in sorted(set(named))
        if _is_unkeyed(name) and not (adapts_mesa and _only_hands_on(name))
    ]


def _is_unkeyed(name: str) -> bool:
    parts = name.split(".")
    return parts[0] == "random" or "default_rng" in parts or bool({"random", "rng"} & set(parts[1:]))


def _only_hands_on(name: str) -> bool:
    if name in {"random", "random.Random", "np.random", "np.random.Generator"}:
        return True
    return name.partition(".")[0] not in {"random", "np", "numpy"} and "default_rng" not in name


def looks_outside(file: Source) -> list[str]:
    """``sim`` reads no files, environment or clocks: what it needs is handed in."""
    if file.name in ALLOWED_TO_READ_OWN_SOURCE:
        return []
    named = [(found.line, found.target) for found in imports(file) if found.target.split(".")[0] in OUTSIDE_MODULES]
    named += [(call.lineno, dotted(call.func)) for call in ast.walk(file.tree) if isinstance(call, ast.Call)]
    named = [(line, name) for line, name in named if name not in BUFFERS_IN_MEMORY]
    outside = {(line, name) for line, name in named if name.split(".")[0] in OUTSIDE_MODULES or _is_outside(name)}
    return [
        f"{file.name}:{line}: {name} reads a file, the environment or a clock; sim is handed what it needs"
        for line, name in sorted(outside)
    ]


def _is_outside(name: str) -> bool:
    return bool(OUTSIDE_CALLS.search(name)) and not name.endswith(".open")


def empty_name(name: str) -> list[str]:
    """A file is a noun or verb of the story: no utils, helpers, manager or misc, in files and folders alike."""
    words = {word for part in PurePosixPath(name).with_suffix("").parts for word in part.split("_")}
    return [f"{name}: '{word}' says nothing; name what it is" for word in sorted(words & EMPTY_NAMES)]


def unfinished(file: Source) -> list[str]:
    """No comment promises work that was not done."""
    tokens = tokenize.generate_tokens(io.StringIO(file.text).readline)
    return [
        f"{file.name}:{token.start[0]}: unfinished: {token.string}"
        for token in tokens
        if token.type == tokenize.COMMENT and UNFINISHED.search(token.string)
    ]


def swallows_everything(file: Source) -> list[str]:
    """No bare ``except``: an error is caught by name."""
    return [
        f"{file.name}:{node.lineno}: bare except; name the error"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]


def drops_seed_zero(file: Source) -> list[str]:
    """A seed is compared to ``None``: its truth would drop seed 0."""
    judged = (part for node in ast.walk(file.tree) for part in _judged_true_or_false(node))
    return [
        f"{file.name}:{part.lineno}: the truth of '{dotted(part)}' drops seed 0; compare it to None"
        for part in judged
        if dotted(part).rpartition(".")[2].split("_")[-1] == "seed"
    ]


def _judged_true_or_false(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert):
        return [node.test]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.comprehension):
        return node.ifs
    return [node.operand] if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else []


def undocumented(file: Source) -> list[str]:
    """Every public module, class and function of ``sim`` says what it means."""
    if any(part.startswith("_") and part not in PUBLIC_FILES for part in file.name.split("/")):
        return []
    missing = [] if ast.get_docstring(file.tree) else [(1, "the module")]
    missing += [(node.lineno, place) for place, node in _public(file.tree) if not ast.get_docstring(node)]
    return [f"{file.name}:{line}: {place} has no docstring" for line, place in missing]


def _public(
    node: ast.Module | ast.ClassDef, place: str = ""
) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in node.body:
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or child.name.startswith("_"):
            continue
        if not any(dotted(mark).endswith(("overload", ".setter")) for mark in child.decorator_list):
            yield place + child.name, child
        if isinstance(child, ast.ClassDef):
            yield from _public(child, f"{place}{child.name}.")


def nameless_option(file: Source) -> list[str]:
    """An option's public class says in a line ``Names: …`` what the literature calls it."""
    classes = [node for node in file.tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    lines = [line for node in classes for line in (ast.get_docstring(node) or "").splitlines()]
    if any(line.strip().startswith("Names:") for line in lines):
        return []
    return [f"{file.name}: no public class with a docstring line 'Names: …' (what the literature calls the option)"]
