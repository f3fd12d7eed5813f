"""X through tweepy, in either spelling of the specification."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from listener.channels.x import XSource
from models.vocabulary import Channel
from responder.channels.x import XSender
from tests.contract.rigs.base import Rig


class XRig(Rig):
    channel: ClassVar[Channel] = Channel.X
    spec: ClassVar[str] = "tweet"

    def build(self) -> None:
        self.simulator.apps["x"].config["X_SPEC"] = self.spec
        settings = replace(self.settings(), x_spec=self.spec)
        self.source: XSource = XSource(settings)
        self.sender: XSender = XSender(settings)

    def credential(self) -> dict[str, str]:
        return {
            "consumer_key": "app-key",
            "consumer_secret": "app-secret",
            "access_token": self.registered.token,
            "access_token_secret": "token-secret",
        }


class XPostRig(XRig):
    spec: ClassVar[str] = "post"
