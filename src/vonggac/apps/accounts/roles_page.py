"""Writes docs/reference/roles.md from the table, so that the page is never behind: `python -m vonggac.apps.accounts.roles_page FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from vonggac.apps.accounts.act_words import words_of
from vonggac.apps.accounts.acts import ACTS, GRANTS, PROVINCE_WIDE, SECOND_FACTOR, Role

HEAD = """# Tra cứu: vai trò và việc được làm

Trang này do `python -m vonggac.apps.accounts.roles_page docs/reference/roles.md` ghi từ bảng `ACTS` trong `apps/accounts/acts.py`;
kiểm thử so từng dòng.

Vai trò nằm ở **vị trí** tại một cơ quan, không ở người. Vị trí với tới cơ quan đó và mọi cơ quan dưới nó; vai trò có dấu ◎ với tới cả tỉnh.
Vai trò có dấu ② phải có xác thực hai lớp. Nhà cung cấp chỉ thấy thêm hệ thống theo hợp đồng còn hiệu lực, do phòng `registry` xét.
"""


def _named(role: Role) -> str:
    with_source_language = str(role.label)
    return with_source_language + (" ◎" if role in PROVINCE_WIDE else "") + (" ②" if role in SECOND_FACTOR else "")


def roles_page() -> str:
    """Return the whole page."""
    lines = [HEAD, "## Việc × vai trò", "", f"| việc | {' | '.join(_named(role) for role in Role)} |", f"|---|{'---|' * len(Role)}"]
    lines += [f"| {words_of(act)} (`{act}`) | {' | '.join('✓' if role in roles else '' for role in Role)} |" for act, roles in ACTS.items()]
    lines += ["", "## Ai giao vai trò nào", "", "| vai trò | được giao |", "|---|---|"]
    lines += [f"| {giver.label} | {', '.join(str(role.label) for role in Role if role in given)} |" for giver, given in GRANTS.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vonggac.web.settings")
    django.setup()
    Path(sys.argv[1]).write_text(roles_page(), encoding="utf-8")
