//! Copies left by the vendors' clients of replies that contain a secret.

use super::{Direct, Left, Masked, copies};
use portcullis::{digicert, midprovider, privicore, privx, storedsafe};
use portcullis_core::{Secret, transport::BoxFuture};
use std::any::Any;

const BASE: &str = "https://vendor.example";

/// The value that holds the secret at the end.
type Holder = Option<Box<dyn Any + Send>>;

/// A reply that contains a secret.
pub(super) struct Reply {
    /// The vendor and the kind of reply.
    name: &'static str,
    before: &'static str,
    after: &'static str,
    /// Makes the call, with a secret in the request.
    call: fn(Direct, Secret) -> BoxFuture<'static, Holder>,
}

/// The beginning of the text: empty, or an escape.
const BEGINNINGS: [&str; 2] = ["", "\\u0061"];

/// The most copies left of a secret in a request and in a reply, and the replies that leave any. The error is the
/// name of a reply that could not be measured.
pub(in super::super) async fn exchanges() -> Result<(Left, Vec<&'static str>), &'static str> {
    let (mut worst, mut by) = (Left::default(), Vec::new());
    for reply in REPLIES {
        // A bare text has no escapes.
        for escape in BEGINNINGS.iter().take(if reply.before.is_empty() { 1 } else { 2 }) {
            let left = exchange(&reply, escape).await.ok_or(reply.name)?;
            if left.request + left.reply > 0 {
                by.push(reply.name);
            }
            worst = worst.worst(left);
        }
    }
    Ok((worst, by))
}

async fn exchange(Reply { before, after, call, .. }: &Reply, escape: &str) -> Option<Left> {
    let (request, reply) = (Masked::random(), Masked::random());
    let direct = Direct::new(&reply, [before.as_bytes(), escape.as_bytes()].concat(), after);
    let outgoing = direct.outgoing.clone();
    let holder = call(direct, request.secret()).await?;
    copies([&request, &reply])?.iter().all(|n| *n > 0).then_some(())?;
    drop(holder);
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    drop(outgoing);
    let [request, reply] = copies([&request, &reply])?;
    Some(Left { header: 0, request, reply })
}

/// How many replies there are.
pub(in super::super) const COUNT: usize = REPLIES.len();

fn held<T: Any + Send, E>(result: Result<T, E>) -> Holder {
    Some(Box::new(result.ok()?))
}

const REPLIES: [Reply; 9] = [
    Reply {
        name: "privicore",
        before: r#"{"authorizationToken":""#,
        after: r#""}"#,
        call: |direct, secret| {
            Box::pin(async move {
                let client = privicore::Client::builder(BASE).anonymous().transport(direct).build().ok()?;
                held(client.profile().authenticate("asa", &secret).await)
            })
        },
    },
    Reply {
        name: "privicore, reauthorized",
        before: r#"{"token":""#,
        after: r#"","expiresAt":null}"#,
        call: |direct, secret| {
            Box::pin(async move {
                let client = privicore::Client::builder(BASE).token(secret).transport(direct).build().ok()?;
                held(client.profile().reauthorize_token(60).await)
            })
        },
    },
    Reply { name: "privicore, a bare text", before: "", after: "", call: in_a_text },
    Reply { name: "privicore, a text in a list", before: r#"[""#, after: r#""]"#, call: in_a_text },
    Reply {
        name: "storedsafe",
        before: r#"{"CALLINFO":{"status":"SUCCESS","token":""#,
        after: r#""},"DATA":{}}"#,
        call: |direct, secret| {
            Box::pin(async move {
                let client = storedsafe::Client::builder(BASE).anonymous().transport(direct).build().ok()?;
                let login = storedsafe::Login::new("asa", secret, "apikey1234");
                held(client.auth().login_totp(&login, &"123456".into()).await)
            })
        },
    },
    Reply {
        name: "storedsafe, a session",
        before: r#"{"CALLINFO":{"status":"SUCCESS","users":[],"token":""#,
        after: r#""},"DATA":{}}"#,
        call: |direct, secret| {
            Box::pin(async move {
                let code = || async { Ok(Secret::from("123456")) };
                let builder = storedsafe::Client::builder(BASE).totp("asa", secret, "apikey1234", code);
                let client = builder.transport(direct).build().ok()?;
                client.users().list().await.ok()?;
                Some(Box::new(client) as Box<dyn Any + Send>)
            })
        },
    },
    Reply {
        name: "digicert",
        before: r#"{"id":7,"api_key":""#,
        after: r#""}"#,
        call: |direct, secret| {
            Box::pin(async move {
                let client =
                    digicert::Client::builder(BASE).api_key(secret).transport(direct).build().ok()?;
                let new = digicert::users::NewServiceUser::new("b", "b@example.com");
                held(client.users().create_service(&new).await)
            })
        },
    },
    Reply {
        name: "privx",
        before: r#"{"refresh_token":"","token_type":"Bearer","expires_in":300,"access_token":""#,
        after: r#""}"#,
        call: |direct, secret| {
            Box::pin(async move {
                let client = privx::Client::builder(BASE).client_credentials("a", "b");
                let client = client.transport(direct).build().ok()?;
                let grant = privx::oauth::PasswordGrant::new("asa", secret).oauth_client("a", "b");
                held(client.oauth().token_password(&grant).await)
            })
        },
    },
    Reply {
        name: "midprovider",
        before: r#"{"token_type":"Bearer","expires_in":300,"access_token":""#,
        after: r#""}"#,
        call: |direct, secret| {
            Box::pin(async move {
                let oidc = midprovider::auth::OidcClient::confidential("c", secret)
                    .token_auth(midprovider::auth::TokenAuth::Form);
                let client =
                    midprovider::Client::shift(BASE, "acme").bearer("b").transport(direct).build().ok()?;
                held(client.auth().token_client_credentials(&oidc, None).await)
            })
        },
    },
];

fn in_a_text(direct: Direct, secret: Secret) -> BoxFuture<'static, Holder> {
    Box::pin(async move {
        let client = privicore::Client::builder(BASE).anonymous().transport(direct).build().ok()?;
        let request = privicore::Command::new("019-b");
        held(client.profile().legacy_retrieve_authorization_token(&secret, &request).await)
    })
}
