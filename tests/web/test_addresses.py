"""Every kind of record has a page where its address says."""

import pytest
from django.urls import resolve

from mutu.core.identity import new_id
from mutu.core.references import kinds
from mutu.web.addresses import address


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_the_address_of_a_record_leads_to_a_page(kind: str) -> None:
    """Not to what catches every other address."""
    found = resolve(address(kind, new_id()))
    assert found.func.__module__ != "mutu.web.certificates.published_files"
