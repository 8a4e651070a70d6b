"""Run our own doors with Slack, exactly as `holdfast run --only doors` does."""

import sys
from pathlib import Path

from benchmarks import slack_scene
from bot import app

if __name__ == "__main__":
    app.serve(
        slack_scene.settings(Path(sys.argv[2])), port=int(sys.argv[1]), only="doors"
    )
