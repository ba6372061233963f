"""Template tags of the face: `{% load face %}`."""
