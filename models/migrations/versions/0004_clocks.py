"""Add what the clocks of footage, the ladder and second persons need.

Revision: 0004. Every column that it adds to a table that stands may be empty or has
a value that is right for the rows that stand.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.String(32)
WORD = sa.String(32)
AT = sa.DateTime(timezone=True)

#: What a message can be for, since 0004.
PURPOSES = (
    "answer",
    "tell",
    "ask",
    "remind",
    "escalate",
    "nobody",
    "digest",
    "hand_over",
    "enrol",
    "alarm",
)

#: An open duty without a next step.
WITHOUT_STEP = (
    "next_step_at IS NULL "
    "AND state IN ('expected', 'notified', 'acknowledged', 'overdue')"
)


def upgrade() -> None:
    """Change the tables that stand, then make the one that is new."""
    with op.batch_alter_table("incident") as table:
        table.add_column(sa.Column("place", sa.String(64), nullable=True))
        table.add_column(
            sa.Column("facts", sa.Text(), nullable=False, server_default="{}")
        )
    with op.batch_alter_table("incident") as table:
        table.alter_column("facts", server_default=None, existing_type=sa.Text())
        # An agency's numbers may be longer than Chicago's.
        for name, size in (("event_number", 10), ("event_short", 5), ("rd_number", 8)):
            table.alter_column(name, type_=sa.String(32), existing_type=sa.String(size))
    with op.batch_alter_table("footage") as table:
        table.add_column(sa.Column("named_by", ID, nullable=True))
        table.add_column(sa.Column("detail", sa.Text(), nullable=True))
        table.add_column(sa.Column("asked_at", AT, nullable=True))
        table.add_column(sa.Column("checked_at", AT, nullable=True))
        table.add_column(sa.Column("lost_reason", sa.Text(), nullable=True))
        _refers(table, "footage", "named_by", "person")
    with op.batch_alter_table("duty") as table:
        table.add_column(sa.Column("late_until", AT, nullable=True))
        table.add_column(sa.Column("ask_again_at", AT, nullable=True))
        table.add_column(sa.Column("passed_at", AT, nullable=True))
        table.add_column(sa.Column("passed_by", ID, nullable=True))
        table.add_column(sa.Column("loss_told_at", AT, nullable=True))
        table.add_column(sa.Column("tour_ends_at", AT, nullable=True))
        _refers(table, "duty", "passed_by", "person")
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("not_before", AT, nullable=True))
        table.add_column(sa.Column("carried_by", ID, nullable=True))
        _refers(table, "notice", "carried_by", "notice")
        table.drop_constraint(op.f("ck_notice_purpose"), type_="check")
        listed = ", ".join(f"'{word}'" for word in PURPOSES)
        table.create_check_constraint(
            op.f("ck_notice_purpose"), f"purpose IN ({listed})"
        )
    _index_of_some("ix_duty_without_step", "duty", "id", WITHOUT_STEP)
    _index_of_some(
        "ix_footage_expected_lost_at", "footage", "lost_at", "state = 'expected'"
    )
    op.create_table(
        "proposal",
        sa.Column("id", ID, nullable=False),
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("verb", sa.String(32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("made_by_account", sa.String(64), nullable=True),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", AT, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'agreed', 'refused', 'withdrawn')",
            name=op.f("ck_proposal_proposalstate"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{to}.id"], name=op.f(f"fk_proposal_{column}")
            )
            for column, to in (
                ("incident_id", "incident"),
                ("made_by", "person"),
                ("decided_by", "person"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    for name in ("incident_id", "made_by", "decided_by"):
        op.create_index(op.f(f"ix_proposal_{name}"), "proposal", [name])


def _refers(table: Any, name: str, column: str, to: str) -> None:
    """Let a new column refer to another table."""
    table.create_foreign_key(op.f(f"fk_{name}_{column}"), to, [column], ["id"])


def _index_of_some(name: str, table: str, column: str, which: str) -> None:
    """Make an index of the rows for which something is so."""
    op.create_index(
        op.f(name),
        table,
        [column],
        sqlite_where=sa.text(which),
        postgresql_where=sa.text(which),
    )
