"""Every record of the service; importing this registers all tables."""

from models.records.accounts import Account, PollGap, RateWindow, ReachCost, TimelineLook
from models.records.alerting import AlertAddress, AlertDelivery, SealedKey
from models.records.anev import StaleUnitDay, UnitDay
from models.records.base import Base
from models.records.cases import Case, CaseEvent, Incident
from models.records.clocks import CaseClock, SendPause
from models.records.evaluation import Breach, Claim
from models.records.follow_up import ContactDetail, Satisfaction, Tombstone
from models.records.incidents import IncidentForecast, IncidentKey, IncidentMove
from models.records.load import UnitLoad
from models.records.mentions import (
    Assessment,
    Correction,
    InboundBody,
    InboundEvent,
    Mention,
    ReachReading,
    ViralForecast,
)
from models.records.merges import CaseMerge
from models.records.oversight import (
    AccessLog,
    Alert,
    AuditEntry,
    AuditHead,
    DataRequest,
    Escalation,
    Heartbeat,
    Holiday,
    ModelVersion,
    SlaPolicy,
    Switch,
)
from models.records.replies import BulkApproval, BulkLine, OptOut, Reply, ReplyTemplate
from models.records.routing import RouteSuggestion
from models.records.shadow import HandPost, ShadowMode, ShadowPost
from models.records.units import DutyShift, Officer, SignInAttempt, Unit, WebSession

__all__ = [
    "AccessLog",
    "Account",
    "Alert",
    "AlertAddress",
    "AlertDelivery",
    "Assessment",
    "AuditEntry",
    "AuditHead",
    "Base",
    "Breach",
    "BulkApproval",
    "BulkLine",
    "Case",
    "CaseClock",
    "CaseEvent",
    "CaseMerge",
    "Claim",
    "ContactDetail",
    "Correction",
    "DataRequest",
    "DutyShift",
    "Escalation",
    "HandPost",
    "Heartbeat",
    "Holiday",
    "InboundBody",
    "InboundEvent",
    "Incident",
    "IncidentForecast",
    "IncidentKey",
    "IncidentMove",
    "Mention",
    "ModelVersion",
    "Officer",
    "OptOut",
    "PollGap",
    "RateWindow",
    "ReachCost",
    "ReachReading",
    "Reply",
    "ReplyTemplate",
    "RouteSuggestion",
    "Satisfaction",
    "SealedKey",
    "SendPause",
    "ShadowMode",
    "ShadowPost",
    "SignInAttempt",
    "SlaPolicy",
    "StaleUnitDay",
    "Switch",
    "TimelineLook",
    "Tombstone",
    "Unit",
    "UnitDay",
    "UnitLoad",
    "ViralForecast",
    "WebSession",
]
