//! Realistic replies of the five vendors, each with the public call that reads it.

use portcullis_core::{
    Error,
    transport::{BoxFuture, Transport},
};
use serde_json::{Value, json};
use std::fmt::Debug;

/// The result of a call: the value as text, or the error.
pub type Outcome = Result<String, Error>;

/// Runs a call over a transport.
pub type Drive = fn(Wire) -> BoxFuture<'static, Outcome>;

/// A reply of a vendor, and the call that receives it.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Sample {
    /// The vendor and the operation.
    pub name: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Headers of the reply.
    pub headers: &'static [(&'static str, &'static str)],
    /// The body.
    pub body: fn() -> Value,
    /// The call.
    pub call: Drive,
}

impl Debug for Sample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// A transport of any kind.
pub type Wire = portcullis_testkit::wire::Scripted;

fn show<T: Debug>(result: Result<T, Error>) -> Outcome {
    result.map(|value| format!("{value:?}"))
}

macro_rules! calls {
    ($client:ident: $($name:ident = |$c:ident| $call:expr;)+) => {
        $(fn $name(wire: Wire) -> BoxFuture<'static, Outcome> {
            Box::pin(async move {
                let $c = $client(wire);
                show($call.await)
            })
        })+
    };
}

/// A client of each vendor over this transport.
pub fn privx(wire: impl Transport) -> privx::Client {
    privx::Client::builder("https://vendor.example/base")
        .bearer("tok-0123456789")
        .transport(wire)
        .build()
        .unwrap()
}

/// See [`privx()`].
pub fn privicore(wire: impl Transport) -> privicore::Client {
    privicore::Client::builder("https://vendor.example/base")
        .token("tok-0123456789")
        .transport(wire)
        .build()
        .unwrap()
}

/// See [`privx()`].
pub fn storedsafe(wire: impl Transport) -> storedsafe::Client {
    storedsafe::Client::builder("https://vendor.example/base")
        .token("tok-0123456789")
        .transport(wire)
        .build()
        .unwrap()
}

/// See [`privx()`].
pub fn digicert(wire: impl Transport) -> digicert::Client {
    let builder = digicert::Client::builder("https://vendor.example/base").api_key("tok-0123456789");
    builder.pacing([]).transport(wire).build().unwrap()
}

/// See [`privx()`].
pub fn midprovider(wire: impl Transport) -> midprovider::Client {
    let builder = midprovider::Client::ssms("https://vendor.example/base", "acme").bearer("tok-0123456789");
    builder.transport(wire).build().unwrap()
}

calls! { privx:
    privx_list = |c| c.local_user_store().users().list().all();
    privx_get = |c| c.local_user_store().users().get(&"5f0a".into());
    privx_tags = |c| c.local_user_store().users().tags().all();
    privx_create = |c| c.local_user_store().users().create(&privx::local_user_store::LocalUser::new("alice"));
    privx_token = |c| c.oauth().token_password(&privx::oauth::PasswordGrant::new("id", "s3cret-word").oauth_client("external", "s3cret-oauth"));
}
calls! { privx:
    privx_delete = |c| c.local_user_store().users().delete(&"5f0a".into());
    privx_set_password = |c| c.local_user_store().users().set_password(&"5f0a".into(), &"s3cret-word".into());
    privx_role = |c| c.role_store().users().set_roles(&"5f0a".into(), &[]);
}
calls! { privicore:
    privicore_revoke = |c| c.profile().revoke_token();
    privicore_approve = |c| c.devices().approve(&"dev-1".into());
    privicore_token = |c| c.profile().authenticate("ada", &"s3cret-word".into());
    privicore_id = |c| c.profile().retrieve_id();
    privicore_register = |c| c.profile().register("ada", &"s3cret-word".into());
    privicore_qr = |c| c.profile().generate_qr_token();
    privicore_status = |c| c.utility().command_status(&privicore::Command::new("c-1"));
    privicore_health = |c| c.utility().health();
}
calls! { storedsafe:
    storedsafe_list = |c| c.users().list();
    storedsafe_get = |c| c.users().get(&"179".into());
    storedsafe_create = |c|
        c.users().create(&storedsafe::NewUser::new("alice", "Alice", "a@example.com", "pass-phrase".into()));
    storedsafe_delete = |c| c.users().delete(&"179".into());
    storedsafe_vault = |c| c.vaults().delete(&"31".into());
    storedsafe_member = |c| c.vault_members().add(&"31".into(), &"179".into(), storedsafe::Permission::Read);
    storedsafe_types = |c| c.auth_info().login_types();
    storedsafe_logout = |c| c.auth().logout();
}
calls! { digicert:
    digicert_list = |c| c.users().list(&digicert::users::UserSearch::new()).all();
    digicert_get = |c| c.users().get(&"42".into());
    digicert_service = |c| c.users().create_service(&digicert::users::NewServiceUser::new("bot", "bot@example.com"));
    digicert_roles = |c| c.containers().list_roles(&"5".into()).all();
    digicert_role = |c| c.users().update_role(&"42".into(), &digicert::containers::Role::Manager);
    digicert_delete = |c| c.users().delete(&"42".into());
    digicert_resend = |c| c.users().resend_create_email(&"42".into());
}
calls! { midprovider:
    mid_create = |c| c.users().create(&midprovider::users::NewUser::new("mira"));
    mid_enable = |c| c.users().enable(&"mira".into());
    mid_delete = |c| c.users().delete(&"mira".into());
    mid_list = |c| c.users().list().all();
    mid_get = |c| c.users().get(&"mira".into());
    mid_devices = |c| c.users().list_devices(&"mira".into());
    mid_discovery = |c| c.auth().discovery();
    mid_certs = |c| c.auth().certs();
    mid_userinfo = |c| c.auth().userinfo();
}

