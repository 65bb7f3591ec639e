"""Who answers, and how?"""
