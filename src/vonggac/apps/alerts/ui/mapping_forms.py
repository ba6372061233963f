"""The form of a mapping: sample lines, how pieces are found, which piece is which field, time, severity, what is an alert."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vonggac.apps.face.forms import Form, TextField

ROWS = 12
LEVELS = [
    ("info", gettext_lazy("Thông tin")),
    ("low", gettext_lazy("Thấp")),
    ("medium", gettext_lazy("Trung bình")),
    ("high", gettext_lazy("Cao")),
    ("critical", gettext_lazy("Nghiêm trọng")),
]
KINDS = [
    ("pairs", gettext_lazy("Cặp tên=giá trị")),
    ("json", gettext_lazy("JSON, phần nêu bằng đường dẫn như data.src.0.ip")),
    ("columns", gettext_lazy("Cột ngăn bởi một ký tự")),
    ("pattern", gettext_lazy("Biểu thức chính quy có nhóm đặt tên")),
]
ALERTS = [
    ("all", gettext_lazy("Mọi bản ghi là cảnh báo")),
    ("when", gettext_lazy("Chỉ khi một phần có giá trị nêu dưới đây")),
    ("none", gettext_lazy("Không bản ghi nào; chỉ là ngữ cảnh")),
]


def _lines(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows), "spellcheck": "false", **attrs})


def _plain(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", **attrs})


class MappingForm(Form):
    """A mapping as plain questions; works without script."""

    sample = TextField(
        label=gettext_lazy("Dòng mẫu, mỗi dòng một bản ghi"),
        required=False,
        max_length=100_000,
        strip=False,
        widget=_lines(6),
        help_text=gettext_lazy("Dán vài dòng thật của thiết bị. Không dán nội dung bí mật nhà nước."),
    )
    name = TextField(
        label=gettext_lazy("Tên cách đọc"), max_length=100, help_text=gettext_lazy("Ví dụ: tuong-lua-x. Cùng tên thì thành phiên bản mới.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Bản ghi có dạng"), choices=KINDS, initial="pairs")
    pattern = TextField(
        label=gettext_lazy("Biểu thức chính quy"),
        required=False,
        max_length=4_000,
        widget=_lines(3),
        help_text=gettext_lazy("Cú pháp RE2, ví dụ src=(?P<nguon>\\S+). Chỉ cho dạng biểu thức."),
    )
    separator = TextField(label=gettext_lazy("Ký tự ngăn"), required=False, max_length=5, strip=False, widget=_plain())
    columns = TextField(
        label=gettext_lazy("Tên các cột theo thứ tự, ngăn bởi dấu phẩy"),
        required=False,
        max_length=4_000,
        help_text=gettext_lazy("Cột bỏ qua thì để trống: ,,src,dst"),
    )
    contains = TextField(
        label=gettext_lazy("Nhận ra nguồn này khi dòng có các chữ (mỗi dòng một chữ)"), required=False, max_length=2_000, widget=_lines(2)
    )
    starts = TextField(label=gettext_lazy("Nhận ra khi dòng bắt đầu bằng"), required=False, max_length=500, strip=False, widget=_plain())
    has = TextField(label=gettext_lazy("Phải có các phần (ngăn bởi dấu phẩy)"), required=False, max_length=500, widget=_plain())
    constants = TextField(
        label=gettext_lazy("Trường luôn có cùng giá trị, mỗi dòng một cặp"),
        required=False,
        max_length=4_000,
        widget=_lines(2),
        help_text=gettext_lazy("Ví dụ: observer.product = Tường lửa X"),
    )
    time_pieces = TextField(
        label=gettext_lazy("Phần chứa thời gian"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Nhiều phần thì ngăn bởi dấu phẩy: date, time"),
        widget=_plain(),
    )
    time_pattern = TextField(
        label=gettext_lazy("Thời gian viết theo mẫu"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Ví dụ: yyyy-MM-dd HH:mm:ss. Trống thì thử các cách viết thường gặp."),
        widget=_plain(),
    )
    time_zone = TextField(
        label=gettext_lazy("Múi giờ của thời gian"),
        required=False,
        max_length=60,
        widget=_plain(list="zones"),
        help_text=gettext_lazy("Trống thì theo múi giờ của nguồn."),
    )
    severity_piece = TextField(label=gettext_lazy("Phần chứa mức độ"), required=False, max_length=300, widget=_plain())
    severity_table = TextField(
        label=gettext_lazy("Chữ của thiết bị = mức của ta, mỗi dòng một cặp"),
        required=False,
        max_length=4_000,
        widget=_lines(3),
        help_text=gettext_lazy("Ví dụ: warning = medium. Mức: info, low, medium, high, critical."),
    )
    severity_otherwise = forms.ChoiceField(label=gettext_lazy("Chữ khác thì coi là"), choices=LEVELS, initial="medium")
    alert = forms.ChoiceField(label=gettext_lazy("Bản ghi nào là cảnh báo?"), choices=ALERTS, initial="all", widget=forms.RadioSelect)
    alert_piece = TextField(label=gettext_lazy("Phần quyết định"), required=False, max_length=300, widget=_plain())
    alert_values = TextField(
        label=gettext_lazy("Các giá trị làm nên cảnh báo (ngăn bởi dấu phẩy)"), required=False, max_length=1_000, widget=_plain()
    )

    def __init__(self, *args: Any, body: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**told_of(body or {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        pairs = list((body or {}).get("fields", {}).items())
        self.count = max(ROWS, len(pairs) + 3, _sent(self.data))
        for number in range(1, self.count + 1):
            name, piece = pairs[number - 1] if number <= len(pairs) else ("", "")
            told = {"number": number}
            self.fields[f"ecs-{number}"] = TextField(
                label=_("Trường %(number)s") % told, required=False, max_length=120, initial=name, widget=_plain(list="ecs-fields")
            )
            self.fields[f"piece-{number}"] = TextField(
                label=_("Lấy từ phần %(number)s") % told, required=False, max_length=300, initial=piece, widget=_plain(list="pieces")
            )
        self._settle()

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the boxes of the fields."""
        return [(self[f"ecs-{number}"], self[f"piece-{number}"]) for number in range(1, self.count + 1)]

    def samples(self) -> list[str]:
        """Return the lines on which it is tried."""
        return [line for line in (self.cleaned_data.get("sample") or "").splitlines() if line.strip()][:50]

    def body(self) -> dict[str, Any]:
        """Return the mapping as JSON, as it was said."""
        said = self.cleaned_data
        fields = {
            said[f"ecs-{n}"].strip(): said[f"piece-{n}"].strip() for n in range(1, self.count + 1) if said.get(f"ecs-{n}", "").strip()
        }
        body: dict[str, Any] = {
            "name": said["name"].strip(),
            "kind": said["kind"],
            "claims": {
                "contains": _filled(said["contains"].splitlines()),
                "starts": said["starts"],
                "has": _filled(said["has"].split(",")),
            },
            "fields": fields,
            "constants": _pairs(said["constants"]),
            "alert": self._alert(),
        }
        body |= {"pattern": said["pattern"]} if said["kind"] == "pattern" else {}
        body |= {"separator": said["separator"]} if said["kind"] in {"pairs", "columns"} else {}
        body |= (
            {"columns": [one.strip() for one in said["columns"].split(",")]}
            if said["kind"] == "columns" and said["columns"].strip()
            else {}
        )
        if said["time_pieces"].strip():
            body["time"] = {
                "pieces": _filled(said["time_pieces"].split(",")),
                "pattern": said["time_pattern"].strip(),
                "zone": said["time_zone"].strip(),
            }
        if said["severity_piece"].strip():
            table = _pairs(said["severity_table"])
            body["severity"] = {"piece": said["severity_piece"].strip(), "table": table, "otherwise": said["severity_otherwise"]}
        return body

    def _alert(self) -> Any:
        said = self.cleaned_data
        if said["alert"] == "when":
            return {"piece": said["alert_piece"].strip(), "values": _filled(said["alert_values"].split(","))}
        return said["alert"] == "all"

    def place(self, faults: Mapping[str, Iterable[str]]) -> None:
        """Put what is wrong beside the boxes that it speaks of."""
        for place, said in faults.items():
            for one in said:
                self.add_error(self._box(place), one)

    def _box(self, place: str) -> str | None:
        if place.startswith("fields."):
            wanted = place.removeprefix("fields.")
            return next((f"piece-{n}" for n in range(1, self.count + 1) if self.cleaned_data.get(f"ecs-{n}", "").strip() == wanted), None)
        known = {"fields": "ecs-1", "claims": "contains", "claims.contains": "contains", "claims.starts": "starts", "claims.has": "has"}
        head = ".".join(place.split(".")[:2])
        name = known.get(head) or known.get(place) or head.replace(".", "_") if not place.startswith("constants") else "constants"
        return name if name in self.fields else None


