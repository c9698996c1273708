use crate::{KIT, builder, client, error, never_sent, refused, twice};
use digicert::{
    Call, CertificateId, Client, Delivery, Download, ErrorKind, Flag, SerialNumber,
    certificates::{
        CertificateChainItem, CertificateEmail, CertificateFormat, Certificates, CollectFormat, Intermediate,
        OrderDownload, Revocation, RevocationReason, SignatureHash,
    },
    code,
    requests::RequestStatus,
};
use portcullis_testkit::{Answer, full, operation, sent};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::{Value, json};

const AT: &str = "/services/v2/certificate";

fn revocation() -> Revocation {
    Revocation::new()
}

fn email() -> CertificateEmail {
    CertificateEmail::new(vec!["ada@example.com".to_owned()], CollectFormat::Attachment)
}

#[tokio::test]
async fn a_revocation_is_a_request_until_it_is_approved() {
    let everything =
        revocation().reason(RevocationReason::KeyCompromise).comments("lost").skip_approval(false);
    let body = r#"{"revocation_reason":"keyCompromise","comments":"lost","skip_approval":false}"#;
    let line = || sent(format!("PUT {AT}/112233/revoke"), body);
    let revoke = async |c: &Client| c.certificates().revoke(&"112233".into(), &everything).await;
    KIT.exchange("certificates.revoke", line(), full(), revoke).await.unwrap();
    let reply =
        json!({"id": 7, "date": "2031-05-06T07:08:09+00:00", "type": "revoke", "status": "submitted"});
    let made = KIT.exchange("certificates.revoke", line(), (201, reply), revoke).await.unwrap();
    assert_eq!((made.id.as_str(), made.status), ("7", Some(RequestStatus::Submitted)));
    assert_eq!(made.date.unwrap().unix_seconds(), Some(1_935_817_689));
}

