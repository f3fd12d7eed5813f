"""Every choice the records know, as enums in one file.

Values are what the database, the JSON API and the command line carry; the panel's words are
translations of them (`web/translations`).
"""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    X = "x"
    INSTAGRAM = "instagram"
    INSTAGRAM_PRIVATE = "instagram_private"
    WHATSAPP = "whatsapp"
    MANUAL = "manual"


# Here a thread belongs to one citizen and one account of ours; elsewhere everybody reads it.
PRIVATE_THREADS = frozenset({Channel.WHATSAPP, Channel.MANUAL})


class UnitKind(StrEnum):
    MABES = "mabes"
    POLDA = "polda"
    POLRES = "polres"
    POLSEK = "polsek"
    FUNCTION = "function"


class Role(StrEnum):
    """What an officer may do, always within the subtree of his unit."""

    ADMIN = "admin"
    APPROVER = "approver"
    HEAD = "head"
    HUMAS = "humas"
    POSKO = "posko"
    PROPAM = "propam"
    AUDITOR = "auditor"
    SYSTEM = "system"


class Health(StrEnum):
    UNKNOWN = "unknown"
    OK = "ok"
    LIMITED = "limited"
    FAILING = "failing"
    STOPPED = "stopped"


class MentionKind(StrEnum):
    """How the public's words reached us."""

    MENTION = "mention"
    REPLY = "reply"
    COMMENT = "comment"
    TAG = "tag"
    DIRECT = "direct"


class Kind(StrEnum):
    """What a message is; the first four ask for action."""

    REPORT = "report"
    CALL_TO_ACTION = "call_to_action"
    PROGRESS_REQUEST = "progress_request"
    SERVICE_QUESTION = "service_question"
    CRITICISM = "criticism"
    PRAISE = "praise"
    PR = "pr"
    POLITICS = "politics"
    JOKE = "joke"
    CHAT = "chat"
    PROMO = "promo"
    NEWS = "news"


ACTIONABLE_KINDS = frozenset({Kind.REPORT, Kind.CALL_TO_ACTION, Kind.PROGRESS_REQUEST, Kind.SERVICE_QUESTION})


class Category(StrEnum):
    SLOW_CASE_HANDLING = "slow_case_handling"
    POOR_SERVICE = "poor_service"
    PUNGLI = "pungli"
    ABUSE_OF_AUTHORITY = "abuse_of_authority"
    NEUTRALITY = "neutrality"
    THEFT = "theft"
    ROBBERY = "robbery"
    ASSAULT = "assault"
    FRAUD = "fraud"
    ONLINE_FRAUD = "online_fraud"
    DRUGS = "drugs"
    GAMBLING = "gambling"
    CRIME_OTHER = "crime_other"
    DOMESTIC_VIOLENCE = "domestic_violence"
    SEXUAL_VIOLENCE = "sexual_violence"
    CHILD = "child"
    TRAFFIC = "traffic"
    CONGESTION = "congestion"
    ACCIDENT = "accident"
    VEHICLE_PAPERS = "vehicle_papers"
    ILLEGAL_RACING = "illegal_racing"
    ILLEGAL_PARKING = "illegal_parking"
    PUBLIC_ORDER = "public_order"
    THUGS = "thugs"
    NOISE_DISTURBANCE = "noise_disturbance"
    FALLEN_TREE = "fallen_tree"
    FLOOD = "flood"
    MISSING_PERSON = "missing_person"
    LOST_GOODS = "lost_goods"
    ILLEGAL_MINING = "illegal_mining"
    ENVIRONMENT = "environment"
    SERVICE_QUESTION = "service_question"
    EMERGENCY_OTHER = "emergency_other"
    UNSPECIFIED = "unspecified"
    NONE = "none"


