//! What the server returns about messages.

use crate::{InstanceId, MessageId};
use portcullis_core::Extra;
use portcullis_macros::Reply;

/// What became of a message. The server accepted it; whether the user read it is not known.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct MessageReceipt {
    /// The message.
    #[reply(name = "messageId")]
    pub message_id: Option<MessageId>,
    /// The process that the message belongs to: the next message with it continues this one.
    #[reply(name = "instanceId")]
    pub instance_id: Option<InstanceId>,
    /// Members that this version does not know.
    pub extra: Extra,
}
