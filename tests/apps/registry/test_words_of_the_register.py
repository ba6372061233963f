"""Free text of the register: the log shows it while its row lives, and a spill erases it everywhere."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import models

from cast import NOW, Cast
from registry_cast import system
from vonggac.apps.audit.models import Entry
from vonggac.apps.audit.ports import words_of
from vonggac.apps.registry import models as registry
from vonggac.apps.registry import services
from vonggac.apps.registry.services.spilling import GONE, WORDS, erase_files_of_proofs, erase_register_words, register_words_with

pytestmark = pytest.mark.django_db
SECRET = "nội dung không được lên mạng"
NO_WORDS = {
    "InformationSystem": {"code"},
    "AddressRange": {"written"},
    "Domain": {"name"},
    "MailDomain": {"name"},
    "NetworkZone": {"private_prefix", "public_prefix"},
    "Component": {"private_ip", "public_ip"},
    "SystemProof": {"evidence"},
}
"""Codes, addresses, domains and digests: nobody writes a sentence there."""


def test_every_free_text_of_the_register_is_within_reach_of_a_spill() -> None:
    every = [getattr(registry, name) for name in registry.__all__]
    rows = [one for one in every if isinstance(one, type) and issubclass(one, models.Model) and not one._meta.abstract]
    missed = {row.__name__: left for row in rows if (left := _texts(row) - set(WORDS.get(row, ())) - NO_WORDS.get(row.__name__, set()))}
    assert len(rows) > 10
    assert missed == {}, "add them to services/spilling.py WORDS"


def _texts(row: type[models.Model]) -> set[str]:
    made = {"folded", "sort_key", "private_key", "public_key", "first", "last"}
    fields = [field for field in row._meta.concrete_fields if isinstance(field, models.CharField | models.TextField)]
    return {field.name for field in fields if not field.choices} - made


def test_a_spill_blanks_what_holds_a_trace_and_leaves_the_rest(cast: Cast) -> None:
    one = system(f"Kho {SECRET}", cast.commune, purpose="giữ", note=f"xem {SECRET.upper()}")
    part = registry.Component.objects.create(system=one, what="server", name=SECRET, vendor="Hãng")
    twin = registry.Component.objects.create(system=one, what="server", name=f"{SECRET} 2")
    link = registry.SystemLink.objects.create(source=one, target=system("Kia", cast.commune), sort="depends_on", flows=SECRET)
    found = register_words_with([SECRET])
    assert len(found) == 4
    erase_register_words(found, [SECRET])
    for row in (one, part, twin, link):
        row.refresh_from_db()
    assert (one.name, one.purpose, one.note, part.vendor, link.flows) == (f"{GONE} {one.pk}", "giữ", GONE, "Hãng", GONE)
    assert part.name != twin.name
    assert "khong duoc len mang" not in f"{one.folded} {one.sort_key} {part.folded}"
    assert register_words_with([SECRET]) == []
    assert register_words_with([]) == []


def test_a_proof_loses_its_words_with_its_file(cast: Cast) -> None:
    proof = registry.SystemProof.objects.create(
        system=system("Cổng", cast.commune), layer=1, proved_on=date(2026, 1, 1), sort="minutes", reference="r", evidence="ab" * 32,
        evidence_name="mat.pdf", recorded_at=NOW,
    )  # fmt: skip
    erase_files_of_proofs(["ab" * 32])
    proof.refresh_from_db()
    assert ("r" in proof.reference, proof.evidence_name, proof.evidence) == (False, "", "ab" * 32)


def test_the_log_shows_words_of_the_register_as_long_as_their_row_keeps_them(cast: Cast) -> None:
    one = system("Cổng", cast.commune)
    services.change_system(one, by=cast.coordinator, at=NOW, unwatched_because="Đã có quyết định riêng")
    zone = services.set_part(registry.NetworkZone(system=one, name="Vùng biên"), by=cast.coordinator, at=NOW)
    lines = list(Entry.objects.order_by("number"))
    told = words_of(lines)
    assert "Đã có quyết định riêng" in told[lines[0].number]
    assert "Vùng biên" in told[lines[1].number]
    zone.delete()
    assert "Vùng biên" not in words_of(lines).get(lines[1].number, set())
