"""The ground floor: parameters, options, chance, the Mesa population adapter, compilation and provenance."""
