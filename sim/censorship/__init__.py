"""What does the censor do to criticism?"""
