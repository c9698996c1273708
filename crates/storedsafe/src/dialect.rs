//! The envelope: the outcome in `CALLINFO`, errors beside it, and an echo of the request.

use crate::{
    code,
    php::{self, TextForm},
};
use portcullis_core::{
    ApiError, Delivery, Dialect, Members, Refusal, Reply,
    bytes::Bytes,
    http::{Method, StatusCode},
    secret, text,
};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

/// Members of every reply that repeat the request: passphrases, codes, tokens.
const ECHOES: [&str; 2] = ["DATA", "HEADERS"];

/// The codes of the vendor do not distinguish a used one-time code from a wrong passphrase.
const USED_CODE: &str = "if it had a one-time code: each is accepted once, and another process may have used this one \
                         within 30 s. Wait for the next code and call `reset_credentials`, or share one session by a \
                         session store";

pub(crate) struct Envelopes;

/// One text.
#[derive(Deserialize)]
struct Text(#[serde(deserialize_with = "php::opt")] Option<String>);

/// The name in errors and spans.
pub(crate) const VENDOR: &str = "StoredSafe";

impl Dialect for Envelopes {
    fn vendor(&self) -> &'static str {
        VENDOR
    }

    fn credential_headers(&self) -> &'static [&'static str] {
        &["x-http-token"]
    }

    fn reply(&self, reply: &Reply<'_>) -> Result<(), Refusal> {
        // Of a proxy, or of a server that is down: the status counts, as in any other reply.
        if reply.is_html() {
            return Err(ApiError::new("expected JSON, got an HTML page").into());
        }
        let Some(outcome) = outcome(reply) else { return no_envelope(reply) };
        let success = reply.is_success() && outcome == "SUCCESS";
        // Both members are there only if there are errors; notices are in `CALLINFO.general`.
        if success && !reply.holds("ERRORS") && !reply.holds("ERRORCODES") {
            return Ok(());
        }
        let mut error = refusal(reply);
        // The reply contradicts itself.
        error.delivery = success.then_some(Delivery::Unknown);
        Err(error.into())
    }

    fn is_own(&self, reply: &Reply<'_>) -> bool {
        reply.member("CALLINFO").is_some()
    }

    /// Returns the reply without the members that repeat the request.
    fn payload(&self, reply: &Reply<'_>) -> Result<Bytes, Refusal> {
        if reply.operation().is_bare() {
            return Ok(reply.body().clone());
        }
        let info = reply.member("CALLINFO").map_or("{}", RawValue::get);
        let mut kept = Members::parse(info).ok_or(Refusal::Unreadable("expected an object in `CALLINFO`"))?;
        kept.retain(|name| !matches!(name, "password" | "token"));
        let kept = to_raw_value(&kept).map_err(|_| UNWRITABLE)?;
        let members = reply.members().into_iter().flat_map(Members::iter);
        let others = members.filter(|(name, _)| !ECHOES.contains(name));
        write(&Rewritten(
            others.map(|(name, value)| (name, if name == "CALLINFO" { &*kept } else { value })).collect(),
        ))
    }
}

struct Rewritten<'a>(Vec<(&'a str, &'a RawValue)>);

impl Serialize for Rewritten<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().copied())
    }
}

fn outcome(reply: &Reply<'_>) -> Option<String> {
    serde_json::from_str::<Text>(reply.member("CALLINFO.status")?.get()).ok()?.0
}

/// Judges a reply without an envelope: of a proxy, or of a server that failed.
fn no_envelope(reply: &Reply<'_>) -> Result<(), Refusal> {
    if !reply.is_success() {
        // An unknown body is not quoted: it may repeat the request.
        let mut error = ApiError::new("");
        error.credential_refused = reply.status() == StatusCode::UNAUTHORIZED;
        return Err(error.into());
    }
    if reply.operation().is_bare() {
        return Ok(());
    }
    Err(Refusal::Foreign("expected an envelope with `CALLINFO`"))
}

