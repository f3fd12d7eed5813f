"""The pages of the citizen: by ticket code and PIN."""
