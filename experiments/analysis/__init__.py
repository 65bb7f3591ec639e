"""What the runs say: paired differences, bands over time, decay and fates, with their uncertainty."""
