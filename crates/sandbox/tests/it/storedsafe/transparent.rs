use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use portcullis_sandbox::Sandbox;
use serde_json::json;

use super::session::{Session, refusal};
use crate::https::Result;

/// Opens a ciphertext with key material, as a client could that was given both.
fn open(material: &str, ciphertext: &str) -> Vec<u8> {
    let key = BASE64_STANDARD.decode(material).unwrap();
    let sealed = BASE64_STANDARD.decode(ciphertext.rsplit(':').next().unwrap()).unwrap();
    let (nonce, text) = sealed.split_at(12);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).unwrap());
    let nonce = Nonce::try_assume_unique_for_key(nonce).unwrap();
    key.open_in_place(nonce, Aad::empty(), &mut text.to_vec()).unwrap().to_vec()
}

#[tokio::test]
async fn a_text_passes_through_every_version_of_a_key() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("16").await?;
    let base = format!("/transparent/{vault}");
    // The name is free text, and one segment of the path.
    let name = "k%C3%A4y%20%2F1";
    let key = format!("{base}/keys/{name}");
    let text = BASE64_STANDARD.encode("attack at dawn");

    let made = admin.json("POST", &key, &json!({ "info": "of the lab", "allow_delete": false })).await?;
    assert_eq!(
        (made.status.as_u16(), made.text("/CALLINFO/key_version")),
        (201, "1".into()),
        "{}",
        made.json
    );
    assert_eq!(made.json["CALLINFO"]["handler"], "EncryptionHandler");
    assert_eq!(refusal(&admin.json("POST", &key, &json!({})).await?), "A key of this name exists already.");
    let expected = json!([{
        "name": "käy /1", "key_version": "1", "type": "aes128-gcm96", "info": "of the lab", "allow_backup": "true",
        "allow_export": "true", "allow_delete": "false", "supports_signing": "false",
    }]);
    assert_eq!(admin.bare("LIST", &format!("{base}/keys")).await?.json["KEYS"], expected);
    assert_eq!(admin.get(&key).await?.json["KEYS"], expected);

    let sealed = admin.json("POST", &format!("{base}/encrypt/{name}"), &json!({ "plaintext": text })).await?;
    let first = sealed.text("/CALLINFO/ciphertext");
    assert!(first.starts_with("storedsafe:v1:"), "{first}");
    let rotated = admin.bare("POST", &format!("{key}/rotate")).await?;
    assert_eq!((rotated.status.as_u16(), rotated.text("/CALLINFO/key_version")), (201, "2".into()));
    assert_eq!(rotated.text("/CALLINFO/objectid"), made.text("/CALLINFO/objectid"));

    let rewrap = json!({ "ciphertext": first, "to_version": "2" });
    let second = admin.json("POST", &format!("/transparent/rewrap/{vault}/{name}"), &rewrap).await?;
    let second = second.text("/CALLINFO/ciphertext");
    assert!(second.starts_with("storedsafe:v2:"), "{second}");
    for (version, ciphertext) in [("1", &first), ("2", &second)] {
        let opened = admin
            .json("POST", &format!("{base}/decrypt/{name}"), &json!({ "ciphertext": ciphertext }))
            .await?;
        assert_eq!(opened.text("/CALLINFO/plaintext"), text);
        assert_eq!(
            (opened.text("/CALLINFO/key_version"), opened.text("/CALLINFO/name")),
            (version.into(), "käy /1".into())
        );
    }
    let old = json!({ "plaintext": text, "key_version": "1" });
    let old = admin.json("POST", &format!("{base}/encrypt/{name}"), &old).await?.text("/CALLINFO/ciphertext");
    assert!(old.starts_with("storedsafe:v1:") && old != first);

    let material = admin.get(&format!("/transparent/export/{vault}/{name}")).await?;
    assert_eq!(open(&material.text("/KEYS/0/keys/1"), &first), b"attack at dawn");
    let one = admin.get(&format!("/transparent/export/{vault}/{name}/2")).await?;
    assert!(one.json["KEYS"][0]["keys"].get("1").is_none());
    assert_eq!(open(&one.text("/KEYS/0/keys/2"), &second), b"attack at dawn");

    let other = first.replace("v1", "v2");
    for wrong in [other.as_str(), "storedsafe:v9:AAAA", "AAAA", ""] {
        let reply =
            admin.json("POST", &format!("{base}/decrypt/{name}"), &json!({ "ciphertext": wrong })).await?;
        assert_eq!(reply.status, 403, "{wrong}");
    }
    assert_eq!(refusal(&admin.bare("DELETE", &key).await?), "The key must not be deleted.");
    assert_eq!(admin.bare("DELETE", &format!("/vault/{vault}")).await?.status, 403);
    Ok(())
}

