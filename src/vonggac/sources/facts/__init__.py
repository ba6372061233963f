"""Facts about information systems, as written in a YAML or JSON file, into values for the engine of levels."""

from .reading import FactsFile, ReadSystem, read_facts

__all__ = ["FactsFile", "ReadSystem", "read_facts"]
