"""What is to be done, by whom, by when: the items of a letter that ask, order or promise something.

The unit that is given out is the leaf. A heading keeps its parts; an issuer's own promise is told apart; a sentence that names its own
addressee is bound to that addressee.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from .addressees import split_bodies
from .deadlines import DeadlineRead, Written, read_deadlines, read_figures, read_recurrence
from .items import ARTICLE, DASH, NUMBER, PAREN, PLAIN, SECTION, Block, build_tree, is_inside, quotations, read_blocks
from .model import Kind, Span
from .page import Found, Page, fold_in_place, found, rx
from .vocabulary import Vocabulary

SENTENCE_AT_MOST = 4_000
"""Longer than any sentence; what is hostile costs no more."""


@dataclass(slots=True)
class Duty:
    """An obligation with the places of its parts."""

    number: str | None
    text: str
    start: int
    end: int
    addressees: list[Found] = field(default_factory=list)
    deadline: DeadlineRead | None = None
    recurrence: Found | None = None
    more_periods: bool = False
    figures: tuple[Found, ...] = ()
    own: bool = False
    items: list[Duty] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a reading of the body needs to know."""

    page: Page
    words: Vocabulary
    written: Written
    issuer: str | None
    kind: Kind


def _any(*phrases: str) -> re.Pattern[str]:
    return rx(r"\b(?:" + "|".join(phrases).replace(" ", r"\s+") + r")\b")


