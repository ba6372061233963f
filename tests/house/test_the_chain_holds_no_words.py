"""The chain cannot be erased, so no words that people type or a letter says may enter it (decision 0004): only `said()`, a digest."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from house.tree import SOURCE, nodes

ITSELF = frozenset({"by", "at", "subject", "organisation_id", "count", "touched"})
"""What every line has."""
PLAIN = {
    "accounts": "added address devices_removed expires_at fields giver instead_of_giver link "
    "mailed name_digest post purpose removed role scopes step taker user way",
    "alerts": "events expires_at fields keys kind month number offset owners returned segment sha256 strangers system task to verdict way",
    "audit": "newest number",
    "compliance": "before carried case digest due_on favourable form is_there issued_on key level number on on_day provisional regime "
    "rules sha256 system systems valid_to what "
    "missing year state dated_on",
    "directives": "added after before day directive dropped dated_on due_on fields first "
    "handling last left marks media merged named newer number on "
    "obligations organisations plan quiet relation sha256 settled spill state tasks what",
    "hunts": "bad campaign dated_on due_on events expires_at hidden hits kind loaded number packs plan refused replaces returned units "
    "sha256 size state task verdict way",
    "lists": "added changed form kind rows sha256",
    "organisations": "changed code effective_on hotline moved profile role successions",
    "registry": "decided_on form last_day level month number profile provider quantity sha256 what",
    "situation": "systems",
    "threats": "asked dated_on fingerprint form list months number opened plan read refused replaces returned rows sha256 state "
    "taken_back waiting withdrawn zone",
    "work": "assignments bad bodies due_on drafts granted groups people period post sha256 until waiting wanted_on",
}
"""room → keys whose values are numbers, days, choices, digests and identifiers. A new key enters here only when nobody types it."""
NAMES = {
    "accounts": "title",
    "alerts": "code name",
    "organisations": "name",
    "registry": "code name product vendor version",
}
"""room → keys that hold what a register goes by: titles of posts, names of bodies, of systems and of their parts."""
SPREAD = {
    "about(rows)": "which alerts, by number, and their body",
    "actor.detail()": "a link's id and the name typed behind it, said",
    "lost": "two counts and a day",
}


@cache
def records() -> list[tuple[str, str, ast.Call]]:
    found = []
    for path in sorted((SOURCE / "apps").rglob("*.py")):
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name == "record" and node.args:
                    found.append((path.relative_to(SOURCE / "apps").parts[0], f"{path.relative_to(SOURCE)}:{node.lineno}", node))
    return found


def is_said(value: ast.expr) -> bool:
    """Whether a value is a digest by its writing: said(…), facts_of(…), a dictionary of said(…), or a name that holds one."""
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in {"said", "facts_of"}
    return isinstance(value, ast.DictComp) and is_said(value.value)


def words_in(room: str, call: ast.Call) -> list[str]:
    allowed = ITSELF | set(PLAIN.get(room, "").split()) | set(NAMES.get(room, "").split())
    loose = [one.arg or ast.unparse(one.value) for one in call.keywords if not is_said(one.value)]
    return [name for name in loose if name not in allowed and name not in SPREAD]


def test_no_line_of_the_chain_takes_free_text() -> None:
    found = records()
    assert len(found) > 60, "the search sees nothing"
    assert [(where, words) for room, where, call in found if (words := words_in(room, call))] == [], "pass it through audit.services.said()"


def test_every_allowed_key_is_used() -> None:
    """A key that nobody uses any more would let words in unseen."""
    used = {(room, one.arg) for room, _where, call in records() for one in call.keywords}
    listed = {(room, key) for table in (PLAIN, NAMES) for room, keys in table.items() for key in keys.split()}
    assert listed - used == set()


def test_a_reason_in_a_line_would_be_seen(tmp_path: Path) -> None:
    call = ast.parse("record('work.task.closed', by=by, at=at, reason=reason[:300], note=said(note), due_on=day)").body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert words_in("work", call.value) == ["reason"]
