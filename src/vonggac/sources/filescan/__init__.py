"""Files and folders against YARA rules, hash sets and ClamAV. Nothing that is scanned is executed, changed or moved."""

from .clamav import installed, scan_with_clamav
from .hashes import HashSets, hash_sets
from .model import ScanLimits, Tally
from .rules import YaraRules, read_yara
from .scanning import FileScan

__all__ = ["FileScan", "HashSets", "ScanLimits", "Tally", "YaraRules", "hash_sets", "installed", "read_yara", "scan_with_clamav"]