_ASKS = _any(
    "de nghi", "yeu cau", "giao(?! (?:dich|thong|tiep|luu|dien|ban|duc|diem|hang|dat|dong))", "khuyen nghi", "chi dao", "phan cong", "chiu trach nhiem", "co trach nhiem", "uy quyen",  # noqa: E501
    "phai", "can (?:thuc hien|phai|khan truong|chu dong|tang cuong|uu tien|tap trung|luu y)", "thuc hien (?:tot|nghiem|mot so|cac) (?:mot so |cac )?(?:noi dung|nhiem vu|giai phap|viec|cong viec)", "mong (?:nhan|quy)",  # noqa: E501
)  # fmt: skip
_ASKS_STRONG = _any(
    "de nghi",
    "yeu cau",
    "khuyen nghi",
    "giao(?! (?:dich|thong|tiep|luu|dien|ban|duc|diem|hang|dat|dong))",
    "phan cong",
    "chi dao nhu sau",
    "y kien chi dao",
    "chiu trach nhiem",
    "co trach nhiem",
)
_NOT_ASKING = rx(
    r"(?:theo|tai|cac|noi dung|nhung|van ban|to trinh|co|xet|nhan duoc|dap ung|phu hop voi|khi co|tren co so|cua|can cu|duoc|dung|nhu|cong van|phieu|don|so|khong|muc dich,|moi|nguoi|ho so|bo tri,|duoi su|su|da|cong tac|ban|quan triet,)\s*$"  # noqa: E501
)
_OPENS = rx(
    r"(?:nhu\s+sau|sau\s+day|noi\s+dung,?\s+sau|nhiem\s+vu(?:\s+trong\s+tam)?\s+sau|cu\s+the|viec\s+sau|giai\s+phap\s+sau|thuc\s+hien|sau|yeu\s+cau|de\s+nghi|khuyen\s+nghi)\s*[,:]*\s*$"
)
_OPENS_INSIDE = rx(r"(?:nhu\s+sau|noi\s+dung,?\s+sau|nhiem\s+vu\s+sau|cu\s+the|viec\s+sau|yeu\s+cau|sau\s+day)\s*:\s*")
_BACKGROUND = rx(
    r"^\W{0,8}(?:(?:[ivx]+|\d+)\s*[.)]\s*)?(?:muc\s+dich|yeu\s+cau\W{0,8}$|quy\s+dinh\s+chung|pham\s+vi|can\s+cu|thuc\s+trang|tinh\s+hinh|(?:ve\s+)?ket\s+qua|(?:ve\s+)?ton\s+tai|(?:ve\s+)?han\s+che|nguyen\s+nhan|"
    r"dac\s+diem|danh\s+gia\s+chung|khai\s+quat|doi\s+tuong|giai\s+thich|cac\s+lo\s+hong|thong\s+tin\s+(?:chung|lo\s+hong|chi\s+tiet)|quan\s+diem|muc\s+tieu|noi\s+nhan)"
)
_LAW_SAYS = rx(r"^\W{0,8}(?:(?:tai|theo|can\s+cu)\s+)?(?:quy\s+dinh\s+)?(?:tai\s+)?(?:cac\s+)?(?:khoan|diem|dieu|muc)\s+[\da-z]{1,3}\b")
_CLOSING = rx(
    r"^(?:vay|tren\s+day|rat\s+mong|tran\s+trong|kinh\s+(?:de\s+nghi|mong|gui|trinh))|(?:quan\s+tam|phoi\s+hop|nghiem\s+tuc|khan\s+truong|biet|duoc\s+biet|to\s+chuc|luu\s+y|dung\s+quy\s+dinh)\s*(?:,|va)?\s*(?:trien\s+khai)?,?\s*(?:to\s+chuc\s+)?(?:thuc\s+hien)?"
    r"(?:\s+(?:nghiem\s+tuc|dung|theo)[^.]{0,60})?\s*\.?/?\.?\s*$|(?:de|duoc)\s+(?:\S{1,40}\s+){0,40}?(?:biet|thuc\s+hien)(?:\s*,\s*(?:chi\s+dao\s+)?thuc\s+hien|\s+va\s+thuc\s+hien)?\s*\.?/?\.?\s*$"
)
_CONTACTS = rx(
    r"lien\s+he\s+(?:voi\s+)?(?:cac\s+)?(?:dau\s+moi|dia\s+chi|ong|ba|dong\s+chi|truc\s+tiep|qua|theo)|dau\s+moi\s+(?:ky\s+thuat|lien\s+he|phoi\s+hop|tiep\s+nhan)[^.]{0,60}:|so\s+dien\s+thoai\s*:|thong\s+tin\s+lien\s+he"
)
_REPORTS = _any("bao cao", "gui", "tong hop", "thong bao", "hoan thanh", "phan anh", "dang ky", "cung cap")
_EFFECT = rx(
    r"co\s+hieu\s+luc|het\s+hieu\s+luc|thay\s+the\s+quyet\s+dinh|bai\s+bo|^\W{0,8}(?:cong\s+bo|ban\s+hanh|phe\s+duyet|thanh\s+lap|sua\s+doi)\s"
)
_DUTY_VERBS = (
    "chủ động|chủ trì|phối hợp|tiếp tục|tăng cường|triển khai|thực hiện|rà soát|tổ chức|chỉ đạo|có trách nhiệm|chịu trách nhiệm|xây dựng|hướng dẫn|kiểm tra|báo cáo|tham mưu|đảm bảo|bảo đảm|"  # noqa: E501
    "cử|bố trí|phân công|theo dõi|đôn đốc|cung cấp|căn cứ|nghiên cứu|khẩn trương|kịp thời|thường xuyên|quán triệt|xem xét|đẩy mạnh|nâng cao|ưu tiên|dành|duy trì|vận hành|rà quét|gửi|tổng hợp|"  # noqa: E501
    "hoàn thành|cập nhật|lập|ban hành|phải|cần|tự|khai thác|quan tâm|thông báo|giữ|đề xuất|tuyên truyền|phổ biến|chuẩn bị|tập trung|thống kê|khắc phục|xử lý|trực|hỗ trợ|nghiêm túc|đề nghị|"  # noqa: E501
    "tham gia|lưu ý|đưa|đẩy nhanh|giám sát chặt|tiếp nhận|chấp hành|chia sẻ|công bố|công khai|phát hiện|trình|thẩm định|bám sát|kiến nghị|giao|điều tiết|ứng phó|có kế hoạch|có phương án|sẵn sàng|đăng ký|thành lập|cài đặt|"  # noqa: E501
    "khai báo|gỡ bỏ|bóc gỡ|vào cuộc|tiến hành|tạo điều kiện|yêu cầu|khuyến nghị|trân trọng|kính đề nghị|nhận được|sớm|trong thời gian|trong quá trình|trong phạm vi|theo chức năng|theo thẩm quyền|định kỳ|hằng|hàng|trước ngày|nhanh chóng|chậm nhất|"  # noqa: E501
    "đổi ngay|đổi mật|đổi tên|thay đổi|thay|cài|gỡ|dán|chụp|khóa|khoá|tắt|sao lưu|tách|thử|kê khai|xóa|xoá|quét|cô lập|ngắt|bật|nộp|điền|thu hồi|bàn giao|đối chiếu|phân loại|"  # noqa: E501
    "niêm yết|quản lý|giám sát|nhắc|khuyến cáo|đăng tải|xác minh|xác định|trả lời|phản hồi|nâng cấp|tạm dừng|dừng|ngừng|hạn chế|không được|không để|không sử|không tự|áp dụng|bổ sung|"  # noqa: E501
    "thay thế|điều chỉnh|thu thập|nghiêm cấm|mua sắm|trang bị|tập huấn|diễn tập|thống nhất|phân tích|kiểm kê|kiện toàn|huy động|đồng bộ|đảm nhận|làm|tận dụng|tổng kết|sơ kết|ký"  # noqa: E501
)
_VERB = rx(rf"(?<![\wÀ-ỹ])(?:{_DUTY_VERBS})(?![\wÀ-ỹ])".replace(" ", r"\s+"))
_NAMES_FOLLOW = rx(r":\s+[A-ZĐÀ-Ỹ][^:.;]{1,160}")
_PASSIVE = rx(r"(?:được|đang|đã|chưa|công tác)\s+$")
_NAME_WORDS = {
    "tổ chức": rx(r"(?:[Cc]ác|,|[Bb]an|và)\s+$"),
    "chỉ đạo": rx(r"[Bb]an\s+$"),
    "vận hành": rx(r"(?:đơn vị|doanh nghiệp|cơ quan|bộ phận)\s+$"),
    "cung cấp": rx(r"(?:đơn vị|doanh nghiệp|cơ quan|nhà)\s+$"),
    "chủ trì": rx(r"(?:đơn vị|cơ quan)\s+$"),
    "thường trực": rx(r"(?:cơ quan|bộ phận|đơn vị)\s+$"),
    "giám sát": rx(r"(?:[Tt]rung tâm|đơn vị|bộ phận|hệ thống|cơ quan)\s+$"),
    "quản lý": rx(r"(?:[Bb]an|đơn vị|cơ quan|bộ phận|phòng|trực tiếp)\s+$"),
    "hỗ trợ": rx(r"(?:[Tt]rung tâm|bộ phận|tổ|đội)\s+$"),
    "trực": rx(r"(?:bộ phận|cán bộ|tổ)\s+$"),
}
"""Verbs that are part of a name after these words ("Ban chỉ đạo", "đơn vị vận hành")."""
_IMPERATIVE = rx(
    rf"\W{{0,8}}(?:{_DUTY_VERBS}|nhắc|sử dụng|không|tuyệt đối|khi|bổ sung|đối chiếu|phân loại|thay đổi|yêu cầu|áp dụng|niêm yết|nghiên cứu|tự kiểm tra)(?![\wÀ-ỹ])".replace(  # noqa: E501
        " ", r"\s+"
    ),
    re.IGNORECASE,
)
_CONNECTOR = rx(
    r"^\W{0,8}(?:theo\s+do|dong\s+thoi|ben\s+canh\s+do|ngoai\s+ra|mat\s+khac|trong\s+do|cung\s+voi\s+do|tiep\s+theo|cuoi\s+cung|truoc\s+mat|trong\s+qua\s+trinh|truong\s+hop|khi\s+(?:phat\s+hien|co|xay))\b"
)
_GOES_ON = rx(r"\W{0,8}(?:dong|ben|ngoai|cung)\s")
_TO_WHOM = rx(r"(?<![a-z])(?:giao(?:\s+cho)?|yeu\s+cau|de\s+nghi|khuyen\s+nghi|doi\s+voi|phan\s+cong|uy\s+quyen(?:\s+cho)?)\s*:?\s+")
_LEADS = rx(
    r"\W{0,8}(?:đồng\s+thời,?|ngoài\s+ra,?|bên\s+cạnh\s+đó,?|theo\s+đó,?|trong\s+đó,?|mặt\s+khác,?|riêng|đối\s+với|căn\s+cứ[^,]{0,120},)\s*",
    re.IGNORECASE,
)
_SUBJECT_END = rx(
    r"[(:.]|;(?!\s*(?:[A-ZĐ]|các\s))|\s(?:đơn\s+vị\s+cung\s+cấp|là\s|để\s|trên\s+cơ\s+sở|nếu\s|khi\s|được\s|đang\s|với\s+vai\s+trò|tại\s+(?:văn|công|cuộc)|theo\s+(?:đúng|quy)|có\s+(?:liên\s+quan\s+)?(?:nhiệm|ý))"
)
_GENERIC = rx(
    r"^(?:(?:thu truong )?(?:cac |quy |toan the |tat ca )?(?:so, )?(?:co quan|don vi|dia phuong|to chuc|ca nhan|doanh nghiep|bo, nganh)(?:,? (?:va )?(?:cac )?(?:co quan|don vi|dia phuong|to chuc|ca nhan|doanh nghiep|doan the|bo, nganh))*(?: (?:co )?lien quan| nhan van ban| tren| neu tren| co ten tren| duoc giao| quan tam)?|nhu tren|quy (?:co quan|don vi)(?:, (?:quy )?(?:co quan|don vi))*)$"  # noqa: E501
)
_SENTENCE = rx(r"(?<=[.!?])[)”\"]?\s+(?=[A-ZĐÀ-Ỹ“])")
_OWN_PURPOSE = rx(
    r"\s*,?\s*\bđể\s+(?P<purpose>(?:kịp\s+thời\s+|được\s+|cùng\s+|có\s+cơ\s+sở\s+)?(?:hỗ\s+trợ|phối\s+hợp|tổng\s+hợp|hướng\s+dẫn|theo\s+dõi|xem\s+xét|giải\s+quyết|xử\s+lý|tham\s+mưu|báo\s+cáo|điều\s+phối|cảnh\s+báo))"
)
_SENT_TO = rx(r"(?:\bvề|\bcho|\btới|\bđến|\bvới|\bqua|\bgửi)\s+$")
_PROMISE = rx(
    r"\s+(?:sẽ|chịu\s+trách\s+nhiệm|có\s+trách\s+nhiệm|cam\s+kết|chủ\s+trì|tổ\s+chức|tiếp\s+tục|theo\s+dõi|tổng\s+hợp|phối\s+hợp|hướng\s+dẫn|cử|hỗ\s+trợ|bố\s+trí|thường\s+trực)\b"
)
_SHORT = (("ubnd", "uy ban nhan dan"), ("tt&tt", "thong tin va truyen thong"), ("kh&cn", "khoa hoc va cong nghe"), ("gd&dt", "giao duc va dao tao"), ("hdnd", "hoi dong nhan dan"), ("tp.", "thanh pho"), ("vpcp", "van phong chinh phu"))  # fmt: skip  # noqa: E501


