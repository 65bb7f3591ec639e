"""Who: the Mesa agents of the marketplace, and what each of them does."""
