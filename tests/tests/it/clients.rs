//! A client for each vendor, built from the details of the sandbox.

use portcullis::{Secret, Trust, digicert, midprovider, privicore, privx, storedsafe};
use portcullis_sandbox::Sandbox;

pub fn trust(sandbox: &Sandbox) -> Trust {
    Trust::only_pem(sandbox.ca_pem()).unwrap()
}

pub fn privicore_builder(sandbox: &Sandbox) -> privicore::ClientBuilder {
    let at = &sandbox.details().privicore;
    let builder = privicore::Client::builder(&at.api_url).ws_url(&at.ws_url).trust(trust(sandbox));
    builder.login(&at.username, at.password.as_str())
}

pub fn privicore(sandbox: &Sandbox) -> privicore::Client {
    privicore_builder(sandbox).build().unwrap()
}

pub fn storedsafe_builder(sandbox: &Sandbox, base_url: &str) -> storedsafe::ClientBuilder {
    let at = &sandbox.details().storedsafe;
    let (codes, user) = (sandbox.storedsafe().clone(), at.username.clone());
    let code = move || {
        let code = codes.totp_code(&user);
        async move { Ok(Secret::from(code.unwrap_or_default())) }
    };
    storedsafe::Client::builder(base_url)
        .totp(&at.username, at.passphrase.as_str(), at.apikey.as_str(), code)
        .trust(trust(sandbox))
}

pub fn storedsafe(sandbox: &Sandbox) -> storedsafe::Client {
    storedsafe_builder(sandbox, &sandbox.details().storedsafe.base_url).build().unwrap()
}

pub fn digicert_builder(sandbox: &Sandbox) -> digicert::ClientBuilder {
    let at = &sandbox.details().digicert;
    digicert::Client::builder(&at.base_url).api_key(at.api_key.as_str()).trust(trust(sandbox))
}

pub fn digicert(sandbox: &Sandbox) -> digicert::Client {
    digicert_builder(sandbox).build().unwrap()
}

pub fn privx_builder(sandbox: &Sandbox, base_url: &str) -> privx::ClientBuilder {
    let at = &sandbox.details().privx;
    let (oauth, api) = (at.oauth_client_secret.as_str(), at.api_client_secret.as_str());
    privx::Client::builder(base_url)
        .api_client(&at.oauth_client_id, oauth, &at.api_client_id, api)
        .trust(trust(sandbox))
        .in_flight(100)
}

pub fn privx(sandbox: &Sandbox) -> privx::Client {
    privx_builder(sandbox, &sandbox.details().privx.base_url).build().unwrap()
}

fn signed_in(sandbox: &Sandbox, builder: midprovider::ClientBuilder) -> midprovider::ClientBuilder {
    let at = &sandbox.details().midprovider;
    builder.client_credentials(&at.client_id, at.client_secret.as_str()).trust(trust(sandbox))
}

pub fn ssms_builder(sandbox: &Sandbox) -> midprovider::ClientBuilder {
    let at = &sandbox.details().midprovider;
    signed_in(sandbox, midprovider::Client::ssms(&at.ssms_base_url, &at.tenant))
}

pub fn ssms(sandbox: &Sandbox) -> midprovider::Client {
    ssms_builder(sandbox).build().unwrap()
}

pub fn shift_builder(sandbox: &Sandbox) -> midprovider::ClientBuilder {
    let at = &sandbox.details().midprovider;
    signed_in(sandbox, midprovider::Client::shift(&at.shift_base_url, &at.tenant))
}

pub fn shift(sandbox: &Sandbox) -> midprovider::Client {
    shift_builder(sandbox).build().unwrap()
}
