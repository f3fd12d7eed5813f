"""Every record of the service; importing this registers all tables."""

from models.records.accounts import Account, PollGap, RateWindow
from models.records.alerting import AlertAddress, AlertDelivery, SealedKey
from models.records.base import Base
from models.records.cases import Case, CaseEvent, Incident
from models.records.mentions import (
from models.records.incidents import IncidentForecast, IncidentKey, IncidentMove
    Assessment,
    Correction,
    InboundBody,
    InboundEvent,
    Mention,
    ReachReading,
    ViralForecast,
)
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
from models.records.replies import OptOut, Reply, ReplyTemplate
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
    "Case",
    "CaseEvent",
    "Correction",
    "DataRequest",
    "DutyShift",
    "Escalation",
    "Heartbeat",
    "Holiday",
    "InboundBody",
    "InboundEvent",
    "Incident",
    "Mention",
    "ModelVersion",
    "Officer",
    "IncidentForecast",
    "IncidentKey",
    "IncidentMove",
    "OptOut",
    "PollGap",
    "RateWindow",
    "ReachReading",
    "Reply",
    "ReplyTemplate",
    "SealedKey",
    "SignInAttempt",
    "SlaPolicy",
    "Switch",
    "Unit",
    "ViralForecast",
    "WebSession",
]
