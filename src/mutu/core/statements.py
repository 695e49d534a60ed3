"""Plain statements, for the few rows that every request and every action reads and writes.

Django prepares each query anew, at a cost of several times the statement itself; here the sentence is made once for
each table. Values pass through the columns' own conversions all the same, and nothing is read or changed but in one
organization.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

Columns = tuple[models.Field[Any, Any], ...]


@cache
def _inserting(model: type[models.Model]) -> tuple[str, Columns]:
    quote = connection.ops.quote_name
    columns = tuple(model._meta.concrete_fields)
    names = ", ".join(quote(str(column.column)) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", columns  # noqa: S608


def _values(row: models.Model, columns: Columns) -> list[Any]:
    return [column.get_db_prep_save(column.pre_save(row, True), connection) for column in columns]


def insert(rows: Sequence[models.Model], batch: int) -> None:
    """Write new rows of one table: one by the plain statement, many as Django does."""
    if len(rows) > 1:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=batch)
    elif rows:
        insert_one(rows[0])


def insert_one(row: models.Model) -> None:
    """Write a new row, its key made beforehand."""
    statement, columns = _inserting(type(row))
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(row, columns))
    row._state.adding, row._state.db = False, connection.alias


def insert_where_free(row: models.Model) -> bool:
    """Write a new row unless its key is taken; whether it was written."""
    statement, columns = _inserting(type(row))
    key = connection.ops.quote_name(str(row._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ON CONFLICT ({key}) DO NOTHING", _values(row, columns))
        return bool(cursor.rowcount)


@cache
def _columns(model: type[models.Model], names: tuple[str, ...]) -> tuple[Columns, str]:
    """The columns of these names, and how a statement calls their table."""
    known = {column.attname: column for column in model._meta.concrete_fields}
    return tuple(known[name] for name in names), connection.ops.quote_name(model._meta.db_table)


def _each(columns: Columns, between: str) -> str:
    return between.join(f"{connection.ops.quote_name(str(column.column))} = %s" for column in columns)


@cache
def _reading(
    model: type[models.Model], wanted: tuple[str, ...], known: tuple[str, ...], empty: tuple[str, ...], locked: bool
) -> tuple[str, Columns, list[list[Any]]]:
    asked, table = _columns(model, wanted)
    given, _table = _columns(model, known)
    without = "".join(f" AND {connection.ops.quote_name(str(one.column))} IS NULL" for one in _columns(model, empty)[0])
    names = ", ".join(connection.ops.quote_name(str(column.column)) for column in asked)
    lock = " FOR NO KEY UPDATE" if locked and connection.features.has_select_for_no_key_update else ""
    reads = [
        [*connection.ops.get_db_converters(column.cached_col), *column.get_db_converters(connection)]
        for column in asked
    ]
    sentence = f"SELECT {names} FROM {table} WHERE {_each(given, ' AND ')}{without}{lock}"  # noqa: S608
    return sentence, given, reads


def values_of(
    model: type[models.Model], wanted: tuple[str, ...], *, locked: bool = False, organization_id: UUID, **known: Any
) -> list[tuple[Any, ...]]:
    """These columns of the organization's rows in which the others are as known; locked until the end of the work."""
    facts = {"organization_id": organization_id, **{name: value for name, value in known.items() if value is not None}}
    empty = tuple(name for name in known if name not in facts)
    statement, given, reads = _reading(model, wanted, tuple(facts), empty, locked)
    marks = [column.get_db_prep_value(facts[column.attname], connection) for column in given]
    with connection.cursor() as cursor:
        cursor.execute(statement, marks)
        return [tuple(map(_read, line, reads)) for line in cursor.fetchall()]


def _read(value: Any, converters: list[Any]) -> Any:
    for convert in converters:
        value = convert(value, None, connection)
    return value


@cache
def _changing(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, Columns]:
    columns, table = _columns(model, names)
    mine, _table = _columns(model, ("organization_id",))
    return f"UPDATE {table} SET {_each(columns, ', ')} WHERE {_each(mine, '')}", (*columns, *mine)  # noqa: S608


def change(model: type[models.Model], *, organization_id: UUID, **values: Any) -> None:
    """Set these columns in the organization's one row of a table."""
    statement, columns = _changing(model, tuple(values))
    values["organization_id"] = organization_id
    marks = [column.get_db_prep_save(values[column.attname], connection) for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(statement, marks)