def read_obligations(asking: Asking, start: int, end: int) -> list[Duty]:
    """Return what the body asks, in order."""
    page = asking.page
    roots = build_tree(page, read_blocks(page, start, end))
    duties: list[Duty] = []
    intro: Block | None = None
    asked = False
    for at, block in enumerate(roots):
        if block.kind == PLAIN:
            inline = _prose(asking, block, asked, following=roots[at + 1] if at + 1 < len(roots) else None)
            duties += inline
            asked = asked or bool(inline) or _asks(page, block.start, block.end)
            intro = block
        elif _wanted(asking, block, intro):
            duties += _pruned(asking, block)
            asked = True
    return duties


# --- which items ask --------------------------------------------------------------------------------------------------------------


def _asks(page: Page, start: int, end: int, *, strong: bool = False) -> bool:
    for match in (_ASKS_STRONG if strong else _ASKS).finditer(page.folded, start, end):
        if not _NOT_ASKING.search(page.folded, max(start, match.start() - 24), match.start()):
            return True
    return False


def _whole_end(block: Block) -> int:
    ends = [block.end, block.tail[1] if block.tail else 0]
    return max([*ends, *(_whole_end(part) for part in block.parts)])


def _opens(page: Page, intro: Block | None) -> bool:
    if intro is None:
        return False
    tail = page.folded[max(intro.start, intro.end - 90) : intro.end]
    if not (_OPENS.search(tail) or tail.rstrip().endswith(":")):
        return False
    return _asks(page, max(intro.start, intro.end - 700), intro.end)