class CategoryGroup(StrEnum):
    """How the panel and the templates group the leaf categories."""

    OFFICER = "officer"
    CRIME = "crime"
    VICTIM = "victim"
    TRAFFIC = "traffic"
    ORDER = "order"
    SERVICE = "service"
    EMERGENCY = "emergency"
    OTHER = "other"


CATEGORY_GROUPS: dict[Category, CategoryGroup] = {
    Category.SLOW_CASE_HANDLING: CategoryGroup.SERVICE,
    Category.POOR_SERVICE: CategoryGroup.SERVICE,
    Category.PUNGLI: CategoryGroup.OFFICER,
    Category.ABUSE_OF_AUTHORITY: CategoryGroup.OFFICER,
    Category.NEUTRALITY: CategoryGroup.OFFICER,
    Category.THEFT: CategoryGroup.CRIME,
    Category.ROBBERY: CategoryGroup.CRIME,
    Category.ASSAULT: CategoryGroup.CRIME,
    Category.FRAUD: CategoryGroup.CRIME,
    Category.ONLINE_FRAUD: CategoryGroup.CRIME,
    Category.DRUGS: CategoryGroup.CRIME,
    Category.GAMBLING: CategoryGroup.CRIME,
    Category.CRIME_OTHER: CategoryGroup.CRIME,
    Category.DOMESTIC_VIOLENCE: CategoryGroup.VICTIM,
    Category.SEXUAL_VIOLENCE: CategoryGroup.VICTIM,
    Category.CHILD: CategoryGroup.VICTIM,
    Category.TRAFFIC: CategoryGroup.TRAFFIC,
    Category.CONGESTION: CategoryGroup.TRAFFIC,
    Category.ACCIDENT: CategoryGroup.TRAFFIC,
    Category.VEHICLE_PAPERS: CategoryGroup.TRAFFIC,
    Category.ILLEGAL_RACING: CategoryGroup.TRAFFIC,
    Category.ILLEGAL_PARKING: CategoryGroup.TRAFFIC,
    Category.PUBLIC_ORDER: CategoryGroup.ORDER,
    Category.THUGS: CategoryGroup.ORDER,
    Category.NOISE_DISTURBANCE: CategoryGroup.ORDER,
    Category.FALLEN_TREE: CategoryGroup.ORDER,
    Category.FLOOD: CategoryGroup.ORDER,
    Category.MISSING_PERSON: CategoryGroup.CRIME,
    Category.LOST_GOODS: CategoryGroup.SERVICE,
    Category.ILLEGAL_MINING: CategoryGroup.CRIME,
    Category.ENVIRONMENT: CategoryGroup.ORDER,
    Category.SERVICE_QUESTION: CategoryGroup.SERVICE,
    Category.EMERGENCY_OTHER: CategoryGroup.EMERGENCY,
    Category.UNSPECIFIED: CategoryGroup.OTHER,
    Category.NONE: CategoryGroup.OTHER,
}


class Urgency:
    """Urgency is an ordered number: 0 none, 1 log and route, 2 follow up today, 3 act now."""

    NONE, LOG, TODAY, NOW = range(4)


class Verdict(StrEnum):
    """What the classifier decided; UNSURE goes to a human, never to the bin."""

    ACTIONABLE = "actionable"
    UNSURE = "unsure"
    NOISE = "noise"


class Stage(StrEnum):
    """Public progress of a case: a fixed list, no free text about an investigation."""

    RECEIVED = "received"
    FORWARDED = "forwarded"
    IN_PROGRESS = "in_progress"
    FIELD_CHECK = "field_check"
    NEED_DETAILS = "need_details"
    DONE = "done"
    NOT_OURS = "not_ours"
    CLOSED_NO_ACTION = "closed_no_action"


OPEN_STAGES = frozenset(
    {Stage.RECEIVED, Stage.FORWARDED, Stage.IN_PROGRESS, Stage.FIELD_CHECK, Stage.NEED_DETAILS}
)


class Law(StrEnum):
    """Under which rules a case is answered; they set its working-day clocks."""

    NONE = "none"
    DUMAS = "dumas"
    LAPOR = "lapor"
    SERVICE = "service"


