"""One schema for tables that differ from run to run, as narratives and markets do; numbers may be whole or not."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

_FIRST = {
    "runs": ("run_id", "point"),
    "steps": ("run_id", "tick", "hours"),
    "posts": ("run_id", "post"),
    "events": ("run_id", "tick"),
    "panel": ("run_id", "member"),
}
_THEN = {"runs": ("seed", "replicate", "status", "error", "undefined")}
# What a column is does not hang on what happens to stand in it: where nothing failed, `error` is text all the same.
_ALWAYS = {
    "run_id": pa.string(),
    "point": pa.int64(),
    "seed": pa.int64(),
    "replicate": pa.int64(),
    "status": pa.string(),
    "error": pa.string(),
    "undefined": pa.string(),
}


def united(table: str, schemas: Iterable[pa.Schema], columns: Sequence[str] = ()) -> pa.Schema:
    """Return the schema that holds all of them, whatever their order.

    The columns that name a row come first, then a study's own ``columns``, then the others by name.
    """
    kinds: dict[str, pa.DataType] = {}
    for schema in schemas:
        for field in schema:
            kinds[field.name] = _common(kinds.get(field.name, pa.null()), _plain(field.type))
    first = [*_FIRST[table], *columns, *_THEN.get(table, ())]
    named = [name for name in dict.fromkeys(first) if name in kinds]
    rest = sorted(set(kinds) - set(named))
    always = _ALWAYS if table == "runs" else {}
    return pa.schema([(name, always.get(name, _written(kinds[name]))) for name in (*named, *rest)])


def fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table in a schema that holds its own; what it lacks is null."""
    columns = []
    for field in schema:
        has = field.name in table.column_names
        column = table.column(field.name) if has else pa.nulls(len(table), field.type)
        columns.append(_cast(column, field.type))
    return pa.table(columns, schema=schema)


def _cast(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return column if column.type == kind else column.cast(kind)


def _plain(kind: pa.DataType) -> pa.DataType:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind


def _common(one: pa.DataType, other: pa.DataType) -> pa.DataType:
    if one == other or pa.types.is_null(other):
        return one
    if pa.types.is_null(one):
        return other
    if pa.types.is_integer(one) and pa.types.is_integer(other):
        return pa.int64()
    if _is_number(one) and _is_number(other):
        return pa.float64()
    return pa.string()


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind)


def _written(kind: pa.DataType) -> pa.DataType:
    # A column of which nothing is known yet is one of numbers: most are.
    return pa.float64() if pa.types.is_null(kind) else kind
