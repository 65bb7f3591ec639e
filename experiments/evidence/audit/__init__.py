"""The audit: over how much of what is plausible does a hypothesis hold, and what decides it?"""
