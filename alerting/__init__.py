"""Tells officers what they must see now: whom, by which way, and who comes next when nobody looks."""
