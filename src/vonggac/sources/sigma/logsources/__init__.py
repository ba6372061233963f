"""What a rule's log source means in the events that readers give: data files beside this one, and how they are read."""

from vonggac.sources.sigma.logsources.table import Place, Table, shipped_table, table_with

__all__ = ["Place", "Table", "shipped_table", "table_with"]
