"""The papers of a level dossier in the layout of Decree 30/2020: drafts that people complete and sign elsewhere; every one says so.

The forms of the annex of Decree 331/2026 are named by number; their own text was not read, so the wording here is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vonggac.engines.documents.dossier_facts import DossierDraft, DossierFacts
from vonggac.engines.documents.drawing import draw, symbol_of
from vonggac.engines.documents.facts import Draft
from vonggac.engines.documents.model import Annex, Blank, Block, Column, Dash, Item, Kind, Paper, Paragraph, Rank, Signer, Table
from vonggac.law.layout import Layout

TO_WRITE = "…………"
NOT_STATED = "Chưa ghi trong sổ đăng ký; bổ sung trước khi trình."
_PARTS = (
    Column("STT", 1, "center"),
    Column("Tên", 4),
    Column("Loại", 2.4),
    Column("Nơi đặt, máy chủ", 3),
    Column("Hệ điều hành", 2.4),
    Column("Mục đích", 2.4),
)
_ZONES = (Column("STT", 1, "center"), Column("Vùng mạng", 4), Column("Địa chỉ trong", 4), Column("Địa chỉ công cộng", 4))
_DATA = (
    Column("STT", 1, "center"),
    Column("Thông tin", 5),
    Column("Loại", 3),
    Column("Số chủ thể, cơ bản", 2.6, "right"),
    Column("Số chủ thể, nhạy cảm", 2.6, "right"),
)
_LINKS = (Column("STT", 1, "center"), Column("Hệ thống", 5), Column("Quan hệ", 3), Column("Nội dung trao đổi", 5))
_GROUNDS = (Column("STT", 1, "center"), Column("Căn cứ", 4), Column("Nội dung tiêu chí", 9))
_HOLDS = (Column("STT", 1, "center"), Column("Thành phần", 6), Column("Căn cứ", 5), Column("Tình trạng", 2.6, "center"))
_MEASURES = (Column("STT", 1, "center"), Column("Yêu cầu", 9), Column("Hiện trạng", 3))


def _paper(
    kind: Kind,
    draft: Draft,
    layout: Layout,
    subject: str,
    body: Iterable[Block],
    facts: DossierFacts,
    *,
    addressees: tuple[str, ...] = (),
    bases: tuple[str, ...] = (),
    annexes: tuple[Annex, ...] = (),
    signers: tuple[Signer, ...] = (),
) -> Paper:
    return draw(
        kind,
        draft,
        symbol_of(kind, draft, layout),
        subject=subject,
        body=(_marked(facts), *body),
        addressees=addressees,
        bases=bases,
        annexes=annexes,
        signers=signers,
        place=draft.head.place or TO_WRITE,
    )


def _marked(facts: DossierFacts) -> Paragraph:
    """Every paper says first that it is a draft: the house issues nothing."""
    return Paragraph(f"Dự thảo, lập từ sổ đăng ký ngày {facts.drawn}; chưa có giá trị khi chưa được ký, cấp số và ban hành.", italic=True)


def _of(facts: DossierFacts) -> str:
    return f"hệ thống thông tin “{facts.system}”"


def _said(text: str) -> Iterator[Block]:
    """Give typed words line by line; what nobody wrote is said to be missing."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines or [NOT_STATED]:
        yield Paragraph(line)


def _numbered(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(place), *row) for place, row in enumerate(rows, 1))


# --- the dossier itself ---------------------------------------------------------------------------------------------------------------


def proposal(*, draft: DossierDraft, layout: Layout, facts: DossierFacts) -> Paper:
    """Draw the proposal dossier: overview, justification of the level, protection plan (Decree 331/2026, Articles 21, 22, 29)."""
    body: tuple[Block, ...] = (
        Item(Rank.ROMAN, "MÔ TẢ, THUYẾT MINH TỔNG QUAN", titled=True),
        *_overview(facts),
        Item(Rank.ROMAN, "TÀI LIỆU THIẾT KẾ", titled=True),
        *_said(facts.words("design")),
        Item(Rank.ROMAN, "THUYẾT MINH CẤP ĐỘ ĐỀ XUẤT", titled=True),
        *_justification(facts),
        Item(Rank.ROMAN, "PHƯƠNG ÁN BẢO VỆ THEO CẤP ĐỘ", titled=True),
        *_plan(facts),
        *_high(facts),
        Item(Rank.ROMAN, "THÀNH PHẦN HỒ SƠ", titled=True),
        Table(_HOLDS, _numbered((name, article, "Đã có" if there else "Chưa có") for name, article, there in facts.holds)),
        Paragraph(f"{facts.operator} chịu trách nhiệm về tính chính xác của nội dung hồ sơ"),
    )
    return _paper(Kind.REPORT, draft.preparer, layout, f"Hồ sơ đề xuất cấp độ {facts.level} đối với {_of(facts)}", body, facts)


