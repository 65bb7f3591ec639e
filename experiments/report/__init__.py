"""What the analyst reads: figures, their data, and one self-contained page."""
