"""Pictures that shoppers send: told by what they are, made anew without what the camera wrote, kept apart."""
