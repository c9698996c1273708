//! The service `host-store`: every operation, and the rules of its objects.
