//! The service `workflow-engine`: every operation, and the rules of its objects.
