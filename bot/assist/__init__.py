"""What helps a person of the shop while they talk: a summary, replies with sources, changes to propose, other words."""
