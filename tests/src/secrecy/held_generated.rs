//! Types whose secrets are generated: private keys, PKCE, and the sandbox with its credentials.

use super::{
    sandbox_calls,
    scan::{Canaries, Shown, failed, shown},
};
use portcullis_core::{ClientIdentity, Trust};
use portcullis_sandbox::Sandbox;

/// Texts, and what must not appear in them.
pub(super) type Made = (Vec<Shown>, Canaries);

/// Certificates and PKCE.
pub(super) fn keys() -> Vec<Made> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (chain, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let identity = ClientIdentity::from_pem(&chain, key.as_bytes().to_vec().into()).unwrap();
    let builder = portcullis_core::ClientBuilder::new("https://api.example").identity(identity.clone());
    let lines: Vec<&str> = key.lines().filter(|l| !l.starts_with("--")).collect();
    let mut found = vec![
        shown("portcullis_core::ClientIdentity", &identity),
        shown("portcullis_core::ClientBuilder", &builder),
        shown("portcullis_core::Trust", &Trust::only_pem(&chain).unwrap()),
        shown("portcullis_core::Trust", &Trust::exact_leaf_pem(&chain).unwrap()),
    ];
    // A key in place of a certificate, and the reverse.
    found.push(failed("portcullis_core::Error", &Trust::only_pem(&key).unwrap_err()));
    found.extend(
        ClientIdentity::from_pem(&key, chain.as_bytes().into())
            .err()
            .map(|e| failed("portcullis_core::Error", &e)),
    );
    let pkce = privx::oauth::Pkce::generate().unwrap();
    let random = Canaries::of(&[pkce.verifier.expose_secret(), pkce.state.expose_secret()], false);
    let authorization = shown("privx::oauth::Authorization", &pkce.authorization());
    vec![
        (found, Canaries::of(&lines, false)),
        (vec![shown("privx::oauth::Pkce", &pkce), authorization], random),
    ]
}

/// The sandbox. It writes its credentials as JSON by design; `Debug` shows none.
pub(super) fn sandbox(sandbox: &Sandbox) -> Made {
    let at = sandbox.details();
    let given = sandbox_calls::credentials(sandbox);
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let all = vec![
        shown("portcullis_sandbox::Sandbox", sandbox),
        shown("portcullis_sandbox::Details", at),
        shown("portcullis_sandbox::endpoints::Privicore", &at.privicore),
        shown("portcullis_sandbox::endpoints::StoredSafe", &at.storedsafe),
        shown("portcullis_sandbox::endpoints::DigiCert", &at.digicert),
        shown("portcullis_sandbox::endpoints::PrivX", &at.privx),
        shown("portcullis_sandbox::endpoints::MidProvider", &at.midprovider),
        shown("portcullis_sandbox::privicore::Control", sandbox.privicore()),
        shown("portcullis_sandbox::storedsafe::Control", sandbox.storedsafe()),
        shown("portcullis_sandbox::digicert::Control", sandbox.digicert()),
        shown("portcullis_sandbox::privx::Control", sandbox.privx()),
        shown("portcullis_sandbox::midprovider::Control", sandbox.midprovider()),
        shown(
            "portcullis_sandbox::midprovider::ActivationCode",
            &sandbox.midprovider().activation_codes("kn"),
        ),
        shown("portcullis_sandbox::Faults", sandbox.faults()),
    ];
    (all, Canaries::of(&given, false))
}
