"""What do members do with what they read?"""
