"""The command line, one file per subject, and the place where the stages are put together."""
