//! Operations that share verb and path, and what else of a request tells them apart.

use std::collections::BTreeSet;

use super::catalogue::Operation;

/// What a request must and must not have. The sandbox writes down the names of its query (`?name`) and of its body,
/// what kind of body it is, and the value of the few members that choose an operation (`crates/sandbox/src/seen/trace.rs`).
struct Mark {
    vendor: &'static str,
    id: &'static str,
    has: &'static [&'static str],
    lacks: &'static [&'static str],
}

const fn mark(
    vendor: &'static str,
    id: &'static str,
    has: &'static [&'static str],
    lacks: &'static [&'static str],
) -> Mark {
    Mark { vendor, id, has, lacks }
}

/// The last segment of the path is a number. The sandbox need not say that.
const NUMBER: &str = "a number";

const MARKS: [Mark; 28] = [
    mark("storedsafe", "auth.login_totp", &["logintype=totp"], &[]),
    mark("storedsafe", "auth.login_yubikey_otp", &["logintype=yubikey_otp"], &[]),
    mark("storedsafe", "auth.login_smartcard", &["logintype=smartcard"], &[]),
    mark("storedsafe", "auth.login_yubikey", &["keys"], &["logintype"]),
    mark("storedsafe", "objects.get", &[], &["?children", "?decrypt", "?filedata"]),
    mark("storedsafe", "objects.get_with_children", &["?children"], &[]),
    mark("storedsafe", "objects.decrypt", &["?decrypt"], &["?filedata"]),
    mark("storedsafe", "files.download", &["?filedata"], &[]),
    mark("storedsafe", "objects.create", &["application/json"], &[]),
    mark("storedsafe", "files.upload", &["multipart/form-data"], &[]),
    mark("storedsafe", "users.get", &[NUMBER], &[]),
    mark("storedsafe", "users.search", &[], &[NUMBER]),
    mark("digicert", "users.create", &["first_name"], &["is_api_only"]),
    mark("digicert", "users.create_service", &["is_api_only"], &[]),
    // Nothing but the address of a service user can be changed.
    mark("digicert", "users.update", &["first_name"], &[]),
    mark("digicert", "users.update_service", &["email"], &["first_name"]),
    mark("privx", "oauth.token_password", &["grant_type=password"], &[]),
    mark("privx", "oauth.token_authorization_code", &["grant_type=authorization_code"], &[]),
    mark("privx", "oauth.token_refresh", &["grant_type=refresh_token"], &[]),
    mark("midprovider", "auth.token_password", &["grant_type=password"], &[]),
    mark("midprovider", "auth.token_authorization_code", &["grant_type=authorization_code"], &[]),
    mark("midprovider", "auth.token_client_credentials", &["grant_type=client_credentials"], &[]),
    mark("midprovider", "auth.token_refresh", &["grant_type=refresh_token"], &[]),
    mark(
        "midprovider",
        "auth.token_exchange",
        &["grant_type=urn:ietf:params:oauth:grant-type:token-exchange"],
        &[],
    ),
    mark("midprovider", "auth.authorize_code", &["?response_type=code"], &[]),
    mark("midprovider", "auth.authorize_implicit", &["?response_type"], &["?response_type=code"]),
    mark("midprovider", "users.update", &[], &["credentials"]),
    mark("midprovider", "activation_codes.set_v3", &["credentials"], &[]),
];

/// Whether a request is this operation's and not that of another with the same verb and path. Where nothing is known
/// that tells them apart, it is nobody's.
pub(super) fn apart(
    vendor: &str,
    operation: &Operation,
    alone: bool,
    path: &str,
    tells: &BTreeSet<String>,
) -> bool {
    let Some(mark) = MARKS.iter().find(|mark| mark.vendor == vendor && mark.id == operation.id) else {
        return alone;
    };
    let last = path.rsplit('/').next().unwrap_or_default();
    let number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let told = |word: &&str| if *word == NUMBER { number } else { tells.contains(*word) };
    mark.has.iter().all(told) && !mark.lacks.iter().any(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart_as(id: &str, path: &str, tells: &[&str]) -> bool {
        let operation = Operation { id: id.to_owned(), ..Operation::default() };
        apart("storedsafe", &operation, false, path, &tells.iter().map(|tell| (*tell).to_owned()).collect())
    }

    #[test]
    fn a_query_tells_operations_apart() {
        let of = |tells: &[&str]| {
            let ids = ["objects.get", "objects.get_with_children", "objects.decrypt", "files.download"];
            ids.into_iter().filter(|id| apart_as(id, "/object/7", tells)).collect::<Vec<_>>()
        };
        assert_eq!(of(&[]), ["objects.get"]);
        assert_eq!(of(&["?children"]), ["objects.get_with_children"]);
        assert_eq!(of(&["?decrypt"]), ["objects.decrypt"]);
        assert_eq!(of(&["?decrypt", "?filedata"]), ["files.download"]);
    }

    #[test]
    fn a_number_is_an_id_and_a_word_is_searched_for() {
        assert!(apart_as("users.get", "/user/17", &[]) && !apart_as("users.get", "/user/bob", &[]));
        assert!(apart_as("users.search", "/user/bob", &[]) && !apart_as("users.search", "/user/17", &[]));
    }

    #[test]
    fn what_nothing_tells_apart_is_nobodys() {
        assert!(!apart_as("users.unheard_of", "/user/17", &[]));
    }
}
