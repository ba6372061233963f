"""Words that change with time or province: what bodies are called, how classes of them are addressed, family names.

An engine gets its rules as arguments; `DEFAULT` is the vocabulary of Vietnamese administration, before and after July 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from .page import fold_in_place, rx

_CLASSES: tuple[tuple[str, str], ...] = (
    # (class, pattern on folded text); the first that matches wins, so the narrow ones stand first.
    ("don-vi-chuyen-trach", r"don vi chuyen trach|luc luong chuyen trach"),
    ("so-nganh-cac-tinh", r"\b(?:cac )?so\b.{1,60}\bcac tinh, thanh pho|cong an cac tinh|^cong an tinh, thanh pho"),
    ("ubnd-cap-tinh", r"(?:ubnd|uy ban nhan dan|chu tich .{0,20}|hdnd) (?:cac )?tinh,? (?:va )?(?:thanh pho|tp)|cac tinh, thanh pho truc thuoc|tinh uy, thanh uy|tinh, thanh uy|cac tinh, thanh pho"),  # noqa: E501
    ("co-quan-trung-uong", r"co quan (?:cua )?trung uong|co quan,? (?:to chuc,? )?(?:don vi )?(?:cua )?(?:trung uong|tw)|don vi (?:nganh doc|trung uong)|nganh doc"),  # noqa: E501
    ("bo-nganh", r"cac bo\b|bo, (?:co quan ngang bo|nganh)|co quan ngang bo|bo truong,? thu truong|co quan thuoc chinh phu"),
    ("dang-uy", r"(?:cac )?(?:huyen uy|thi uy|thanh uy),|dang uy (?:cac )?(?:xa|phuong|truc thuoc)|cac (?:ban|co quan) (?:dang|xay dung dang)|cac dang uy"),  # noqa: E501
    ("ubnd-cap-huyen", r"(?:ubnd|uy ban nhan dan|chu tich .{0,30}?|van phong .{0,20}?|phong .{0,50}?)\s*(?:cac |cap )?(?:huyen\b,? ?(?:thi xa|thanh|thanh pho|tp|cap)?|quan, huyen)(?:,|$| va )|(?:cac |cap )huyen\b|cac huyen, (?:thi xa|thanh)"),  # noqa: E501
    ("ubnd-cap-xa", r"(?:(?:cac|cap) |ubnd |uy ban nhan dan |cong an |chu tich .{0,30}?)(?:xa|phuong)\b(?:,| va|/|$| tren| truc| thuoc)|cap xa\b|xa, phuong"),  # noqa: E501
    ("hoi-doan-the", r"\bhoi, doan the|doan the|(?:cac|to chuc) (?:hoi|chinh tri - xa hoi|chinh tri xa hoi)|mat tran to quoc .{0,40}(?:va )cac|cac hoi\b"),  # noqa: E501
    ("so-ban-nganh", r"(?:cac )?so,? (?:va )?ban,? (?:va )?nganh|cac so\b|thu truong cac so|giam doc cac so|so, nganh|so, ban|cac ban, (?:so|nganh)|cac co quan chuyen mon|co quan chuyen mon|ban, nganh"),  # noqa: E501
    ("don-vi-su-nghiep", r"don vi su nghiep"),
    ("don-vi-truc-thuoc", r"(?:don vi|phong|co quan|doanh nghiep)[^;]{0,50}(?:truc thuoc|thuoc so|thuoc bo|thuoc cuc|thuoc ubnd)|cac phong,? (?:ban|chuyen mon|don vi)"),  # noqa: E501
    ("doanh-nghiep-vien-thong", r"doanh nghiep (?:cung cap )?(?:dich vu )?(?:buu chinh, )?(?:vien thong|internet|cong nghe)|nha mang"),
    ("ngan-hang", r"\b(?:cac|he thong) (?:ngan hang|to chuc tin dung|chi nhanh ngan hang)"),
    ("to-chuc-tai-chinh", r"to chuc tai chinh"),
    ("tap-doan-tong-cong-ty", r"\b(?:cac )?tap doan, (?:cac )?tong cong ty|cac tap doan|cac tong cong ty|tong cong ty nha nuoc"),
    ("doanh-nghiep", r"\bcac (?:doanh nghiep|cong ty)|hiep hoi, doanh nghiep"),
    ("truong-hoc", r"\bcac (?:truong|co so giao duc)"),
    ("benh-vien", r"\bcac (?:benh vien|trung tam y te|co so y te|co so kham)"),
    ("luc-luong-vu-trang", r"luc luong vu trang"),
    ("bao-dai", r"co quan bao chi|cac bao, dai"),
    ("co-quan-don-vi", r"\bcac (?:co quan|don vi|dia phuong|to chuc)\b|thu truong cac|nguoi dung dau"),
)  # fmt: skip

_BODIES = (
    "UBND|Ủy ban|Uỷ ban|HĐND|Hội đồng|UBMTTQ|MTTQ|Mặt trận|Sở|Bộ|Cục|Tổng cục|Chi cục|Vụ|Văn phòng|VPCP|VP|Công an|Phòng|Trung tâm|"
    "Ban|Thanh tra|Tỉnh ủy|Tỉnh uỷ|Thành ủy|Huyện ủy|Thị ủy|Đảng ủy|Đảng uỷ|Đoàn|Hội|Liên minh|Liên đoàn|Liên hiệp|Trường|Viện|"
    "Bệnh viện|Tập đoàn|Tổng Công ty|Tổng công ty|Công ty|Ngân hàng|Kho bạc|Bảo hiểm|Tòa án|Toà án|Viện kiểm sát|Thuế|Hải quan|"
    "Viễn thông|Bưu điện|Điện lực|Viettel|VNPT|MobiFone|Mobifone|FPT|Quân khu|Bộ Chỉ huy|Bộ Tư lệnh|BCH|Thủ tướng|Chính phủ|"
    "Đội|Tổ|Đại học|Học viện|Đài|Báo|Cơ quan|Đơn vị|Nhà máy|Xí nghiệp|Quỹ|Doanh nghiệp|Doanh trại|Chi nhánh|Khu|Cổng|Cụm|Hạt|Trạm|"
    "Tiểu ban|Thi hành án|Thống kê|Kiểm toán|Tỉnh đoàn|Tỉnh Đoàn|Thành đoàn|Thành Đoàn|Đặc khu|Tỉnh|BQL|TTDL|TAND|VKSND|BHXH|NHNN|KBNN|"
    "LĐLĐ|HND|HLHPN|HCCB|LHHKHKT|UBMTTQVN|THADS|NCSC|VNCERT|PA\\d\\d|A\\d\\d|PC\\d\\d|"
    "Giám đốc|Phó Giám đốc|Tổng Giám đốc|Tổng giám đốc|Chủ tịch|Phó Chủ tịch|Bí thư|Trưởng phòng|Trưởng Phòng|Trưởng ban|Trưởng Ban|Chánh|"
    "Thủ trưởng|Người đứng đầu|Thành viên|Bộ trưởng|Cục trưởng|Hiệu trưởng|Đội trưởng|Tổ trưởng|Đồng chí|Chỉ huy|Lãnh đạo|Cán bộ|"
    "Bộ phận|Văn thư|Kế toán|Ngành|Địa phương|Xã|Phường|Huyện|Thành phố|Thị xã|Thị trấn|Đặc khu|Nhóm|Đầu mối|Chủ quản|Đơn vị|Nhà thầu|"
    "Các|Những|Toàn thể|Tất cả|Mỗi"
)
_NEED_CAPITAL = "Tỉnh|Phòng|Ban|Tổ|Đội|Hội|Đoàn|Trường|Báo|Đài|Khu|Bộ|Cục|Vụ|Viện|Quỹ|Cổng|Cụm|Hạt|Trạm|Thuế|Nhóm|Ngành"

_FAMILY_NAMES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Vương Trịnh Trương Đinh Lâm Phùng Mai Tô Hà Tạ "
    "Thái Chu Châu Cao Lương Lưu Quách Thạch Kiều La Lục Mạc Mạnh Nông Ông Quan Tăng Từ Tôn Thân Triệu Trưng Văn Viên Vi Ứng Âu Bạch Bành "
    "Cầm Cù Doãn Đàm Đậu Giang Giáp Hàn Hứa Khổng Khuất Khúc Kim Lại Lã Lò Lữ Lường Ma Mẫn Mông Nghiêm Nhâm Ninh Sầm Sùng Tào Thẩm Thào "
    "Thiều Tòng Tống Trà Uông Vàng Vừ Xa Y A Đồng Hạ Hầu Quàng Ksor Rơ Siu Nay Rah Kpă Lù Giàng Hạng Bế Đới Đường Diệp Dư Điêu Điểu Hoa "
    "Kha Khương Liêu Mã Nghê Ngụy Nhan Nhữ Phí Sử Tất Thi Tiêu Tiết Tưởng Vòng Cấn Chử Cung Danh Đinh Đồ Hán Hình Hoắc Hùng Kông Lưu Mùa "
    "Ngân Phù Quế Sơn Tải Thông Tiền Trình Tụ Tường Ung Vạn Vầy Yên Bá Biện Bồ Ca Cái Cáp Cổ Cồ Dịp Đan Đăng Hống Kiên Lăng Lầu Lèng Lô "
    "Lộc Lèo Mè Mẹ Mòng Ngần Nhiêu Nùng Phó Phàng Quản Sái Tẩn Thòng Thò Tráng Tri Trang Vi Xồng Xa H' K' Niê Êban Bru Mlô Adrơng Hmok"
)


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common: no marks, no case, single blanks, no "các" in front."""
    return " ".join(fold_in_place(name).replace(" & ", " va ").split()).removeprefix("cac ")


