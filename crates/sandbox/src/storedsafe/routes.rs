//! Which handler serves which request.

use serde_json::json;

use super::envelope::{Call, Outcome};
use super::handler::Handler;
use super::{certificates, files, members, objects, templates, transparent, users, utils, vaults};

fn segments(call: &Call) -> Vec<&str> {
    call.path.iter().map(String::as_str).collect()
}

/// The name of the server's class in `CALLINFO.handler`.
pub(super) fn handler_name(call: &Call) -> &'static str {
    match (call.at(0), call.at(2)) {
        ("auth", _) => "AuthHandler",
        ("authinfo", _) => "AuthInfoHandler",
        ("vault", "member" | "members") => "VaultmembersHandler",
        ("vault", _) => "GroupHandler",
        // The class behind `filecollect` is not known; it reads what becomes an object.
        ("object" | "filecollect", _) => "ObjectHandler",
        ("find", _) => "FindHandler",
        ("template", _) => "TemplateHandler",
        ("user", _) => "UserHandler",
        ("usercert", _) => "UserCertHandler",
        ("utils", _) => "UtilsHandler",
        ("transparent", _) => "EncryptionHandler",
        _ => "RouteHandler",
    }
}

pub(super) fn is_login(call: &Call) -> bool {
    call.method == "POST" && segments(call) == ["auth"]
}

/// Whether the request needs no session.
pub(super) fn is_open(call: &Call) -> bool {
    is_login(call) || call.method == "GET" && segments(call) == ["authinfo", "logintypes"]
}

/// Whether the request may be a form.
pub(super) fn takes_form(call: &Call) -> bool {
    call.method == "POST" && matches!(segments(call).as_slice(), ["object" | "filecollect"] | ["usercert", _])
}

pub(super) fn login_types() -> Outcome {
    Outcome::success(json!({ "enabled_login_types": [["totp", "yubikey_otp", "smartcard"]] }))
}

/// The handler of a request that needs a session.
pub(super) fn find(call: &Call) -> Option<Handler> {
    let path = segments(call);
    // An empty segment is no route: it is what is left of an empty id.
    if path.iter().any(|segment| segment.is_empty()) {
        return None;
    }
    let route: Handler = match (call.method.as_str(), path.as_slice()) {
        ("POST", ["auth", "check"]) => |_, _, _| Ok(Outcome::success(json!({}))),
        ("GET", ["auth", "logout"]) => |inner, _, caller| {
            inner.sessions.close(&caller.token);
            Ok(Outcome::success(json!({ "logout": "Bye bye" })))
        },
        ("GET", ["vault"]) => |inner, _, caller| Ok(vaults::list(inner, caller)),
        ("POST", ["vault"]) => vaults::create,
        ("GET", ["vault", _]) => vaults::get,
        ("PUT", ["vault", _]) => vaults::update,
        ("DELETE", ["vault", _]) => vaults::delete,
        ("GET", ["vault", _, "members"]) => members::list,
        ("POST", ["vault", _, "member", _]) => members::add,
        ("PUT", ["vault", _, "member", _]) => members::update,
        ("DELETE", ["vault", _, "member", _]) => members::remove,
        ("POST", ["object"]) if call.form => files::upload,
        ("POST", ["object"]) => objects::create,
        ("GET", ["object", _]) => objects::get,
        ("PUT", ["object", _]) => objects::update,
        ("DELETE", ["object", _]) => objects::delete,
        ("GET", ["find"]) => objects::find,
        ("POST", ["filecollect"]) => files::identify,
        ("GET", ["template"]) => |inner, _, _| Ok(templates::list(inner)),
        ("GET", ["template", _]) => templates::get,
        ("GET", ["user"] | ["user", _]) => users::list,
        ("POST", ["user"]) => users::create,
        ("PUT", ["user", _]) => users::update,
        ("DELETE", ["user", _]) => users::deactivate,
        ("GET", ["usercert"] | ["usercert", _]) => certificates::get,
        ("POST", ["usercert", _]) => certificates::add,
        ("DELETE", ["usercert", _]) => certificates::delete,
        ("GET", ["utils", "statusvalues"]) => |_, _, _| Ok(utils::status_values()),
        ("GET", ["utils", "policies"]) => |_, _, _| Ok(utils::policies()),
        ("GET", ["utils", "version"]) => |_, _, _| Ok(utils::version()),
        ("GET", ["utils", "pwgen"]) => utils::generate_password,
        ("POST", ["utils", "checkpolicy"]) => utils::check_policy,
        ("POST", ["utils", "get_mime_type"]) => utils::mime_type,
        (method, ["transparent", rest @ ..]) => return transparent::route(method, rest),
        _ => return None,
    };
    Some(route)
}
