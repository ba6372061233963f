"""How the log names the acts of this room; services of each subject add theirs here."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "compliance.determination.opened": _("bắt đầu xác định cấp độ"),
    "compliance.determination.answered": _("trả lời câu hỏi xác định cấp độ"),
    "compliance.determination.judged": _("kết luận một trường hợp luật để ngỏ"),
    "compliance.determination.raised": _("đề xuất cấp độ theo đánh giá rủi ro"),
    "compliance.determination.concluded": _("kết luận cấp độ"),
    "compliance.determination.dropped": _("bỏ bản xác định cấp độ"),
    "compliance.level.corrected": _("đính chính cấp độ trong sổ đăng ký"),
    "compliance.dossier.opened": _("lập hồ sơ đề xuất cấp độ"),
    "compliance.assessment.opened": _("mở lần đánh giá biện pháp"),
    "compliance.assessment.handed_in": _("nộp câu trả lời để xác nhận"),
    "compliance.assessment.closed": _("kết thúc lần đánh giá"),
    "compliance.answers.given": _("trả lời yêu cầu"),
    "compliance.answers.imported": _("nhập phiếu trả lời"),
    "compliance.answers.confirmed": _("xác nhận câu trả lời"),
    "compliance.answers.returned": _("trả lại câu trả lời"),
    "compliance.inheritance.declared": _("khai kế thừa từ hệ thống dùng chung"),
    "compliance.inheritance.confirmed": _("đồng ý cho kế thừa"),
    "compliance.inheritance.ended": _("kết thúc kế thừa"),
    "compliance.inheritance.renewed": _("tính lại kế thừa theo ngày"),
    "compliance.proof.added": _("thêm minh chứng cho yêu cầu"),
    "compliance.proof.used": _("dùng minh chứng cho thêm yêu cầu"),
    "compliance.proof.withdrawn": _("rút minh chứng của yêu cầu"),
    "compliance.gaps.given_out": _("giao việc cho yêu cầu chưa đạt"),
    "compliance.questionnaire.exported": _("xuất phiếu hỏi biện pháp"),
}
