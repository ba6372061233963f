"""`vonggac level …`: determine the level of information systems without a database."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from vonggac.cli.days import Day

if TYPE_CHECKING:
    from vonggac.law.levels.model import RuleSet
    from vonggac.sources.facts import ReadSystem

FINDINGS, BAD_INPUT = 1, 2


@click.group()
def level() -> None:
    """Cấp độ an toàn hệ thống thông tin: xác định từ câu trả lời, kèm điều khoản làm căn cứ."""


@level.command("decide")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--on", "day", type=Day(), default=None, help="Ngày xác định (mặc định hôm nay); quyết định quy định nào được áp dụng.")
@click.option("--regime", "regime_name", default=None, help="Dùng quy định này (nd331, nd85), dù ngày ấy có hiệu lực hay không.")
@click.option("--both", is_flag=True, help="Thêm kết quả theo mọi quy định, đặt cạnh nhau.")
@click.option("--json", "as_json_lines", is_flag=True, help="In JSON: mỗi hệ thống một đối tượng, mỗi đối tượng một dòng.")
def decide(files: tuple[Path, ...], day: date | None, regime_name: str | None, both: bool, as_json_lines: bool) -> None:
    """Đọc FILE (YAML hoặc JSON) và in cấp độ, căn cứ, câu còn phải trả lời."""
    from vonggac.law.levels.load import NoRegimeError

    on = day or datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    code = 0
    for path in files:
        try:
            answers = _answers(path, on, regime_name, both)
        except NoRegimeError as error:
            answers = [f"{path}: {error}"]
        for answer in answers:
            code = max(code, _say(answer, as_json_lines))
    sys.exit(code)


def _say(answer: dict[str, Any] | str, as_json_lines: bool) -> int:
    """Print one answer; what a person must look at goes to stderr as well, with its place."""
    if isinstance(answer, str):
        click.echo(answer, err=True)
        return BAD_INPUT
    _print(json.dumps(answer, ensure_ascii=False) if as_json_lines else _words(answer))
    for finding in answer["findings"]:
        click.echo(finding, err=True)
    return FINDINGS if answer["findings"] else 0


def _print(text: str) -> None:
    """Write UTF-8 whatever the terminal's own encoding is."""
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def _answers(path: Path, on: date, regime_name: str | None, both: bool) -> list[dict[str, Any] | str]:
    """Return one object a system, or one sentence a mistake; a file with a mistake is not judged at all."""
    from vonggac.engines.levels import FactsError
    from vonggac.law.levels import load
    from vonggac.sources.facts import read_facts
    from vonggac.sources.refusal import Refused

    load.rules_on(on)
    try:
        file = read_facts(_bytes(path), path.name if path.name != "-" else "đầu vào", load.inputs())
    except OSError as error:
        return [f"{path}: không mở được tệp ({error.strerror or error}); kiểm tra đường dẫn và quyền đọc."]
    except Refused as refusal:
        return [str(refusal)]
    if file.bad:
        return [str(row) for row in file.bad]
    try:
        return [_one(system, file.name, str(path), on, regime_name, both) for system in file.systems]
    except FactsError as error:
        return [f"{file.name}: {error}"]


def _bytes(path: Path) -> bytes:
    from vonggac.sources.facts.nodes import LARGEST

    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _one(system: ReadSystem, name: str, path: str, on: date, regime_name: str | None, both: bool) -> dict[str, Any]:
    from vonggac.engines.levels import as_json, compare, comparison_as_json
    from vonggac.engines.levels import decide as decide_level
    from vonggac.law.levels import load

    rules = load.regime(regime_name) if regime_name else load.rules_on(on, under_construction=system.under_construction)
    answer = as_json(decide_level(system.facts, rules))
    for one in answer["contradictions"]:
        one["line"] = _line(system, one)
    recorded = system.recorded_level
    answer = {"file": path, "line": system.line, "code": system.code or None, "on": on.isoformat(), **answer}
    answer["regime_in_force"] = _in_force(rules, on, system.under_construction)
    answer["recorded_level"] = int(recorded) if recorded else None
    answer["findings"] = [f"{name}, dòng {one['line']}: {one['text']}" for one in answer["contradictions"]]
    if recorded and answer["level"] and recorded != answer["level"]:
        line = system.lines.get("level", system.line)
        answer["findings"].append(
            f"{name}, dòng {line}: đang ghi cấp độ {int(recorded)}, tính ra cấp độ {answer['level']}; xem lại căn cứ."
        )
    answer["comparison"] = comparison_as_json(compare(system.facts, load.regimes())) if both else None
    return answer


def _line(system: ReadSystem, contradiction: dict[str, Any]) -> int:
    """Where the last of the answers stands that do not fit together."""
    lines = [] if contradiction["part"] else [system.lines.get(one["input"], system.line) for one in contradiction["seen"]]
    return max(lines, default=system.line)


def _in_force(rules: RuleSet, on: date, under_construction: bool) -> bool:
    still = under_construction and rules.transition_to is not None and on <= rules.transition_to
    return rules.holds_on(on) or (still and rules.valid_to is not None and on > rules.valid_to)


# --- for a person at a terminal ---------------------------------------------------------------------------------------------------


def _words(answer: dict[str, Any]) -> str:
    lines = [f"Hệ thống: {answer['name']}", _headline(answer)]
    if not answer["regime_in_force"]:
        lines.append(f"Lưu ý: {answer['doc']} không phải quy định áp dụng vào ngày này.")
    for row in answer["decided_by"]:
        seen = "; ".join(f"{one['input']}: {one['shown']}" for one in row["seen"])
        lines.append(f"Căn cứ: {row['article']} {row['doc']}: {row['text']}" + (f" ({seen})" if seen else ""))
    lines += [f"Còn phải hỏi: {one['ask']} ({one['input']}, có thể đến cấp độ {one['highest']})" for one in answer["open_questions"]]
    lines += [f"Nên hỏi thêm: {one['ask']} ({one['input']})" for one in answer["grey_questions"]]
    lines += [f"Gần đạt cấp độ {one['level']}: {one['article']}: {one['text']}" for one in answer["nearly"]]
    lines += [f"Cần người quyết định: {one['question']} {one['effect']} ({one['article']})" for one in answer["grey"]]
    lines += [_uplift_words(answer["uplift"])] if answer["uplift"] else []
    for one in (answer["comparison"] or {}).get("decisions", ()):
        lines.append(f"Theo {one['doc']}: {_level_words(one)}")
    return "\n".join(lines)


def _headline(answer: dict[str, Any]) -> str:
    return f"Kết quả theo {answer['doc']}, ngày {date.fromisoformat(answer['on']):%d/%m/%Y}: {_level_words(answer)}"


def _level_words(answer: dict[str, Any]) -> str:
    from vonggac.kernel.levels import level_text

    if answer["blocked"]:
        return "không xác định cấp độ, xem các câu trả lời mâu thuẫn"
    may = f", tạm tính: còn câu chưa trả lời, có thể đến cấp độ {answer['highest_possible']}" if answer["provisional"] else ""
    return level_text(answer["level"]) + may


def _uplift_words(uplift: dict[str, Any]) -> str:
    if not uplift["effective"]:
        return f"Đề xuất cấp độ {uplift['level']} theo rủi ro không được tính: {uplift['note']}"
    return f"Nâng lên cấp độ {uplift['level']} theo rủi ro ({uplift['article']}): {uplift['reason']}"
