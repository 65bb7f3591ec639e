"""From overrides and settings files to a checked scenario, with everything that is wrong named at once."""