def _sent(data: Any) -> int:
    """Return how many rows a sent form has, a hundred at most."""
    return next((number for number in range(100, 0, -1) if f"ecs-{number}" in data), 0)


def _filled(pieces: Iterable[str]) -> list[str]:
    return [one.strip() for one in pieces if one.strip()]


def _pairs(text: str) -> dict[str, str]:
    lines = (line.partition("=") for line in text.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _equals, value in lines}


def told_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping as the form shows it."""
    claims, time, severity, alert = (body.get(name) or {} for name in ("claims", "time", "severity", "alert"))
    when = alert if isinstance(alert, dict) else {}
    told = {
        "name": body.get("name", ""),
        "kind": body.get("kind", "pairs"),
        "pattern": body.get("pattern", ""),
        "separator": body.get("separator", ""),
        "columns": ",".join(body.get("columns", ())),
        "contains": "\n".join(claims.get("contains", ())),
        "starts": claims.get("starts", ""),
        "has": ", ".join(claims.get("has", ())),
        "constants": "\n".join(f"{name} = {value}" for name, value in body.get("constants", {}).items()),
        "time_pieces": ", ".join(time.get("pieces", ())),
        "time_pattern": time.get("pattern", ""),
        "time_zone": time.get("zone", ""),
        "severity_piece": severity.get("piece", ""),
        "severity_table": "\n".join(f"{word} = {step}" for word, step in severity.get("table", {}).items()),
        "severity_otherwise": severity.get("otherwise", "medium"),
        "alert": "when" if when else "none" if body.get("alert") is False else "all",
        "alert_piece": when.get("piece", ""),
        "alert_values": ", ".join(when.get("values", ())),
    }
    return {name: value for name, value in told.items() if value != ""}
