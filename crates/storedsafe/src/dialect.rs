//! The envelope: outcome in `CALLINFO`, errors beside it, and an echo of all that was sent.

mod members;

use crate::{
    code,
    texts::{self, Texts},
};
use members::Members;
use portcullis_core::{
    ApiError, Dialect, Operation, Refusal,
    bytes::Bytes,
    from_json,
    http::{HeaderMap, Method, StatusCode},
    is_html, lenient, secret,
};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Members of every reply that repeat the request: passphrases, codes, tokens.
const ECHOES: [&str; 2] = ["DATA", "HEADERS"];

pub(crate) struct Envelopes;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Outcome {
    #[serde(deserialize_with = "texts::opt")]
    status: Option<String>,
}

impl Dialect for Envelopes {
    fn reply(
        &self,
        operation: &Operation,
        status: StatusCode,
        _: &HeaderMap,
        body: &Bytes,
    ) -> Result<Bytes, Refusal> {
        if is_html(body) {
            return Err(Refusal::Unreadable("expected JSON, found HTML"));
        }
        let Some((members, info, outcome)) = envelope(body) else {
            return stranger(operation, status, body);
        };
        if !operation.accepts(status) || outcome != "SUCCESS" {
            return Err(refusal(operation, status, &members).into());
        }
        match (operation.method(), operation.template()) {
            _ if operation.is_bare() => Ok(body.clone()),
            (&Method::GET, "/user/{user_id}") => one_user(info),
            (&Method::GET, "/usercert" | "/usercert/{user_id}") => certificate(info),
            (&Method::GET, "/transparent/{vault_id}/keys/{name}") if is_empty(&members, "KEYS") => {
                Err(missing("no key has this name"))
            }
            (&Method::GET, "/authinfo/logintypes") => login_types(info),
            (&Method::GET, "/auth/logout") => farewell(info),
            (&Method::GET, "/vault") => items(&members, &["VAULTS", "GROUP"]),
            (&Method::POST, "/vault") | (&Method::PUT, "/vault/{vault_id}") => {
                one(&members, &["VAULT", "GROUP"])
            }
            (&Method::GET, "/vault/{vault_id}/members") => {
                items(&read(info, "expected an object in `CALLINFO`")?, &["vaultmembers"])
            }
            (&Method::GET, "/template") => items(&members, &["TEMPLATE", "TEMPLATESINFO"]),
            (&Method::GET, "/template/{template_id}") => template(&members),
            (&Method::POST, "/filecollect") => proposal(&members),
            (&Method::GET, "/object/{object_id}") if is_empty(&members, "OBJECT") => {
                Err(missing("no object has this id"))
            }
            _ => without_echoes(operation, members, info),
        }
    }
}

fn envelope(body: &[u8]) -> Option<(Members<'_>, &str, String)> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let members: Members<'_> = from_json(body).ok()?;
    let info = members.get("CALLINFO")?.get();
    let outcome = serde_json::from_str::<Outcome>(info).ok()?.status?;
    Some((members, info, outcome))
}

/// A reply without an envelope: from a proxy, or from a server that broke down.
fn stranger(operation: &Operation, status: StatusCode, body: &Bytes) -> Result<Bytes, Refusal> {
    if !operation.accepts(status) {
        // Nothing of an unknown body is quoted: it may repeat the request.
        let mut error = ApiError::new("");
        error.credential_refused = status == StatusCode::UNAUTHORIZED;
        return Err(error.into());
    }
    if operation.is_bare() {
        return Ok(body.clone());
    }
    Err(Refusal::Unreadable("expected an envelope with `CALLINFO`"))
}

