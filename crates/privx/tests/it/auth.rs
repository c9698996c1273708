//! The service `auth`: every operation, and the rules of its objects.
