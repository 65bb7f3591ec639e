"""How does a report change a mind?"""
