"""The ten parts of a report, one file each: what is told of a comparison, as blocks for the page and for paper."""
