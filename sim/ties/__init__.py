"""Who follows whom?"""
