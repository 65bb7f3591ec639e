"""How does the platform enforce its terms?"""