def _overview(facts: DossierFacts) -> Iterator[Block]:
    yield Item(Rank.ARABIC, f"Chủ quản: {facts.owner}")
    yield Item(Rank.ARABIC, f"Đơn vị vận hành: {facts.operator}")
    yield Item(Rank.ARABIC, f"Phạm vi, quy mô, đối tượng phục vụ: {facts.serves or NOT_STATED}")
    yield Item(Rank.ARABIC, f"Loại hình: {facts.kind or NOT_STATED}")
    yield Item(Rank.ARABIC, f"Mục đích: {facts.purpose or NOT_STATED}")
    yield Item(Rank.ARABIC, "Mô hình lô-gic")
    yield from _said(facts.logical)
    yield Item(Rank.ARABIC, "Mô hình vật lý")
    yield from _said(facts.physical)
    yield Item(Rank.ARABIC, "Danh mục thiết bị")
    yield Table(_PARTS, _parts(facts, software=False))
    yield Item(Rank.ARABIC, "Danh mục ứng dụng, dịch vụ")
    yield Table(_PARTS, _parts(facts, software=True))
    yield Item(Rank.ARABIC, "Vùng mạng và quy hoạch địa chỉ")
    if facts.zones is None:
        yield Paragraph("Người lập bản này không thuộc phạm vi được biết địa chỉ; người có trách nhiệm bổ sung.")
    else:
        yield Table(_ZONES, _numbered((one.name, one.private or "–", one.public or "–") for one in facts.zones))
    yield Item(Rank.ARABIC, "Liên kết với hệ thống khác")
    yield Table(_LINKS, _numbered((one.name, one.sort, one.flows or "–") for one in facts.links))
    if facts.words("overview"):
        yield Item(Rank.ARABIC, "Nội dung khác")
        yield from _said(facts.words("overview"))


def _parts(facts: DossierFacts, *, software: bool) -> tuple[tuple[str, ...], ...]:
    rows = (one for one in facts.parts if one.is_software is software)
    return _numbered((one.name, one.sort, one.place or "–", one.system or "–", one.use or "–") for one in rows)


def _justification(facts: DossierFacts) -> Iterator[Block]:
    yield Item(Rank.ARABIC, f"Cấp độ đề xuất: {facts.level}, theo {facts.regime}")
    yield Item(Rank.ARABIC, "Thông tin được xử lý")
    yield Table(_DATA, _numbered((one.name, one.sort, one.basic, one.sensitive) for one in facts.data))
    yield Item(Rank.ARABIC, "Tiêu chí quyết định cấp độ")
    if facts.grounds:
        yield Table(_GROUNDS, _numbered((one.article, one.text) for one in facts.grounds))
    else:
        yield from _said(facts.reason)
    if facts.raised:
        yield Item(Rank.ARABIC, f"Nâng cấp độ theo kết quả đánh giá rủi ro: {facts.raised}")
    if facts.is_critical:
        yield Item(Rank.ARABIC, "Hệ thống thuộc danh mục quan trọng về an ninh quốc gia, thực hiện theo trình tự cấp độ 5")
    yield Item(Rank.ARABIC, f"Tác động dự kiến khi bị tấn công: {facts.harm}")
    if facts.words("justification"):
        yield Item(Rank.ARABIC, "Thuyết minh của đơn vị lập hồ sơ")
        yield from _said(facts.words("justification"))


def _plan(facts: DossierFacts) -> Iterator[Block]:
    """Give the seven parts in the order of the law; each requirement that was assessed with how it stands."""
    if facts.assessed:
        yield Paragraph(f"Hiện trạng lấy từ lần đánh giá {facts.assessed}.")
    for part in facts.plan:
        yield Item(Rank.ARABIC, f"{part.title} ({part.article})")
        if part.measures:
            yield Table(_MEASURES, _numbered(part.measures))
        else:
            yield Paragraph(
                NOT_STATED if not facts.assessed else "Chưa có yêu cầu nào được đánh giá cho phần này; mô tả phương án tại đây."
            )
    if facts.words("plan"):
        yield Item(Rank.ARABIC, "Phương án của đơn vị lập hồ sơ")
        yield from _said(facts.words("plan"))