def _wanted(asking: Asking, block: Block, intro: Block | None) -> bool:
    """An item asks when the sentence before its list asks, or when it does so itself."""
    page = asking.page
    heading = page.folded[block.start : min(block.end, block.start + 160)]
    if _BACKGROUND.match(heading) or _LAW_SAYS.match(heading) or _CONTACTS.search(heading):
        return False
    if block.kind == SECTION:
        return True
    if block.kind == ARTICLE or asking.kind is Kind.DECISION:
        return _article_asks(asking, block)
    if _opens(page, intro) and not _BACKGROUND.match(page.folded[intro.start : intro.start + 100] if intro else ""):
        return True
    if asking.kind in (Kind.PLAN, Kind.DIRECTIVE, Kind.TELEGRAM) or (intro is None and asking.kind is Kind.OFFICIAL_LETTER):
        return True
    return _asks(page, block.start, _whole_end(block), strong=True) or bool(_subject(asking, block.start, block.end))


def _article_asks(asking: Asking, block: Block) -> bool:
    page = asking.page
    if _asks(page, block.start, _whole_end(block), strong=True):
        return True
    if _EFFECT.search(page.folded[block.start : block.end]) and not block.parts:
        return bool(_subject(asking, block.start, block.end))
    if block.kind == PLAIN or _empty(page, block):
        return False
    return bool(_subject(asking, block.start, block.end)) or any(_subject(asking, part.start, part.end) for part in block.parts)


