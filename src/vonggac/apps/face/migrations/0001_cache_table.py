"""The cache that all processes share (rate limits of sign-in) lives in the database; no model stands for it."""

from __future__ import annotations

from django.core.cache.backends.db import BaseDatabaseCache
from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "face_cache"


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Safe to run twice: an existing table is left as it is."""
    call_command("createcachetable", TABLE, database=editor.connection.alias, verbosity=0)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the table away again; its content may be lost at any time."""
    if TABLE in editor.connection.introspection.table_names():
        editor.delete_model(BaseDatabaseCache(TABLE, {}).cache_model_class)


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunPython(make, drop)]
