//! URLs for browsers: nothing is sent.

use midprovider::{
    Client, ErrorKind,
    auth::{Authorize, ImplicitTokens, ResponseMode},
};
use portcullis_testkit::operation;

const BASE: &str = "https://idp.example.com/below/auth/realms/acme/protocol/openid-connect/auth";

fn clients() -> [Client; 2] {
    let url = "https://idp.example.com/below/";
    [Client::ssms(url, "acme"), Client::shift(url, "acme")]
        .map(|builder| builder.anonymous().build().unwrap())
}

// auth.authorize_code
#[tokio::test]
async fn authorize_code_builds_a_url() {
    for mid in clients() {
        let begin = Authorize::new("portal", "https://app.example/back?x=1")
            .scope("openid email")
            .state("st&1")
            .nonce("n-1")
            .response_mode(ResponseMode::Query)
            .code_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(
            mid.auth().authorize_code(&begin).unwrap().as_str(),
            format!(
                "{BASE}?response_type=code&client_id=portal&redirect_uri=https%3A%2F%2Fapp.example%2Fback%3Fx%3D1\
                 &response_mode=query&scope=openid+email&state=st%261&nonce=n-1\
                 &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
            )
        );
        let least = mid.auth().authorize_code(&Authorize::new("p", "app:/b")).unwrap();
        assert_eq!(least.as_str(), format!("{BASE}?response_type=code&client_id=p&redirect_uri=app%3A%2Fb"));
    }
}

// auth.authorize_implicit
#[tokio::test]
async fn authorize_implicit_builds_a_url() {
    for mid in clients() {
        let begin = Authorize::new("p", "app:/b").nonce("n");
        let url = |tokens| mid.auth().authorize_implicit(&begin, tokens).unwrap().to_string();
        assert_eq!(
            url(ImplicitTokens::AccessToken),
            format!("{BASE}?response_type=token&client_id=p&redirect_uri=app%3A%2Fb&nonce=n")
        );
        assert_eq!(
            url(ImplicitTokens::AccessAndIdToken),
            format!("{BASE}?response_type=id_token+token&client_id=p&redirect_uri=app%3A%2Fb&nonce=n")
        );
    }
}

#[tokio::test]
async fn urls_that_cannot_work_are_refused_and_none_is_fetched() {
    let server = operation("auth.authorize_code").start().await;
    let mid = crate::shift(&server);
    let refused = |begin: &Authorize| mid.auth().authorize_code(begin).unwrap_err().kind();
    assert_eq!(refused(&Authorize::new("", "app:/b")), ErrorKind::Input);
    assert_eq!(refused(&Authorize::new("p", "")), ErrorKind::Input);
    assert_eq!(refused(&Authorize::new("p", "app:/b").code_challenge_method("S256")), ErrorKind::Input);
    let implicit =
        |begin: &Authorize, tokens| mid.auth().authorize_implicit(begin, tokens).unwrap_err().kind();
    let begin = Authorize::new("p", "app:/b");
    assert_eq!(implicit(&begin, ImplicitTokens::AccessAndIdToken), ErrorKind::Input);
    assert_eq!(implicit(&begin.clone().code_challenge("x"), ImplicitTokens::AccessToken), ErrorKind::Input);
    assert!(mid.auth().authorize_code(&begin).is_ok());
    assert_eq!(server.count(), 0);
}
