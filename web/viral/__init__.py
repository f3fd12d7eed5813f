"""The viral watch: what is about to spread, and what it did."""
