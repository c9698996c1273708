//! The service `settings`: every operation, and the rules of its objects.