#[tokio::test]
async fn data_keys_are_wrapped_by_a_key() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("16").await?;
    let base = format!("/transparent/{vault}");
    admin.json("POST", &format!("{base}/keys/key"), &json!({})).await?;
    let material = admin.get(&format!("/transparent/export/{vault}/key/1")).await?.text("/KEYS/0/keys/1");

    let wrapped = admin.json("POST", &format!("{base}/datakey/wrapped/key"), &json!({})).await?;
    assert!(wrapped.json["CALLINFO"].get("plaintext").is_none());
    assert_eq!(open(&material, &wrapped.text("/CALLINFO/ciphertext")).len(), 32);
    for bits in [128, 256, 512] {
        let plain =
            admin.json("POST", &format!("{base}/datakey/plaintext/key"), &json!({ "bits": bits })).await?;
        let key = BASE64_STANDARD.decode(plain.text("/CALLINFO/plaintext"))?;
        assert_eq!(key.len() * 8, bits);
        assert_eq!(open(&material, &plain.text("/CALLINFO/ciphertext")), key);
    }
    let odd = admin.json("POST", &format!("{base}/datakey/plaintext/key"), &json!({ "bits": 192 })).await?;
    assert_eq!(odd.status, 403);
    assert_eq!(admin.bare("POST", &format!("{base}/datakey/other/key")).await?.status, 403);
    Ok(())
}

#[tokio::test]
async fn keys_are_backed_up_restored_and_forbidden() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("16").await?;
    let base = format!("/transparent/{vault}");
    let text = json!({ "plaintext": "AAAA" });

    // A missing key is made by the way.
    let sealed = admin.json("POST", &format!("{base}/encrypt/silent"), &text).await?;
    let ciphertext = json!({ "ciphertext": sealed.text("/CALLINFO/ciphertext") });
    let saved = admin.get(&format!("/transparent/backup/{vault}/silent")).await?;
    assert_eq!(saved.text("/CALLINFO/version"), "1");
    let backup = json!({ "backup": saved.text("/KEYS/0/backup") });
    let restore = |name: &str| format!("/transparent/restore/{vault}/{name}");
    assert_eq!(admin.json("POST", &restore("silent"), &backup).await?.status, 403);
    assert_eq!(admin.bare("DELETE", &format!("{base}/keys/silent")).await?.status, 200);
    assert_eq!(
        refusal(&admin.json("POST", &format!("{base}/decrypt/silent"), &ciphertext).await?),
        "NO SUCH KEY"
    );
    assert_eq!(admin.json("POST", &restore("again"), &backup).await?.status, 200);
    let opened = admin.json("POST", &format!("{base}/decrypt/again"), &ciphertext).await?;
    assert_eq!(opened.text("/CALLINFO/plaintext"), "AAAA");
    assert_eq!(admin.json("POST", &restore("more"), &json!({ "backup": "AAAA" })).await?.status, 403);

    let closed = json!({ "allow_export": false, "allow_backup": false });
    admin.json("POST", &format!("{base}/keys/closed"), &closed).await?;
    for path in ["export", "backup"] {
        assert_eq!(admin.get(&format!("/transparent/{path}/{vault}/closed")).await?.status, 403);
    }
    for wrong in [json!({ "type": "aes256-ofb" }), json!({ "allow_export": "no" })] {
        assert_eq!(admin.json("POST", &format!("{base}/keys/wrong"), &wrong).await?.status, 403, "{wrong}");
    }
    let wrong = json!({ "plaintext": "not base64" });
    assert_eq!(admin.json("POST", &format!("{base}/encrypt/wrong"), &wrong).await?.status, 403);
    assert_eq!(admin.get(&format!("{base}/keys/wrong")).await?.status, 403);
    Ok(())
}
