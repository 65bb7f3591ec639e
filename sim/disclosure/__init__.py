"""What does the platform publish about takedowns?"""