def _high(facts: DossierFacts) -> Iterator[Block]:
    if any(key == "risk-report" for key, _words in facts.stated) or facts.level >= 4:
        yield Item(Rank.ROMAN, "BÁO CÁO RỦI RO CHI TIẾT", titled=True)
        yield from _said(facts.words("risk-report"))


# --- letters --------------------------------------------------------------------------------------------------------------------------


def request(*, draft: DossierDraft, layout: Layout, facts: DossierFacts) -> Paper:
    """Draw the request for appraisal: form 01 where the same unit approves, form 02 else."""
    both = facts.level <= 2 and not facts.is_critical
    what = "thẩm định, phê duyệt" if both else "thẩm định"
    body: tuple[Block, ...] = (
        Paragraph(f"Căn cứ {facts.regime}; {facts.authority};"),
        Paragraph(
            f"{facts.operator} đề nghị {facts.appraiser} {what} hồ sơ đề xuất cấp độ {facts.level} đối với {_of(facts)}, mã {facts.code}."
        ),
        Item(Rank.ARABIC, "Hồ sơ gửi kèm gồm:"),
        *(Dash(f"{name}{'' if there else ' (gửi bổ sung)'};") for name, _article, there in facts.holds),
        Item(Rank.ARABIC, f"Chủ quản hệ thống: {facts.owner}"),
        Item(Rank.ARABIC, f"Quy chế bảo đảm an ninh mạng: {facts.regulation or NOT_STATED}"),
        Paragraph(f"Trân trọng đề nghị {facts.appraiser} xem xét"),
    )
    subject = f"đề nghị {what} hồ sơ đề xuất cấp độ {facts.level} đối với {_of(facts)}"
    return _paper(Kind.LETTER, draft.preparer, layout, subject, body, facts, addressees=(facts.appraiser,))


def opinion_request(*, draft: DossierDraft, layout: Layout, facts: DossierFacts) -> Paper:
    """Draw the letter that asks the owner's specialised unit for its opinion (form 03)."""
    body: tuple[Block, ...] = (
        Paragraph(f"Căn cứ {facts.regime}; {facts.authority};"),
        Paragraph(
            f"{facts.operator} đề nghị {facts.unit} cho ý kiến chuyên môn về hồ sơ đề xuất cấp độ {facts.level} "
            f"đối với {_of(facts)}, về các nội dung sau:"
        ),
        Dash("Sự phù hợp của cấp độ đề xuất với tiêu chí xác định cấp độ;"),
        Dash("Sự phù hợp của phương án bảo vệ với cấp độ đề xuất;"),
        Dash("Báo cáo rủi ro chi tiết: hệ thống liên quan, nguy cơ tấn công, phạm vi ảnh hưởng;"),
        Paragraph(f"Ý kiến của {facts.unit} là thành phần của hồ sơ gửi {facts.appraiser} thẩm định"),
    )
    subject = f"xin ý kiến chuyên môn về hồ sơ đề xuất cấp độ {facts.level} đối với {_of(facts)}"
    return _paper(Kind.LETTER, draft.preparer, layout, subject, body, facts, addressees=(facts.unit,))


# --- appraisal, submission, decision ----------------------------------------------------------------------------------------------------


def appraisal(*, draft: DossierDraft, layout: Layout, facts: DossierFacts) -> Paper:
    """Draw the minutes of appraisal (form 04) with the three questions of Article 23.1; the findings are written by who appraises."""
    body: tuple[Block, ...] = (
        Item(Rank.ROMAN, "THỜI GIAN, ĐỊA ĐIỂM", titled=True),
        Blank("Thời gian, địa điểm"),
        Item(Rank.ROMAN, "THÀNH PHẦN", titled=True),
        Blank("Đại diện đơn vị thẩm định", 2),
        Blank("Đại diện đơn vị lập hồ sơ", 2),
        Item(Rank.ROMAN, "NỘI DUNG THẨM ĐỊNH", titled=True),
        Paragraph(
            f"{facts.appraiser} thẩm định hồ sơ đề xuất cấp độ {facts.level} "
            f"đối với {_of(facts)} do {facts.operator} lập, theo {facts.regime}."
        ),
        Table(_HOLDS, _numbered((name, article, "Đã có" if there else "Chưa có") for name, article, there in facts.holds)),
        Item(Rank.ARABIC, "Sự phù hợp của cấp độ đề xuất"),
        Blank("Nhận xét", 3),
        Item(Rank.ARABIC, "Sự phù hợp của phương án bảo vệ trong thiết kế"),
        Blank("Nhận xét", 3),
        Item(Rank.ARABIC, "Sự phù hợp của phương án bảo vệ trong vận hành"),
        Blank("Nhận xét", 3),
        Item(Rank.ROMAN, "KẾT LUẬN", titled=True),
        Blank("Đạt, hoặc không đạt và nội dung phải hoàn thiện", 2),
        Paragraph("Đơn vị thẩm định không tham gia vận hành hệ thống. Biên bản được thống nhất và lập thành 02 bản có giá trị như nhau"),
    )
    subject = f"Thẩm định hồ sơ đề xuất cấp độ {facts.level} đối với {_of(facts)}"
    signers = (Signer("ĐẠI DIỆN ĐƠN VỊ LẬP HỒ SƠ"), Signer("ĐẠI DIỆN ĐƠN VỊ THẨM ĐỊNH"))
    return _paper(Kind.MINUTES, draft.appraiser, layout, subject, body, facts, signers=signers)


