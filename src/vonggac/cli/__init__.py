"""`vonggac <noun> <verb>`: wiring only. Each group of verbs is one file, loaded when it is called, so that `--help` is quick."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import click

GROUPS: dict[str, str] = {
    "letter": "vonggac.cli.letter:letter",
    "feed": "vonggac.cli.feed:feed",
    "botnet": "vonggac.cli.botnet:botnet",
    "catalogue": "vonggac.cli.catalogue:catalogue",
    "level": "vonggac.cli.level:level",
    "alert": "vonggac.cli.alert:alert",
    "hunt": "vonggac.cli.hunt:hunt",
    "kit": "vonggac.cli.kit:kit",
    "rules": "vonggac.cli.rules:rules",
    "serve": "vonggac.cli.serve:serve",
    "web": "vonggac.cli.web:web",
    "worker": "vonggac.cli.worker:worker",
    "sorter": "vonggac.cli.sorter:sorter",
    "intake": "vonggac.cli.intake:intake",
    "doctor": "vonggac.cli.doctor:doctor",
    "admin": "vonggac.cli.admin:admin",
    "assessment": "vonggac.cli.assessment:assessment",
    "audit": "vonggac.cli.audit:audit",
    "backup": "vonggac.cli.backup:backup",
    "restore": "vonggac.cli.backup:restore",
    "spill": "vonggac.cli.spill:spill",
    "migrate": "vonggac.cli.migrate:migrate",
    "report": "vonggac.cli.report:report",
    "manage": "vonggac.cli.manage:manage",
}


class LazyGroup(click.Group):
    """A group that imports a verb's file only when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for name, target in GROUPS.items() if find_spec(target.partition(":")[0]) is not None)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = GROUPS.get(cmd_name)
        if target is None or find_spec(target.partition(":")[0]) is None:
            return None
        module, _, attribute = target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vonggac", prog_name="vonggac")
def main() -> None:
    """Vọng Gác: điều phối an ninh mạng của một tỉnh."""
