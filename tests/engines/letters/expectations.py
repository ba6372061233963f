"""What the founding letter and its twin must both give: the same layout, other words."""

from __future__ import annotations

from typing import Any


def leaf_count(item: dict[str, Any]) -> int:
    return sum(leaf_count(part) for part in item["items"]) if item["items"] else 1


def assert_reads_like_the_founding_letter(seen: dict[str, Any]) -> None:
    """Every expectation that does not depend on personal values."""
    assert seen["kind"] == "cong-van"
    assert seen["number"] is None
    assert seen["symbol"] == "STTTT-BCVT&CNTT"
    assert (seen["date"], seen["date_partial"]) == (None, "2024-12")
    assert seen["place"] == "Quảng Ngãi"
    assert seen["issuer"] == "Sở Thông tin và Truyền thông"
    assert seen["parent"] is None
    codes = {warning["code"] for warning in seen["warnings"]}
    assert {"number-missing", "date-incomplete", "issuer-from-body"} <= codes
    _addressees(seen["addressees"])
    assert len(seen["recipients"]) == 6
    assert [one["present"] for one in seen["attachments"]] == [False]
    _obligations(seen["obligations"])
    _contacts(seen["contacts"])
    assert seen["signer"]["title"] == "GIÁM ĐỐC"
    assert seen["signer"]["authority"] is None


def _addressees(rows: list[dict[str, Any]]) -> None:
    assert {row["line"] for row in rows} == set(range(1, 9))
    assert [row["text"] for row in rows[:3]] == ["Văn phòng Tỉnh ủy", "Văn phòng Đoàn ĐBQH&HĐND", "Văn phòng UBND tỉnh"]
    assert [row["class"] for row in rows] == [
        None, None, None, "so-ban-nganh", "hoi-doan-the", "co-quan-trung-uong", "don-vi-su-nghiep", "ubnd-cap-huyen", None, "ubnd-cap-xa", None, None,  # noqa: E501
    ]  # fmt: skip
    assert [row["text"] for row in rows[-2:]] == ["Viettel Quảng Ngãi", "Viễn thông Quảng Ngãi"]


def _obligations(rows: list[dict[str, Any]]) -> None:
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5", "6", "7"]
    assert len(rows[0]["items"]) == 6
    assert sum(leaf_count(row) for row in rows) == 12
    assert [[body["text"] for body in row["addressees"]] for row in rows] == [
        [],
        [],
        ["Thành viên Đội ứng cứu sự cố an toàn thông tin mạng tỉnh Quảng Ngãi"],
        ["Giám đốc Trung tâm Chuyển đổi số thuộc Sở Thông tin và Truyền thông"],
        ["Viettel Quảng Ngãi"],
        ["Viễn thông Quảng Ngãi"],
        [],
    ]
    everything = [item for row in rows for item in (row, *row["items"])]
    assert all(item["deadline"] is None for item in everything)
    assert [item["recurrence"] for item in everything if item["recurrence"]] == ["FREQ=MONTHLY;INTERVAL=6"]
    assert rows[5]["recurrence"]
    assert not any("khonggianmang" in item["text"] or "canhbao.example" in item["text"] or "¹" in item["text"] for item in everything)
    assert "vá lỗi hồng bảo mật" in rows[0]["items"][2]["text"]
    own = [item for item in everything if item["own"]]
    assert own == rows[6]["items"]
    assert own[0]["text"].startswith("hỗ trợ, phối hợp xử lý và tổng hợp, báo cáo UBND tỉnh")
    assert rows[6]["text"].endswith("báo ngay về Sở Thông tin và Truyền thông")


def _contacts(rows: list[dict[str, Any]]) -> None:
    assert len(rows) == 6
    assert [len(row["phones"]) for row in rows] == [1, 2, 2, 1, 1, 1]
    assert [len(row["emails"]) for row in rows] == [1, 1, 1, 0, 0, 0]
    assert [row["organisation"] for row in rows] == ["Cục An toàn thông tin - Bộ Thông tin và Truyền thông"] * 3 + [
        "Sở Thông tin và Truyền thông tỉnh Quảng Ngãi"
    ] * 3
    assert [row["role"] for row in rows[3:]] == [
        "Phó Trưởng Phòng Bưu chính - Viễn thông và Công nghệ thông tin",
        "Phó Giám đốc Trung tâm Chuyển đổi số",
        "Chuyên viên Phòng Bưu chính - Viễn thông và Công nghệ thông tin",
    ]
