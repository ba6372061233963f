"""The words by which a letter asks, orders, promises, tells or closes: the grammar of administrative sentences."""

from __future__ import annotations

import re

from .page import rx


def one_of(*phrases: str) -> re.Pattern[str]:
    return rx(r"\b(?:" + "|".join(phrases).replace(" ", r"\s+") + r")\b")


ASKS = one_of(
    "de nghi", "yeu cau", "giao(?! (?:dich|thong|tiep|luu|dien|ban|duc|diem|hang|dat|dong))", "khuyen nghi", "chi dao", "phan cong", "chiu trach nhiem", "co trach nhiem", "uy quyen",  # noqa: E501
    "phai", "can (?:thuc hien|phai|khan truong|chu dong|tang cuong|uu tien|tap trung|luu y)", "thuc hien (?:tot|nghiem|mot so|cac) (?:mot so |cac )?(?:noi dung|nhiem vu|giai phap|viec|cong viec)", "mong (?:nhan|quy)",  # noqa: E501
)  # fmt: skip
ASKS_STRONG = one_of(
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
NOT_ASKING = rx(
    r"(?:theo|tai|cac|noi dung|nhung|van ban|to trinh|co|xet|nhan duoc|dap ung|phu hop voi|khi co|tren co so|cua|can cu|duoc|dung|nhu|cong van|phieu|don|so|khong|muc dich,|moi|nguoi|ho so|bo tri,|duoi su|su|da|cong tac|ban|quan triet,)\s*$"  # noqa: E501
)
OPENS = rx(
    r"(?:nhu\s+sau|sau\s+day|noi\s+dung,?\s+sau|nhiem\s+vu(?:\s+trong\s+tam)?\s+sau|cu\s+the|viec\s+sau|giai\s+phap\s+sau|thuc\s+hien|sau|yeu\s+cau|de\s+nghi|khuyen\s+nghi)\s*[,:]*\s*$"
)
OPENS_INSIDE = rx(r"(?:nhu\s+sau|noi\s+dung,?\s+sau|nhiem\s+vu\s+sau|cu\s+the|viec\s+sau|yeu\s+cau|sau\s+day)\s*:\s*")
BACKGROUND = rx(
    r"^\W{0,8}(?:(?:[ivx]+|\d+)\s*[.)]\s*)?(?:muc\s+dich|yeu\s+cau\W{0,8}$|quy\s+dinh\s+chung|pham\s+vi|can\s+cu|thuc\s+trang|tinh\s+hinh|(?:ve\s+)?ket\s+qua|(?:ve\s+)?ton\s+tai|(?:ve\s+)?han\s+che|nguyen\s+nhan|"
    r"dac\s+diem|danh\s+gia\s+chung|khai\s+quat|doi\s+tuong|giai\s+thich|cac\s+lo\s+hong|thong\s+tin\s+(?:chung|lo\s+hong|chi\s+tiet)|quan\s+diem|muc\s+tieu|noi\s+nhan)"
)
LAW_SAYS = rx(r"^\W{0,8}(?:(?:tai|theo|can\s+cu)\s+)?(?:quy\s+dinh\s+)?(?:tai\s+)?(?:cac\s+)?(?:khoan|diem|dieu|muc)\s+[\da-z]{1,3}\b")
CLOSING = rx(
    r"^(?:vay|tren\s+day|rat\s+mong|tran\s+trong|kinh\s+(?:de\s+nghi|mong|gui|trinh))|(?:quan\s+tam|phoi\s+hop|nghiem\s+tuc|khan\s+truong|biet|duoc\s+biet|to\s+chuc|luu\s+y|dung\s+quy\s+dinh)\s*(?:,|va)?\s*(?:trien\s+khai)?,?\s*(?:to\s+chuc\s+)?(?:thuc\s+hien)?"
    r"(?:\s+(?:nghiem\s+tuc|dung|theo)[^.]{0,60})?\s*\.?/?\.?\s*$|(?:de|duoc)\s+(?:\S{1,40}\s+){0,40}?(?:biet|thuc\s+hien)(?:\s*,\s*(?:chi\s+dao\s+)?thuc\s+hien|\s+va\s+thuc\s+hien)?\s*\.?/?\.?\s*$"
)
CONTACTS = rx(
    r"lien\s+he\s+(?:voi\s+)?(?:cac\s+)?(?:dau\s+moi|dia\s+chi|ong|ba|dong\s+chi|truc\s+tiep|qua|theo)|dau\s+moi\s+(?:ky\s+thuat|lien\s+he|phoi\s+hop|tiep\s+nhan)[^.]{0,60}:|so\s+dien\s+thoai\s*:|thong\s+tin\s+lien\s+he"
)
REPORTS = one_of("bao cao", "gui", "tong hop", "thong bao", "hoan thanh", "phan anh", "dang ky", "cung cap")
EFFECT = rx(
    r"co\s+hieu\s+luc|het\s+hieu\s+luc|thay\s+the\s+quyet\s+dinh|bai\s+bo|^\W{0,8}(?:cong\s+bo|ban\s+hanh|phe\s+duyet|thanh\s+lap|sua\s+doi)\s"
)
DUTY_VERBS = (
    "chủ động|chủ trì|phối hợp|tiếp tục|tăng cường|triển khai|thực hiện|rà soát|tổ chức|chỉ đạo|có trách nhiệm|chịu trách nhiệm|xây dựng|hướng dẫn|kiểm tra|báo cáo|tham mưu|đảm bảo|bảo đảm|"  # noqa: E501
    "cử|bố trí|phân công|theo dõi|đôn đốc|cung cấp|căn cứ|nghiên cứu|khẩn trương|kịp thời|thường xuyên|quán triệt|xem xét|đẩy mạnh|nâng cao|ưu tiên|dành|duy trì|vận hành|rà quét|gửi|tổng hợp|"  # noqa: E501
    "hoàn thành|cập nhật|lập|ban hành|phải|cần|tự|khai thác|quan tâm|thông báo|giữ|đề xuất|tuyên truyền|phổ biến|chuẩn bị|tập trung|thống kê|khắc phục|xử lý|trực|hỗ trợ|nghiêm túc|đề nghị|"  # noqa: E501
    "tham gia|lưu ý|đưa|đẩy nhanh|giám sát chặt|tiếp nhận|chấp hành|chia sẻ|công bố|công khai|phát hiện|trình|thẩm định|bám sát|kiến nghị|giao|điều tiết|ứng phó|có kế hoạch|có phương án|sẵn sàng|đăng ký|thành lập|cài đặt|"  # noqa: E501
    "khai báo|gỡ bỏ|bóc gỡ|vào cuộc|tiến hành|tạo điều kiện|yêu cầu|khuyến nghị|trân trọng|kính đề nghị|nhận được|sớm|trong thời gian|trong quá trình|trong phạm vi|theo chức năng|theo thẩm quyền|định kỳ|hằng|hàng|trước ngày|nhanh chóng|chậm nhất|"  # noqa: E501
    "đổi ngay|đổi mật|đổi tên|thay đổi|thay|cài|gỡ|dán|chụp|khóa|khoá|tắt|sao lưu|tách|thử|kê khai|xóa|xoá|quét|cô lập|ngắt|bật|nộp|điền|thu hồi|bàn giao|đối chiếu|phân loại|"  # noqa: E501
    "niêm yết|quản lý|giám sát|nhắc|khuyến cáo|đăng tải|xác minh|xác định|trả lời|phản hồi|nâng cấp|tạm dừng|dừng|ngừng|hạn chế|không được|không để|không sử|không tự|áp dụng|bổ sung|"  # noqa: E501
    "thay thế|điều chỉnh|thu thập|nghiêm cấm|mua sắm|trang bị|tập huấn|diễn tập|thống nhất|phân tích|kiểm kê|kiện toàn|huy động|đồng bộ|đảm nhận|làm|tận dụng|tổng kết|sơ kết|ký"  # noqa: E501
)
VERB = rx(rf"(?<![\wÀ-ỹ])(?:{DUTY_VERBS})(?![\wÀ-ỹ])".replace(" ", r"\s+"))
NAMES_FOLLOW = rx(r":\s+[A-ZĐÀ-Ỹ][^:.;]{1,160}")
PASSIVE = rx(r"(?:được|đang|đã|chưa|công tác)\s+$")
NAME_WORDS = {
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
IMPERATIVE = rx(
    rf"\W{{0,8}}(?:{DUTY_VERBS}|nhắc|sử dụng|không|tuyệt đối|khi|bổ sung|đối chiếu|phân loại|thay đổi|yêu cầu|áp dụng|niêm yết|nghiên cứu|tự kiểm tra)(?![\wÀ-ỹ])".replace(  # noqa: E501
        " ", r"\s+"
    ),
    re.IGNORECASE,
)
CONNECTOR = rx(
    r"^\W{0,8}(?:theo\s+do|dong\s+thoi|ben\s+canh\s+do|ngoai\s+ra|mat\s+khac|trong\s+do|cung\s+voi\s+do|tiep\s+theo|cuoi\s+cung|truoc\s+mat|trong\s+qua\s+trinh|truong\s+hop|khi\s+(?:phat\s+hien|co|xay))\b"
)
GOES_ON = rx(r"\W{0,8}(?:dong|ben|ngoai|cung)\s")
TO_WHOM = rx(r"(?<![a-z])(?:giao(?:\s+cho)?|yeu\s+cau|de\s+nghi|khuyen\s+nghi|doi\s+voi|phan\s+cong|uy\s+quyen(?:\s+cho)?)\s*:?\s+")
LEADS = rx(
    r"\W{0,8}(?:đồng\s+thời,?|ngoài\s+ra,?|bên\s+cạnh\s+đó,?|theo\s+đó,?|trong\s+đó,?|mặt\s+khác,?|riêng|đối\s+với|căn\s+cứ[^,]{0,120},)\s*",
    re.IGNORECASE,
)
SUBJECT_END = rx(
    r"[(:.]|;(?!\s*(?:[A-ZĐ]|các\s))|\s(?:đơn\s+vị\s+cung\s+cấp|là\s|để\s|trên\s+cơ\s+sở|nếu\s|khi\s|được\s|đang\s|với\s+vai\s+trò|tại\s+(?:văn|công|cuộc)|theo\s+(?:đúng|quy)|có\s+(?:liên\s+quan\s+)?(?:nhiệm|ý))"
)
GENERIC = rx(
    r"^(?:(?:thu truong )?(?:cac |quy |toan the |tat ca )?(?:so, )?(?:co quan|don vi|dia phuong|to chuc|ca nhan|doanh nghiep|bo, nganh)(?:,? (?:va )?(?:cac )?(?:co quan|don vi|dia phuong|to chuc|ca nhan|doanh nghiep|doan the|bo, nganh))*(?: (?:co )?lien quan| nhan van ban| tren| neu tren| co ten tren| duoc giao| quan tam)?|nhu tren|quy (?:co quan|don vi)(?:, (?:quy )?(?:co quan|don vi))*)$"  # noqa: E501
)
SENTENCE = rx(r"(?<=[.!?])[)”\"]?\s+(?=[A-ZĐÀ-Ỹ“])")
OWN_PURPOSE = rx(
    r"\s*,?\s*\bđể\s+(?P<purpose>(?:kịp\s+thời\s+|được\s+|cùng\s+|có\s+cơ\s+sở\s+)?(?:hỗ\s+trợ|phối\s+hợp|tổng\s+hợp|hướng\s+dẫn|theo\s+dõi|xem\s+xét|giải\s+quyết|xử\s+lý|tham\s+mưu|báo\s+cáo|điều\s+phối|cảnh\s+báo))"
)
SENT_TO = rx(r"(?:\bvề|\bcho|\btới|\bđến|\bvới|\bqua|\bgửi)\s+$")
PROMISE = rx(
    r"\s+(?:sẽ|chịu\s+trách\s+nhiệm|có\s+trách\s+nhiệm|cam\s+kết|chủ\s+trì|tổ\s+chức|tiếp\s+tục|theo\s+dõi|tổng\s+hợp|phối\s+hợp|hướng\s+dẫn|cử|hỗ\s+trợ|bố\s+trí|thường\s+trực)\b"
)
SHORT = (("ubnd", "uy ban nhan dan"), ("tt&tt", "thong tin va truyen thong"), ("kh&cn", "khoa hoc va cong nghe"), ("gd&dt", "giao duc va dao tao"), ("hdnd", "hoi dong nhan dan"), ("tp.", "thanh pho"), ("vpcp", "van phong chinh phu"))  # fmt: skip  # noqa: E501
