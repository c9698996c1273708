//! The service `db-proxy`: every operation, and the rules of its objects.
