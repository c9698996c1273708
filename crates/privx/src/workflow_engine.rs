//! The service `workflow-engine`: workflows, and requests for access.

use portcullis_core::Client;

/// The service `workflow-engine`; made by [`Client::workflow_engine`](crate::Client::workflow_engine).
#[derive(Debug, Clone)]
pub struct WorkflowEngine(pub(crate) Client);

impl WorkflowEngine {}
