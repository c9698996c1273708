//! The service `license-manager`: every operation, and the rules of its objects.
