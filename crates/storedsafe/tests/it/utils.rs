use crate::support::{TOKEN, builder, client, failure, success};
use portcullis_testkit::operation;
use serde_json::{Value, json};
use storedsafe::{
    Delimiter, Delivery, Diceword, Error, ErrorKind, FileSample, Generator, PasswordRequest, PolicyCheck,
    PolicySource, Retry, WordList, code,
};

const HIDDEN: &str = "hunter22";

fn is_input(error: &Error, field: &str) {
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Input, Delivery::NotSent), "{field}");
    assert!(error.to_string().contains(&format!("`{field}`")), "{error}");
}

#[tokio::test]
async fn status_values() {
    let reply = success(json!({"statusbits": {
        "userbits": {"Read": 0, "Active": "7"}, "vaultbits": {"Read": 0, "Write": 1, "Admin": 2},
    }}));
    let contract = operation("utils.status_values").replies(200, reply).start().await;
    let bits = client(&contract.url()).utils().status_values().await.unwrap();
    contract.request().await.is("GET", "/api/1.0/utils/statusvalues").header("x-http-token", TOKEN).empty();
    assert_eq!(bits.user_bits, [("Read".into(), 0), ("Active".into(), 7)].into());
    assert_eq!(bits.vault_bits, [("Read".into(), 0), ("Write".into(), 1), ("Admin".into(), 2)].into());
}

#[tokio::test]
async fn status_values_may_be_empty_but_not_missing() {
    for empty in [json!([]), json!({}), json!({"userbits": [], "vaultbits": null})] {
        let reply = success(json!({"statusbits": empty}));
        let contract = operation("utils.status_values")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply)
            .start()
            .await;
        let bits = client(&contract.url()).utils().status_values().await.unwrap();
        assert!(bits.user_bits.is_empty() && bits.vault_bits.is_empty());
    }
    let contract = operation("utils.status_values")
        .unlike_the_facts("other types and shapes are read too")
        .replies(200, success(json!({})))
        .start()
        .await;
    let error = client(&contract.url()).utils().status_values().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

fn rules() -> Value {
    json!({
        "min_length": 1, "max_length": "2", "min_lowercase_chars": 3, "max_lowercase_chars": 4,
        "min_uppercase_chars": 5, "max_uppercase_chars": 6, "min_numeric_chars": 7, "max_numeric_chars": 8,
        "min_nonalphanumeric_chars": 9, "max_nonalphanumeric_chars": 10,
        "disallow_numeric_chars": true, "disallow_numeric_first": "False", "disallow_numeric_last": 1,
        "disallow_nonalphanumeric_chars": "0", "disallow_nonalphanumeric_first": false,
        "disallow_nonalphanumeric_last": "true",
    })
}

