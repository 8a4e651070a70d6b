"""${message}.

Revision: ${up_revision}, after ${down_revision}.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


# There is no way back: an operator restores the backup that was made before.
def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}