def _pruned(asking: Asking, block: Block) -> list[Duty]:
    """A section or article keeps only the parts that ask; a section of a plan that keeps none is no obligation."""
    if block.kind == ARTICLE and block.parts:
        parts = [part for part in block.parts if _article_asks(asking, part)]
        block.parts = parts or block.parts
    return [_duty(asking, block, [])]


# --- one item ---------------------------------------------------------------------------------------------------------------------


def _duty(asking: Asking, block: Block, inherited: list[Found]) -> Duty:
    page = asking.page
    end = block.tail[1] if block.tail else block.end
    inline = [] if block.parts else _inline_parts(page, block.start, end)
    duty = _sentence(asking, block.number, block.start, inline[0].mark_start if inline else end, inherited)
    block.parts = block.parts or inline
    if block.parts:
        duty.items = [_duty(asking, part, duty.addressees) for part in block.parts if not _empty(page, part)] + duty.items
    return duty


def _inline_parts(page: Page, start: int, end: int) -> list[Block]:
    """Parts written in one paragraph: "…: (1) …; (2) …"."""
    marks = list(_INLINE.finditer(page.text, start, end))
    if len(marks) < 2 or [mark["n"] for mark in marks] != [str(n) for n in range(1, len(marks) + 1)]:
        return []
    stops = [mark.start() for mark in marks[1:]] + [end]
    return [Block(PAREN, mark["n"], mark.end(), stop, mark.start()) for mark, stop in zip(marks, stops, strict=True)]


_INLINE = rx(r"(?<=[:;.,])\s*\((?P<n>\d{1,2})\)\s*(?=[^\W\d_])")


def _empty(page: Page, block: Block) -> bool:
    """No words, or only the words of a table's cell."""
    text = page.text[block.start : block.end]
    if not any(c.isalpha() for c in text):
        return True
    return block.kind == PLAIN and len(text) < 60 and text[-1] not in ".;:" and not _VERB.search(text)


def _sentence(asking: Asking, number: str | None, start: int, end: int, inherited: list[Found]) -> Duty:
    """Read one stretch of text: who, by when, how often, which figures, and what the issuer itself promises."""
    page = asking.page
    own_from = _own_purpose(asking, start, end)
    stop = own_from[0] if own_from else end
    place = page.trim(start, stop, also="*_") or (start, stop)
    duty = Duty(number, page.clean(*place), *place)
    duty.own = _promises(asking, *place)
    subject = _subject(asking, *place)
    duty.addressees = [] if duty.own else (subject or list(inherited))
    _timing(asking, duty)
    if own_from:
        duty.items.append(_own(page, own_from[1], end))
    return duty


def _timing(asking: Asking, duty: Duty) -> None:
    page = asking.page
    deadlines = read_deadlines(page, duty.start, duty.end, asking.written)
    recurrence = read_recurrence(page, duty.start, duty.end)
    if recurrence:
        rule, duty.more_periods = recurrence
        duty.recurrence = Found(rule.value, *(page.trim(*rule.span) or rule.span))
    duty.figures = read_figures(page, duty.start, duty.end)
    by_class = _by_class(asking, duty, deadlines) if len(deadlines) > 1 else []
    if by_class:
        duty.items += by_class
    elif deadlines:
        duty.deadline = deadlines[0]


