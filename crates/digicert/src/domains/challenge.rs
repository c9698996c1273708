//! What proves control of a domain, and whether it was found.

use super::{DcvMethod, DcvToken, Domain, ValidationEmails};
use crate::{Error, Result, Secret, Timestamp, code};

/// What must be published where to prove control of a domain: from what the service returned, and nothing else.
///
/// [`Domains::challenge`](super::Domains::challenge) reads it from the server. `of_token` and `of_emails` put it together
/// from other replies.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Challenge {
    /// The method; `None` if the service returned none.
    pub method: Option<DcvMethod>,
    /// When the token becomes void, if the service returned it.
    pub expiration_date: Option<Timestamp>,
    /// What to publish.
    pub proof: Proof,
}

/// What proves control of a domain, for each method. The tokens are secrets until they are published.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Proof {
    /// A DNS TXT record.
    DnsTxt {
        /// The name of the record: the domain.
        name: String,
        /// The text of the record: the token.
        value: Secret,
    },
    /// A DNS CNAME record.
    DnsCname {
        /// The name of the record. **Always `None` in this version:** the service does not return it, and the rule by
        /// which it is made of the token is known from the console's documentation only and not verified.
        name: Option<String>,
        /// The target of the record; `None` if the service returned none.
        target: Option<String>,
        /// The domain that the record is below.
        domain: String,
        /// The token that the name is made of.
        token: Secret,
    },
    /// A file on a web server.
    HttpFile {
        /// Where the server looks for the file: as the service returned it; otherwise, with `http-token`, the URL of the
        /// vendor's pages, `http://<domain>/.well-known/pki-validation/fileauth.txt`. `None` with another method, and for
        /// a domain that is no plain host name (a wildcard, an IPv6 address).
        url: Option<String>,
        /// The content of the file: the token.
        content: Secret,
    },
    /// An e-mail: a person who received one follows its link. Nothing is to be published.
    Email {
        /// The addresses that an e-mail was sent to, as far as the service returned them.
        sent_to: Vec<String>,
        /// The addresses that e-mails can be sent to, as far as the service returned them.
        eligible: Vec<String>,
    },
    /// The service returned no token for a method that needs one: nothing is to be proved now, or a token must be made
    /// with [`generate_dcv_token`](super::Domains::generate_dcv_token).
    NoToken,
    /// The service returned no method or no domain name, or a method that this version does not know, such as a later one.
    Unknown,
}

impl Challenge {
    /// Puts a token together with its domain and method.
    ///
    /// `name` is the domain name as the service stores it: without a `www.` that the service removed.
    pub fn of_token(name: &str, method: &DcvMethod, token: &DcvToken) -> Self {
        let proof = match &token.token {
            Some(value) if !value.is_empty() => Proof::of(name, method, token, value.clone()),
            _ if is_known(method) => Proof::NoToken,
            _ => Proof::Unknown,
        };
        Self { method: Some(method.clone()), expiration_date: token.expiration_date.clone(), proof }
    }

    /// Lists the addresses of a reply to a creation, a submission or a change of the method: `sent_to` has those that the
    /// service chose.
    pub fn of_emails(emails: &ValidationEmails) -> Self {
        let proof = Proof::Email { sent_to: emails.email_array.clone(), eligible: eligible(emails) };
        Self { method: Some(DcvMethod::Email), expiration_date: None, proof }
    }

    /// Puts together what a domain has that was read with [`include_dcv`](super::DomainOptions::include_dcv).
    ///
    /// With the method e-mail the addresses are those of the e-mails that were sent, which only an older form of the reply
    /// has.
    pub fn of_domain(domain: &Domain) -> Self {
        let older = domain.dcv.as_ref();
        let method = domain.dcv_method.clone().or_else(|| Some(older?.method.as_deref()?.into()));
        match (method, &domain.name) {
            (Some(DcvMethod::Email), _) => {
                let sent = older.into_iter().flat_map(|older| &older.dcv_invitations);
                let sent_to = distinct(sent.filter_map(|invitation| invitation.email.as_ref()));
                let proof = Proof::Email { sent_to, eligible: Vec::new() };
                Self { method: Some(DcvMethod::Email), expiration_date: None, proof }
            }
            (Some(method), Some(name)) => {
                let token = domain.dcv_token.clone().unwrap_or_default();
                Self::of_token(name, &method, &token)
            }
            (method, _) => Self { method, expiration_date: None, proof: Proof::Unknown },
        }
    }

