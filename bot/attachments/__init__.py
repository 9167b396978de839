"""Pictures and documents of conversations: told by what they are, made harmless or refused, kept apart."""
