"""Property tests where a machine has much else to do: what counts is what holds, not how soon."""

from hypothesis import HealthCheck, settings

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Decorates a `given`: an example may take as long as the machine stalls, and making one too."""
