"""Make every table of the first release.

Revision: 0001. There is none before it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

#: An id: 32 hexadecimal digits.
ID = sa.String(32)
#: A SHA-256 in hexadecimal.
SHA256 = sa.String(64)
#: A word of a closed list; each column has a check that names the list.
WORD = sa.String(32)
#: An instant; UTC.
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables in an order in which each finds those it refers to."""
    op.create_table(
        "counter",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        _key("counter", "name"),
    )
    op.create_table(
        "item",
        sa.Column("ledger_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("held_by", sa.String(200), nullable=True),
        _key("item", "ledger_id", "position", "name"),
    )
    op.create_table(
        "ledger",
        sa.Column("id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("head", SHA256, nullable=False),
        sa.Column("sealed_position", sa.Integer(), nullable=False),
        _key("ledger", "id"),
    )
    op.create_table(
        "mark",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("at", AT, nullable=False),
        _key("mark", "name"),
    )
    op.create_table(
        "person",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("star", sa.String(16), nullable=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("email", sa.String(254), nullable=True),
        sa.Column("slack_user_id", sa.String(32), nullable=True),
        sa.Column("unit", sa.String(32), nullable=True),
        sa.Column("supervisor_star", sa.String(16), nullable=True),
        sa.Column("watch", sa.String(32), nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        _key("person", "id"),
    )
    _index("person", "role")
    _index("person", "slack_user_id")
    _index("person", "star")
    op.create_table(
        "policy_version",
        sa.Column("version", SHA256, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_used_at", AT, nullable=False),
        _key("policy_version", "version"),
    )
    op.create_table(
        "request",
        sa.Column("request_id", sa.String(120), nullable=False),
        sa.Column("at", AT, nullable=False),
        _key("request", "request_id"),
    )
    op.create_table(
        "seal",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("root", SHA256, nullable=False),
        sa.Column("previous", SHA256, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("hash", SHA256, nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        _key("seal", "number"),
    )
    op.create_table(
        "seal_leaf",
        sa.Column("ledger_id", ID, nullable=False),
        sa.Column("seal_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("head", SHA256, nullable=False),
        _key("seal_leaf", "ledger_id", "seal_number"),
    )
    _index("seal_leaf", "seal_number")
    op.create_table(
        "contact",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("e164", sa.String(16), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("enrol_code", sa.String(6), nullable=True),
        sa.Column("verified_at", AT, nullable=True),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("opted_out_at", AT, nullable=True),
        sa.Column("unreachable_at", AT, nullable=True),
        sa.Column("unreachable_reason", sa.String(64), nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        _key("contact", "id"),
        _refers("contact", "person_id", "person.id"),
        _words("contact", "kind", "phonekind", "department", "personal"),
    )
    _index("contact", "e164")
    _index("contact", "person_id")
    op.create_table(
        "entry",
        sa.Column("ledger_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("request_id", sa.String(120), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("hash", SHA256, nullable=False),
        _key("entry", "ledger_id", "position"),
        _refers("entry", "ledger_id", "ledger.id"),
    )
    _index("entry", "actor_id")
    op.create_table(
        "incident",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("beat", sa.String(8), nullable=True),
        sa.Column("event_number", sa.String(10), nullable=True),
        sa.Column("event_short", sa.String(5), nullable=True),
        sa.Column("rd_number", sa.String(8), nullable=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("opened_by", ID, nullable=True),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("recorded_at", AT, nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("policy_version", SHA256, nullable=False),
        sa.Column("closed_at", AT, nullable=True),
        _key("incident", "id"),
        _unique("incident", "reference"),
        _refers("incident", "opened_by", "person.id"),
        _refers("incident", "policy_version", "policy_version.version"),
        _words(
            "incident",
            "state",
            "incidentstate",
            "open",
            "under_review",
            "ready_for_referral",
            "referred",
            "returned",
            "declined",
            "charged",
            "closed_no_violation",
            "closed_other_agency",
            "closed_opened_in_error",
        ),
    )
    _index("incident", "beat")
    _index("incident", "event_number")
    _index("incident", "opened_at")
    _index("incident", "opened_by")
    op.create_table(
        "presence",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("from_at", AT, nullable=False),
        sa.Column("until_at", AT, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("made_at", AT, nullable=False),
        _key("presence", "id"),
        _refers("presence", "person_id", "person.id"),
        _refers("presence", "made_by", "person.id"),
    )
    _index("presence", "made_by")
    _index("presence", "person_id")
    _index("presence", "until_at")
    op.create_table(
        "footage",
        sa.Column("id", ID, nullable=False),
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("recorder_id", ID, nullable=True),
        sa.Column("recorder_star", sa.String(16), nullable=True),
        sa.Column("recorded_at", AT, nullable=False),
        sa.Column("ask_by", AT, nullable=False),
        sa.Column("lost_at", AT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("ground", sa.String(32), nullable=True),
        sa.Column("flagged_at", AT, nullable=True),
        sa.Column("deletion_on", sa.Date(), nullable=True),
        sa.Column("case_id", sa.String(64), nullable=True),
        sa.Column("is_kept_until_released", sa.Boolean(), nullable=False),
        sa.Column("no_video_reason", sa.Text(), nullable=True),
        _key("footage", "id"),
        _refers("footage", "incident_id", "incident.id"),
        _refers("footage", "recorder_id", "person.id"),
        _words(
            "footage",
            "state",
            "footagestate",
            "expected",
            "attested",
            "verified",
            "lost",
        ),
    )
    _index("footage", "incident_id")
    _index("footage", "lost_at")
    _index("footage", "recorder_id")
    op.create_table(
        "inbound",
        sa.Column("id", ID, nullable=False),
        sa.Column("request_id", sa.String(80), nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("e164", sa.String(32), nullable=False),
        sa.Column("to_e164", sa.String(32), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("incident_id", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_sha256", SHA256, nullable=False),
        sa.Column("media_count", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("sent_at", AT, nullable=False),
        sa.Column("received_at", AT, nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("notice_id", ID, nullable=True),
        sa.Column("error", sa.String(100), nullable=True),
        _key("inbound", "id"),
        _unique("inbound", "request_id"),
        _refers("inbound", "person_id", "person.id"),
        _refers("inbound", "incident_id", "incident.id"),
        _words(
            "inbound",
            "channel",
            "channel",
            "sms",
            "slack",
            "voice",
            "email",
            "radio",
            "command_line",
            "clock",
        ),
        _words(
            "inbound", "state", "inboundstate", "answered", "held", "accepted", "failed"
        ),
    )
    _index("inbound", "e164")
    _index("inbound", "incident_id")
    _index("inbound", "person_id")
    _index("inbound", "received_at")
    op.create_table(
        "incident_link",
        sa.Column("id", ID, nullable=False),
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        _key("incident_link", "id"),
        _refers("incident_link", "incident_id", "incident.id"),
        _refers("incident_link", "other_id", "incident.id"),
        _refers("incident_link", "made_by", "person.id"),
    )
    _index("incident_link", "incident_id")
    _index("incident_link", "made_by")
    _index("incident_link", "other_id")
    op.create_table(
        "duty",
        sa.Column("id", ID, nullable=False),
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("footage_id", ID, nullable=True),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("word", sa.String(16), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("owner_role", sa.String(32), nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("due_at", AT, nullable=False),
        sa.Column("lost_at", AT, nullable=True),
        sa.Column("next_step_at", AT, nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("rung_at", AT, nullable=True),
        sa.Column("announcements", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(6), nullable=True),
        sa.Column("notified_at", AT, nullable=True),
        sa.Column("acknowledged_at", AT, nullable=True),
        sa.Column("acknowledged_by", ID, nullable=True),
        sa.Column("attested_at", AT, nullable=True),
        sa.Column("attested_by", ID, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("verified_at", AT, nullable=True),
        sa.Column("verified_by", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        _key("duty", "id"),
        _refers("duty", "incident_id", "incident.id"),
        _refers("duty", "footage_id", "footage.id"),
        _refers("duty", "owner_id", "person.id"),
        _refers("duty", "acknowledged_by", "person.id"),
        _refers("duty", "attested_by", "person.id"),
        _refers("duty", "verified_by", "person.id"),
        _words(
            "duty",
            "state",
            "dutystate",
            "expected",
            "notified",
            "acknowledged",
            "attested",
            "verified",
            "overdue",
            "lost",
            "not_applicable",
            "released",
        ),
    )
    _index("duty", "acknowledged_by")
    _index("duty", "attested_by")
    _index("duty", "footage_id")
    _index("duty", "incident_id")
    _index_of_open("duty", "next_step_at")
    _index("duty", "owner_id")
    _index("duty", "verified_by")
    op.create_table(
        "code",
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("duty_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("issued_at", AT, nullable=False),
        _key("code", "code"),
        _refers("code", "duty_id", "duty.id"),
        _refers("code", "person_id", "person.id"),
    )
    _index("code", "duty_id")
    _index("code", "person_id")
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("incident_id", ID, nullable=True),
        sa.Column("duty_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("to_e164", sa.String(16), nullable=True),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("purpose", WORD, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("expires_at", AT, nullable=True),
        sa.Column("next_attempt_at", AT, nullable=True),
        sa.Column("first_send_at", AT, nullable=True),
        sa.Column("last_send_at", AT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(64), nullable=True),
        sa.Column("vendor_code", sa.String(16), nullable=True),
        _key("notice", "id"),
        _unique("notice", "key"),
        _refers("notice", "incident_id", "incident.id"),
        _refers("notice", "duty_id", "duty.id"),
        _refers("notice", "person_id", "person.id"),
        _words(
            "notice",
            "purpose",
            "purpose",
            "answer",
            "tell",
            "ask",
            "remind",
            "escalate",
            "nobody",
            "enrol",
            "alarm",
        ),
        _words(
            "notice",
            "state",
            "noticestate",
            "queued",
            "sending",
            "accepted",
            "sent",
            "delivered",
            "not_delivered",
            "unknown",
            "acknowledged",
            "expired",
            "cancelled",
        ),
        _words(
            "notice",
            "channel",
            "channel",
            "sms",
            "slack",
            "voice",
            "email",
            "radio",
            "command_line",
            "clock",
        ),
    )
    _index("notice", "duty_id")
    _index("notice", "incident_id")
    _index_of_open("notice", "next_attempt_at")
    _index("notice", "person_id")
    _index("notice", "provider_id")
    op.create_table(
        "attempt",
        sa.Column("id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("started_at", AT, nullable=False),
        sa.Column("finished_at", AT, nullable=True),
        sa.Column("outcome", WORD, nullable=True),
        sa.Column("vendor_code", sa.String(16), nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("provider_id", sa.String(64), nullable=True),
        _key("attempt", "id"),
        _unique("attempt", "notice_id", "number"),
        _refers("attempt", "notice_id", "notice.id"),
        _words(
            "attempt",
            "outcome",
            "attemptoutcome",
            "accepted",
            "refused",
            "deferred",
            "unknown",
            "found",
            "not_found",
        ),
        _words("attempt", "kind", "attemptkind", "send", "response", "lookup"),
    )
    _index("attempt", "notice_id")
    op.create_table(
        "receipt",
        sa.Column("id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("provider_id", sa.String(64), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("vendor_code", sa.String(16), nullable=True),
        sa.Column("received_at", AT, nullable=False),
        _key("receipt", "id"),
        _unique("receipt", "notice_id", "state", "provider_id"),
        _refers("receipt", "notice_id", "notice.id"),
        _words(
            "receipt",
            "state",
            "noticestate",
            "queued",
            "sending",
            "accepted",
            "sent",
            "delivered",
            "not_delivered",
            "unknown",
            "acknowledged",
            "expired",
            "cancelled",
        ),
    )
    _index("receipt", "notice_id")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    name = op.f(f"uq_{table}_{'_'.join(columns)}")
    return sa.UniqueConstraint(*columns, name=name)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """Refer to another row; what is referred to cannot be deleted."""
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _words(table: str, column: str, kind: str, *words: str) -> sa.CheckConstraint:
    """Close a column's list of words."""
    listed = ", ".join(f"'{word}'" for word in words)
    name = op.f(f"ck_{table}_{kind}")
    return sa.CheckConstraint(f"{column} IN ({listed})", name=name)


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _index_of_open(table: str, column: str) -> None:
    """Index only the rows that still wait for something."""
    waits = sa.text(f"{column} IS NOT NULL")
    op.create_index(
        op.f(f"ix_{table}_{column}_open"),
        table,
        [column],
        sqlite_where=waits,
        postgresql_where=waits,
    )
