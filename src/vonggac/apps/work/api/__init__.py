"""The API of the room: tasks and evidence."""

from vonggac.apps.work.api.tasks import router

__all__ = ["router"]
