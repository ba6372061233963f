"""The letters of the demonstration: written for it, marked in subject and text, dated around the day they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MARK = "Bản trình diễn"
"""Stands in the subject of every letter and finds them again: a second run makes none."""

_HEAD = """CÔNG AN TỈNH QUẢNG NGÃI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: {number}/CAT-PA05
V/v {subject} ({mark})

Quảng Ngãi, ngày {day:02d} tháng {month:02d} năm {year}

"""
_FOOT = """
Văn bản này do người làm phần mềm soạn để trình diễn, không phải văn bản của cơ quan nhà nước./.

Nơi nhận:
- Như trên;
- UBND tỉnh (báo cáo);
- Lưu: VT, PA05.

KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC

Nguyễn Văn Mẫu
"""

_REVIEW_OF_MACHINES = """Kính gửi:
- Văn phòng Tỉnh ủy;
- Các sở, ban, ngành tỉnh;
- UBND các xã, phường, đặc khu;
- Viettel Quảng Ngãi; Viễn thông Quảng Ngãi.

Thực hiện Chỉ thị số {basis}/CT-UBND ngày {basis_day} của UBND tỉnh về bảo đảm an ninh mạng trong cơ quan nhà nước, Công an tỉnh đề nghị \
các cơ quan, đơn vị, địa phương thực hiện các nội dung sau:

1. Rà soát toàn bộ máy tính có kết nối mạng của cơ quan, quét và làm sạch máy nhiễm mã độc; hoàn thành trước ngày {d1}.

2. Cài đủ bản vá cho hệ điều hành và phần mềm văn phòng trên máy trạm, gửi minh chứng trước ngày {d2}.

3. Đổi mật khẩu thư điện tử công vụ của cán bộ, công chức, viên chức; hoàn thành trước ngày {d3}.

4. Phổ biến cho cán bộ, công chức các thủ đoạn lừa đảo trên không gian mạng và cách phòng tránh, báo cáo trước ngày {d4}.

5. Các sở, ban, ngành tỉnh kiểm tra chính sách tường lửa của hệ thống thông tin do mình làm chủ quản, báo cáo trước ngày {d5}.

6. Viettel Quảng Ngãi và Viễn thông Quảng Ngãi rà quét, cảnh báo mã độc trên các hệ thống dùng chung, báo cáo trước ngày {d2}.
"""

_SEASON = """Kính gửi:
- Các sở, ban, ngành tỉnh;
- UBND các xã, phường, đặc khu;
- Viettel Quảng Ngãi; Viễn thông Quảng Ngãi.

Để giữ cho các hệ thống thông tin của tỉnh hoạt động thông suốt trong đợt cao điểm từ ngày {d1} đến ngày {d2}, Công an tỉnh đề nghị các \
cơ quan, đơn vị, địa phương:

1. Phân công người trực theo dõi hệ thống thông tin trong đợt cao điểm, gửi danh sách trực trước ngày {d4}.

2. Sao lưu dữ liệu quan trọng ra thiết bị tách khỏi mạng và thử khôi phục, hoàn thành trước ngày {d3}.

3. Viettel Quảng Ngãi và Viễn thông Quảng Ngãi bố trí đường truyền dự phòng cho Trung tâm dữ liệu tỉnh, báo cáo trước ngày {d3}.
"""

_WARNING = """Kính gửi:
- Các sở, ban, ngành tỉnh;
- UBND các xã, phường, đặc khu;
- Ban Điều hành Chuyển đổi số khu vực Trình Diễn;
- Tổ công tác liên ngành Bản Mẫu.

Công an tỉnh cảnh báo lỗ hổng trong phần mềm hội nghị truyền hình đang dùng tại nhiều cơ quan và đề nghị các cơ quan, đơn vị, địa phương:

1. Kiểm tra máy đang cài phần mềm có lỗ hổng, cập nhật phiên bản mới trong vòng 05 ngày làm việc kể từ ngày ban hành công văn này.

2. Tạm ngắt kết nối Internet của máy chưa cập nhật được, báo cáo kết quả trước ngày {d1}.
"""

_CONTACTS = """Kính gửi:
- Các sở, ban, ngành tỉnh;
- Viettel Quảng Ngãi; Viễn thông Quảng Ngãi.

Để cập nhật danh bạ ứng cứu sự cố, Công an tỉnh đề nghị các cơ quan:

1. Cử một đầu mối kỹ thuật trực ngoài giờ, gửi trước ngày {d1}.

2. Xác nhận số điện thoại đường dây nóng của cơ quan, gửi trước ngày {d1}.
"""


@dataclass(frozen=True, slots=True)
class DemoLetter:
    """One letter as a file: its name and its text."""

    name: str
    text: str


def _letter(number: int, subject: str, body: str, *, on: date, **days: str) -> DemoLetter:
    head = _HEAD.format(number=number, subject=subject, mark=MARK, day=on.day, month=on.month, year=on.year)
    return DemoLetter(f"{number}-CAT-PA05-trinh-dien.txt", head + body.format(**days) + _FOOT)


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _days(today: date, **steps: int) -> dict[str, str]:
    return {name: _shown(today + timedelta(days=step)) for name, step in steps.items()}


def review_of_machines(today: date) -> DemoLetter:
    """Six obligations: one overdue, one due this week, others later."""
    on = today - timedelta(days=19)
    days = _days(today, d1=-5, d2=3, d3=4, d4=24, d5=17, basis_day=-40)
    return _letter(
        4102, "tăng cường làm sạch mã độc và bảo vệ máy tính trong cơ quan nhà nước", _REVIEW_OF_MACHINES, on=on, basis="21", **days
    )


def season(today: date) -> DemoLetter:
    """A season that is under way."""
    days = _days(today, d1=-6, d2=8, d3=1, d4=2)
    return _letter(4077, "bảo đảm an ninh mạng trong đợt cao điểm cuối năm", _SEASON, on=today - timedelta(days=13), **days)


def warning(today: date) -> DemoLetter:
    """A letter that came in this morning; two of its lines mean nobody in the directory."""
    return _letter(4139, "cảnh báo lỗ hổng trong phần mềm hội nghị truyền hình", _WARNING, on=today, **_days(today, d1=9))


def contacts(today: date) -> DemoLetter:
    """A letter whose work is done and closed."""
    days = _days(today, d1=-40)
    return _letter(3806, "cập nhật đầu mối ứng cứu sự cố an ninh mạng", _CONTACTS, on=today - timedelta(days=60), **days)
