//! Which operation a request performs, and how often it may reach the server.

use http::{Method, StatusCode};
use std::{borrow::Cow, fmt, sync::Arc};

/// How often a request may reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// Changes nothing: may be repeated.
    Safe,
    /// Leaves the same state however often it is done: may be repeated.
    Idempotent,
    /// At most once, unless the first was provably not sent or was refused.
    Once,
}

/// Which operation it was: what errors and spans call it. It never holds a value from the path.
#[derive(Clone, PartialEq, Eq)]
pub struct Operation {
    /// The id that the client gave the request.
    pub(crate) request_id: Option<Arc<str>>,
    pub(crate) vendor: &'static str,
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
    pub(crate) accept: Option<StatusCode>,
    pub(crate) missing_code: Option<&'static str>,
    pub(crate) bare: bool,
    pub(crate) done: bool,
    /// Changes nothing at the server.
    pub(crate) reads: bool,
    pub(crate) lists: bool,
    pub(crate) session: SessionEffect,
}

/// What an operation does with credentials, beside being authorized by one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum SessionEffect {
    #[default]
    None,
    /// Its only question is whether a credential is good.
    Checks,
    /// Its reply holds the successor of the credential that it was sent with.
    Renews,
    /// Ends the session of the credential that it was sent with.
    Ends,
}

impl Operation {
    pub(crate) fn new(method: Method, template: Cow<'static, str>) -> Self {
        let reads = method.is_safe();
        Self {
            request_id: None,
            vendor: "",
            method,
            template,
            accept: None,
            missing_code: None,
            bare: false,
            done: false,
            reads,
            lists: false,
            session: SessionEffect::None,
        }
    }

    /// The vendor's name, as its dialect has it.
    pub fn vendor(&self) -> &'static str {
        self.vendor
    }

    /// The HTTP verb.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path template, such as `/role-store/api/v1/roles/{role_id}`.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// Whether this status is a success of this operation.
    pub fn accepts(&self, status: StatusCode) -> bool {
        status.is_success() || self.accept == Some(status)
    }

    /// The code of a refusal that proves that the object does not exist, beside those that always do.
    pub fn missing_code(&self) -> Option<&'static str> {
        self.missing_code
    }

    /// Whether the reply comes without the vendor's usual envelope.
    pub fn is_bare(&self) -> bool {
        self.bare
    }

    /// Whether the result is a list.
    pub fn is_list(&self) -> bool {
        self.lists
    }

    /// Whether a refusal is about the credential that the request presents or is sent with, and about nothing else.
    pub fn checks_credential(&self) -> bool {
        self.session == SessionEffect::Checks
    }

    /// Whether the reply holds the successor of the credential that the request was sent with.
    pub fn renews_credential(&self) -> bool {
        self.session == SessionEffect::Renews
    }

    /// Whether a success ends the session that the request was sent in.
    pub fn ends_session(&self) -> bool {
        self.session == SessionEffect::Ends
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