fn refusal(reply: &Reply<'_>) -> ApiError {
    let words = reply.words();
    let words = |name| words.as_ref().and_then(|words| words.get(name));
    let codes = words("ERRORCODES").and_then(|codes| Members::parse(codes.get()));
    let codes: Vec<&str> = codes.iter().flat_map(Members::iter).map(|(code, _)| code).collect();
    // Without messages, the texts of the codes are used.
    let messages = |name| {
        let texts = words(name).and_then(|texts| php::texts(texts).ok());
        texts.filter(|texts| !texts.is_empty())
    };
    let messages = messages("ERRORS").or_else(|| messages("ERRORCODES")).unwrap_or_default();
    let mut error = ApiError::of(&messages);
    if let Some(first) = codes.first() {
        error = error.code(*first);
    }
    let (operation, status) = (reply.operation(), reply.status());
    let not_logged_in = codes.contains(&code::NOT_LOGGED_IN);
    // A write may refer to a template that does not exist; only a read is of the template itself.
    error.object_missing =
        operation.method() == Method::GET && text::contains(&error.message, "NO SUCH TEMPLATE");
    error.credential_refused = not_logged_in
        || (status == StatusCode::UNAUTHORIZED && codes.is_empty())
        || (operation.checks_credential() && is_refusal(status));
    if error.credential_refused && operation.method() == Method::POST && operation.template() == "/auth" {
        error.advice = Some(USED_CODE);
    }
    error
}

/// Whether the server refused the request, as opposed to being unable to process it. The code of a wrong passphrase is
/// not known.
fn is_refusal(status: StatusCode) -> bool {
    status.is_success() || matches!(status.as_u16(), 400 | 401 | 403 | 422)
}

/// Returns one template: alone, or alone in a list.
pub(crate) fn template(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    let found = reply.member("TEMPLATE").ok_or(Refusal::Unreadable("expected `TEMPLATE`"))?;
    if !found.get().starts_with('[') {
        return Ok(reply.share(found));
    }
    let [item]: [&RawValue; 1] =
        serde_json::from_str(found.get()).map_err(|_| Refusal::Unreadable("expected exactly one item"))?;
    Ok(reply.share(item))
}

/// Returns the result of the only operation that has it where others repeat the request.
pub(crate) fn proposed_template(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    const EXPECTED: Refusal = Refusal::Unreadable("expected an object in `DATA`");
    let data = reply.member("DATA").ok_or(EXPECTED)?;
    let mut proposal = Members::parse(data.get()).ok_or(EXPECTED)?;
    proposal.retain(|name| name != "token");
    write(&proposal)
}

/// Returns the login types: a list in a list, as documented, or one list.
pub(crate) fn login_types(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    const EXPECTED: Refusal = Refusal::Unreadable("expected `CALLINFO.enabled_login_types`");
    let enabled = reply.member("CALLINFO.enabled_login_types").ok_or(EXPECTED)?;
    let enabled: Vec<&RawValue> = serde_json::from_str(enabled.get()).map_err(|_| EXPECTED)?;
    let mut types = Vec::new();
    for some in enabled {
        match TextForm::read(some).map_err(|_| EXPECTED)? {
            TextForm::List(list) => types.extend(list),
            TextForm::One(one) => types.push(one),
            TextForm::Map(_) | TextForm::None => return Err(EXPECTED),
        }
    }
    write(&types)
}

/// Returns the text of a logout, or `null`.
pub(crate) fn logout_text(reply: &Reply<'_>) -> Result<Bytes, Refusal> {
    const EXPECTED: Refusal = Refusal::Unreadable("expected a text in `CALLINFO.logout`");
    let Some(text) = reply.member("CALLINFO.logout") else { return Ok(Bytes::from_static(b"null")) };
    let Text(text) = serde_json::from_str(text.get()).map_err(|_| EXPECTED)?;
    write(&text)
}

const UNWRITABLE: Refusal = Refusal::Unreadable("expected an envelope that can be rewritten");

fn write<T: Serialize + ?Sized>(value: &T) -> Result<Bytes, Refusal> {
    secret::wiped_json(value).map_err(|_| UNWRITABLE)
}
