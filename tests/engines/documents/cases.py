"""One of each ready document, drawn from invented facts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from engines.documents.papers import LAYOUT, WORDING
from vonggac.engines.documents import (
    Answered,
    Asked,
    BackupLeft,
    Body,
    Concluded,
    Draft,
    Erased,
    Evidence,
    FigureSum,
    HandedOver,
    Letterhead,
    LevelReasoning,
    MetRow,
    ObligationResult,
    Origin,
    Overdue,
    Paper,
    PaperDate,
    Person,
    Question,
    Signer,
    Silent,
    UnderRegime,
    answer_form,
    directive_report,
    handover_minutes,
    level_reasoning,
    reminder_letter,
    report_reminder,
    spill_minutes,
)
from vonggac.law.reports import report_regime

HEAD = Letterhead(
    issuer="Sở Khoa học và Công nghệ",
    issuer_in_text="Sở Khoa học và Công nghệ",
    short="SKHCN",
    unit="CNS",
    place="Quảng Ngãi",
    parent="UBND tỉnh Quảng Ngãi",
)
DEPUTY = Signer("Phó Giám đốc", None, ("KT. Giám đốc",))
DRAFT = Draft(head=HEAD, date=PaperDate(2026, 12), signers=(DEPUTY,))
ORIGIN = Origin("Công văn", "5653/UBND-CNTT", "UBND tỉnh", date(2026, 11, 5), "V/v tăng cường bảo đảm an ninh mạng dịp Tết")
COMMUNE = Body("UBND xã Đức Hòa", "chi-dao", "commune")
DEPARTMENT = Body("Sở Tài chính", "de-nghi", "department")
PARTY = Body("Văn phòng Tỉnh ủy", "chi-dao", "party_office")
INFORMED = Body("Báo Quảng Ngãi", "de-biet", "agency")
AT = datetime(2026, 12, 3, 14, 5, tzinfo=UTC)


def late(body: Body, **changes: Any) -> Overdue:
    values: dict[str, Any] = {"body": body, "content": "Rà soát cấu hình tường lửa", "due": date(2026, 11, 20), "days": 12}
    return Overdue(**(values | changes))


def reminder(*overdue: Overdue) -> Paper:
    return reminder_letter(
        draft=DRAFT, origin=ORIGIN, overdue=overdue, as_of=date(2026, 12, 2), answer_by=date(2026, 12, 10), wording=WORDING
    )


def silent(body: Body, state: str = "Chưa lập") -> Silent:
    return Silent(body, 3, 1, state)


def urging(*bodies: Silent, as_of: date = date(2026, 12, 2)) -> Paper:
    asked = Asked(
        year=2026,
        regime=report_regime(date(2026, 12, 14)),
        last_day=date(2026, 12, 19),
        last_working_day=date(2026, 12, 18),
        answer_by=date(2026, 12, 20),
    )
    return report_reminder(draft=DRAFT, asked=asked, silent=bodies, as_of=as_of, wording=WORDING)


def results(**changes: Any) -> list[ObligationResult]:
    figures = (FigureSum("Số máy trạm đã quét", "máy", 12450, 40, 96), FigureSum("Số máy chủ", "máy", None, 0, 96))
    values: dict[str, Any] = {"overdue": (late(COMMUNE), late(PARTY)), "missing": ("UBND xã Ba Tơ",), "figures": figures}
    return [
        ObligationResult("1a", "Rà soát chính sách an ninh của hệ thống tường lửa", 96, 80, 10, **(values | changes)),
        ObligationResult("2", "Thay đổi mật khẩu thư điện tử công vụ", 96, 96, 0),
    ]


def result_report(found: list[ObligationResult] | None = None, evidence: int = 3) -> Paper:
    rows = [Evidence(f"UBND xã số {n}", "1a", f"bien-ban-ra-soat-{n}.pdf", date(2026, 11, 12), "ab" * 32) for n in range(evidence)]
    return directive_report(
        draft=DRAFT,
        origin=ORIGIN,
        as_of=date(2026, 12, 2),
        results=results() if found is None else found,
        evidence=rows,
        layout=LAYOUT,
        wording=WORDING,
        superior="UBND tỉnh Quảng Ngãi",
        difficulties=("Một số xã chưa có cán bộ chuyên trách.",),
    )


def spill() -> Paper:
    signers = (Signer("Người thực hiện", "Lê Văn Thử"), Signer("Người chứng kiến", "Trần Thị Thử"), DEPUTY)
    return spill_minutes(
        draft=Draft(head=HEAD, date=PaperDate(2026), signers=signers),
        layout=LAYOUT,
        at=AT,
        where="Sở Khoa học và Công nghệ",
        people=(Person("Lê Văn Thử", "Chuyên viên", "Phòng Công nghệ số"), Person("Trần Thị Thử", "Văn thư")),
        found="cán bộ tiếp nhận nhìn thấy dấu mật trên bản quét.",
        mark="MẬT",
        erased=(Erased("Tệp quét", "Kho tệp", 1, "cd" * 32), Erased("Văn bản nhận dạng", "Chỉ mục tìm kiếm", 2)),
        backups=(BackupLeft("Bản sao lưu hằng ngày", "Tủ lưu trữ số 2", date(2026, 12, 2)),),
        trace="dòng 1.204 của nhật ký.",
    )


def handover(work: int = 2) -> Paper:
    rows = [
        HandedOver(f"Đôn đốc nội dung {n}", "UBND xã Đức Hòa", date(2026, 12, 10) if n % 2 else None, "Đang thực hiện") for n in range(work)
    ]
    return handover_minutes(
        draft=Draft(
            head=HEAD, date=PaperDate(2026), signers=(Signer("Người bàn giao", "Lê Văn Thử"), Signer("Người nhận", "Trần Thị Thử"))
        ),
        layout=LAYOUT,
        at=AT,
        where="Phòng Công nghệ số",
        giver=Person("Lê Văn Thử", "Chuyên viên"),
        taker=Person("Trần Thị Thử", "Chuyên viên"),
        reason="điều động công tác.",
        work=rows,
    )


def form(questions: int = 3) -> Paper:
    kinds = (
        Question("Đơn vị có hệ thống thông tin do mình quản lý không?", "yes-no"),
        Question("Có bao nhiêu máy tính đã quét mã độc?", "figure", "máy"),
        Question("Nêu khó khăn cần hỗ trợ.", "text"),
    )
    return answer_form(
        body="Ủy ban nhân dân phường Trương Quang Trọng",
        place="Trương Quang Trọng",
        year=2026,
        code="VG-7K2M-91",
        origin=ORIGIN,
        questions=[kinds[n % 3] for n in range(questions)],
        return_to="Sở Khoa học và Công nghệ",
        answer_by=date(2026, 12, 10),
    )


def reasoning(**changes: Any) -> Paper:
    met = MetRow("điểm b khoản 2 Điều 13", "Hệ thống giải quyết thủ tục hành chính", "Cấp độ 3", "Phục vụ người dân, doanh nghiệp; Có")
    facts: dict[str, Any] = {
        "system": "Hệ thống giải quyết thủ tục hành chính",
        "code": "HT-QNG-0007",
        "owner": "UBND tỉnh Quảng Ngãi",
        "operator": "Trung tâm Chuyển đổi số",
        "level": "Cấp độ 4",
        "doc": "Nghị định số 331/2026/NĐ-CP",
        "max_rule": "khoản 2 Điều 8",
        "on_day": date(2026, 11, 22),
        "concluded_on": date(2026, 11, 23),
        "provisional": False,
        "decided": (met,),
        "also": (MetRow("điểm a khoản 2 Điều 12", "Dịch vụ trực tuyến thông thường", "Cấp độ 2", "Không"),),
        "concluded": (Concluded("Đếm số người theo cách nào?", "điểm c khoản 2 Điều 13", "cấp độ 3", "Đếm cộng dồn mọi xã"),),
        "components": "",
        "raised": "Theo tiêu chí là cấp độ 3; đề xuất cấp độ 4 theo kết quả đánh giá rủi ro (khoản 5 Điều 10). Lý do: từng bị tấn công",
        "open": (),
        "answers": (Answered("Hệ thống có giải quyết thủ tục hành chính không?", "Có", ""),),
        "regimes": (UnderRegime("Nghị định số 85/2016/NĐ-CP", "Chưa xác định cấp độ (tạm tính)", "không tiêu chí nào khớp"),),
        "rules_digest": "ab" * 32,
    }
    return level_reasoning(draft=DRAFT, facts=LevelReasoning(**(facts | changes)), layout=LAYOUT)


def everything() -> dict[str, Paper]:
    return {
        "reminder": reminder(late(COMMUNE), late(DEPARTMENT), late(PARTY)),
        "long reminder": reminder(*(late(Body(f"UBND xã số {n}", "chi-dao", "commune")) for n in range(250))),
        "report reminder": urging(silent(COMMUNE), silent(DEPARTMENT, "Bị trả lại"), silent(PARTY)),
        "long report reminder": urging(*(silent(Body(f"UBND xã số {n}", "de-nghi", "commune")) for n in range(120))),
        "report": result_report(),
        "report of nothing": result_report([], 0),
        "spill": spill(),
        "handover": handover(),
        "handover of nothing": handover(0),
        "form": form(),
        "level reasoning": reasoning(),
        "provisional level reasoning": reasoning(provisional=True, decided=(), also=(), open=("Có lưu dữ liệu quốc gia không?",)),
    }
