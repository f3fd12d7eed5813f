"""How much a unit has, how much it can do, and what follows where the first exceeds the second."""
