"""What does a feed show?"""
