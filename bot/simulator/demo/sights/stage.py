"""Say how the stage stands: the clock, the bot, what goes wrong on purpose."""

from datetime import UTC
from typing import Any

from bot.simulator.demo.premises import Premises


def sections(premises: Premises) -> dict[str, Any]:
    """Return `clock`, `bot` and `troubles`."""
    company, slack = premises.company.troubles, premises.workspace.troubles
    return {
        "clock": {
            "at": premises.clock.now().astimezone(UTC).isoformat(),
            "speed": premises.clock.speed(),
            "wanted_speed": premises.speed,
            "zone": premises.policy.timezone,
        },
        "bot": {"is_running": premises.bot.is_running},
        "beginning": premises.beginnings,
        "troubles": {
            "carrier_slow": company.hold_queue,
            "answer_lost": company.every_create is not None,
            "slack_down": slack.outage is not None,
        },
    }
