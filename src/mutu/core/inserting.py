"""Rows written by one plain statement, for the few tables that every action writes.

Django prepares each insert anew, at a cost of several times the statement itself; here the sentence is made once for
each table. Values pass through the columns' own conversions all the same.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models


@cache
def _statement(model: type[models.Model]) -> tuple[str, tuple[models.Field[Any, Any], ...]]:
    quote = connection.ops.quote_name
    columns = tuple(model._meta.concrete_fields)
    names = ", ".join(quote(str(column.column)) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", columns  # noqa: S608


def _values(row: models.Model, columns: Sequence[models.Field[Any, Any]]) -> list[Any]:
    return [column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns]


def insert(rows: Sequence[models.Model], batch: int) -> None:
    """Write new rows of one table: one by the plain statement, many as Django does."""
    if len(rows) != 1:
        if rows:
            type(rows[0])._base_manager.bulk_create(rows, batch_size=batch)
        return
    statement, columns = _statement(type(rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(rows[0], columns))


def insert_where_free(row: models.Model) -> bool:
    """Write a new row unless its key is taken; whether it was written."""
    statement, columns = _statement(type(row))
    key = connection.ops.quote_name(str(row._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ON CONFLICT ({key}) DO NOTHING", _values(row, columns))
        return bool(cursor.rowcount)
