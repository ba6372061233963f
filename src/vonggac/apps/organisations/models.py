"""Public bodies over time: who existed when, under whom, and who went on with their work."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vonggac.kernel.vietnamese import fold, letters_of, nfc, sort_key


class Kind(models.TextChoices):
    """What a body is; the words of the province profile."""

    PROVINCE = "province", _("Tỉnh")
    ELECTED_OFFICE = "elected_office", _("Văn phòng cơ quan dân cử")
    PARTY_OFFICE = "party_office", _("Cơ quan Đảng")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    AGENCY = "agency", _("Cơ quan hành chính")
    POLICE = "police", _("Công an")
    ARMED_FORCE = "armed_force", _("Quân sự, biên phòng")
    COURT_PROCURACY = "court_procuracy", _("Tòa án, Viện kiểm sát")
    MASS_ORGANISATION = "mass_organisation", _("Hội, đoàn thể")
    PUBLIC_SERVICE_UNIT = "public_service_unit", _("Đơn vị sự nghiệp")
    CENTRAL_AGENCY = "central_agency", _("Cơ quan Trung ương trên địa bàn")
    DISTRICT = "district", _("Huyện, thị xã, thành phố")
    COMMUNE = "commune", _("Xã")
    WARD = "ward", _("Phường")
    TOWNSHIP = "township", _("Thị trấn")
    SPECIAL_ZONE = "special_zone", _("Đặc khu")
    PROVIDER = "provider", _("Nhà cung cấp dịch vụ")
    COORDINATION = "coordination", _("Tổ chức phối hợp liên ngành")
    RESPONSE_TEAM = "response_team", _("Đội ứng cứu sự cố")
    CENTRE = "centre", _("Trung tâm")
    NATIONAL = "national", _("Cơ quan cấp quốc gia")


LOCAL_KINDS = frozenset({Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.SPECIAL_ZONE})
"""Territorial units; their papers are those of their people's committee."""


class Organisation(models.Model):
    """A public body during one period of its life; its identity is (code, valid_from), never its name."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=120, blank=True)
    addressee_name = models.CharField(max_length=300, blank=True)
    """How a letter addresses it, "UBND xã …" for a territorial unit; empty means the name."""
    folded = models.CharField(max_length=900, editable=False)
    sort_key = models.CharField(max_length=900, editable=False, db_index=True)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    province_code = models.CharField(max_length=40, db_index=True)
    """Code of the province it belonged to in this period; classes of addressees expand within it."""
    valid_from = models.DateField(null=True, blank=True)
    """First day; empty means since before anyone here asked."""
    valid_to = models.DateField(null=True, blank=True)
    """Last day; empty means still there."""
    precision = models.CharField(
        max_length=12, default="read", choices=[("read", _("đã đọc")), ("inferred", _("suy ra")), ("unverified", _("chưa kiểm tra"))]
    )
    domain = models.CharField(max_length=253, blank=True)
    address = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    from_profile = models.BooleanField(default=False)
    """Still as the province profile says; a newer profile may correct it. False once a person here changed it."""

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="organisation_code_once_a_day"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_from=None), name="organisation_code_once_since_ever"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")), name="organisation_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["kind", "province_code"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_search()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_search(self) -> None:
        """Set what search and order need; `bulk_create` does not call `save`, so bulk writers call this."""
        self.name = nfc(self.name).strip()
        self.folded = fold(f"{self.name} {self.short_name} {self.addressee_name} {self.code}")
        self.sort_key = sort_key(self.name)[:900]

    def addressed_as(self) -> str:
        """Return the name a letter uses."""
        return self.addressee_name or self.name

    def paper_letters(self) -> str:
        """Return how the body stands in the number of its papers, where its letterhead is not written down."""
        if self.kind in LOCAL_KINDS:
            return "UBND"
        return letters_of(self.short_name) or self.code.upper()

    def is_valid_on(self, day: date) -> bool:
        """Return whether the body existed on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Ancestry(models.Model):
    """One pair of the tree's closure: `above` is `below` itself (depth 0) or a body over it; a role in `above` reaches `below`."""

    above = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="reaches")
    below = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="reached_from")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["above", "below"], name="ancestry_pair_once")]
        indexes = [models.Index(fields=["below", "depth"])]


class Reorganisation(models.Model):
    """A change of bodies at a date: drafted, previewed with everything it carries, confirmed; corrected only by another one."""

    class What(models.TextChoices):
        MERGE = "merge", _("Sáp nhập")
        SPLIT = "split", _("Chia tách")
        RENAME = "rename", _("Đổi tên")
        ABOLISH = "abolish", _("Kết thúc hoạt động")

    class State(models.TextChoices):
        DRAFT = "draft", _("Đang soạn")
        CONFIRMED = "confirmed", _("Đã thực hiện")
        DROPPED = "dropped", _("Đã bỏ")

    what = models.CharField(max_length=10, choices=What.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    effective_on = models.DateField()
    """First day of the new bodies; the old ones end the day before."""
    basis = models.CharField(max_length=300)
    """Number, date and issuer of the document that ordered it."""
    plan = models.JSONField(default=dict)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    carried_at = models.DateTimeField(null=True)
    """When work and register moved to the heirs: on confirming, or on the first day when that lies ahead."""


class Succession(models.Model):
    """One body went on with the work, or one function, of another from a day on."""

    before = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="heirs")
    after = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="forebears")
    function = models.CharField(max_length=200, blank=True)
    """Which function passed on; empty means everything."""
    on = models.DateField()
    source = models.CharField(max_length=300, blank=True)
    reorganisation = models.ForeignKey(Reorganisation, null=True, blank=True, on_delete=models.PROTECT, related_name="successions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after", "function"], name="succession_once")]


class Contact(models.Model):
    """Whom to call or write to at a body, for what, and from when to when; a role, and a name only if the body gave one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    role = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=254, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    is_hotline = models.BooleanField(default=False)
    """Answers around the clock."""
    is_representative = models.BooleanField(default=False)
    """The person who represents the body in law; `role` is the post (Decree 331/2026/NĐ-CP, Form 08, parts 1 and 2)."""
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    folded = models.CharField(max_length=900, editable=False, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(phone="") | ~Q(email="") | Q(is_representative=True), name="contact_can_be_reached"),
            models.CheckConstraint(condition=~Q(name="") | Q(is_representative=False), name="representative_has_a_name"),
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_search()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def holds_on(self, day: date) -> bool:
        """Return whether the contact is to be used on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def fill_search(self) -> None:
        """Set what search needs; bulk writers call this."""
        self.folded = fold(f"{self.role} {self.name} {self.phone} {self.email} {self.purpose}")


class Mandate(models.Model):
    """The document that says what a body is for (văn bản quy định chức năng, nhiệm vụ), and from when to when it holds."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    document = models.CharField(max_length=300)
    """Kind, number, day and issuer, as a letter cites it."""
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = [F("valid_from").desc(nulls_last=True), "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")), name="mandate_ends_after_it_begins"
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """Return whether the document is in force on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
