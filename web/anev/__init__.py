"""Analysis and evaluation of units: reports, league, coverage, and what the public sees."""
