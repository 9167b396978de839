"""`python -m bot`."""

import sys

try:
    from bot.cli import main
except ModuleNotFoundError as missing:
    if missing.name is None or missing.name.split(".")[0] == "bot":
        raise
    sys.exit(
        f"{missing.name} is not installed in {sys.executable}. `make setup` makes Shoptalk's own environment; "
        "after `. .venv/bin/activate`, `python` is the one in it."
    )

sys.exit(main())
