"""What stands in the bare pages' table before they are asked: python -m bench.baseline_rows 100000."""

import sys

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from bench.baseline import Thing


def prepare(rows: int) -> None:
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Thing)
    get_user_model().objects.create_user("one", password="one")
    made = (
        Thing(number=f"NC-{n:07}", what=f"Flash on split line {n}", state="closed", lot=f"26{n % 99}")
        for n in range(rows)
    )
    Thing.objects.bulk_create(made, batch_size=5000)


if __name__ == "__main__":
    prepare(int(sys.argv[1]))