def _by_class(asking: Asking, duty: Duty, deadlines: tuple[DeadlineRead, ...]) -> list[Duty]:
    """ "Các sở trước ngày 20/3; UBND các xã trước ngày 22/3": each clause with a body and a day of its own becomes a part."""
    parts: list[Duty] = []
    since = duty.start
    for read in deadlines:
        clause = max((asking.page.text.rfind(mark, since, read.start) for mark in ("; ", "(", ": ", ";\n", ":\n", ". ")), default=-1)
        begin = clause + 1 if clause >= 0 else since
        bodies = _named_before(asking, begin, read.start)
        if not bodies:
            return []
        place = asking.page.trim(bodies[0].start, read.end) or (begin, read.end)
        parts.append(Duty(None, asking.page.clean(*place), *place, addressees=bodies, deadline=read))
        since = read.end
    return parts


def _named_before(asking: Asking, start: int, end: int) -> list[Found]:
    """The bodies at the head of a clause that leads to a day."""
    page = asking.page
    at = start
    for match in asking.words.body.finditer(page.text, start, end):
        if match.start() == 0 or not page.text[match.start() - 1].isalnum():
            at = match.start()
            break
    else:
        return []
    return _subject(asking, at, end) or ([] if at == start else _bodies(asking, at, end))


def _own_purpose(asking: Asking, start: int, end: int) -> tuple[int, int] | None:
    """Find "… báo ngay về <issuer> để hỗ trợ, …": what follows "để" is the issuer's own duty. Returns (cut, own start)."""
    page = asking.page
    if not asking.issuer:
        return None
    for match in _OWN_PURPOSE.finditer(page.text, start, end):
        since = max(start, match.start() - 170)
        clause = re.split(r"[.;]\s", page.text[since : match.start()])[-1]
        if _ends_with_issuer(asking, clause):
            stop = rx(r"\.\s+[A-ZĐÀ-Ỹ]").search(page.text, match.end(), end)
            if stop is None:
                return match.start(), match.start("purpose")
    return None


def _ends_with_issuer(asking: Asking, clause: str) -> bool:
    """Tell whether a clause ends with "về <issuer>" (a bracket or a deadline may stand between)."""
    name = short_name(asking.issuer or "")
    bare = short_name(re.sub(r"\([^()]*\)", " ", clause))
    bare = re.sub(r"\s*(?:,?\s*(?:truoc|cham nhat|trong)\b[^,;]{0,60}|bang van ban|kip thoi|,)\s*$", "", bare)
    at = bare.rfind(name)
    if at < 0 or not re.search(r"\b(?:ve|cho|toi|den|voi|qua|gui|bao cao)\s+(?:phong .{0,60}|trung tam .{0,60}|van phong )?$", bare[:at]):
        return False
    return len(bare) - at - len(name) < 30 and " va " not in bare[at + len(name) :]


def short_name(name: str) -> str:
    """Return a body's name folded, with the usual abbreviations written out and without the province."""
    folded = " ".join(fold_in_place(name).split())
    for short, whole in _SHORT:
        folded = folded.replace(short, whole)
    return (
        re.sub(r"\s+tinh(?:\s+\w+){1,3}$", "", folded) if folded.startswith(("so ", "cong an")) and "cong an tinh" not in folded else folded
    )


def _own(page: Page, start: int, end: int) -> Duty:
    place = page.trim(start, end, also="*_") or (start, end)
    return Duty(None, page.clean(*place), *place, own=True)


def _promises(asking: Asking, start: int, end: int) -> bool:
    """The issuer as the subject of its own sentence ("Sở … sẽ tổng hợp")."""
    if not asking.issuer:
        return False
    opening = asking.page.text[start : min(end, start + 220)]
    match = _PROMISE.search(opening)
    if match is None:
        return False
    if re.search(r"(?:đề\s+nghị|yêu\s+cầu|khuyến\s+nghị|giao)\s", opening[: match.start()]):
        return False
    subject = short_name(re.sub(r"^\W{0,8}(?:Giao\s+)?", "", opening[: match.start()]))
    return subject == short_name(asking.issuer) or (
        subject.startswith(short_name(asking.issuer)) and len(subject) - len(short_name(asking.issuer)) < 25
    )


