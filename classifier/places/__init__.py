"""Which region a text speaks of, and which police function it is for: pure functions over the official list."""
