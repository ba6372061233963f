"""Acts on letters: taking in, reviewing, giving out, following, reporting, erasing."""
