"""Static files under names that carry their digest, once they have been collected; plain names before that (tests, first look)."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedWhenCollected(CompressedManifestStaticFilesStorage):
    """A browser keeps a file for ever and still sees a new one at once, because a new content has a new name."""

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