class ClockKind(StrEnum):
    """The clocks of the laws; all measure us, save LAPOR_SILENCE, which measures the citizen."""

    DUMAS_LETTER = "dumas_letter"
    DUMAS_RESULT = "dumas_result"
    LAPOR_VERIFY = "lapor_verify"
    LAPOR_ACT = "lapor_act"
    LAPOR_SILENCE = "lapor_silence"
    SERVICE_RESULT = "service_result"


class PauseReason(StrEnum):
    """The only reasons for which a clock of the law rests."""

    WAITING_FOR_CITIZEN = "waiting_for_citizen"
    CLOSED = "closed"


class Deadline(StrEnum):
    """Every clock that a unit can miss; those of the laws go by the words of `ClockKind`."""

    FIRST_ANSWER = "first_answer"
    NEWS = "news"
    SILENCE_24 = "silence_24"
    SILENCE_48 = "silence_48"
    SILENCE_72 = "silence_72"
    DUMAS_LETTER = ClockKind.DUMAS_LETTER.value
    DUMAS_RESULT = ClockKind.DUMAS_RESULT.value
    LAPOR_VERIFY = ClockKind.LAPOR_VERIFY.value
    LAPOR_ACT = ClockKind.LAPOR_ACT.value
    SERVICE_RESULT = ClockKind.SERVICE_RESULT.value
    DATA_REQUEST = "data_request"


# The first answer and the marks that measure the same wait.
WAITS_FOR_ANSWER = frozenset(
    {Deadline.FIRST_ANSWER, Deadline.SILENCE_24, Deadline.SILENCE_48, Deadline.SILENCE_72}
)


class ClaimMatter(StrEnum):
    """What a unit states and somebody else has to confirm."""

    DONE = "done"  # closes a case: confirmed by another role
    # All others go up: confirmed by a command above the unit.
    CLOSED = "closed"
    EXCUSE = "excuse"
    CHANNEL = "channel"


class PassingOn(StrEnum):
    """Whether light cases of an overloaded unit go to the unit above."""

    NEVER = "never"
    SUGGESTED = "suggested"
    AUTOMATIC = "automatic"


class ReplyKind(StrEnum):
    """What a reply is for; (mention, kind) is unique, for ever, save for progress notices.

    WAITING is a kind of text alone: the receipt of an overloaded unit, whose reply is an acknowledgement.
    DETAILS asks the citizen for what is missing, privately.
    """

    ACKNOWLEDGEMENT = "acknowledgement"
    WAITING = "waiting"
    EMERGENCY_CARD = "emergency_card"
    PROGRESS = "progress"
    ANSWER = "answer"
    DETAILS = "details"


class ReplyState(StrEnum):
    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NEEDS_HUMAN = "needs_human"
    SHADOWED = "shadowed"  # would have been sent, had shadow mode not been on


class Refusal(StrEnum):
    """Why a platform, or our own policy, will never send a reply."""

    REFUSED = "refused"
    NOT_SUMMONED = "not_summoned"
    DELETED = "deleted"
    BLOCKED = "blocked"
    WINDOW_CLOSED = "window_closed"
    TOO_LONG = "too_long"
    REVOKED = "revoked"
    CHECKPOINT = "checkpoint"
    SUSPENDED = "suspended"
    MISSING_CREDENTIAL = "missing_credential"
    OPTED_OUT = "opted_out"
    GUARD = "guard"
    DUPLICATE = "duplicate"
    OWN_ACCOUNT = "own_account"
    TOO_ALIKE = "too_alike"


