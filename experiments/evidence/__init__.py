"""Evidence: what must come out of the model if it is right, each item a file, each made by running the model itself."""
