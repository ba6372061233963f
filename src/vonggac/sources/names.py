"""Names of files from outside: what may be shown, stored or put into a header."""

from __future__ import annotations

import re
import unicodedata

from vonggac.kernel.vietnamese import nfc

LONGEST = 120
_SEPARATORS = re.compile(r"[/\\]+")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_BLANKS = re.compile(r"\s+")
# Names that Windows takes for devices whatever their extension (Microsoft, "Naming Files, Paths, and Namespaces").
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{device}{digit}" for device in ("com", "lpt") for digit in "0123456789¹²³")})


def safe_name(name: str, *, otherwise: str = "tep-khong-ten") -> str:
    """Return a name without folders, control or direction characters, device names or excess length; Vietnamese letters stay.

    `safe_name("../../Công văn\\u202efdp.exe") == "Công vănfdp.exe"`.
    """
    last = _SEPARATORS.split(name.strip())[-1] if name else ""
    visible = "".join(letter for letter in nfc(last) if not _is_invisible(letter))
    plain = _BLANKS.sub(" ", _FORBIDDEN.sub("_", visible)).strip(" .")
    return _not_reserved(_short(plain)) if plain else otherwise


def extension(name: str) -> str:
    """Return the extension in lower case without its dot; empty when there is none."""
    stem, dot, last = safe_name(name).rpartition(".")
    return last.casefold() if dot and stem else ""


def _is_invisible(letter: str) -> bool:
    """Control, format (zero width, direction overrides), surrogate, private and unassigned characters; blanks are not among them."""
    return letter not in " \t\n" and unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _short(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, last = name.rpartition(".")
    if not dot or len(last) > 10:
        return name[:LONGEST].rstrip(" .")
    return stem[: LONGEST - len(last) - 1].rstrip(" .") + "." + last


def _not_reserved(name: str) -> str:
    return "_" + name if name.split(".")[0].rstrip().casefold() in _RESERVED else name
