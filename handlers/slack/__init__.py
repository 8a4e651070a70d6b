"""Take what people do in Slack, and word what they see there."""
