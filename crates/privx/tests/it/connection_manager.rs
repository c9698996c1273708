//! The service `connection-manager`: every operation, and the rules of its objects.
