"""Play a Slack workspace: its people, its Web API, its requests to us."""
