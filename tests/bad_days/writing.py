"""A program of its own that reports one problem after another and says each acknowledged one aloud."""

import os
import resource
import sys
from uuid import UUID


def main() -> None:
    import django

    django.setup()
    from django.db import connection

    from mutu.core import attachments, tenancy
    from mutu.core.actors import Actor
    from mutu.core.identity import new_id
    from mutu.core.models import Organization, Person
    from mutu.core.refusals import Refusal
    from mutu.improvement.nonconformities import actions

    organization_id, person_id, way = UUID(sys.argv[1]), UUID(sys.argv[2]), sys.argv[3]
    with tenancy.reading(organization_id):
        organization = Organization.objects.of(organization_id).get()
        person = Person.objects.of(organization_id).select_related("site").get(pk=person_id)
    if way == "full":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            (pages,) = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages + 40}")
    if way == "files":
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        try:
            attachments.keep(organization_id, os.urandom(3000).hex().encode(), "measured.txt")
        except Refusal as refusal:
            print(refusal.code, refusal, flush=True)
        return
    while True:
        try:
            made = actions.report(new_id(), by=Actor(organization, person, person.name), what="Flash " * 200)
        except Refusal as refusal:
            print(refusal.code, refusal, flush=True)
            return
        print(made.pk, flush=True)


if __name__ == "__main__":
    main()
