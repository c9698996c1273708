//! A request to the endpoint of a webhook.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A request that CertCentral would have sent to the endpoint of a webhook.
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivery {
    /// The endpoint.
    pub url: String,
    /// The headers, in lower case: `content-type` and, if the webhook has a secret, `x-webhook-key`.
    pub headers: Vec<(String, String)>,
    /// The body, in JSON.
    pub body: String,
    /// The name of the event, such as `certificate_issued`.
    pub event: String,
}

/// Neither the secret nor a challenge token is shown.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("url", &self.url).field("event", &self.event).finish_non_exhaustive()
    }
}

/// An event that was sent.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Delivered {
    pub(super) event: String,
    pub(super) data: Value,
    pub(super) at: u64,
    /// The status of the receiver's answer.
    pub(super) status: u16,
    pub(super) url: String,
    pub(super) secret: String,
}

impl Delivered {
    pub(super) fn shown(&self) -> Delivery {
        let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        if !self.secret.is_empty() {
            headers.push(("x-webhook-key".to_owned(), self.secret.clone()));
        }
        let body = json!({ "event": self.event, "data": self.data }).to_string();
        Delivery { url: self.url.clone(), headers, body, event: self.event.clone() }
    }
}
