use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::session::{Session, refusal};
use crate::https::Result;

#[tokio::test]
async fn bits_policies_and_version_are_told() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let bits = admin.get("/utils/statusvalues").await?;
    assert_eq!(
        bits.json["CALLINFO"]["statusbits"]["vaultbits"],
        json!({ "Read": 0, "Write": 1, "Admin": 2 })
    );
    assert_eq!(bits.json["CALLINFO"]["statusbits"]["userbits"]["UG-list"], 8);
    let policies = admin.get("/utils/policies").await?;
    let policies = policies.json["CALLINFO"]["policies"].as_array().unwrap().clone();
    let length =
        |id: u64| policies.iter().find(|policy| policy["id"] == id).unwrap()["rules"]["min_length"].clone();
    assert_eq!([2, 7, 8].map(length), [json!(10), json!(14), json!(12)]);
    assert_eq!(policies.last().unwrap()["rules"], json!([]));
    let version = admin.get("/utils/version").await?.text("/CALLINFO/version");
    assert_eq!(version, "2.5.0-build1");
    let nobody = admin.with("unknown".to_owned()).get("/utils/version").await?;
    assert_eq!(nobody.status, 401);
    Ok(())
}

#[tokio::test]
async fn passwords_are_made_as_asked() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let check = async |query: &str, length: usize, fits: fn(&str) -> bool| -> Result<()> {
        let path = format!("/utils/pwgen{query}");
        let (first, second) = (admin.get(&path).await?, admin.get(&path).await?);
        let text = first.text("/CALLINFO/passphrase");
        assert_ne!(text, second.text("/CALLINFO/passphrase"));
        assert_eq!(first.json["CALLINFO"]["length"], text.chars().count(), "{query}");
        assert!(length == 0 || text.chars().count() == length, "{query}: {text}");
        assert!(fits(&text), "{query}: {text}");
        let asked = query.split_once("type=").map_or("secure", |(_, rest)| rest.split('&').next().unwrap());
        assert_eq!(first.json["CALLINFO"]["type"], asked);
        Ok(())
    };
    check("", 40, |_| true).await?;
    check("?length=1024", 1024, |_| true).await?;
    check("?type=pronounceable", 12, |text| text.bytes().all(|b| b.is_ascii_lowercase())).await?;
    check("?type=pin&length=100", 100, |text| text.bytes().all(|b| b.is_ascii_digit())).await?;
    check("?type=bytes", 64, |text| text.bytes().all(|b| b.is_ascii_hexdigit())).await?;
    check("?type=opie", 0, |text| text.split(' ').count() == 6).await?;
    check("?type=opie&delimiter=dash&length=3", 0, |text| text.split('-').count() == 6).await?;
    check("?type=diceword&delimiter=space", 0, |text| text.split(' ').count() == 5).await?;
    check("?type=diceword&delimiter=dash&words=9&min_char=6&max_char=7&language=sv_SE", 0, |text| {
        text.split('-').count() == 9 && text.split('-').all(|word| (6..=7).contains(&word.chars().count()))
    })
    .await?;
    check("?type=secure&policyid=13", 40, |text| text.chars().all(char::is_alphanumeric)).await?;
    check("?type=pronounceable&policyid=7", 14, |_| true).await?;

    for wrong in [
        "type=pronouncable",
        "type=pin&length=101",
        "length=0",
        "length=many",
        "type=diceword&language=de_DE",
        "type=diceword&delimiter=%2B",
        "type=diceword&min_char=90",
        "policyid=3",
        "type=pin&policyid=13",
    ] {
        assert_eq!(admin.get(&format!("/utils/pwgen?{wrong}")).await?.status, 403, "{wrong}");
    }
    assert_eq!(admin.get("/utils/pwgen?type=pin").await?.text("/CALLINFO/passphrase").len(), 4);
    Ok(())
}

#[tokio::test]
async fn a_policy_judges_a_password() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("7").await?;
    let check = async |body: Value| admin.json("POST", "/utils/checkpolicy", &body).await;

    let reply = check(json!({ "passphrase": "123456789", "fieldname": "Secret" })).await?;
    assert_eq!(reply.json["CALLINFO"]["passphrase_valid"], false);
    assert_eq!(
        (&reply.json["CALLINFO"]["policy_id"], reply.text("/CALLINFO/policy_name")),
        (&json!(2), "normal".into())
    );
    assert_eq!(reply.json["CALLINFO"]["rules"], json!(["Secret must have at least 10 characters."]));
    for (body, id, valid) in [
        (json!({ "passphrase": "1234567890" }), 2, true),
        (json!({ "passphrase": "1234567890", "policyid": "8" }), 8, false),
        (json!({ "passphrase": "1234567890", "policyid": 16 }), 16, true),
        (json!({ "passphrase": "1234567890123", "vaultid": vault }), 7, false),
        (json!({ "passphrase": "12345678901234", "vaultid": vault }), 7, true),
        (json!({ "passphrase": "aaBB1ccccccc", "policyid": "13" }), 13, true),
        (json!({ "passphrase": "1aaBBccccccc", "policyid": "13" }), 13, false),
    ] {
        let reply = check(body.clone()).await?;
        assert_eq!(reply.json["CALLINFO"]["policy_id"], id, "{body}");
        assert_eq!(reply.json["CALLINFO"]["passphrase_valid"], valid, "{body}");
    }
    let both = check(json!({ "passphrase": "a", "policyid": "2", "vaultid": vault })).await?;
    assert_eq!(refusal(&both), "Give either policyid or vaultid.");
    assert_eq!(refusal(&check(json!({})).await?), "Missing parameter passphrase.");
    Ok(())
}

#[tokio::test]
async fn first_bytes_tell_a_type() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let ask = async |start: &[u8], extension: &str, size: Value| {
        let body = json!({ "data": BASE64_STANDARD.encode(start), "extension": extension, "size": size });
        admin.json("POST", "/utils/get_mime_type", &body).await
    };
    let reply = ask(b"%PDF-1.4", "txt", json!(7)).await?;
    let expected = json!({ "mimetype": "application/pdf", "size": 7, "max_file_size": 256 << 20 });
    assert_eq!(reply.json["RESULT"], expected);
    let reply = ask(b"a,b", ".csv", Value::Null).await?;
    assert_eq!(reply.json["RESULT"], json!({ "mimetype": "text/csv", "max_file_size": 256 << 20 }));
    sandbox.storedsafe().max_file_size(5);
    let reply = ask(b"a,b", "csv", json!(6)).await?;
    assert_eq!(reply.json["RESULT"]["max_file_size"], 5);
    assert_eq!(ask(&[0; 64], "", Value::Null).await?.status, 200);
    assert_eq!(ask(&[0; 65], "", Value::Null).await?.status, 403);
    assert_eq!(ask(b"", &"x".repeat(26), Value::Null).await?.status, 403);
    Ok(())
}