macro_rules! samples {
    ($(#[$doc:meta])* $all:ident:
        $($name:literal, $status:literal, [$($header:expr),*], $call:ident: $body:expr;)+) => {
        $(#[$doc])*
        pub const $all: &[Sample] = &[
            $(Sample { name: $name, status: $status, headers: &[$($header),*], body: $body, call: $call },)+
        ];
    };
}

samples! {
    /// Replies to operations without a result, and to others that change something.
    WRITES:
    "privx delete", 200, [], privx_delete: || Value::Null;
    "privx set password", 200, [], privx_set_password: || json!({});
    "privx role", 200, [], privx_role: || json!([]);
    "privicore revoke", 200, [], privicore_revoke: || json!({});
    "privicore approve", 202, [("x-dpt-cab-id", "c-1")], privicore_approve: || json!(["c-1"]);
    "storedsafe vault", 200, [], storedsafe_vault: || envelope(&json!({}));
    "storedsafe member", 200, [], storedsafe_member: || envelope(&json!({}));
    "storedsafe logout", 200, [], storedsafe_logout: || envelope(&json!({"logout": "done"}));
    "digicert role", 204, [], digicert_role: || Value::Null;
    "digicert resend", 204, [], digicert_resend: || Value::Null;
    "mid create", 202, [], mid_create: || json!({"subSystem": 5, "status": "OK", "message": "accepted"});
    "mid enable", 200, [], mid_enable: || json!({"subSystem": 5, "status": "Success", "message": null});
    "mid delete", 200, [], mid_delete: || json!({"status": "OK"});
}

samples! {
    /// All samples.
    SAMPLES:
    "privx list", 200, [], privx_list: || json!({"count": 1, "items": [local_user()]});
    "privx get", 200, [], privx_get: local_user;
    "privx tags", 200, [], privx_tags: || json!({"count": 2, "items": ["hr", "ops"]});
    "privx create", 201, [("location", "/local-user-store/api/v1/users/5f0a")], privx_create: ||
        json!({"id": "5f0a"});
    "privx token", 200, [], privx_token: token;
    "privx refusal", 404, [], privx_get: ||
        json!({"error_code": "OBJECT_NOT_FOUND", "error_message": "no such user", "property": "id", "details": [{"error_code": "BAD", "property": "x", "details": []}]});
    "privicore token", 200, [], privicore_token: ||
        json!({"authorizationToken": "T-1", "expiresAt": "2099-01-01T00:00:00+00:00"});
    "privicore id", 200, [], privicore_id: || json!({"profileId": "p-1"});
    "privicore register", 202, [("x-dpt-cab-id", "c-1"), ("x-dpt-cab-request-id", "r-1")], privicore_register: ||
        json!([]);
    "privicore register in the body", 202, [], privicore_register: || json!({"commandId": "c-1"});
    "privicore qr", 200, [], privicore_qr: ||
        json!({"qrToken": "Q-1", "expiresAt": "2099-01-01T00:00:00+00:00", "more": 1});
    "privicore status", 200, [], privicore_status: || json!({"status": "succeeded", "body": {"a": [1]}});
    "privicore health", 200, [], privicore_health: || json!({"status": "ok"});
    "privicore refusal", 422, [], privicore_register: ||
        json!({"message": "Parameter Error", "errors": {"username": ["is required"]}});
    "storedsafe list", 200, [], storedsafe_list: ||
        envelope(&json!({"users": [vault_user()], "vaults": [{"id": "31", "name": "Lab"}]}));
    "storedsafe get", 200, [], storedsafe_get: || envelope(&json!({"users": [vault_user()]}));
    "storedsafe create", 200, [], storedsafe_create: || envelope(&json!({"userid": "180", "objectid": "180"}));
    "storedsafe delete", 200, [], storedsafe_delete: || envelope(&json!({}));
    "storedsafe login types", 200, [], storedsafe_types: ||
        envelope(&json!({"enabled_login_types": [["totp", "smartcard"]]}));
    "storedsafe refusal", 403, [], storedsafe_list: fail;
    "digicert list", 200, [], digicert_list: ||
        json!({"users": [account_user()], "page": {"total": 1, "limit": 0, "offset": 0}});
    "digicert get", 200, [], digicert_get: account_user;
    "digicert service user", 201, [], digicert_service: || json!({"id": 43, "api_key": "S3CRETAPIKEY"});
    "digicert roles", 200, [], digicert_roles: || json!({"access_roles": [{"id": 5, "name": "Standard User"}]});
    "digicert delete", 204, [], digicert_delete: || json!({});
    "digicert refusal", 400, [], digicert_get: errors;
    "mid list", 200, [], mid_list: || mid(&json!({"userList": [mid_user()], "page": {"x": 1}}));
    "mid get", 200, [], mid_get: || mid(&json!([mid_user()]));
    "mid devices", 200, [], mid_devices: || mid(&json!([device()]));
    "mid discovery", 200, [], mid_discovery: ||
        json!({"issuer": "https://i", "jwks_uri": "https://i/c", "scopes_supported": ["openid"], "grant_types_supported": null});
    "mid certs", 200, [], mid_certs: ||
        json!({"keys": [{"kid": "k", "kty": "RSA", "alg": "RS256", "use": "sig", "n": "AQ", "e": "AQAB"}]});
    "mid userinfo", 200, [], mid_userinfo: ||
        json!({"sub": "u-1", "preferred_username": "mira", "email_verified": "true", "dept": 4});
    "mid refusal", 404, [], mid_get: ||
        json!({"subSystem": 5, "status": "USER_NOT_FOUND", "message": "none", "field": "userName"});
}

fn token() -> Value {
    json!({"access_token": "at-1", "token_type": "Bearer", "expires_in": "300", "refresh_token": "rt-1", "scope": "a b"})
}

fn local_user() -> Value {
    json!({
        "id": "5f0a", "created": "2026-01-02T03:04:05Z", "updated_by": "Superuser", "tags": ["a", "b"],
        "username": "alice", "windows_account": "EX\\alice", "full_name": "Alice \u{c4}xample", "email": "a@example.org",
        "password": {"password": "", "created": "2026-01-02T03:04:05Z"}, "password_change_required": true,
        "attributes": [{"key": "windows_sid", "value": "S-1-5"}], "later": {"a": 1},
    })
}

/// StoredSafe's envelope of a success.
pub fn envelope(info: &Value) -> Value {
    let mut callinfo = json!({"status": "SUCCESS", "handler": "AnyHandler", "errors": 0, "general": [], "token": "tok-0123456789"});
    if let (Value::Object(to), Value::Object(from)) = (&mut callinfo, info.clone()) {
        to.extend(from);
    }
    json!({"CALLINFO": callinfo, "DATA": {"passphrase": "echoed"}, "HEADERS": {"X-Http-Token": "tok-0123456789"}, "PARAMS": []})
}

/// StoredSafe's envelope of a failure.
pub fn fail() -> Value {
    json!({
        "CALLINFO": {"status": "FAIL", "handler": "AnyHandler", "errors": 1, "errorcodes": 1, "general": []},
        "ERRORS": ["not allowed"], "ERRORCODES": {"3001": "text of the code"}, "DATA": {}, "HEADERS": {}, "PARAMS": [],
    })
}

fn vault_user() -> Value {
    json!({
        "id": 179, "username": "alice", "fullname": "Alice Example", "email": "a@example.com", "status": "140",
        "otpprefix": "cccccccccccc", "fingerprint": "AB12", "tags": ["hr"], "bits": {"2": "Admin"},
        "vaults": [{"id": "31", "status": 4}],
    })
}

fn account_user() -> Value {
    json!({
        "id": 42, "username": "ada", "account_id": 7, "first_name": "Ada", "status": "active", "type": "standard",
        "last_login_date": "2031-05-06 07:08:09", "is_enterprise": 0, "is_saml_sso_only": "false", "language_id": "1",
        "container": {"id": 5, "name": "Top", "parent_id": 0, "is_active": true},
        "access_roles": [{"id": 5, "name": "Standard User"}], "container_visibility": [{"id": "5", "name": "Top"}],
        "container_assignments": [{"id": 6, "name": "Below"}], "theme": {"dark": true},
    })
}

/// CertCentral's errors.
pub fn errors() -> Value {
    json!({"errors": [{"code": "invalid_value:username", "message": "Taken"}, {"code": "x", "message": "Missing"}]})
}

fn mid(data: &Value) -> Value {
    json!({"subSystem": 5, "status": "Success", "message": "ok", "data": data})
}

fn mid_user() -> Value {
    json!({
        "username": "mira", "enabled": true, "emailVerified": "false", "admin": false, "requiredActions": ["odd"],
        "attributes": {"type": ["letter"], "note": [null], "level": 3, "gone": null},
    })
}

fn device() -> Value {
    json!({"deviceId": "d-1", "deviceState": "OFFLINE", "deviceVersion": 3, "certificateSerialNumber": 123_456_789, "lastLoginTime": 1, "locked": false})
}
