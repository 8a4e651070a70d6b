"""Show the agency: its roles, duties, sources of footage, watches and phrases."""

from typing import Any

from bot.policy import schema


def section(policy: schema.Policy) -> dict[str, Any]:
    """Return what the page says of the policy in force."""
    return {
        "title": policy.title,
        "agency": policy.agency,
        "roles": {role.id: role.title for role in policy.role},
        "sources": {
            source.id: {"title": source.title, "authority": source.authority}
            for source in policy.source
        },
        "duties": {
            rule.id: {
                "word": rule.word,
                "title": rule.title,
                "authority": rule.authority,
                "question": rule.question,
            }
            for rule in policy.duty
        },
        "watches": {
            watch.id: {
                "title": watch.title,
                "starts": f"{watch.starts:%H:%M}",
                "ends": f"{watch.ends:%H:%M}",
            }
            for watch in policy.watch
        },
        "phrases": [{"id": one.id, "text": one.text} for one in policy.phrase],
    }