class BulkOutcome(StrEnum):
    """What became of one reply of a bulk approval; all but the first two left it out."""

    WAITING = "waiting"
    RELEASED = "released"
    CHANGED = "changed"  # another text than the one that was seen
    CASE_MOVED = "case_moved"  # something happened to the case since it was seen
    DECIDED = "decided"  # by somebody else meanwhile
    RISKY = "risky"
    OTHER_CLASS = "other_class"
    TEMPLATE_RETIRED = "template_retired"
    GUARD = "guard"
    POLICY = "policy"
    NOT_YOURS = "not_yours"  # outside what the releasing officer may see


class EventKind(StrEnum):
    """What happened to a case; the case history is made of these and nothing else."""

    OPENED = "opened"
    MENTION_ATTACHED = "mention_attached"
    ASSESSED = "assessed"
    LABEL_CORRECTED = "label_corrected"
    DRAFTED = "drafted"
    EDITED = "edited"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    SENDING = "sending"
    SENT = "sent"
    CONFIRMED = "confirmed"
    SEND_FAILED = "send_failed"
    POSTPONED = "postponed"
    HELD_BACK = "held_back"
    OUTCOME_UNKNOWN = "outcome_unknown"
    NEEDS_HUMAN = "needs_human"
    STAGE_CHANGED = "stage_changed"
    NOTE = "note"
    HANDED_OVER = "handed_over"
    CLAIMED = "claimed"
    CLOSED = "closed"
    REOPENED = "reopened"
    DEADLINE_MOVED = "deadline_moved"
    ESCALATED = "escalated"
    REACH_GREW = "reach_grew"
    CITIZEN_ANSWERED = "citizen_answered"
    MENTION_REMOVED = "mention_removed"
    MERGED = "merged"
    PARTED = "parted"
    INCIDENT_JOINED = "incident_joined"
    INCIDENT_LEFT = "incident_left"
    ALERT_TOLD = "alert_told"
    ALERT_ESCALATED = "alert_escalated"
    ALERT_SEEN = "alert_seen"
    LAW_CLOCK_PASSED = "law_clock_passed"
    DONE_CLAIMED = "done_claimed"
    DONE_REFUSED = "done_refused"
    SATISFACTION = "satisfaction"
    CLAIM_RAISED = "claim_raised"
    CLAIM_UPHELD = "claim_upheld"
    CLAIM_REFUSED = "claim_refused"
    SHADOWED = "shadowed"


class GapKind(StrEnum):
    HORIZON = "horizon"
    OUTAGE = "outage"
    REVOKED = "revoked"
    LIMITED = "limited"


class InboundState(StrEnum):
    PENDING = "pending"
    PARSED = "parsed"
    IGNORED = "ignored"
    DEAD = "dead"


class InboundKind(StrEnum):
    MESSAGE = "message"
    STATUS = "status"
    COMMENT = "comment"
    MENTION = "mention"
    OTHER = "other"


class AlertKind(StrEnum):
    VIRAL = "viral"
    EMERGENCY = "emergency"
    SLA_BREACH = "sla_breach"
    ACCOUNT_STOPPED = "account_stopped"
    STUCK_REPLY = "stuck_reply"
    APPROVER_SILENT = "approver_silent"
    FOREIGN_POST = "foreign_post"
    RECOVERY_EXHAUSTED = "recovery_exhausted"
    WATCH_DEAD = "watch_dead"
    ACCESS_ENDS = "access_ends"
    ACCOUNT_DORMANT = "account_dormant"
    OVERLOAD = "overload"


# These reach an officer also in his quiet hours, and climb to the top until somebody has seen them.
PRESSING_ALERTS = frozenset(
    {AlertKind.EMERGENCY, AlertKind.ACCOUNT_STOPPED, AlertKind.FOREIGN_POST, AlertKind.WATCH_DEAD}
)


class AlertRoute(StrEnum):
    """How an alert reaches somebody."""

    PANEL = "panel"
    PUSH = "push"
    MESSAGE = "message"  # e-mail, Telegram, webhook


class DeliveryState(StrEnum):
    """How far one alert has come on its way to one address."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"  # no longer needed: seen meanwhile, or no longer his to see
