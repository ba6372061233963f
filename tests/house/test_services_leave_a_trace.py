"""Every act leaves a line: a public service function that takes `by` and `at` records it, or calls another that does."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from house.tree import SOURCE, nodes, parsed

NO_ACT = {
    "alerts.services.triage.note_acts": "a part of every act on alerts, which records",
    "audit.services.recording.record": "it is the line",
    "compliance.services.assessing.write_answers": "a part of answering and of importing, which record",
    "directives.services.annexes.keep_attachments": "a part of receiving a letter, which records",
    "directives.services.intake.keep_letter": "a part of receiving a letter, which records",
    "hunts.services.knowing.proposed": "what would be known, shown before it is; nothing is written",
    "hunts.services.triage.write_verdict": "a part of judging, of knowing good and of giving out, which record",
    "work.services.opening.write_tasks": "a part of opening and relaying, which record",
}
"""room.module.function → why it needs no line of its own; keep it short."""


def service_files() -> list[Path]:
    return sorted(
        path for path in (SOURCE / "apps").rglob("*.py") if "services" in path.relative_to(SOURCE).parts or path.stem == "services"
    )


def functions() -> dict[str, list[ast.FunctionDef]]:
    """Every function of every service module, by its bare name: `verb_noun` names are told apart by their nouns."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for path in service_files():
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(node)
    return found


@cache
def called_in(node: ast.AST) -> set[str]:
    names = set()
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
        target = call.func
        names.add(target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else "")
    return names


def leaves_a_trace(node: ast.FunctionDef, known: dict[str, list[ast.FunctionDef]], seen: frozenset[str] = frozenset()) -> bool:
    called = called_in(node)
    if "record" in called:
        return True
    onward = (called & known.keys()) - seen - {node.name}
    return any(leaves_a_trace(one, known, seen | {node.name}) for name in onward for one in known[name])


def takes_by(node: ast.FunctionDef) -> bool:
    """An act names its person and its moment; a check that only asks about a person is none."""
    return {"by", "at"} <= {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}


def silent(files: list[Path], known: dict[str, list[ast.FunctionDef]]) -> list[str]:
    found = []
    for path in files:
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and takes_by(node) and not leaves_a_trace(node, known):
                room = ".".join(path.relative_to(SOURCE / "apps").with_suffix("").parts)
                found.append(f"{room}.{node.name}")
    return [name for name in found if name not in NO_ACT]


def test_every_act_of_a_service_leaves_a_line_in_the_log() -> None:
    files = service_files()
    assert len(files) > 10
    assert silent(files, functions()) == [], "call audit.services.record in the transaction of the act"


def test_a_service_without_a_trace_would_be_seen(tmp_path: Path) -> None:
    source = "def close_thing(*, thing, by, at):\n    thing.save()\n\ndef open_thing(*, thing, by, at):\n    record('x', by=by, at=at)\n"
    room = SOURCE / "apps" / "imagined" / "services.py"
    tree = ast.parse(source)
    known = {node.name: [node] for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not leaves_a_trace(node, known)] == ["close_thing"]
    assert room not in service_files()


WRITES_OUTSIDE_SERVICES = {
    "face.preferences.remember": "language, look and keys are the person's own comfort: no act that anybody asks about later",
    "face.tokens.make_token": "accounts.services.keys makes keys and records",
    "face.tokens.revoke_token": "accounts.services.keys revokes keys and records",
    "face.tokens.token_for": "when a key was last used; each act done with it has its own line",
    "face.api": "the answer kept for a repeated request; the act inside records",
    "accounts.fresh": "the session's own note of a fresh proof; a wrong code has its line",
    "jobs.worker": "the machinery's own pulse",
    "jobs.jobs": "the machinery's own table",
    "jobs.periodic": "the machinery's own table",
    "lists.kinds": "called by lists.services, which records",
    "registry.listing.brought_addresses": "called by lists.services; records the ranges it adds",
    "registry.listing.inventory": "called by lists.services, which records",
    "registry.listing.contracts": "called by lists.services, which records",
    "organisations.carrying": "called by a reorganisation, which records",
    "registry.carrying": "called by a reorganisation, and records",
    "accounts.carrying": "called by a reorganisation, and records",
    "compliance.carrying": "called by a reorganisation, and records",
    "threats.carrying": "called by a reorganisation, and records",
    "hunts.carrying": "called by a reorganisation, and records",
    "hunts.carrying_campaigns": "called by a reorganisation, and records",
    "compliance.carrying_reports": "called by a reorganisation, and records",
}
"""room.module[.function] → why a row may be written there and not in a service; keep it short."""
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
OVER_ROWS = {"update", "delete"}


def writes(node: ast.AST) -> bool:
    """Whether rows are written: by a name that only rows know, or by `update` and `delete` behind a manager."""
    for call in (one for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)):
        before = ast.unparse(call.func.value)
        name = call.func.attr
        if (name in WRITES and before != "super()") or (name in OVER_ROWS and (".objects" in before or ".filter(" in before)):
            return True
    return False


def writers(root: Path) -> list[str]:
    """Every function outside of services, models and migrations that writes rows."""
    found = []
    apart = {"services", "migrations", "demonstration", "models"}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if apart & set(parts):
            continue
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef) and writes(node):
                found.append(".".join([*parts, node.name]))
    return found


def test_rows_are_written_by_services_or_the_list_says_why() -> None:
    found = writers(SOURCE / "apps")
    assert "face.preferences.remember" in found, "the search sees nothing"
    assert [name for name in found if not any(name == known or name.startswith(f"{known}.") for known in WRITES_OUTSIDE_SERVICES)] == []


def test_no_exception_outlives_its_reason() -> None:
    found = writers(SOURCE / "apps")
    assert [known for known in WRITES_OUTSIDE_SERVICES if not any(f"{name}.".startswith(f"{known}.") for name in found)] == []


def test_a_page_that_saves_by_itself_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "imagined" / "ui" / "views.py"
    page.parent.mkdir(parents=True)
    page.write_text("def loud(request):\n    Task.objects.filter(pk=1).delete()\n\ndef quiet(request):\n    facts.update(a=1)\n")
    assert writers(tmp_path) == ["imagined.ui.views.loud"]