    pub(super) fn with_eligible(mut self, emails: &ValidationEmails) -> Self {
        if let Proof::Email { eligible: addresses, .. } = &mut self.proof {
            *addresses = eligible(emails);
        }
        self
    }
}

impl Proof {
    fn of(name: &str, method: &DcvMethod, token: &DcvToken, value: Secret) -> Self {
        match method {
            DcvMethod::DnsTxtToken => Self::DnsTxt { name: name.to_owned(), value },
            DcvMethod::DnsCnameToken => Self::DnsCname {
                name: None,
                target: token.verification_value.clone(),
                domain: name.to_owned(),
                token: value,
            },
            DcvMethod::HttpToken => {
                let url = token.http_token_url.clone().or_else(|| file_url(name));
                Self::HttpFile { url, content: value }
            }
            DcvMethod::HttpTokenStatic => {
                Self::HttpFile { url: token.http_token_url.clone(), content: value }
            }
            DcvMethod::Email | DcvMethod::Other(_) => Self::Unknown,
        }
    }
}

/// Whether the method needs a token.
fn is_known(method: &DcvMethod) -> bool {
    !matches!(method, DcvMethod::Email | DcvMethod::Other(_))
}

/// The documented place of the file, for a name that can stand in a URL as it is.
fn file_url(name: &str) -> Option<String> {
    let plain =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    plain.then(|| format!("http://{name}/.well-known/pki-validation/fileauth.txt"))
}

fn eligible(emails: &ValidationEmails) -> Vec<String> {
    let lists = [&emails.base_emails, &emails.whois_emails, &emails.dns_txt_emails, &emails.email_array];
    distinct(lists.into_iter().flatten())
}

fn distinct<'a>(addresses: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for address in addresses {
        if !kept.contains(address) {
            kept.push(address.clone());
        }
    }
    kept
}

/// The outcome of a check: found, or not there yet.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client, id: digicert::DomainId) -> digicert::Result<()> {
/// use digicert::domains::DcvOutcome;
/// use std::time::Duration;
///
/// let call = digicert.domains().check_dcv(&id).timeout(Duration::from_secs(20));
/// if let DcvOutcome::NotYet(reason) = DcvOutcome::of(call.await)? {
///     println!("not there yet: {}", reason.message());
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum DcvOutcome<T> {
    /// The server found the token: the status of its reply is a success. The words inside are not documented;
    /// [`list_validations`](super::Domains::list_validations) returns whether the validation is complete.
    Found(T),
    /// The server did not find the token, and may find it later: check again after some time. The server checks by itself
    /// as well.
    NotYet(Error),
}

impl<T> DcvOutcome<T> {
    /// Judges the result of a check, of a domain or of an order.
    ///
    /// "Not there yet" is status 400 with the code [`invalid_dns_txt`](code::INVALID_DNS_TXT) or
    /// [`file_random_value_not_found`](code::FILE_RANDOM_VALUE_NOT_FOUND), with any detail; of several errors in a reply
    /// the first counts. Every other error stays one, also [`invalid_dns_method`](code::INVALID_DNS_METHOD), with which the
    /// check itself failed. Which code the server sends while a CNAME record is missing is not documented: it
    /// stays an error.
    pub fn of(result: Result<T>) -> Result<Self> {
        match result {
            Ok(found) => Ok(Self::Found(found)),
            Err(error) if is_not_yet(&error) => Ok(Self::NotYet(error)),
            Err(error) => Err(error),
        }
    }

    /// Whether the token was found.
    pub fn is_found(&self) -> bool {
        matches!(self, Self::Found(_))
    }
}

fn is_not_yet(error: &Error) -> bool {
    let word = error.code().map(|code| code::split(code).0);
    error.status().is_some_and(|status| status.as_u16() == 400)
        && matches!(word, Some(code::INVALID_DNS_TXT | code::FILE_RANDOM_VALUE_NOT_FOUND))
}
