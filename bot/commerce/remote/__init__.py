"""What every adapter to a shop's system over HTTP has in common."""
