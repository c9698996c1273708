//! The service `authorizer`: every operation, and the rules of its objects.
