use portcullis_sandbox::Sandbox;
use portcullis_sandbox::storedsafe::Rotation;
use serde_json::{Value, json};

use super::session::{Form, Session, login};
use crate::https::Result;

#[tokio::test]
async fn a_restart_keeps_all_but_large_contents() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let start = || Sandbox::builder().state_dir(dir.path()).storedsafe_totp_reuse(true).start();
    let sandbox = start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("8").await?;
    let object = admin.login(&vault, "db1").await?;
    let template = sandbox.storedsafe().add_template("Own", &[("clear", false)]).unwrap();
    let upload = |content: Vec<u8>| {
        let form = Form::default().text("templateid", "3").text("groupid", &vault).text("parentid", "0");
        admin.form("/object", form.file("upload", "file", &content))
    };
    let small = upload(vec![7; 1 << 20]).await?.json["CALLINFO"]["objectid"].to_string();
    let large = upload(vec![7; (1 << 20) + 1]).await?.json["CALLINFO"]["objectid"].to_string();
    let encrypt = format!("/transparent/{vault}/encrypt/key");
    let sealed =
        admin.json("POST", &encrypt, &json!({ "plaintext": "AAAA" })).await?.text("/CALLINFO/ciphertext");
    drop(sandbox);

    let sandbox = start().await?;
    let admin = Session::admin(&sandbox).await?;
    let control = sandbox.storedsafe();
    assert_eq!(admin.get("/vault").await?.text("/VAULTS/0/policy"), "8");
    assert_eq!(control.decrypted_fields(&object).unwrap()["password"], "correct horse battery");
    assert_eq!(admin.get(&format!("/template/{template}")).await?.status, 200);
    assert_eq!(control.file_content(&small).unwrap(), vec![7; 1 << 20]);
    assert_eq!(admin.get(&format!("/object/{large}")).await?.text("/OBJECT/0/fileinfo/size"), "1048577");
    assert_eq!(admin.get(&format!("/object/{large}?filedata=true")).await?.status, 403);
    let decrypt = format!("/transparent/{vault}/decrypt/key");
    let opened = admin.json("POST", &decrypt, &json!({ "ciphertext": sealed })).await?;
    assert_eq!(opened.text("/CALLINFO/plaintext"), "AAAA");
    let next: u64 = admin.login(&vault, "db2").await?.parse()?;
    assert!(next > large.parse()?);
    Ok(())
}

#[tokio::test]
async fn tokens_rotate_on_every_kind_of_request() -> Result<()> {
    for old_status in [false, true] {
        let sandbox = Sandbox::builder()
            .storedsafe_rotation(Rotation::ReplaceAtOnce)
            .storedsafe_bad_token_is_403(old_status)
            .start()
            .await?;
        let mut session = Session::admin(&sandbox).await?;
        let made = session.json("POST", "/vault", &json!({ "vaultname": "Lab" })).await?;
        let vault = made.text("/VAULT/0/id");
        session = session.with(made.text("/CALLINFO/token"));
        let file = Form::default().text("templateid", "3").text("groupid", &vault).text("parentid", "0");
        let made = session.form("/object", file.file("upload", "file", b"content")).await?;
        let path = format!("/object/{}?filedata=true", made.json["CALLINFO"]["objectid"]);
        let mut dead = session.token.clone();
        session = session.with(made.text("/CALLINFO/token"));
        let mut refused = login(&vault, "db1");
        refused["templateid"] = "77".into();
        for (method, path, body) in [
            ("GET", path.as_str(), json!({})),
            // A refusal rotates as well.
            ("POST", "/object", refused),
            ("LIST", &format!("/transparent/{vault}/keys"), json!({})),
            ("GET", "/utils/pwgen", json!({})),
            ("GET", "/template", json!({})),
            ("GET", "/usercert", json!({})),
            ("GET", "/find?needle=x", json!({})),
        ] {
            let late = session.with(dead).json(method, path, &body).await?;
            assert_eq!(late.status, if old_status { 403 } else { 401 }, "{method} {path}");
            assert!(
                late.json["ERRORCODES"].get("1200").is_some() && late.json["CALLINFO"].get("token").is_none()
            );
            let reply = session.json(method, path, &body).await?;
            assert_eq!(reply.json["DATA"]["token"], session.token.as_str(), "{method} {path}");
            assert!(reply.json["ERRORCODES"].get("1200").is_none());
            dead = session.token.clone();
            session = session.with(reply.text("/CALLINFO/token"));
            assert_ne!(dead, session.token);
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_route_is_not_found() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    for (method, path) in [
        ("GET", "/vault/"),
        ("GET", "/vault//members"),
        ("GET", "/vault/1/member/1"),
        ("DELETE", "/vault"),
        ("GET", "/object"),
        ("PATCH", "/object/1"),
        ("POST", "/usercert"),
        ("GET", "/group"),
        ("GET", "/transparent/1/keys"),
        ("GET", "/find/needle"),
    ] {
        assert_eq!(admin.bare(method, path).await?.status, 404, "{method} {path}");
    }
    Ok(())
}

#[tokio::test]
async fn the_whole_catalogue_is_served() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let nobody = Session::admin(&sandbox).await?.with("unknown".to_owned());
    let file = format!("{}/../../docs/api/storedsafe.openapi.json", env!("CARGO_MANIFEST_DIR"));
    let description: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    let mut operations = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        let more = item["x-additionalOperations"].as_object().into_iter().flatten();
        let all = item.as_object().unwrap().iter().chain(more);
        for (verb, _) in all.filter(|(_, operation)| operation["operationId"].is_string()) {
            operations.push((verb.to_uppercase(), path.as_str()));
        }
    }
    assert_eq!(operations.len(), 49, "57 operations, of which some share verb and path");
    for (method, path) in &operations {
        let expected = match *path {
            "/auth" => 403,
            "/authinfo/logintypes" => 200,
            _ => 401,
        };
        let path = path.replace(['{', '}'], "");
        assert_eq!(nobody.bare(method, &path).await?.status, expected, "{method} {path}");
    }
    Ok(())
}