#[tokio::test]
async fn password_policies() {
    let policies =
        json!([{"id": 7, "name": "high", "rules": rules()}, {"id": "16", "name": "none", "rules": []}]);
    let reply = success(json!({"policies": policies}));
    let contract = operation("utils.password_policies").replies(200, reply).start().await;
    let listing = client(&contract.url()).utils().password_policies().await.unwrap();
    contract.request().await.is("GET", "/api/1.0/utils/policies").header("x-http-token", TOKEN).empty();
    assert_eq!(listing.policies.len(), 2);
    let high = listing.get(&"7".into()).unwrap();
    assert_eq!((high.id.as_str(), high.name.as_deref()), ("7", Some("high")));
    let rules = &high.rules;
    let numbers = [
        rules.min_length,
        rules.max_length,
        rules.min_lowercase_chars,
        rules.max_lowercase_chars,
        rules.min_uppercase_chars,
        rules.max_uppercase_chars,
        rules.min_numeric_chars,
        rules.max_numeric_chars,
        rules.min_nonalphanumeric_chars,
        rules.max_nonalphanumeric_chars,
    ];
    assert_eq!(numbers.map(Option::unwrap), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let switches = [
        rules.disallow_numeric_chars,
        rules.disallow_numeric_first,
        rules.disallow_numeric_last,
        rules.disallow_nonalphanumeric_chars,
        rules.disallow_nonalphanumeric_first,
        rules.disallow_nonalphanumeric_last,
    ];
    assert_eq!(switches.map(Option::unwrap), [true, false, true, false, false, true]);
    let none = listing.get(&"16".into()).unwrap();
    assert_eq!(none.rules, storedsafe::PolicyRules::default());
    assert!(listing.get(&"8".into()).is_none());
}

#[tokio::test]
async fn policies_have_several_spellings() {
    for (policies, count) in [
        (json!([]), 0),
        (json!(null), 0),
        (json!({"7": {"id": 7, "name": "high"}, "16": {"id": 16, "rules": null}}), 2),
    ] {
        let reply = success(json!({"policies": policies}));
        let contract = operation("utils.password_policies").replies(200, reply).start().await;
        let listing = client(&contract.url()).utils().password_policies().await.unwrap();
        assert_eq!(listing.policies.len(), count);
    }
}

#[tokio::test]
async fn version() {
    let contract =
        operation("utils.version").replies(200, success(json!({"version": "2.5.0-build12"}))).start().await;
    let version = client(&contract.url()).utils().version().await.unwrap();
    contract.request().await.is("GET", "/api/1.0/utils/version").header("x-http-token", TOKEN).empty();
    assert_eq!(version.as_str(), "2.5.0-build12");
    assert_eq!((version.numbers(), version.build()), (Some([2, 5, 0]), Some(12)));
}

#[tokio::test]
async fn generate_password() {
    let words = Diceword::new()
        .language(WordList::Swedish)
        .delimiter(Delimiter::Dash)
        .words(6)
        .min_char(3)
        .max_char(0);
    let new = PasswordRequest::new;
    for (request, query) in [
        (new(), ""),
        (new().policy("7"), "?policyid=7"),
        (PasswordRequest::secure(None), "?type=secure"),
        (PasswordRequest::secure(1024).policy("7"), "?type=secure&length=1024&policyid=7"),
        (PasswordRequest::pronounceable(12), "?type=pronounceable&length=12"),
        (PasswordRequest::pin(100), "?type=pin&length=100"),
        (PasswordRequest::bytes(32), "?type=bytes&length=32"),
        (PasswordRequest::opie(None), "?type=opie"),
        (PasswordRequest::opie(Delimiter::Space), "?type=opie&delimiter=space"),
        (
            PasswordRequest::diceword(Diceword::new().delimiter("new word")),
            "?type=diceword&delimiter=new%20word",
        ),
        (
            PasswordRequest::diceword(words),
            "?type=diceword&language=sv_SE&delimiter=dash&words=6&min_char=3&max_char=0",
        ),
    ] {
        let reply = success(json!({"passphrase": HIDDEN, "length": "8", "type": "secure"}));
        let contract = operation("utils.generate_password").replies(200, reply).start().await;
        let made = client(&contract.url()).utils().generate_password(&request).await.unwrap();
        let target = format!("/api/1.0/utils/pwgen{query}");
        contract.request().await.is("GET", &target).header("x-http-token", TOKEN).empty();
        assert_eq!(made.passphrase.expose_secret(), HIDDEN);
        assert_eq!((made.length, &made.generator), (Some(8), &Some(Generator::Secure)));
        assert!(!format!("{made:?}").contains(HIDDEN));
    }
}

#[tokio::test]
async fn a_success_without_a_password_is_no_password() {
    for info in [json!({}), json!({"passphrase": null}), json!({"passphrase": [HIDDEN]})] {
        let contract = operation("utils.generate_password")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, success(info))
            .start()
            .await;
        let error =
            client(&contract.url()).utils().generate_password(&PasswordRequest::new()).await.unwrap_err();
        assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect));
        assert!(!format!("{error:?}").contains(HIDDEN));
    }
}

