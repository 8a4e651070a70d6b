"""Keep by what somebody is on duty: a word, a listing, a daily list, leave.

Revision: 0003. What stands was said by the people themselves.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.String(32)
WORD = sa.String(32)
AT = sa.DateTime(timezone=True)

KINDS = ("own", "listing", "override", "leave", "assignment")


def upgrade() -> None:
    """Add the columns, then take away the value given to the rows that stand."""
    with op.batch_alter_table("presence") as table:
        table.add_column(sa.Column("kind", WORD, nullable=False, server_default="own"))
        table.add_column(sa.Column("unit", sa.String(32), nullable=True))
        table.add_column(sa.Column("supervisor_star", sa.String(16), nullable=True))
        table.add_column(sa.Column("other_id", ID, nullable=True))
        table.add_column(
            sa.Column("number", sa.Integer(), nullable=False, server_default="0")
        )
        table.add_column(sa.Column("ended_at", AT, nullable=True))
        table.create_foreign_key(
            op.f("fk_presence_other_id"), "person", ["other_id"], ["id"]
        )
        listed = ", ".join(f"'{kind}'" for kind in KINDS)
        table.create_check_constraint(
            op.f("ck_presence_presencekind"), f"kind IN ({listed})"
        )
    with op.batch_alter_table("presence") as table:
        table.alter_column("kind", server_default=None, existing_type=WORD)
        table.alter_column("number", server_default=None, existing_type=sa.Integer())
    op.create_index(op.f("ix_presence_other_id"), "presence", ["other_id"])
