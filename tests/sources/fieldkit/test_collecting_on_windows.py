"""thu-thap.ps1 cannot run here: its structure is held instead. What it writes, what it calls, which logs it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
import yaml

from house.tree import SOURCE

CARRIED = SOURCE / "sources" / "fieldkit" / "carried"
SCRIPTS = ("thu-thap.ps1", "san-tim.ps1")
BUILT_IN = {
    "Add-Type", "ConvertTo-Json", "ForEach-Object", "Get-ChildItem", "Get-CimAssociatedInstance", "Get-CimInstance", "Get-Command",
    "Get-Item", "Join-Path", "New-Object", "Out-String", "Read-Host", "Select-Object", "Set-StrictMode", "Split-Path", "Start-Process",
    "Where-Object", "Write-Host",
}  # fmt: skip
"""Cmdlets that Windows PowerShell 5.1 brings along, of those that the scripts use; none of them changes anything but Start-Process."""
NATIVE = {
    "wevtutil.exe epl",
    "schtasks.exe /query",
    "netstat.exe -ano",
    "ipconfig.exe /displaydns",
    "ipconfig.exe /all",
    "w32tm.exe /query",
}
NEWER = re.compile(r"\?\?|\?\.|&&|\|\||\bclean\s*\{|-Parallel\b|-AsHashtable\b|\bTest-Json\b|\bGet-Error\b| \? .+ : ")


def code(name: str) -> str:
    """Return a script without its comments."""
    text = re.sub(r"<#.*?#>", "", (CARRIED / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    return "\n".join(re.sub(r"(^|\s)#.*$", "", line) for line in text.splitlines())


@cache
def bare(name: str) -> str:
    """Return a script without comments and without the words in quotes; what a text computes in $(…) stays."""
    return "".join(_Reading((CARRIED / name).read_text(encoding="utf-8")).words(""))


class _Reading:
    """Reads PowerShell as far as quotes, comments and subexpressions go; what does not close ends in an error."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def words(self, until: str) -> Iterator[str]:
        """Give the code up to the bracket that closes it."""
        depth = 0
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == until and depth == 0:
                return
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if self.text.startswith("<#", self.at):
                self.at = self.text.index("#>", self.at) + 2
            elif letter == "#":
                self.at = self.text.index("\n", self.at)
            elif letter in "'\"":
                yield "''"
                yield from self.quoted(letter)
            else:
                self.at += 2 if letter == "`" else 1
                yield letter
        assert not until, "a subexpression that does not close"

    def quoted(self, quote: str) -> Iterator[str]:
        """Pass over a text, and give the code in it."""
        self.at += 1
        while self.text[self.at] != quote or self.text.startswith(quote * 2, self.at):
            if quote == '"' and self.text.startswith("$(", self.at):
                self.at += 2
                yield " ("
                yield from self.words(")")
                yield ") "
            elif self.text[self.at] == quote:
                self.at += 1
            self.at += 2 if self.text[self.at] == "`" and quote == '"' else 1
        self.at += 1


def channels() -> list[str]:
    lines = (CARRIED / "nhat-ky-windows.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_log_that_is_taken_is_one_that_rules_can_ask_for() -> None:
    told = yaml.safe_load((SOURCE / "sources" / "sigma" / "logsources" / "windows.yml").read_text(encoding="utf-8"))
    known = {channel for named in told["services"].values() for channel in named}
    assert len(channels()) == len(set(channels())) > 40
    assert [channel for channel in channels() if channel not in known] == []


def test_the_logs_that_matter_most_are_taken_first() -> None:
    assert channels()[:5] == [
        "Security", "Microsoft-Windows-Sysmon/Operational", "System", "Microsoft-Windows-PowerShell/Operational", "Windows PowerShell",
    ]  # fmt: skip


@pytest.mark.parametrize("name", SCRIPTS)
def test_only_cmdlets_of_windows_powershell_5_and_functions_of_its_own_are_called(name: str) -> None:
    own = set(re.findall(r"^function ([\w-]+)", code(name), re.MULTILINE))
    called = set(re.findall(r"(?<![\w.$-])([A-Z][a-z]+-[A-Z][A-Za-z]+)\b(?!\s*=)", bare(name)))
    assert called - own - BUILT_IN == set()
    assert own - {"Say"} <= called, "a function that nobody calls"


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_syntax_is_newer_than_windows_powershell_5(name: str) -> None:
    assert NEWER.findall(bare(name)) == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_brackets_and_quotes_close(name: str) -> None:
    words = bare(name)
    for opened, closed in ("()", "{}", "[]"):
        assert words.count(opened) == words.count(closed), opened
    assert words.count("'") % 2 == words.count('"') == 0


def test_programs_of_windows_are_only_asked_never_told_to_change() -> None:
    called = set(re.findall(r"& (\w+\.exe \S+?)(?=[\s)])", code("thu-thap.ps1")))
    assert called == NATIVE


def test_nothing_is_written_outside_the_folder_of_the_package() -> None:
    words = code("thu-thap.ps1")
    writes = [
        line.strip()
        for line in words.splitlines()
        if re.search(r"WriteAll|CreateDirectory|::Delete\(|::Open\(|AppendAll|::Copy|::Move", line)
    ]
    assert len(writes) > 8
    assert [line for line in writes if not re.search(r"\$Stage|\$Out\b|\$file\b|\$Package", line)] == []
    assert re.search(r"^    \$file = Join-Path \$Stage \$entry$", words, re.MULTILINE)
    assert not re.search(r"(?:Set|New|Remove|Clear|Rename|Move|Copy)-(?:Item|ItemProperty|Content)|Out-File|Tee-Object|Export-\w+", words)
    assert re.findall(r"(?<![-=<2])>(?![=&])\s*\S+", bare("thu-thap.ps1")) == []


def test_nothing_is_sent_and_no_secret_is_read() -> None:
    words = code("thu-thap.ps1")
    assert not re.search(r"Net\.|WebClient|Invoke-\w*(?:Web|Rest|Expression|Command)|Send-|Socket|BitsTransfer|DownloadString", words)
    assert not re.search(r"\\SAM\b|\\SECURITY\b|ntds|ConsoleHost_history|\.ssh|Credential|ProtectedData", words, re.IGNORECASE)
    assert "DefaultPassword" not in words


def test_vietnamese_words_and_the_ways_to_say_no_are_there() -> None:
    words = code("thu-thap.ps1")
    assert "15007" in words
    assert words.count("Add-NotTaken") > 6
    for part in re.findall(r"^function (Save-\w+)", words, re.MULTILINE):
        assert re.search(rf"Invoke-Part .*\{{ {part}\b|\b{part} ['$]", words), part


@pytest.mark.parametrize("name", ["thu-thap.cmd", "san-tim.cmd"])
def test_a_command_file_is_ascii_and_calls_its_script_beside_it(name: str) -> None:
    words = (CARRIED / name).read_bytes().decode("ascii")
    assert words.startswith("@echo off\n")
    assert f'-File "%~dp0{name.removesuffix(".cmd")}.ps1"' in words
    assert "-ExecutionPolicy Bypass" in words