# --- who -------------------------------------------------------------------------------------------------------------------------


def _subject(asking: Asking, start: int, end: int) -> list[Found]:
    """The bodies, posts or classes that a sentence names as the ones to act; generic words for everyone name nobody."""
    page = asking.page
    inner = page.trim(start, end, also='*_-–+•"“')
    if inner is None:
        return []
    lead = _LEADS.match(page.text, *inner)
    at = lead.end() if lead and lead.end() < inner[1] else inner[0]
    if asking.words.body.match(page.text, at):
        verb = _subject_end(page, at, min(inner[1], at + 500))
        asked = _ASKS_OF.match(page.text, verb) if verb else None
        if asked is None:
            return _bodies(asking, at, inner[1])
        return _bodies(asking, asked.end(), inner[1]) if asking.words.body.match(page.text, asked.end()) else []
    opener = _TO_WHOM.search(page.folded, inner[0], min(inner[1], inner[0] + 400))
    while opener:
        asks = not _NOT_ASKING.search(page.folded, max(inner[0], opener.start() - 24), opener.start())
        if asks and asking.words.body.match(page.text, opener.end()):
            return _bodies(asking, opener.end(), inner[1])
        opener = _TO_WHOM.search(page.folded, opener.end(), min(inner[1], inner[0] + 400))
    return []


_ASKS_OF = rx(r"\s*(?:trân\s+trọng\s+|kính\s+)?(?:đề\s+nghị|yêu\s+cầu|khuyến\s+nghị|giao(?:\s+cho)?|phân\s+công)\s*:?\s+")


def _bodies(asking: Asking, start: int, end: int) -> list[Found]:
    """Split "A, B và C có trách nhiệm …" at the first verb of duty into its bodies."""
    page = asking.page
    stop = _subject_end(page, start, min(end, start + 500))
    if stop is None or stop - start < 2:
        return []
    piece = found(page, start, stop, also="*_-–.,;:")
    if piece is None or _is_everyone(piece.value):
        return []
    return [Found(name, part.start, part.end) for name, part in split_bodies(page, piece, asking.words) if not _is_everyone(name)]


def _is_everyone(name: str) -> bool:
    return bool(_GENERIC.match(" ".join(fold_in_place(name).split())))


def _subject_end(page: Page, start: int, limit: int) -> int | None:
    verbs = (match for match in _VERB.finditer(page.text, start, limit) if not _in_name(page, match, start))
    ends = [match.start() for match in itertools.islice(verbs, 1)]
    for match in _SUBJECT_END.finditer(page.text, start, limit):
        if match.group() == ":" and _NAMES_FOLLOW.match(page.text, match.start(), limit) and _lists_names(page.text[start : match.start()]):
            continue
        ends.append(match.start())
        break
    if ends:
        return min(ends)
    return limit if limit - start < 260 else None


def _in_name(page: Page, verb: re.Match[str], start: int) -> bool:
    before = page.text[max(start, verb.start() - 14) : verb.start()]
    names = _NAME_WORDS.get(" ".join(verb.group().split()))
    return bool(_PASSIVE.search(before) or (names and names.search(before)))


def _lists_names(head: str) -> bool:
    return bool(re.search(r"(?:Các|các)\s+(?:Bộ|bộ|Sở|sở|tỉnh|xã|phường|Ban|đơn vị|cơ quan|huyện|Tập đoàn)\s*$", head))


# --- running prose ----------------------------------------------------------------------------------------------------------------


def _prose(asking: Asking, block: Block, asked: bool, following: Block | None) -> list[Duty]:
    """Sentences that ask, in a paragraph without a number. A paragraph that only opens or closes a list asks nothing itself."""
    page = asking.page
    if _CONTACTS.search(page.folded, block.start, block.end) and page.text[block.end - 1] in ":*":
        return []
    start = block.start
    if inside := list(_OPENS_INSIDE.finditer(page.folded, block.start, block.end)):
        if inside[-1].end() >= block.end - 2:
            return _dashes(asking, block)
        if _asks(page, block.start, inside[-1].end()):
            start, asked = inside[-1].end(), True
    elif page.text[block.end - 1] == ":" or (
        following is not None and following.kind == NUMBER and following.label == "1" and page.text[block.end - 1] == ":"
    ):
        return _dashes(asking, block)
    duties: list[Duty] = []
    quotes = quotations(page, start, block.end)
    for span in _sentences(page, start, block.end):
        if not is_inside(quotes, span[0]) and _sentence_asks(asking, span, asked or bool(duties)):
            duties.append(_sentence(asking, None, _behind_bases(asking, *span), span[1], []))
    return duties + _dashes(asking, block)


