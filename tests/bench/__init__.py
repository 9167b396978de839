"""Speed and size against an untouched Rasa and a plain Rasa project: `make bench`, docs/benchmarks.md."""

import os

# As `make` sets it for the product: read when numpy is loaded, so it stands before every other import.
os.environ.setdefault("OMP_NUM_THREADS", "1")
