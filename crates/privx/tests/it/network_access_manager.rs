//! The service `network-access-manager`: every operation, and the rules of its objects.
