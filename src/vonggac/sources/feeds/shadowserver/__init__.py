"""Reports of the Shadowserver Foundation."""

from vonggac.sources.feeds.shadowserver.reading import Shadowserver

__all__ = ["Shadowserver"]
