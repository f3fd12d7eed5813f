"""The command line of Tanggap. Each command lives in its file under `commands/`."""

from __future__ import annotations

from importlib import import_module

import click

# Loaded when called: a worker must not carry the simulator, nor the panel a model.
COMMANDS = {
    "init": "commands.setup:init",
    "demo": "commands.demo:demo",
    "run": "commands.serve:run",
    "web": "commands.serve:web",
    "worker": "commands.serve:worker",
    "import-units": "commands.people:import_units",
    "import-accounts": "commands.people:import_accounts",
    "add-officer": "commands.people:add_officer",
    "account": "commands.accounts:account",
    "import-mentions": "commands.mentions:import_mentions",
    "evaluate": "commands.model:evaluate",
    "train": "commands.model:train",
    "model": "commands.live_model:model",
    "recalibrate": "commands.recalibrate:recalibrate",
    "classify": "commands.model:classify",
    "mask": "commands.model:mask",
    "route": "commands.route:route",
    "guard": "commands.guard:guard",
    "explain": "commands.explain:explain",
    "deliver-alerts": "commands.watch:deliver_alerts",
    "recount": "commands.recount:recount",
    "data-request": "commands.data_requests:data_request",
    "doctor": "commands.doctor:doctor",
    "backup": "commands.backup:backup",
    "restore": "commands.backup:restore",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed (click's own recipe)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tanggap")
def main() -> None:
    """Tanggap: listens to citizens' mentions, sorts them, answers once, shows the follow-up."""


if __name__ == "__main__":
    main()
