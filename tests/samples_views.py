"""Samples of saving the view of a list and taking it away (7.5.3.2)."""

from tests.samples import Maker, Sample, World

from mutu.core import saved_view_actions as saved
from mutu.core.identity import new_id
from mutu.core.records import Record


def view_samples() -> dict[str, Maker]:
    """A view of the problems, and one that is there."""

    def there(w: World) -> Record:
        return saved.save(new_id(), by=w.people.nurul, name="Late", address="/problems/", query="show=late")

    return {
        "saved_view.save": lambda w: Sample(w.people.nurul, None, {
            "name": "All of Penang", "address": "/problems/", "query": f"show=all&site={w.people.site.pk}",
            "shared": True,
        }),
        "saved_view.take_away": lambda w: Sample(w.people.nurul, there(w), {}),
    }  # fmt: skip
