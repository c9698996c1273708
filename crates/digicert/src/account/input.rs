//! What changes the account.

use crate::Result;
use portcullis_core::input;
use portcullis_macros::Body;

/// Addresses for notices, which replace the stored ones. A field that is `None` is not sent, and its list stays.
///
/// Several addresses are separated by commas. Whether an empty text clears a list is not documented.
#[derive(Debug, Clone, Default, Body)]
#[body(new(), check)]
#[non_exhaustive]
pub struct AccountEmails {
    /// Addresses for account notices: at most 255 characters in all. Older versions of the page require them.
    pub admin_email: Option<String>,
    /// Addresses for emergency notices.
    pub emergency_emails: Option<String>,
}

impl AccountEmails {
    fn check(&self) -> Result<()> {
        if let Some(emails) = &self.admin_email {
            input::length("admin_email", emails, 0..=255)?;
            check_emails("admin_email", emails)?;
        }
        self.emergency_emails.as_deref().map_or(Ok(()), |emails| check_emails("emergency_emails", emails))
    }
}

fn check_emails(field: &str, emails: &str) -> Result<()> {
    if emails.is_empty() {
        return Ok(());
    }
    emails.split(',').try_for_each(|email| input::email(field, email.trim()))
}
