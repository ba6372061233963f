"""Role × act: the one table that says who may do what. Pages, endpoints and services name an act; only this table names roles.

A role is held in a post at an organisation and reaches that organisation's subtree; the coordinator's and the auditor's reach the
whole province (design, section 5).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post is for."""

    COORDINATOR = "coordinator", _("Cán bộ điều phối")
    OFFICER = "officer", _("Cán bộ cơ quan")
    PROVIDER = "provider", _("Nhà cung cấp dịch vụ")
    RESPONDER = "responder", _("Thành viên Đội ứng cứu")
    LEADER = "leader", _("Lãnh đạo")
    AUDITOR = "auditor", _("Kiểm tra, giám sát")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


C, O, P, R, L, A, D = (  # noqa: E741  one letter a role keeps the table readable
    Role.COORDINATOR,
    Role.OFFICER,
    Role.PROVIDER,
    Role.RESPONDER,
    Role.LEADER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)

ACTS: dict[str, frozenset[Role]] = {
    # organisations
    "organisations.read": frozenset({C, O, P, R, L, A, D}),
    "organisations.edit": frozenset({C, D}),
    "organisations.reorganise": frozenset({C}),
    "contacts.edit": frozenset({C, O, D}),
    # accounts
    "accounts.read": frozenset({C, A, D}),
    "accounts.invite": frozenset({C, D}),
    "accounts.transfer": frozenset({C, D}),
    # registry
    "registry.read": frozenset({C, O, P, R, L, A}),
    "registry.edit": frozenset({C, O}),
    "registry.import": frozenset({C}),
    "registry.export": frozenset({C, A}),
    # work
    "work.read": frozenset({C, O, P, R, L, A}),
    "work.assign": frozenset({C}),
    "work.answer": frozenset({O, P, R}),
    "work.relay": frozenset({O, C}),
    "work.review": frozenset({C}),
    # compliance
    "compliance.read": frozenset({C, O, P, R, L, A}),
    "compliance.prepare": frozenset({C, O, P}),
    "compliance.appraise": frozenset({C}),
    "compliance.record": frozenset({C, O}),
    "compliance.confirm": frozenset({C, O}),
    "compliance.report": frozenset({C, O}),
    "compliance.accept": frozenset({C, L}),
    # threats
    "threats.read": frozenset({C, O, P, R, L, A}),
    "threats.import": frozenset({C}),
    "threats.settle": frozenset({C}),
    "threats.feeds": frozenset({C}),
    # alerts
    "alerts.read": frozenset({C, O, P, R, L, A}),
    "alerts.triage": frozenset({C, O, P, R}),
    "alerts.suppress": frozenset({C}),
    "alerts.sources": frozenset({C}),
    # hunts
    "hunts.read": frozenset({C, O, R, L, A}),
    "hunts.run": frozenset({C, O, R}),
    "hunts.triage": frozenset({C, O, R}),
    "hunts.rules": frozenset({C}),
    "hunts.campaign": frozenset({C}),
    # directives
    "directives.read": frozenset({C, O, P, R, L, A}),
    "directives.upload": frozenset({C}),
    "directives.decide": frozenset({L}),
    "directives.give_out": frozenset({C}),
    "directives.report": frozenset({C, L, A}),
    "directives.remind": frozenset({C}),
    "directives.spill": frozenset({C, D}),
    # audit
    "audit.read": frozenset({A}),
    "audit.anchor": frozenset({A, D}),
    # the house itself
    "house.settings": frozenset({D}),
    "house.tokens": frozenset({D}),
}

PROVINCE_WIDE = frozenset({Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles whose reach is the whole province, wherever the post stands."""
READ_ONLY = frozenset({Role.AUDITOR})

SECOND_FACTOR = frozenset({Role.COORDINATOR, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles whose holders must prove themselves twice: they act for, decide for or see the whole province."""

GRANTS: dict[Role, frozenset[Role]] = {
    Role.COORDINATOR: frozenset({C, O, P, R, L}),
    Role.ADMINISTRATOR: frozenset(Role),
}
"""Which roles a role may hand out. The coordinator makes neither an administrator nor the auditor who checks the coordinator."""
