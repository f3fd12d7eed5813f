"""Records, vocabulary, settings, durable jobs and the pure rules that every stage shares.

Imports nothing else of ours: the stages meet only here.
"""
