"""Checks a field kit, as one file or unpacked, and says which file differs."""

from __future__ import annotations

import zipfile
from pathlib import Path

from vonggac.sources.fieldkit.opening import Difference, Folder, Unfit, Zipped, differences


def verify(kit: Path) -> list[Difference]:
    """Return every file that is not as the manifest says; raises Unfit when it is no kit at all."""
    if kit.is_dir():
        return list(differences(Folder(kit)))
    try:
        with zipfile.ZipFile(kit) as archive:
            return list(differences(Zipped(archive)))
    except (OSError, zipfile.BadZipFile, ValueError, IndexError) as error:
        raise Unfit(f"{kit.name}: không mở được, hoặc không phải tệp ZIP trọn vẹn. Chép lại bộ dụng cụ.") from error