def submission(*, draft: DossierDraft, layout: Layout, facts: DossierFacts) -> Paper:
    """Draw the submission to who approves (form 05)."""
    body: tuple[Block, ...] = (
        Paragraph(f"Căn cứ {facts.regime}; {facts.authority};"),
        Paragraph(f"Căn cứ kết quả thẩm định: {facts.appraisal or NOT_STATED}"),
        Paragraph(
            f"{facts.operator} trình {facts.approver} phê duyệt cấp độ {facts.level} đối với {_of(facts)}, với các nội dung chính sau:"
        ),
        Item(Rank.ARABIC, f"Chủ quản: {facts.owner}; đơn vị vận hành: {facts.operator}"),
        Item(Rank.ARABIC, f"Quy chế bảo đảm an ninh mạng: {facts.regulation or NOT_STATED}"),
        Item(Rank.ARABIC, "Tiêu chí quyết định cấp độ:"),
        *(Dash(f"{one.article}: {one.text};") for one in facts.grounds),
        *(() if facts.grounds else _said(facts.reason)),
        Item(Rank.ARABIC, "Hồ sơ trình kèm:"),
        *(Dash(f"{name};") for name, _article, _there in facts.holds),
        Paragraph(f"Kính trình {facts.approver} xem xét, quyết định"),
    )
    subject = f"Phê duyệt cấp độ {facts.level} đối với {_of(facts)}"
    return _paper(Kind.SUBMISSION, draft.preparer, layout, subject, body, facts, addressees=(facts.approver,))


def _bases(draft: Draft, facts: DossierFacts) -> tuple[str, ...]:
    found = [f"Căn cứ {facts.regime}", f"Căn cứ chức năng, nhiệm vụ của {draft.head.issuer_in_text}"]
    if facts.appraisal:
        found.append(f"Căn cứ kết quả thẩm định: {facts.appraisal}")
    return (*found, f"Theo đề nghị của {facts.operator}")


def decision(*, draft: DossierDraft, layout: Layout, facts: DossierFacts) -> Paper:
    """Draw the decision that approves the level (form 06); the approver alone signs and issues it."""
    body: tuple[Block, ...] = (
        Paragraph(
            f"Phê duyệt {_of(facts)}, mã {facts.code}, do {facts.owner} làm chủ quản, {facts.operator} vận hành, "
            f"là hệ thống thông tin cấp độ {facts.level}.",
            lead="Điều 1. ",
        ),
        Paragraph(
            f"{facts.operator} thực hiện đầy đủ phương án bảo vệ theo hồ sơ đã thẩm định trước khi đưa hệ thống vào vận hành; "
            "định kỳ kiểm tra, đánh giá và báo cáo theo quy định.",
            lead="Điều 2. ",
        ),
        Paragraph("Quyết định này có hiệu lực kể từ ngày ký.", lead="Điều 3. "),
        Paragraph(f"{facts.owner}, {facts.operator} và các đơn vị liên quan chịu trách nhiệm thi hành Quyết định này", lead="Điều 4. "),
    )
    subject = f"Về việc phê duyệt cấp độ đối với {_of(facts)}"
    return _paper(Kind.DECISION, draft.approver, layout, subject, body, facts, bases=_bases(draft.approver, facts))


