"""CSV lists of devices and prefixes as NetBox exports them (any chosen columns) or takes them in (its import headings).

Headings were compared with NetBox 3 and 4: the table export has titles ("IPv4 Address"), the import has field names ("device_role").
"""

from vonggac.sources.inventories.netbox.devices import Device, Devices, read_devices
from vonggac.sources.inventories.netbox.prefixes import Prefix, Prefixes, read_prefixes

__all__ = ["Device", "Devices", "Prefix", "Prefixes", "read_devices", "read_prefixes"]
