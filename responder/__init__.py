"""Our words go out: the outbox protocol, once and only once."""
