"""How another version would have answered past answers: the reads and the command; the logic is `logic.replay`."""
