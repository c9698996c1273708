//! What a server states about a failure.

use crate::{delivery::Delivery, text};

/// The error that a server returned.
///
/// A vendor's [`Dialect`](crate::Dialect) fills it; users read it through [`Error`](crate::Error).
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ApiError {
    /// The vendor's machine-readable code.
    pub code: Option<String>,
    /// The vendor's words.
    pub message: String,
    /// The vendor's id of the request, for support.
    pub request_id: Option<String>,
    /// The body proves that the *object* is missing, as opposed to the route.
    pub object_missing: bool,
    /// The body proves that the credential is not (or no longer) valid.
    pub credential_refused: bool,
    /// The object exists already.
    pub conflict: bool,
    /// What became of the request, where the body shows something else than the status.
    pub delivery: Option<Delivery>,
    /// What the caller can do, beside the vendor's words: shown by `Display`.
    pub advice: Option<&'static str>,
}

impl ApiError {
    /// An error with the vendor's words and nothing else known.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// An error with several messages of the vendor, in one line; empty ones are left out.
    pub fn of(messages: &[String]) -> Self {
        // Not by `join`, which would add 3 kB to a program.
        let mut line = String::new();
        for message in messages.iter().filter(|message| !message.is_empty()) {
            if !line.is_empty() {
                line.push_str("; ");
            }
            line.push_str(message);
        }
        Self::new(line)
    }

    /// Sets the vendor's code.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into()).filter(|c: &String| !c.is_empty());
        self
    }

    /// Every text of the server passes here before an error shows it.
    pub(super) fn shown(mut self, most: usize) -> Self {
        let texts = [Some(&mut self.message), self.code.as_mut(), self.request_id.as_mut()];
        for text in texts.into_iter().flatten() {
            *text = text::shown(text, most);
        }
        self
    }
}