#[tokio::test]
async fn a_revocation_without_approval_has_no_result() {
    let at_once = revocation().skip_approval(true);
    let line = || sent(format!("PUT {AT}/112233/revoke"), r#"{"skip_approval":true}"#);
    let revoke = async |c: &Client| c.certificates().revoke(&"112233".into(), &at_once).await;
    assert!(KIT.exchange("certificates.revoke", line(), (204, ()), revoke).await.is_none());
    let empty = || Answer::from((201, ())).unlike_the_facts("201 without a body: the body decides");
    assert!(KIT.exchange("certificates.revoke", line(), empty(), revoke).await.is_none());
}

#[tokio::test]
async fn revokes_by_serial_number() {
    let serial: &SerialNumber = &"0a1B2c".into();
    let revoke = async |c: &Client| c.certificates().revoke_by_serial_number(serial, &revocation()).await;
    let line = sent(format!("PUT {AT}/0a1B2c/revoke"), "{}");
    assert!(KIT.exchange("certificates.revoke", line, (204, ()), revoke).await.is_none());
    for word in ["", ".", ".."] {
        let revoke =
            async |c: &Client| c.certificates().revoke_by_serial_number(&word.into(), &revocation()).await;
        never_sent("certificate_identifier", revoke).await;
    }
}

#[tokio::test]
async fn a_lost_revocation_is_repeated_and_a_lost_email_is_not() {
    let contract = operation("certificates.revoke").replies(503, ()).start().await;
    let certificates = builder(&contract).retry(twice()).build().unwrap().certificates();
    certificates.revoke(&"1".into(), &revocation()).await.unwrap_err();
    assert_eq!(contract.count(), 2);
    certificates.revoke_by_serial_number(&"0a".into(), &revocation()).await.unwrap_err();
    assert_eq!(contract.count(), 4);
    let contract = operation("certificates.email").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(twice()).build().unwrap();
    let error = digicert.certificates().email(&"1".into(), &email()).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn what_the_vendor_did_not_send_is_no_revocation() {
    let revoke = async |c: &Client| c.certificates().revoke(&"1".into(), &revocation()).await;
    KIT.misses("revoke", &["{}", r#"{"status":"pending"}"#, "[]", "7"], revoke).await;
    KIT.refuses_disguises("revoke", revoke).await;
    KIT.refuses_disguises("archive", async |c| c.certificates().archive(&"1".into()).await).await;
    KIT.refuses_disguises("add_note", async |c| c.certificates().add_note(&"1".into(), "Seen").await).await;
    KIT.refuses_disguises("chain", async |c| c.certificates().chain(&"1".into()).await).await;
    let bodies = [r#"{"id":7,"errors":[{"code":"x","message":"no"}]}"#.to_owned()];
    KIT.finds_failures("revoke", &bodies, revoke).await;
    let contract =
        operation("certificates.revoke").replies(403, error(code::ACCESS_DENIED, "No")).start().await;
    let error = client(&contract).certificates().revoke(&"1".into(), &revocation()).await.unwrap_err();
    assert!(error.is_forbidden() && error.code() == Some("access_denied"), "{error}");
}

#[tokio::test]
async fn archives_and_restores() {
    let id: &CertificateId = &"112233".into();
    let archive = async |c: &Client| c.certificates().archive(id).await;
    KIT.exchange("certificates.archive", format!("PUT {AT}/112233/archive"), (204, ()), archive).await;
    let restore = async |c: &Client| c.certificates().restore(id).await;
    KIT.exchange("certificates.restore", format!("PUT {AT}/112233/unarchive"), (204, ()), restore).await;
    let refusal = error(code::CANNOT_ARCHIVE_PRIMARY_CERTIFICATE, "Primary");
    let contract = operation("certificates.archive").replies(400, refusal).start().await;
    let error = client(&contract).certificates().archive(id).await.unwrap_err();
    assert_eq!(
        (error.code(), error.delivery()),
        (Some("cannot_archive_primary_certificate"), Delivery::Rejected)
    );
}

type Change = fn(&Certificates, &CertificateId) -> Call<()>;

#[tokio::test]
async fn repeats_what_may_be_repeated() {
    let changes: [(&str, Change); 2] =
        [("certificates.archive", Certificates::archive), ("certificates.restore", Certificates::restore)];
    for (id, change) in changes {
        let contract = operation(id).replies(503, ()).start().await;
        let certificates = builder(&contract).retry(twice()).build().unwrap().certificates();
        change(&certificates, &"1".into()).await.unwrap_err();
        assert_eq!(contract.count(), 2, "{id}");
    }
}

#[tokio::test]
async fn sends_emails() {
    let email = CertificateEmail::new(
        vec!["ada@example.com".to_owned(), "bob@example.com".to_owned()],
        CollectFormat::DownloadLink,
    );
    let email = email.custom_message("Here it is");
    let body = r#"{"emails":["ada@example.com","bob@example.com"],"certificate_collect_format":"downloadlink","custom_message":"Here it is"}"#;
    let send = async |c: &Client| c.certificates().email(&"112233".into(), &email).await;
    let line = sent(format!("PUT {AT}/112233/sendemail"), body);
    KIT.exchange("certificates.email", line, (204, ()), send).await;
    for (format, word) in [(CollectFormat::Attachment, "attachment"), (CollectFormat::Plaintext, "plaintext")]
    {
        let email = CertificateEmail::new(vec!["ada@example.com".to_owned()], format);
        let body = format!(r#"{{"emails":["ada@example.com"],"certificate_collect_format":"{word}"}}"#);
        let send = async |c: &Client| c.certificates().email(&"1".into(), &email).await;
        KIT.exchange("certificates.email", sent(format!("PUT {AT}/1/sendemail"), body), (204, ()), send)
            .await;
    }
}

#[tokio::test]
async fn limits_of_emails_and_notes() {
    let to = |emails: &[&str], format: &str| {
        CertificateEmail::new(emails.iter().map(ToString::to_string).collect::<Vec<_>>(), format)
    };
    for (field, email) in [
        ("emails", to(&[], "attachment")),
        ("emails", to(&["ada@example.com", "bob"], "attachment")),
        ("format", to(&["ada@example.com"], "")),
    ] {
        refused(field, async |c| c.certificates().email(&"1".into(), &email).await).await;
    }
    refused("text", async |c| c.certificates().add_note(&"1".into(), "").await).await;
}

#[tokio::test]
async fn downloads_by_certificate() {
    let id: &CertificateId = &"112233".into();
    let zip = || Answer::from((200, "PK\u{3}\u{4}")).header("content-type", "application/zip");
    let pem = || Answer::from((200, "-----BEGIN")).header("content-type", "application/x-pem-file");
    let p7b = || Answer::from((200, "MII")).header("content-type", "application/x-pkcs7-certificates");
    let platform = async |c: &Client| c.certificates().download_platform(id).bytes().await;
    let line = format!("GET {AT}/112233/download/platform");
    let file = KIT.exchange("certificates.download_platform", line, zip(), platform).await;
    assert_eq!(file.expose_secret(), b"PK\x03\x04");
    for other in ["-1", "29"] {
        let line = format!("GET {AT}/112233/download/platform/{other}");
        let platform =
            async |c: &Client| c.certificates().download_for_platform(id, &other.into()).bytes().await;
        let file = KIT.exchange("certificates.download_for_platform", line, pem(), platform).await;
        assert_eq!(file.expose_secret(), b"-----BEGIN");
    }
    for (format, word) in [
        (CertificateFormat::Default, "default"),
        (CertificateFormat::Apache, "apache"),
        (CertificateFormat::DefaultCer, "default_cer"),
        (CertificateFormat::DefaultPem, "default_pem"),
        (CertificateFormat::Cer, "cer"),
        (CertificateFormat::P7b, "p7b"),
        (CertificateFormat::PemAll, "pem_all"),
        (CertificateFormat::PemNoRoot, "pem_noroot"),
        (CertificateFormat::PemNoIntermediate, "pem_nointermediate"),
    ] {
        let line = format!("GET {AT}/112233/download/format/{word}");
        let download = async |c: &Client| c.certificates().download_format(id, &format).bytes().await;
        let file = KIT.exchange("certificates.download_format", line, p7b(), download).await;
        assert_eq!(file.expose_secret(), b"MII");
    }
}

#[tokio::test]
async fn downloads_by_order() {
    let zip = || Answer::from((200, "PK")).header("content-type", "application/zip");
    let download = async |c: &Client| c.certificates().download_order(&"445566".into()).bytes().await;
    let line = format!("GET {AT}/download/order/445566");
    KIT.exchange("certificates.download_order", line, zip(), download).await;
    let line = format!("GET {AT}/download/order/445566/format/apache");
    for (options, query) in [(OrderDownload::new(), ""), (OrderDownload::new().sub_id("001"), "?subId=001")] {
        let download = async |c: &Client| {
            let certificates = c.certificates();
            certificates.download_order_format(&"445566".into(), &"apache".into(), &options).bytes().await
        };
        KIT.exchange("certificates.download_order_format", format!("{line}{query}"), zip(), download).await;
    }
}

type Start = fn(&Certificates) -> Download;

#[tokio::test]
async fn a_download_accepts_every_type_and_is_refused_before_it_is_issued() {
    let downloads: [(&str, Start); 5] = [
        ("certificates.download_platform", |c| c.download_platform(&"1".into())),
        ("certificates.download_for_platform", |c| c.download_for_platform(&"1".into(), &"2".into())),
        ("certificates.download_format", |c| c.download_format(&"1".into(), &CertificateFormat::PemAll)),
        ("certificates.download_order", |c| c.download_order(&"1".into())),
        ("certificates.download_order_format", |c| {
            c.download_order_format(&"1".into(), &CertificateFormat::Cer, &OrderDownload::new())
        }),
    ];
    for (id, start) in downloads {
        let contract = operation(id).replies(404, error("not_found|certificate", "None")).start().await;
        let error = start(&client(&contract).certificates()).try_next().await.unwrap_err();
        assert!(error.is_not_found() && error.kind() == ErrorKind::Api, "{id}: {error}");
        contract.request().await.header("accept", "*/*").empty();
    }
}

#[tokio::test]
async fn a_word_of_another_route_is_no_certificate_id() {
    for word in ["download", "intermediates", "", ".", ".."] {
        let id = &CertificateId::from(word);
        never_sent("certificate_identifier", async |c| c.certificates().revoke(id, &revocation()).await)
            .await;
        never_sent("certificate_id", async |c| c.certificates().archive(id).await).await;
        never_sent("certificate_id", async |c| c.certificates().restore(id).await).await;
        never_sent("certificate_id", async |c| c.certificates().email(id, &email()).await).await;
        never_sent("certificate_id", async |c| c.certificates().chain(id).await).await;
        never_sent("certificate_id", async |c| c.certificates().list_notes(id).all().await).await;
        never_sent("certificate_id", async |c| c.certificates().add_note(id, "text").await).await;
        let format = &CertificateFormat::PemAll;
        never_sent("certificate_id", async |c| c.certificates().download_platform(id).bytes().await).await;
        let download = async |c: &Client| c.certificates().download_format(id, format).bytes().await;
        never_sent("certificate_id", download).await;
    }
    let other = async |c: &Client| c.certificates().download_format(&"1".into(), &"..".into()).bytes().await;
    never_sent("format_type", other).await;
}

fn named(name: &str, is_ca: IsCa) -> CertificateParams {
    let mut params = CertificateParams::new(vec!["example.com".to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.is_ca, params.serial_number) = (is_ca, Some(0xa5.into()));
    params
}

#[tokio::test]
async fn the_certificates_of_a_chain_are_told_apart_by_their_contents() {
    let chain = async |c: &Client| c.certificates().chain(&"112233".into()).await;
    let line = || format!("GET {AT}/112233/chain");
    KIT.exchange("certificates.chain", line(), full(), chain).await;
    let (ca, key) = (IsCa::Ca(BasicConstraints::Unconstrained), || KeyPair::generate().unwrap());
    let root = CertifiedIssuer::self_signed(named("root", ca), key()).unwrap();
    let issuer = CertifiedIssuer::signed_by(named("issuer", ca), key(), &root).unwrap();
    let leaf = named("leaf", IsCa::NoCa).signed_by(&key(), &issuer).unwrap();
    let item = |name: &str, pem: String| json!({"subject_common_name": name, "pem": pem.replace('\r', "").replace('\n', "\r\n")});
    let [root, issuer, leaf] =
        [item("root", root.pem()), item("issuer", issuer.pem()), item("leaf", leaf.pem())];
    // The names say the opposite of what the certificates are.
    let reply = json!({"intermediates": [root, leaf, issuer]});
    let read = KIT.exchange("certificates.chain", line(), (200, reply), chain).await;
    let sorted = read.sorted().unwrap();
    let [root, leaf, issuer] = [0, 1, 2].map(|at| read.certificates[at].pem.as_deref().unwrap().trim());
    assert_eq!(sorted.root.unwrap().pem, root);
    assert_eq!(sorted.intermediates.iter().map(|one| one.pem).collect::<Vec<_>>(), [issuer]);
    let found = sorted.leaf.unwrap();
    assert_eq!((found.pem, found.serial_number.as_str()), (leaf, "a5"));
    assert!(found.has_serial_number(&"00A5".into()));
    let items: Vec<CertificateChainItem> =
        serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
    assert_eq!(items.len(), 3);
}

#[tokio::test]
async fn a_chain_that_cannot_be_read_is_an_error_and_an_empty_one_is_empty() {
    let chain = async |c: &Client| c.certificates().chain(&"112233".into()).await;
    let line = || format!("GET {AT}/112233/chain");
    let item = |pem: &str| json!({"subject_common_name": "x", "pem": pem});
    let none = || (200, json!({"intermediates": [item("nothing")]}));
    let read = KIT.exchange("certificates.chain", line(), none(), chain).await;
    let error = read.sorted().unwrap_err();
    assert_eq!(error.message(), "`certificates[0].pem` contains no certificate in PEM");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let lost = Answer::from((200, json!({"intermediates": [{"subject_common_name": "x"}]})));
    let lost = lost.unlike_the_facts("an item without its PEM");
    assert!(KIT.exchange("certificates.chain", line(), lost, chain).await.sorted().is_err());
    let other = Answer::from((200, json!({"Intermediates": [item("nothing")]})));
    let read = KIT.exchange("certificates.chain", line(), other, chain).await;
    assert_eq!(read.certificates.len(), 1);
    let empty = KIT.exchange("certificates.chain", line(), (200, json!({"intermediates": []})), chain).await;
    let sorted = empty.sorted().unwrap();
    assert!(sorted.leaf.is_none() && sorted.intermediates.is_empty() && sorted.root.is_none());
    KIT.misses("chain", &["{}", r#"{"items":[]}"#, "7"], chain).await;
}

#[tokio::test]
async fn lists_intermediates() {
    let list = async |c: &Client| c.certificates().list_intermediates().first_page().await;
    let line = || format!("GET {AT}/intermediates");
    KIT.exchange("certificates.list_intermediates", line(), full(), list).await;
    let one = |hash: &str, private: Value| json!({"id": "1", "subject_common_name": "CA", "signature_hash": hash, "is_private": private});
    let reply = json!({"intermediates": [one("SHA1", "0".into()), one("sha256", "1".into()), one("SHA3-256", "2".into())]});
    let page = KIT.exchange("certificates.list_intermediates", line(), (200, reply), list).await;
    let read = |one: Intermediate| (one.signature_hash.unwrap(), one.is_private);
    let read: Vec<_> = page.items.into_iter().map(read).collect();
    assert_eq!(read[0], (SignatureHash::Sha1, Some(Flag::Unset)));
    assert_eq!(read[1], (SignatureHash::Sha256, Some(Flag::Set)));
    assert_eq!(read[2].1, Some(Flag::Other("2".into())));
    assert_eq!(read[2].0, SignatureHash::Other("sha3-256".into()));
    let odd = [json!(false), json!(true), json!(0), json!(1), json!(null), json!("")];
    let reply = json!({"intermediates": odd.map(|private| one("sha256", private))});
    let reply = Answer::from((200, reply)).unlike_the_facts("a flag as boolean, number and nothing");
    let page = KIT.exchange("certificates.list_intermediates", line(), reply, list).await;
    let read: Vec<_> = page.items.into_iter().map(|one| one.is_private).collect();
    let (public, private) = (Some(Flag::Unset), Some(Flag::Set));
    assert_eq!(read, [public.clone(), private.clone(), public, private, None, None]);
    let all = async |c: &Client| c.certificates().list_intermediates().all().await;
    assert!(KIT.exchange("certificates.list_intermediates", line(), (200, json!({})), all).await.is_empty());
}

#[tokio::test]
async fn lists_and_adds_notes() {
    let list = async |c: &Client| c.certificates().list_notes(&"112233".into()).first_page().await;
    let line = format!("GET {AT}/112233/note");
    KIT.exchange("certificates.list_notes", line.clone(), full(), list).await;
    let none = async |c: &Client| c.certificates().list_notes(&"112233".into()).all().await;
    assert!(KIT.exchange("certificates.list_notes", line, (200, json!({})), none).await.is_empty());
    let add = async |c: &Client| c.certificates().add_note(&"112233".into(), "Seen").await;
    let line = || sent(format!("POST {AT}/112233/note"), r#"{"text":"Seen"}"#);
    assert!(KIT.exchange("certificates.add_note", line(), full(), add).await.is_some());
    let empty = Answer::from((201, ())).unlike_the_facts("a success without a body");
    assert!(KIT.exchange("certificates.add_note", line(), empty, add).await.is_none());
}
