"""Speed and size against an untouched Rasa and a plain Rasa project: `make bench`, docs/benchmarks.md."""
