"""Print a Playwright run's closing line, 'N passed, N failed, N skipped', from its JSON report."""

import json
import sys
from pathlib import Path


def closing_line(report: str) -> str:
    """The counts in a report: a test that passed only on a retry counts as failed."""
    stats = json.loads(report)["stats"]
    return f"{stats['expected']} passed, {stats['unexpected'] + stats['flaky']} failed, {stats['skipped']} skipped"


if __name__ == "__main__":
    print(closing_line(Path(sys.argv[1]).read_text(encoding="utf-8")))