fn refusal(operation: &Operation, status: StatusCode, members: &Members<'_>) -> ApiError {
    #[derive(Deserialize)]
    struct Messages(#[serde(deserialize_with = "texts::list")] Vec<String>);

    let codes =
        members.get("ERRORCODES").and_then(|codes| serde_json::from_str::<Members<'_>>(codes.get()).ok());
    let codes = codes.map(|codes| codes.0).unwrap_or_default();
    // Where there are no messages the codes have texts of their own.
    let messages = |name| {
        let texts = members.get(name).and_then(|texts| serde_json::from_str::<Messages>(texts.get()).ok());
        texts.map(|texts| texts.0).filter(|texts| !texts.is_empty())
    };
    let messages = messages("ERRORS").or_else(|| messages("ERRORCODES")).unwrap_or_default();
    let mut error = ApiError::new(messages.join("; "));
    if let Some((first, _)) = codes.first() {
        error = error.code(first);
    }
    let not_logged_in = codes.iter().any(|(code, _)| code == code::NOT_LOGGED_IN);
    error.object_missing =
        operation.template() == "/template/{template_id}" && error.message.contains("NO SUCH TEMPLATE");
    error.credential_refused = not_logged_in
        || (status == StatusCode::UNAUTHORIZED && codes.is_empty())
        || (is_about_credential(operation) && is_no(status));
    error
}

/// Operations whose only question is whether a credential is good. The code of a wrong passphrase is not known.
fn is_about_credential(operation: &Operation) -> bool {
    operation.method() == Method::POST && matches!(operation.template(), "/auth" | "/auth/check")
}

/// Whether the server looked at the request and said no, as opposed to being unable to answer.
fn is_no(status: StatusCode) -> bool {
    status.is_success() || matches!(status.as_u16(), 400 | 401 | 403 | 422)
}

/// The user himself. An unknown id finds nobody, as a search does, and is no error of the server's.
fn one_user(info: &str) -> Result<Bytes, Refusal> {
    let members: Members<'_> = read(info, "expected `CALLINFO.users`")?;
    match listed(&members, &["users"])?.as_slice() {
        [user] => write(user),
        [] => Err(missing("no user has this id")),
        _ => Err(Refusal::Unreadable("expected one user, found several")),
    }
}

/// The certificate itself. A success with nothing in its place means that none is registered.
fn certificate(info: &str) -> Result<Bytes, Refusal> {
    let members: Members<'_> = read(info, "expected an object in `CALLINFO`")?;
    let Some(certificate) = members.get("certificate") else {
        return Err(Refusal::Unreadable("expected `CALLINFO.certificate`"));
    };
    match certificate.get() {
        nothing if is_nothing(nothing) => Err(missing("no certificate is registered")),
        certificate => Ok(Bytes::copy_from_slice(certificate.as_bytes())),
    }
}

/// Whether the member is there and has nothing in it.
fn is_empty(members: &Members<'_>, name: &str) -> bool {
    members.get(name).is_some_and(|value| is_nothing(value.get()))
}

/// Whether it is one of the spellings that PHP has for nothing.
fn is_nothing(json: &str) -> bool {
    let inside = |open, close| json.strip_prefix(open).and_then(|json| json.strip_suffix(close));
    let empty = |inside: &str| inside.trim_ascii().is_empty();
    matches!(json, "null" | "false" | r#""""#)
        || inside('[', ']').is_some_and(empty)
        || inside('{', '}').is_some_and(empty)
}

/// The server answered with success and has found nothing.
fn missing(what: &str) -> Refusal {
    let mut error = ApiError::new(what);
    error.object_missing = true;
    error.into()
}

type Items = Vec<Box<RawValue>>;

/// The items of the first of these members that is there.
fn listed(members: &Members<'_>, names: &[&str]) -> Result<Items, Refusal> {
    #[derive(Deserialize)]
    struct Listed(#[serde(deserialize_with = "lenient::list")] Items);
    let found = names.iter().find_map(|name| members.get(name));
    let found = found.ok_or(Refusal::Unreadable("expected a list, which is missing"))?;
    read::<Listed>(found.get(), "expected a list").map(|listed| listed.0)
}

fn items(members: &Members<'_>, names: &[&str]) -> Result<Bytes, Refusal> {
    write(&listed(members, names)?)
}

/// The only item of the first of these members that is there.
fn one(members: &Members<'_>, names: &[&str]) -> Result<Bytes, Refusal> {
    match listed(members, names)?.as_slice() {
        [item] => write(item),
        _ => Err(Refusal::Unreadable("expected exactly one item")),
    }
}

/// One template: alone, or alone in a list.
fn template(members: &Members<'_>) -> Result<Bytes, Refusal> {
    let alone = members.get("TEMPLATE").filter(|raw| {
        let inside = serde_json::from_str::<Members<'_>>(raw.get());
        inside.is_ok_and(|inside| inside.get("INFO").or_else(|| inside.get("info")).is_some())
    });
    match alone {
        Some(template) => write(template),
        None if is_empty(members, "TEMPLATE") => Err(missing("no template has this id")),
        None => one(members, &["TEMPLATE"]),
    }
}

/// The only operation whose result is where others repeat the request.
fn proposal(members: &Members<'_>) -> Result<Bytes, Refusal> {
    const EXPECTED: &str = "expected an object in `DATA`";
    let data = members.get("DATA").ok_or(Refusal::Unreadable(EXPECTED))?;
    let mut proposal: Members<'_> = read(data.get(), EXPECTED)?;
    proposal.0.retain(|(name, _)| name != "token");
    write(&proposal)
}

/// The list of login types lies in another list, as documented, or not, as one would expect.
fn login_types(info: &str) -> Result<Bytes, Refusal> {
    const EXPECTED: &str = "expected `CALLINFO.enabled_login_types`";
    #[derive(Deserialize)]
    struct Enabled {
        enabled_login_types: Vec<Texts>,
    }
    let enabled: Enabled = read(info, EXPECTED)?;
    let mut types = Vec::new();
    for some in enabled.enabled_login_types {
        match some {
            Texts::List(list) => types.extend(list),
            Texts::One(one) => types.push(one),
            Texts::Map(_) | Texts::None => return Err(Refusal::Unreadable(EXPECTED)),
        }
    }
    write(&types)
}

/// The last words, if there are any.
fn farewell(info: &str) -> Result<Bytes, Refusal> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Farewell {
        #[serde(deserialize_with = "texts::opt")]
        logout: Option<String>,
    }
    let farewell: Farewell = read(info, "expected a text in `CALLINFO.logout`")?;
    write(&farewell.logout)
}

/// The reply without what it repeats of the request. The token stays where it is the result.
fn without_echoes(operation: &Operation, members: Members<'_>, info: &str) -> Result<Bytes, Refusal> {
    let mut kept: Members<'_> = read(info, "expected an object in `CALLINFO`")?;
    let token_is_result = is_about_credential(operation);
    kept.0.retain(|(name, _)| name != "password" && (token_is_result || name != "token"));
    let kept = write(&kept)?;
    let kept = from_json(&kept).map_err(|_| UNWRITABLE)?;
    let others = members.0.into_iter().filter(|(name, _)| !ECHOES.contains(&name.as_str()));
    write(&Members(
        others.map(|(name, value)| if name == "CALLINFO" { (name, kept) } else { (name, value) }).collect(),
    ))
}

const UNWRITABLE: Refusal = Refusal::Unreadable("expected an envelope that can be rewritten");

fn read<'a, T: Deserialize<'a>>(json: &'a str, expected: &'static str) -> Result<T, Refusal> {
    serde_json::from_str(json).map_err(|_| Refusal::Unreadable(expected))
}

fn write<T: serde::Serialize + ?Sized>(value: &T) -> Result<Bytes, Refusal> {
    secret::wiped_json(value).map_err(|_| UNWRITABLE)
}
