"""The public's words come in: polls, parses webhooks, measures reach. Judges nothing."""
