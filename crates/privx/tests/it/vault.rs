//! The service `vault`: every operation, and the rules of its objects.
