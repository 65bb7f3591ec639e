"""What this machine and this installation lack for Shelflife to work, and how to get it."""
