"""How a person reads the acts of the table."""

from django.utils.translation import gettext_lazy as _

ACT_WORDS = {
    "organisations.read": _("xem danh bạ cơ quan"),
    "organisations.edit": _("sửa cơ quan"),
    "organisations.reorganise": _("sắp xếp lại cơ quan"),
    "contacts.edit": _("sửa đầu mối liên hệ"),
    "accounts.read": _("xem người dùng và vị trí"),
    "accounts.invite": _("mời, giao và đóng vị trí"),
    "accounts.transfer": _("lập bàn giao vị trí"),
    "registry.read": _("xem hệ thống thông tin"),
    "registry.edit": _("kê khai, sửa hệ thống thông tin"),
    "registry.import": _("nhập danh mục hệ thống từ tệp"),
    "registry.export": _("xuất danh mục hệ thống"),
    "work.read": _("xem việc"),
    "work.assign": _("giao việc"),
    "work.answer": _("tiếp nhận và trả lời việc"),
    "work.relay": _("chuyển việc cho đơn vị dưới"),
    "work.review": _("duyệt hoặc trả lại kết quả"),
    "compliance.read": _("xem cấp độ, hồ sơ và biện pháp bảo vệ"),
    "compliance.prepare": _("xác định cấp độ, lập hồ sơ, trả lời biện pháp"),
    "compliance.appraise": _("thẩm định hồ sơ đề xuất cấp độ"),
    "compliance.record": _("ghi kết quả thẩm định, phê duyệt"),
    "compliance.confirm": _("xác nhận câu trả lời về biện pháp"),
    "compliance.report": _("gửi báo cáo hằng năm về bảo vệ hệ thống"),
    "compliance.accept": _("đưa báo cáo hằng năm vào tổng hợp hoặc trả lại"),
    "threats.read": _("xem ca nhiễm mã độc"),
    "threats.import": _("nhận danh sách địa chỉ nhiễm mã độc, mở ca, hỏi nhà mạng"),
    "threats.feeds": _("lập nguồn tin, nhận chỉ dấu và danh sách cảnh báo giả, xuất lần gặp"),
    "threats.settle": _("quyết định địa chỉ còn tranh chấp, đóng ca không xác định được máy"),
    "alerts.read": _("xem cảnh báo"),
    "alerts.triage": _("xác minh, giao, xử lý và đóng cảnh báo"),
    "alerts.suppress": _("đặt và kết thúc quy tắc ẩn cảnh báo"),
    "alerts.sources": _("khai nguồn cảnh báo, cấp khóa, sửa cách đọc"),
    "hunts.read": _("xem lượt săn lùng và kết quả"),
    "hunts.run": _("nạp nhật ký, chạy và dừng lượt săn lùng"),
    "hunts.triage": _("xác minh kết quả săn lùng, ghi hoạt động hợp lệ đã biết"),
    "hunts.rules": _("nạp và thôi dùng bộ quy tắc săn lùng"),
    "hunts.campaign": _("lập, giao và kết thúc đợt săn lùng"),
    "directives.read": _("xem văn bản"),
    "directives.upload": _("nhận văn bản đến"),
    "directives.decide": _("ghi bút phê"),
    "directives.give_out": _("giao việc theo văn bản"),
    "directives.report": _("lập báo cáo kết quả"),
    "directives.remind": _("soạn đôn đốc"),
    "directives.spill": _("xóa tài liệu không được phép có ở đây"),
    "audit.read": _("đọc và xuất nhật ký"),
    "audit.anchor": _("lấy bản neo nhật ký"),
    "house.settings": _("cài đặt hệ thống"),
    "house.tokens": _("cấp khóa kết nối phần mềm"),
}


def words_of(act: str) -> str:
    """Return the words for an act, or its own name when it has none yet."""
    return str(ACT_WORDS.get(act, act))
