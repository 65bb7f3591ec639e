"""Files of the user's own, read into the arrays that the model takes; nothing of them is kept but the numbers."""
