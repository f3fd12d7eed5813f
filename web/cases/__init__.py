"""One case: its page, its acts, its replies, its incident."""