def plan_decision(*, draft: DossierDraft, layout: Layout, facts: DossierFacts) -> Paper:
    """Draw the decision on the protection plan of a level 5 system (form 07)."""
    body: tuple[Block, ...] = (
        Paragraph(f"Phê duyệt phương án bảo vệ {_of(facts)}, cấp độ {facts.level}, theo hồ sơ đã thẩm định.", lead="Điều 1. "),
        Paragraph(f"{facts.operator} tổ chức thực hiện đầy đủ phương án trước khi đưa hệ thống vào vận hành.", lead="Điều 2. "),
        Paragraph(f"{facts.operator} và các đơn vị liên quan chịu trách nhiệm thi hành Quyết định này kể từ ngày ký", lead="Điều 3. "),
    )
    subject = f"Về việc phê duyệt phương án bảo vệ {_of(facts)}"
    return _paper(Kind.DECISION, draft.approver, layout, subject, body, facts, bases=_bases(draft.approver, facts))


# --- regulation -----------------------------------------------------------------------------------------------------------------------

_CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Quy định chung", ("Phạm vi điều chỉnh và đối tượng áp dụng", "Nguyên tắc bảo đảm an ninh mạng", "Các hành vi bị nghiêm cấm")),
    (
        "Tổ chức và con người",
        ("Trách nhiệm của người đứng đầu", "Đơn vị, người phụ trách an ninh mạng", "Tuyển dụng, đào tạo, thôi việc; cam kết bảo mật"),
    ),
    ("Thiết kế, xây dựng", ("Thiết kế theo cấp độ", "Phát triển phần mềm, kiểm thử, nghiệm thu", "Sản phẩm, dịch vụ và nhà cung cấp")),
    (
        "Vận hành",
        (
            "Quản lý mạng, máy chủ, ứng dụng, dữ liệu",
            "Quản lý tài khoản, quyền truy cập, xác thực nhiều yếu tố",
            "Quản lý lỗ hổng, bản vá, phòng chống mã độc",
            "Nhật ký và giám sát",
            "Sao lưu, khôi phục",
        ),
    ),
    ("Ứng phó sự cố", ("Phát hiện, báo cáo, đầu mối liên hệ", "Ứng phó, khắc phục, diễn tập")),
    ("Kiểm tra, đánh giá và rủi ro", ("Kiểm tra, đánh giá định kỳ", "Đánh giá và xử lý rủi ro")),
    ("Kết thúc vận hành", ("Thanh lý, hủy bỏ, xóa dữ liệu",)),
    ("Tổ chức thực hiện", ("Trách nhiệm thi hành", "Sửa đổi, bổ sung")),
)


def regulation(*, draft: DossierDraft, layout: Layout, facts: DossierFacts) -> Paper:
    """Draw the template of a security regulation: the decision that issues it, and the regulation as its annex, chapter by chapter."""
    body: tuple[Block, ...] = (
        Paragraph("Ban hành kèm theo Quyết định này Quy chế bảo đảm an ninh mạng.", lead="Điều 1. "),
        Paragraph("Quyết định này có hiệu lực kể từ ngày ký.", lead="Điều 2. "),
        Paragraph("Các đơn vị, cá nhân liên quan chịu trách nhiệm thi hành Quyết định này", lead="Điều 3. "),
    )
    annex = Annex("Quy chế bảo đảm an ninh mạng", tuple(_chapters(facts)))
    bases = (f"Căn cứ {facts.regime}", f"Căn cứ chức năng, nhiệm vụ của {draft.approver.head.issuer_in_text}")
    subject = "Về việc ban hành Quy chế bảo đảm an ninh mạng"
    return _paper(Kind.DECISION, draft.approver, layout, subject, body, facts, bases=bases, annexes=(annex,))


def _chapters(facts: DossierFacts) -> Iterator[Block]:
    number = 0
    yield Paragraph(f"Quy chế áp dụng cho {facts.owner} và {_of(facts)}; phần để trống do cơ quan ban hành viết.")
    for title, articles in _CHAPTERS:
        yield Item(Rank.ROMAN, title.upper(), titled=True)
        for article in articles:
            number += 1
            yield Paragraph(f"{article}", lead=f"Điều {number}. ")
            yield Blank("Nội dung", 2)


DRAWN = {
    "ho-so": proposal,
    "de-nghi": request,
    "xin-y-kien": opinion_request,
    "tham-dinh": appraisal,
    "to-trinh": submission,
    "quyet-dinh": decision,
    "quyet-dinh-phuong-an": plan_decision,
    "quy-che": regulation,
}
"""Key → how the paper is drawn."""
