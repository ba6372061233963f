"""The API of the room: letters, their boards and report figures, and handing a letter in."""

from vonggac.apps.directives.api.letters import router

__all__ = ["router"]
