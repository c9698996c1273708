use portcullis_sandbox::Sandbox;
use serde_json::json;

use super::session::{Form, PASSPHRASE, READER, Session, refusal};
use crate::https::{Client, Result};

fn form(pem: &str) -> Form {
    Form::default().file("user_cert", "own.pem", pem.as_bytes())
}

#[tokio::test]
async fn a_registered_certificate_logs_its_user_in() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let grace = Session::new(&sandbox, &admin, "grace", &READER).await?;
    let made = sandbox.storedsafe().client_certificate("Grace")?;
    assert!(!format!("{made:?}").contains("PRIVATE"));
    let card = Client::presenting(&sandbox, Some((&made.pem, &made.key_pem)));
    let details = &sandbox.details().storedsafe;
    let login = json!({
        "username": "grace", "passphrase": PASSPHRASE, "apikey": details.apikey, "logintype": "smartcard",
    });
    let mtls = format!("{}/auth", details.mtls_base_url);
    let path = format!("/usercert/{}", grace.user);

    assert_eq!(card.json("POST", &mtls, &[], &login).await?.status, 401);
    assert_eq!(grace.get("/usercert").await?.json["CALLINFO"]["certificate"], json!([]));
    assert_eq!(admin.form(&path, form(&made.pem)).await?.status, 200);
    let reply = card.json("POST", &mtls, &[], &login).await?;
    assert_eq!(reply.status, 200, "{}", reply.json);
    assert_eq!(grace.with(reply.text("/CALLINFO/token")).get("/vault").await?.status, 200);

    // A user has one certificate: the second takes the first one's place.
    let second = sandbox.storedsafe().client_certificate("Grace again")?;
    assert_eq!(grace.form(&path, form(&second.pem)).await?.status, 200);
    assert_eq!(card.json("POST", &mtls, &[], &login).await?.status, 401);
    let own = grace.get("/usercert").await?;
    assert_eq!(own.json["CALLINFO"]["handler"], "UserCertHandler");
    assert_eq!(own.text("/CALLINFO/certificate/subject/CN"), "Grace again");
    assert!(own.text("/CALLINFO/certificate/validTo").ends_with("T00:00:00Z"));

    let card = Client::presenting(&sandbox, Some((&second.pem, &second.key_pem)));
    assert_eq!(card.json("POST", &mtls, &[], &login).await?.status, 200);
    assert_eq!(admin.bare("DELETE", &path).await?.status, 200);
    assert_eq!(card.json("POST", &mtls, &[], &login).await?.status, 401);
    assert_eq!(refusal(&admin.bare("DELETE", &path).await?), "The user has no certificate.");
    Ok(())
}

#[tokio::test]
async fn who_is_no_administrator_sees_and_changes_the_own_certificate_alone() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let grace = Session::new(&sandbox, &admin, "grace", &READER).await?;
    let pem = sandbox.storedsafe().client_certificate("Grace")?.pem;
    let (own, other) = (format!("/usercert/{}", grace.user), format!("/usercert/{}", admin.user));
    assert_eq!(grace.form(&own, form(&pem)).await?.status, 200);

    assert_eq!(grace.get(&other).await?.text("/CALLINFO/certificate/subject/CN"), "Grace");
    assert_eq!(admin.get(&own).await?.text("/CALLINFO/certificate/subject/CN"), "Grace");
    assert_eq!(admin.get(&other).await?.text("/CALLINFO/certificate/subject/CN"), "sandbox-admin");
    assert_eq!(refusal(&admin.get("/usercert/99").await?), "NO SUCH USER");

    assert_eq!(grace.form(&other, form(&pem)).await?.status, 403);
    assert_eq!(grace.bare("DELETE", &own).await?.status, 403);
    assert_eq!(refusal(&admin.form(&other, form(&pem)).await?), "The certificate belongs to another user.");
    let wrong = "The file is not a certificate in PEM.";
    assert_eq!(refusal(&admin.form(&own, form("-----BEGIN CERTIFICATE-----")).await?), wrong);
    let elsewhere = Form::default().file("upload", "own.pem", pem.as_bytes());
    assert_eq!(refusal(&admin.form(&own, elsewhere).await?), "Missing file user_cert.");
    Ok(())
}