@dataclass(frozen=True)
class Vocabulary:
    """The dated and provincial words a reading uses."""

    classes: tuple[tuple[str, str], ...] = _CLASSES
    bodies: str = _BODIES
    bodies_with_capital: str = _NEED_CAPITAL
    family_names: frozenset[str] = field(default_factory=lambda: frozenset(_FAMILY_NAMES.split()))
    names: frozenset[str] = frozenset()
    """Names of bodies and classes that a directory knows, folded; none of them is ever cut at its own comma or "và"."""

    def knowing(self, names: Iterable[str]) -> Vocabulary:
        """Return this vocabulary with the names of a directory."""
        return replace(self, names=frozenset(name_key(name) for name in names))

    @cached_property
    def _class_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((name, rx(pattern)) for name, pattern in self.classes)

    @cached_property
    def body(self) -> re.Pattern[str]:
        """The first word of a body, a post or a class of bodies, as it is written."""
        plain = "|".join(f"[{word[0]}{word[0].lower()}]{word[1:]}" if word in _LOWER_TOO else word for word in self._plain_words())
        pattern = rf"(?<![\wÀ-ỹ])(?:{plain}|(?:{self.bodies_with_capital})(?= [A-ZĐÀ-Ỹ])|{_LOWER_NAMES})(?![\wÀ-ỹ])"
        return rx(pattern.replace(" ", r"\s+"))

    def _plain_words(self) -> list[str]:
        capital = set(self.bodies_with_capital.split("|"))
        words = dict.fromkeys(word for word in self.bodies.split("|") if word not in capital)
        return sorted(words, key=len, reverse=True)

    def class_of(self, text: str) -> str | None:
        """Return the class that an addressee's words name, or None for a single body, post or person."""
        folded = " ".join(fold_in_place(text[:400]).split())
        return next((name for name, pattern in self._class_patterns if pattern.search(folded)), None)

    def is_family_name(self, word: str) -> bool:
        """Tell whether a syllable is a family name, in any case."""
        return word.capitalize() in self.family_names or word[:2] in ("K'", "H'", "K’", "H’")


_LOWER_NAMES = (
    "Đội (?:ứng cứu|ứng)|Tổ (?:công|ứng|giúp|thẩm)|Ban (?:quản lý|chỉ đạo|chỉ huy)|Thuế (?:tỉnh|thành phố|cơ sở)|"
    "Đoàn (?:đại biểu|thanh niên|kiểm tra|công tác)|Hội (?:liên hiệp|nông dân|phụ nữ|cựu)|Trường (?:đại học|cao đẳng|trung|tiểu|phổ|mầm)|Viện (?:kiểm sát|nghiên)"  # noqa: E501
)
_LOWER_TOO = frozenset({"Các", "Thủ trưởng", "Người đứng đầu", "Công an", "Đơn vị", "Cơ quan", "Thành viên", "Lãnh đạo", "Đồng chí"})

DEFAULT = Vocabulary()
