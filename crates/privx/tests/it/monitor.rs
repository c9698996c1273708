//! The service `monitor-service`: every operation, and the rules of its objects.
