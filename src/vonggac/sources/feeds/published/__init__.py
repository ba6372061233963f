"""Lists that organisations publish for everybody: one small reader each, because each has its own columns."""
