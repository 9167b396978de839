"""What ends a benchmark."""


class BenchFailed(Exception):
    """Something could not be measured, or was not what it was taken for."""
