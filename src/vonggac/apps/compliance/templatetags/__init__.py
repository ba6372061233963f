"""Words of the room that templates ask for."""
