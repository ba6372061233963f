"""Microsoft Defender: Windows events 1006-1119 and their neighbours (XML, JSON), MpCmdRun's log, alerts of Sentinel and Graph."""

from .clouds import is_cloud, read_cloud
from .events import is_event, read_event, read_event_xml
from .mpcmdrun import is_mpcmdrun, read_mpcmdrun

__all__ = ["is_cloud", "is_event", "is_mpcmdrun", "read_cloud", "read_event", "read_event_xml", "read_mpcmdrun"]
