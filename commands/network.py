"""Ports on loopback."""

from __future__ import annotations

import socket

import click


def free_port(wanted: int) -> int:
    """`wanted`, or any free port when something listens there."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            return found
    raise click.ClickException("no port is free on 127.0.0.1")
