"""ZIP packages from outside: every entry is looked at before any byte is unpacked."""

from vonggac.sources.archives.zips import Entry, Package, open_package

__all__ = ["Entry", "Package", "open_package"]
