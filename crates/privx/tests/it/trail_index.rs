//! The service `trail-index`: every operation, and the rules of its objects.