#[tokio::test]
async fn limits_of_passwords() {
    let reply = success(json!({"passphrase": HIDDEN}));
    let contract = operation("utils.generate_password")
        .unlike_the_facts("limits are left to the server")
        .replies(200, reply)
        .start()
        .await;
    let checked = client(&contract.url());
    let unchecked = builder(&contract.url()).token(TOKEN).check_input(false).build().unwrap();
    let bad = [
        (PasswordRequest::secure(1025), "length"),
        (PasswordRequest::secure(0), "length"),
        (PasswordRequest::pronounceable(1025), "length"),
        (PasswordRequest::bytes(1025), "length"),
        (PasswordRequest::pin(101), "length"),
        (PasswordRequest::diceword(Diceword::new().words(0)), "words"),
    ];
    for (request, field) in &bad {
        is_input(&checked.utils().generate_password(request).await.unwrap_err(), field);
    }
    assert_eq!(contract.count(), 0);
    for (request, _) in &bad {
        unchecked.utils().generate_password(request).await.unwrap();
    }
    assert_eq!(contract.count(), bad.len());
}

#[tokio::test]
async fn check_policy() {
    let new = || PolicyCheck::new(HIDDEN);
    for (check, body) in [
        (new(), json!({"passphrase": HIDDEN})),
        (new().policy(PolicySource::Policy("7".into())), json!({"passphrase": HIDDEN, "policyid": "7"})),
        (
            new().policy(PolicySource::Vault("31".into())).field_name("PIN"),
            json!({"passphrase": HIDDEN, "vaultid": "31", "fieldname": "PIN"}),
        ),
    ] {
        let reply = success(json!({
            "policy_name": "high", "policy_id": 7, "passphrase_valid": true, "rules": ["14 characters", {"n": 1}],
        }));
        let contract = operation("utils.check_policy").replies(200, reply).start().await;
        let verdict = client(&contract.url()).utils().check_policy(&check).await.unwrap();
        let request = contract.request().await;
        request.is("POST", "/api/1.0/utils/checkpolicy").header("x-http-token", TOKEN).json(body);
        assert_eq!((verdict.policy_name.as_str(), verdict.policy_id.as_str()), ("high", "7"));
        assert!(verdict.valid);
        assert_eq!(verdict.rules, [json!("14 characters"), json!({"n": 1})]);
    }
}

#[tokio::test]
async fn verdicts_have_several_spellings() {
    for (valid, rules, read) in [
        (json!("False"), json!([]), (false, vec![])),
        (json!(0), json!({"0": "a", "1": "b"}), (false, vec![json!("a"), json!("b")])),
        (json!("1"), json!("a"), (true, vec![json!("a")])),
        (json!("true"), json!(false), (true, vec![])),
    ] {
        let reply =
            success(json!({"policy_name": 7, "policy_id": "7", "passphrase_valid": valid, "rules": rules}));
        let contract = operation("utils.check_policy")
            .unlike_the_facts("other types and shapes are read too")
            .replies(200, reply)
            .start()
            .await;
        let check = PolicyCheck::new(HIDDEN);
        let verdict = client(&contract.url()).utils().check_policy(&check).await.unwrap();
        assert_eq!((verdict.valid, verdict.rules), read);
        assert_eq!(verdict.policy_name, "7");
    }
}

#[tokio::test]
async fn a_check_without_a_verdict_is_none() {
    let reply = success(json!({"policy_name": "high", "policy_id": 7, "rules": []}));
    let contract = operation("utils.check_policy").replies(200, reply).start().await;
    let error = client(&contract.url()).utils().check_policy(&PolicyCheck::new(HIDDEN)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_check_needs_a_passphrase_and_an_id() {
    let contract = operation("utils.check_policy").replies(200, success(json!({}))).start().await;
    let utils = client(&contract.url()).utils();
    let new = || PolicyCheck::new(HIDDEN);
    for (check, field) in [
        (PolicyCheck::new(""), "passphrase"),
        (new().policy(PolicySource::Policy("".into())), "policyid"),
        (new().policy(PolicySource::Vault("".into())), "vaultid"),
    ] {
        is_input(&utils.check_policy(&check).await.unwrap_err(), field);
    }
    assert_eq!(contract.count(), 0);
}

#[tokio::test]
async fn a_refused_check_quotes_no_passphrase() {
    let reply = failure("2000", "The passphrase hunter22 is odd.");
    let contract = operation("utils.check_policy").replies(403, reply).start().await;
    let error = client(&contract.url()).utils().check_policy(&PolicyCheck::new(HIDDEN)).await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Api, Delivery::Rejected));
    assert_eq!((error.code(), contract.count()), (Some(code::GENERIC), 1));
    assert!(!format!("{error} {error:?}").contains(HIDDEN), "{error}");
}

