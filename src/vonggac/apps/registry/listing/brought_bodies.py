"""Bodies that an inventory brings along: not by a name alone, which may be a slip, but with their kind, and only as the importer may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from vonggac.apps.lists.kinds import Remark, Values, Wanted, Wrong
from vonggac.apps.organisations import services
from vonggac.apps.organisations.models import Kind, Organisation
from vonggac.apps.registry.listing.naming import Named
from vonggac.kernel.vietnamese import fold, nfc, slug

NEVER_BROUGHT = frozenset({Kind.PROVINCE.value, Kind.NATIONAL.value})


class BringsBodies(Named):
    """A desk whose lines name an owner that may be new: its name, its kind, and the body above it."""

    def prepare(self) -> None:
        """Load kinds and parents, so that a line about a standing body says what stands."""
        super().prepare()
        rows = list(Organisation.objects.values_list("pk", "kind", "parent_id", "province_code"))
        self.kind_of = {pk: kind for pk, kind, _parent, _province in rows}
        self.parent_of = {pk: parent for pk, _kind, parent, _province in rows}
        self.province_of = {pk: province for pk, _kind, _parent, province in rows}
        self.new_names: dict[str, str] = {}
        self.bodies_made: dict[str, int] = {}

    def about_owner(self, pk: int) -> Values:
        """Return what lists say about a standing owner."""
        return {
            "owner": self.directory.written(pk),
            "owner_kind": self.kind_of[pk],
            "owner_parent": self.directory.written(self.parent_of[pk]),
        }

    def owner_of_line(self, values: Values) -> Values:
        """Return the owner that a line names, standing or new; raises `Wrong` beside its column with what to do."""
        written = values["owner"]
        if isinstance(written, str) and written and ";" not in written and not self.directory.knows(written):
            return self._new_owner(values, " ".join(nfc(written).split()))
        code = self.owner(values)
        if code is None:
            return {"owner": None, "owner_kind": None, "owner_parent": None}
        standing = self.about_owner(self.body_id(code) or 0)
        if values["owner_kind"] and values["owner_kind"] != standing["owner_kind"]:
            self.note("owner_kind", _("Cơ quan đã có trong danh bạ; loại cơ quan giữ nguyên, sửa trên trang của cơ quan."))
        return standing

    def _new_owner(self, values: Values, name: str) -> Values:
        if not values["owner_kind"]:
            said = _(
                "Không có cơ quan “%(name)s” trong danh bạ. Sửa tên hoặc ghi mã; nếu là cơ quan mới thì ghi cột “Loại cơ quan chủ quản”."
            )
            raise Wrong("owner", said % {"name": name}, "no-such-body")
        if not self.user.may("organisations.edit"):
            said = _("Cơ quan “%(name)s” chưa có trong danh bạ. Nhờ người quản lý danh bạ thêm cơ quan, rồi nhập lại dòng này.")
            raise Wrong("owner", said % {"name": name}, "may-not-add")
        if values["owner_kind"] in NEVER_BROUGHT:
            raise Wrong("owner_kind", _("Thêm cơ quan loại này ở danh sách cơ quan, không thêm qua kiểm kê."), "not-here")
        parent = self.body(values, "owner_parent") or self._province()
        if parent is None:
            raise Wrong("owner_parent", _("Ghi cơ quan cấp trên của cơ quan mới."), "no-parent")
        return {"owner": self.new_names.setdefault(fold(name), name), "owner_kind": values["owner_kind"], "owner_parent": parent}

    def _province(self) -> str | None:
        """Return this province, which stands above a body that names nobody above it."""
        living = [pk for pk, body in self.directory.bodies.items() if body.holds_on(self.on) and self.kind_of[pk] == Kind.PROVINCE.value]
        return self.directory.written(living[0]) if len(living) == 1 else None

    def is_new_owner(self, values: Values) -> bool:
        """Say whether the owner of an understood line is not in the directory."""
        return bool(values["owner"]) and not self.directory.knows(str(values["owner"]))

    def owner_id(self, values: Values) -> int | None:
        """Return the owner of an understood line, also one that was just added."""
        made = self.bodies_made.get(fold(str(values["owner"])))
        return made if made is not None else self.body_id(values["owner"])

    def judge_bodies(self, wanted: Sequence[Wanted]) -> Iterator[Remark]:
        """Say which lines add a body; refuse two descriptions of one new body, and anything that the importer may not add any more."""
        first: dict[str, Wanted] = {}
        for one in wanted:
            if not self.is_new_owner(one.after):
                continue
            other = first.setdefault(fold(str(one.after["owner"])), one)
            if not self.user.may("organisations.edit"):
                yield Remark(one, "owner", _("Nhờ người quản lý danh bạ thêm cơ quan này, rồi nhập lại."))
            elif any(other.after[key] != one.after[key] for key in ("owner_kind", "owner_parent")):
                said = _("Loại hoặc cấp trên khác với dòng %(line)s của cùng cơ quan mới. Ghi giống nhau.")
                yield Remark(one, "owner_kind", said % {"line": other.line})
            elif other is one:
                yield Remark(one, "owner", self._will_add(one.after), refuses=False)

    def _will_add(self, values: Values) -> str:
        said = _("Sẽ thêm cơ quan mới vào danh bạ: %(name)s (%(kind)s), trực thuộc %(parent)s.")
        parent = self.directory.name(self.body_id(values["owner_parent"]) or 0)
        return said % {"name": values["owner"], "kind": Kind(str(values["owner_kind"])).label, "parent": parent}

    def write_bodies(self, wanted: Iterable[Wanted]) -> None:
        """Add the new bodies, each with its own line in the log."""
        for one in wanted:
            name = str(one.after["owner"])
            if self.is_new_owner(one.after) and fold(name) not in self.bodies_made:
                parent = self.body_id(one.after["owner_parent"]) or 0
                body = services.add_body(
                    by=self.user,
                    at=self.at,  # type: ignore[arg-type]
                    code=self._free_code(name),
                    name=name,
                    kind=str(one.after["owner_kind"]),
                    parent_id=parent,
                    province_code=self.province_of[parent],
                )
                self.bodies_made[fold(name)] = body.pk

    def _free_code(self, name: str) -> str:
        taken = set(Organisation.objects.values_list("code", flat=True))
        plain = slug(name)[:36] or "co-quan"
        return next(code for n in range(1, 1_000) if (code := plain if n == 1 else f"{plain}-{n}") not in taken)
