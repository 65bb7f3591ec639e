"""How does the operation spend its effort?"""