#[tokio::test]
async fn detect_mime_type() {
    let mut reply = success(json!({}));
    reply["RESULT"] = json!({"mimetype": "application/pdf", "size": "1234", "max_file_size": 1_048_576});
    let contract = operation("utils.detect_mime_type").replies(200, reply).start().await;
    let sample = FileSample::new(&[b'x'; 100], ".pdf").size(1234_u64);
    let found = client(&contract.url()).utils().detect_mime_type(&sample).await.unwrap();
    let request = contract.request().await;
    request.is("POST", "/api/1.0/utils/get_mime_type").header("x-http-token", TOKEN).json(json!({
        // 64 bytes, not 100.
        "data": format!("{}eA==", "eHh4".repeat(21)), "extension": "pdf", "size": 1234,
    }));
    assert_eq!(found.mime_type, "application/pdf");
    assert_eq!((found.size, found.max_file_size), (Some(1234), 1_048_576));
}

#[tokio::test]
async fn a_sample_may_be_short_and_without_size() {
    let mut reply = success(json!({}));
    reply["RESULT"] = json!({"mimetype": "text/plain", "max_file_size": "5"});
    let contract = operation("utils.detect_mime_type").replies(200, reply).start().await;
    let sample = FileSample::new(b"", "");
    let found = client(&contract.url()).utils().detect_mime_type(&sample).await.unwrap();
    contract.request().await.json(json!({"data": "", "extension": ""}));
    assert_eq!((found.size, found.max_file_size), (None, 5));
}

#[tokio::test]
async fn an_extension_has_at_most_25_characters() {
    let contract = operation("utils.detect_mime_type").replies(200, success(json!({}))).start().await;
    let sample = FileSample::new(b"a", &"å".repeat(26));
    let error = client(&contract.url()).utils().detect_mime_type(&sample).await.unwrap_err();
    is_input(&error, "extension");
    assert_eq!(contract.count(), 0);
    let sample = FileSample::new(b"a", &format!(".{}", "å".repeat(25)));
    client(&contract.url()).utils().detect_mime_type(&sample).await.unwrap_err();
    assert_eq!(contract.count(), 1);
}

#[tokio::test]
async fn questions_are_repeated_whatever_their_verb() {
    let contract = operation("utils.check_policy").replies(503, failure("2000", "Busy.")).start().await;
    let retry = Retry::default().attempts(2).base(std::time::Duration::from_millis(1));
    let utils = builder(&contract.url()).token(TOKEN).retry(retry).build().unwrap().utils();
    utils.check_policy(&PolicyCheck::new(HIDDEN)).await.unwrap_err();
    assert_eq!(contract.count(), 2);
    utils.detect_mime_type(&FileSample::new(b"a", "txt")).await.unwrap_err();
    assert_eq!(contract.count(), 4);
    utils.generate_password(&PasswordRequest::new()).await.unwrap_err();
    assert_eq!(contract.count(), 6);
}

#[tokio::test]
async fn what_is_checked_does_not_show() {
    let utils = client("https://vault.example.com").utils();
    let check = PolicyCheck::new(HIDDEN);
    let sample = FileSample::new(HIDDEN.as_bytes(), "txt");
    for shown in [
        format!("{check:?} {sample:?} {:?}", utils.check_policy(&check)),
        format!("{:?}", utils.detect_mime_type(&sample)),
    ] {
        assert!(!shown.contains(HIDDEN) && !shown.contains("aHVudGVyMjI"), "{shown}");
    }
    assert!(serde_json::to_string(&check).is_err() && serde_json::to_string(&sample).is_err());
}
