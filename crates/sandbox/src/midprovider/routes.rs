//! Which handler serves which path of which flavour.

use std::sync::Arc;

use axum::routing::{MethodRouter, delete, get, post, put};
use axum::{Extension, Router, middleware};

use super::state::{Flavour, State};
use super::{
    accounts, admin, ast_clients, authorize, codes, devices, grants, messages, oidc, tenants, transactions,
    users, wire,
};

/// The SSMS flavour, served at the tenant's own host.
pub(crate) fn ssms_router(state: Arc<State>) -> Router {
    let users = Router::new()
        .route("/v4/users", post(users::create).get(users::list))
        .route("/v4/users/{user}", delete(users::delete))
        .route("/v4/users/{user}/profile", get(users::get).put(users::update_profile))
        .route("/v4/users/{user}/update", put(users::update))
        .route("/v4/users/{user}/enable", put(accounts::enable))
        .route("/v4/users/{user}/disable", put(accounts::disable))
        .route("/v4/users/{user}/logout", put(accounts::logout))
        .route("/v4/users/{user}/ssms/logout", put(accounts::ssms_logout))
        .route("/v4/users/{user}/devices", get(accounts::devices))
        .route("/v4/users/{user}/activationcodes", post(codes::create).get(codes::list))
        .route("/v4/tenants", post(tenants::create).get(tenants::list))
        .route("/v4/tenants/", put(tenants::update_by_query))
        .route("/v4/tenants/{tenant}", put(tenants::update).delete(tenants::delete))
        .route("/v4/tenants/status", get(tenants::creation_status))
        .route("/v4/tenants/settings", settings())
        .route("/v3/mpower/users/{user}/chat/message", post(messages::message))
        .route("/v3/mpower/users/{user}/chat/attachment", post(messages::attachment))
        .route("/v3/mpower/users/{user}/signature", post(messages::signature))
        .route("/v4/devices/{device}", get(devices::get).delete(devices::delete))
        .route("/v4/devices/{device}/lock", post(devices::lock))
        .route("/v4/devices/{device}/unlock", post(devices::unlock))
        .route("/v4/devices/{device}/logoff", post(devices::logoff))
        .route("/v4/users/{user}/otp-brute-force", delete(accounts::otp_unlock))
        .route("/v3/users/{user}/otp-brute-force", get(accounts::otp_status))
        .route("/v3/users/otp-brute-force", delete(accounts::otp_unlock_all));
    let admin = "/auth/admin/realms/{realm}/attack-detection/otp-brute-force/users/{user}";
    let router = Router::new()
        .nest("/digitanium", users)
        .nest("/auth/realms/{realm}", oidc())
        .route("/auth/realms/{realm}", get(oidc::realm_info))
        .route(admin, get(accounts::status_admin));
    finish(router, state, Flavour::Ssms)
}

/// The SHIFT flavour, served at a host for all tenants.
pub(crate) fn shift_router(state: Arc<State>) -> Router {
    // The fixed names win over a user of the same name, for every method: another method on a fixed path is 405.
    let users = Router::new()
        .route("/mpower/v1/users/{user}/message", post(messages::message))
        .route("/mpower/v1/users/{user}/media", post(messages::attachment))
        .route("/mpower/v1/users/{user}/mediaChat", post(messages::attachment))
        .route("/mpower/v1/users/{user}/signature", post(messages::signature))
        .route("/v3_user/{user}/tms", post(transactions::start_tms))
        .route("/v3_user/tms/{tms}/result", get(transactions::tms_result))
        .route("/v4_realm", post(tenants::create).get(tenants::list))
        .route("/v4_realm/", post(tenants::create))
        .route("/v4_realm/status", get(tenants::creation_status))
        .route("/v3_realm/{tenant}", put(tenants::update).delete(tenants::delete))
        .route("/v3_realm/settings", settings())
        .route("/v3_user", post(users::create))
        .route("/v3_user/getusers", get(users::list))
        .route("/v3_user/getusers/", get(users::list))
        .route("/v3_user/otp-brute-force", delete(accounts::otp_unlock_all))
        .route("/v3_user/devices", post(wire::no_route))
        .route("/v3_user/tms", post(wire::no_route))
        .route("/v3_user/{user}", get(users::get).delete(users::delete))
        .route("/v3_user/{user}/profile", put(users::update_profile))
        .route("/v3_user/{user}/update", put(users::update))
        .route("/v3_user/{user}/enable", put(accounts::enable))
        .route("/v3_user/{user}/disable", put(accounts::disable))
        .route("/v3_user/{user}/ssms/logout", put(accounts::shift_logout))
        .route("/v3_user/{user}/otp-brute-force", get(accounts::otp_status).delete(accounts::otp_unlock));
    let services = Router::new()
        .route("/tms", post(transactions::create))
        .route("/tms/{tms}", delete(transactions::cancel))
        .route("/tms/{tms}/status", get(transactions::status))
        .route("/tms/{tms}/result", get(transactions::result))
        .route("/astclients", get(ast_clients::list))
        .route("/astclients/{client}", get(ast_clients::get).delete(ast_clients::delete))
        .route("/unlink", post(ast_clients::unlink))
        .route("/display-message", post(ast_clients::display_message));
    let media = get(messages::download).post(messages::download);
    let router = Router::new()
        .nest("/v1/tenants/{realm}", services)
        .route("/v1/mpower/tenants/{realm}/media/{media}/download", media)
        .nest("/auth/realms/{realm}", oidc().merge(users))
        .route("/auth/realms/{realm}", get(oidc::realm_info));
    finish(router, state, Flavour::Shift)
}

fn settings() -> MethodRouter<Arc<State>> {
    get(tenants::settings).post(tenants::update_settings).delete(tenants::delete_setting)
}

fn oidc() -> Router<Arc<State>> {
    let tree = "/protocol/openid-connect";
    Router::new()
        .route("/.well-known/openid-configuration", get(oidc::discovery))
        .route(&format!("{tree}/token"), post(grants::token))
        .route(&format!("{tree}/token/introspect"), post(oidc::introspect))
        .route(&format!("{tree}/auth"), get(authorize::authorize))
        .route(&format!("{tree}/userinfo"), get(oidc::userinfo))
        .route(&format!("{tree}/logout"), post(oidc::logout))
        .route(&format!("{tree}/revoke"), post(oidc::revoke))
        .route(&format!("{tree}/certs"), get(oidc::certs))
}

fn finish(router: Router<Arc<State>>, state: Arc<State>, flavour: Flavour) -> Router {
    router
        .fallback(admin::entry)
        .layer(Extension(flavour))
        .layer(middleware::from_fn_with_state(Arc::clone(&state), wire::check_realm))
        .with_state(state)
}
