//! The service `api-proxy`: every operation, and the rules of its objects.
