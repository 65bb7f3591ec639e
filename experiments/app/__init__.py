"""The teacher's page: a server, and the built bundle that it hands out."""
