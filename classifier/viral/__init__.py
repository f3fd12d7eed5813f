"""How far a post will spread: readings, features, training posts, and the hazard model."""