def _behind_bases(asking: Asking, start: int, end: int) -> int:
    """A sentence that opens with its bases asks only from "Sở … đề nghị" on."""
    page = asking.page
    if not _STANDS_ON.match(page.folded, start, end):
        return start
    for match in _ASKS_STRONG.finditer(page.folded, start, end):
        if not _NOT_ASKING.search(page.folded, max(start, match.start() - 24), match.start()):
            cut = max(page.text.rfind(mark, start, match.start()) for mark in (", ", ",\n", "; ", ";\n"))
            return page.trim(cut + 1, end)[0] if cut > start and page.trim(cut + 1, end) else start  # type: ignore[index]
    return start


_STANDS_ON = rx(r"\W{0,8}(?:can\s+cu|thuc\s+hien|theo|xet|tiep\s+theo|trien\s+khai|de\s|nham|tren\s+co\s+so|qua\s|truoc)")


def _dashes(asking: Asking, block: Block) -> list[Duty]:
    """Dashes under an opening sentence that asks are obligations of their own."""
    page = asking.page
    if not block.parts or not _asks(page, block.start, block.end) or _BACKGROUND.match(page.folded[block.start : block.start + 120]):
        return [
            _duty(asking, part, [])
            for part in block.parts
            if part.kind == DASH
            and _asks(page, part.start, part.end, strong=True)
            and not _CONTACTS.search(page.folded, part.start, part.end)
        ]
    named = _subject(asking, block.start, block.end)
    return [_duty(asking, part, named) for part in block.parts if not _empty(page, part)]


def _sentences(page: Page, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    at = start
    for match in _SENTENCE.finditer(page.text, start, end):
        spans.append((at, match.start()))
        at = match.end()
    spans.append((at, end))
    return [inner for span in spans if (inner := page.trim(*span))]


_TELLS = rx(
    r"\W{0,8}(?:[^\s.;]{1,30}\s+){0,14}?(?:nhan\s+duoc|da\s+ban\s+hanh|vua\s+co|da\s+co|da\s+chi\s+dao)\b(?![^.]{0,900}\b(?:de\s+nghi|yeu\s+cau)\s+(?:cac|ubnd|so|thuc|quy))"
)
_IS_BASE = rx(
    r"\W{0,8}(?:can\s+cu\s+(?:bo\s+)?(?:luat|nghi|quyet|thong|phap|chi|van|cong|ke)|theo\s+de\s+nghi|xet\s+de\s+nghi)(?![^.]{0,1500},\s[^,.]{3,120}\s(?:de\s+nghi|yeu\s+cau)\s)"
)


def _sentence_asks(asking: Asking, span: Span, asked: bool) -> bool:
    page = asking.page
    folded = page.folded[span[0] : min(span[1], span[0] + SENTENCE_AT_MOST)]
    has_day = bool(read_deadlines(page, *span, asking.written))
    if _CLOSING.search(" ".join(folded.split())) and not (has_day and _REPORTS.search(folded)):
        return False
    if _CONTACTS.search(folded) and not has_day:
        return False
    if _LAW_SAYS.match(folded) or _TELLS.match(folded) or (_IS_BASE.match(folded) and folded.rstrip().endswith((";", "."))):
        return False
    if _asks(page, *span, strong=True):
        return True
    if _promises(asking, *span):
        return True
    if asked and _subject(asking, *span) and _VERB.search(page.text, *span):
        return True
    if has_day and _REPORTS.search(folded) and asked:
        return True
    if asked and (connector := _CONNECTOR.match(folded)):
        return _GOES_ON.match(connector.group()) is not None or bool(_VERB.search(page.text, *span))
    return asked and bool(_IMPERATIVE.match(page.text, *span)) and not folded.startswith(("can cu", "khong co"))
