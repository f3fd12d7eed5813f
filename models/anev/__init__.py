"""Counting for analysis and evaluation: days, scores, league, coverage, reports."""
