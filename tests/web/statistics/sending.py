"""What is handed to the pages in their tests."""

import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

WIDE = "a;b;c\n" + "\n".join(f"8,0{i % 7};8,0{(i + 2) % 7};8,0{(i + 4) % 7}" for i in range(25))


def chart(client: Client, text: str = WIDE, file: Any = None, **more: str) -> Any:
    """The page's answer to a table."""
    given = {"do": "show", "sheet": "measurements", "text": text, **more}
    return client.post("/charts", {**given, "file": file} if file is not None else given)


def upload(data: bytes, name: str = "table.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx file with these rows."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(place, column, cell, value="#DIV/0!" if "/0" in cell else 8.02)
                elif cell is not None:
                    sheet.write(place, column, cell)
    return out.getvalue()
