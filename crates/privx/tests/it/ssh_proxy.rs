//! The service `ssh-proxy`: every operation, and the rules of its objects.
