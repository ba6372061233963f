"""The reasoning of a concluded determination as an official paper: what was kept then, never what the rules say today."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from vonggac.apps.compliance.models import Determination
from vonggac.apps.compliance.stated import COMPONENTS
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.engines import documents
from vonggac.engines.documents import Answered, Concluded, Draft, Letterhead, LevelReasoning, MetRow, Paper, PaperDate, Signer, UnderRegime
from vonggac.kernel.levels import level_text
from vonggac.law.layouts import layout_as_of
from vonggac.law.letterheads import letterhead_of
from vonggac.law.load import province


def draft_for(body: Organisation, today: date) -> Draft:
    """Return head, blank date and signer of a body's papers; a body whose letterhead is not written down signs by its name."""
    fact = letterhead_of(body.code, today, settings.PROVINCE)
    if fact is None:
        parent = body.parent.name.upper() if body.parent else ""
        head, signer = Letterhead(body.name.upper(), body.name, body.paper_letters(), "", _place(body), parent), ""
    else:
        head, signer = Letterhead(fact.issuer, fact.in_text, fact.short, fact.unit, fact.place, fact.parent), fact.signer
    return Draft(head=head, date=PaperDate(today.year, today.month), signers=(Signer(title=signer or "THỦ TRƯỞNG CƠ QUAN"),))


def _place(body: Organisation) -> str:
    """Return the place of a body's papers: its own name for a commune, the province's for the others (Decree 30/2020, Annex I, box 4)."""
    if body.kind not in {Kind.COMMUNE, Kind.WARD}:
        return province(settings.PROVINCE).place
    return body.name.removeprefix("Xã ").removeprefix("Phường ")


def docx_of(row: Determination, *, today: date, at: datetime) -> bytes:
    """Return the reasoning as a Word file in the layout in force that day."""
    return documents.write_docx(reasoning_of(row, today=today), layout_as_of(today), made_at=at)


def reasoning_of(row: Determination, *, today: date) -> Paper:
    """Draw the reasoning; the operator prepares the dossier, so its head stands above (Decree 331/2026, Article 18)."""
    body = row.system.operator or row.system.owner
    return documents.level_reasoning(draft=draft_for(body, today), facts=_facts(row), layout=layout_as_of(today))


def _facts(row: Determination) -> LevelReasoning:
    verdict = row.verdict
    return LevelReasoning(
        system=row.system.name,
        code=row.system.code,
        owner=row.system.owner.name,
        operator=row.system.operator.name if row.system.operator else "",
        level=level_text(row.final_level()),
        doc=verdict["doc"],
        max_rule=verdict["max_rule"],
        on_day=row.on_day,
        concluded_on=localdate(row.concluded_at),
        provisional=row.is_provisional,
        decided=[_met(one) for one in verdict["decided_by"]],
        also=[_met(one) for one in verdict["also_met"]],
        concluded=[_concluded(case, row.conclusions[case["id"]]) for case in verdict["grey"] if case["id"] in row.conclusions],
        components=_components(row),
        raised=_raised(row),
        open=[one["ask"] for one in verdict["open_questions"]],
        answers=[Answered(one["ask"], one["shown"], one["origin"] or "người xác định trả lời") for one in verdict["answers"]],
        regimes=[_under(one) for one in (verdict, *verdict["others"])],
        rules_digest=row.rules_digest,
    )


def _met(one: dict[str, Any]) -> MetRow:
    seen = "; ".join(f"{answer['ask']} {answer['shown']}".strip() for answer in one["seen"])
    return MetRow(one["article"], " / ".join([*one["part"], one["text"]]), level_text(one["level"]), seen)


def _concluded(case: dict[str, Any], said: dict[str, Any]) -> Concluded:
    conclusion = f"{level_text(said['level']).lower()} ({said['article']})" if said["level"] else "giữ cấp độ theo tiêu chí"
    return Concluded(case["question"], case["article"], conclusion, said["words"])


def _components(row: Determination) -> str:
    said = row.conclusions.get(COMPONENTS)
    if not said:
        return ""
    what = (
        "Lấy cấp độ cao nhất của các hệ thống thành phần" if said["takes"] else "Không tính cấp độ của các hệ thống được ghi là thành phần"
    )
    return f"{what}. Lý do: {said['words']}"


def _raised(row: Determination) -> str:
    if row.raised_to is None:
        return ""
    by_rows, raised, article = level_text(row.level).lower(), level_text(row.raised_to).lower(), row.verdict["uplift_article"]
    return f"Theo tiêu chí là {by_rows}; đề xuất {raised} theo kết quả đánh giá rủi ro ({article}). Lý do: {row.raised_because}"


def _under(one: dict[str, Any]) -> UnderRegime:
    articles = "; ".join(dict.fromkeys(row["article"] for row in one["decided_by"])) or "không tiêu chí nào khớp với thông tin đã có"
    level = level_text(one["level"]) + (" (tạm tính)" if one["provisional"] else "")
    return UnderRegime(one["doc"], level, articles)
