"""Make the tables that Slack needs, and who has the watch.

Revision: 0002. It adds tables and changes none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.String(32)
SHA256 = sa.String(64)
WORD = sa.String(32)
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make them in an order in which each finds those it refers to."""
    op.create_table(
        "slack_member",
        sa.Column("slack_user_id", sa.String(32), nullable=False),
        sa.Column("problem", WORD, nullable=True),
        sa.Column("changed_at", AT, nullable=False),
        _words(
            "slack_member",
            "problem",
            "slackproblem",
            "guest",
            "deactivated",
            "other_organisation",
            "no_such_member",
        ),
        _key("slack_member", "slack_user_id"),
    )
    op.create_table(
        "slack_workspace",
        sa.Column("id", sa.String(8), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=True),
        sa.Column("enterprise_id", sa.String(32), nullable=True),
        sa.Column("bot_user_id", sa.String(32), nullable=True),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("checked_at", AT, nullable=False),
        sa.Column("problem", sa.String(64), nullable=True),
        sa.Column("problem_at", AT, nullable=True),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        _key("slack_workspace", "id"),
    )
    op.create_table(
        "watch_hold",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(32), nullable=True),
        sa.Column("from_at", AT, nullable=False),
        sa.Column("until_at", AT, nullable=False),
        _refers("watch_hold", "person_id", "person.id"),
        _key("watch_hold", "id"),
    )
    _index("watch_hold", "person_id")
    _index("watch_hold", "until_at")
    op.create_table(
        "live_message",
        sa.Column("id", sa.String(48), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("incident_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("channel_id", sa.String(32), nullable=True),
        sa.Column("ts", sa.String(32), nullable=True),
        sa.Column("shown_sha256", SHA256, nullable=True),
        sa.Column("announced", sa.Text(), nullable=False),
        sa.Column("posted_at", AT, nullable=True),
        sa.Column("digest_at", AT, nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", AT, nullable=True),
        sa.Column("posting_since", AT, nullable=True),
        sa.Column("posting_channel_id", sa.String(32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(64), nullable=True),
        _words("live_message", "kind", "livekind", "card", "list", "inbox"),
        _refers("live_message", "incident_id", "incident.id"),
        _refers("live_message", "person_id", "person.id"),
        _key("live_message", "id"),
    )
    _index("live_message", "incident_id")
    _index("live_message", "person_id")
    _index("live_message", "ts")
    _index_of_open("live_message", "digest_at")
    _index_of_open("live_message", "next_attempt_at")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _words(table: str, column: str, kind: str, *words: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    name = op.f(f"ck_{table}_{kind}")
    return sa.CheckConstraint(f"{column} IN ({listed})", name=name)


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _index_of_open(table: str, column: str) -> None:
    waits = sa.text(f"{column} IS NOT NULL")
    op.create_index(
        op.f(f"ix_{table}_{column}_open"),
        table,
        [column],
        sqlite_where=waits,
        postgresql_where=waits,
    )
