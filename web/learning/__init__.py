"""The pages of the model: its versions and its drift."""
