//! Every field of a full reply reaches the typed result.

use crate::support::KIT;
use portcullis_testkit::{Answer, full, sent};
use storedsafe::{
    Client, DataKeySize, FileSample, KeyType, Login, NewDataKey, NewEncryption, NewKey, NewObject, NewUser,
    NewVault, ObjectUpdate, PasswordRequest, Permission, PolicyCheck, PolicySource, Rewrap, Secret,
    UserUpdate, VaultId, VaultUpdate,
};

const SEALED: &str = "storedsafe:v3:c2VhbGVk";

fn vault() -> VaultId {
    "31".into()
}

/// The full reply; the mask of capabilities prints as their names.
fn with_capabilities() -> Answer {
    full().opaque("CALLINFO.calculated_status", "a mask that is decoded to `Capabilities`")
}

#[tokio::test]
async fn logins() {
    let login = || Login::new("alice", "pass-phrase", "apikey1234");
    let parts = r#"{"username":"alice","passphrase":"pass-phrase","otp":"012345","apikey":"apikey1234""#;
    let otp = Secret::from("012345");
    let line = "POST /api/1.0/auth";
    let totp = async |c: &Client| c.auth().login_totp(&login(), &otp).await;
    let body = format!(r#"{parts},"logintype":"totp"}}"#);
    KIT.exchange("auth.login_totp", sent(line, body), full(), totp).await;
    let yubikey = async |c: &Client| c.auth().login_yubikey_otp(&login(), &otp).await;
    let body = format!(r#"{parts},"logintype":"yubikey_otp"}}"#);
    KIT.exchange("auth.login_yubikey_otp", sent(line, body), full(), yubikey).await;
    let legacy = async |c: &Client| c.auth().login_yubikey(&login(), &otp).await;
    let body = r#"{"username":"alice","keys":"pass-phraseapikey1234012345","apikey":"apikey1234"}"#;
    KIT.exchange("auth.login_yubikey", sent(line, body), full(), legacy).await;
    let certificate = async |c: &Client| c.auth().login_smartcard(&login()).await;
    let body =
        r#"{"username":"alice","passphrase":"pass-phrase","apikey":"apikey1234","logintype":"smartcard"}"#;
    KIT.exchange("auth.login_smartcard", sent(line, body), full(), certificate).await;
}

#[tokio::test]
async fn sessions() {
    let check = async |c: &Client| c.auth().check().await;
    KIT.exchange("auth.check", "POST /api/1.0/auth/check", full(), check).await;
    let logout = async |c: &Client| c.auth().logout().await;
    KIT.exchange("auth.logout", "GET /api/1.0/auth/logout", full(), logout).await;
    let types = async |c: &Client| c.auth_info().login_types().await;
    KIT.exchange("authinfo.login_types", "GET /api/1.0/authinfo/logintypes", full(), types).await;
}

#[tokio::test]
async fn vaults() {
    let list = async |c: &Client| c.vaults().list().await;
    KIT.exchange("vaults.list", "GET /api/1.0/vault", full(), list).await;
    let get = async |c: &Client| c.vaults().get(&vault()).await;
    KIT.exchange("vaults.get", "GET /api/1.0/vault/31", full(), get).await;
    let body = r#"{"groupname":"Lab","policy":"7","description":"for tests"}"#;
    let new = NewVault::new("Lab").policy("7").description("for tests");
    let create = async |c: &Client| c.vaults().create(&new).await;
    KIT.exchange("vaults.create", sent("POST /api/1.0/vault", body), full(), create).await;
    let change = VaultUpdate::new().name("Lab").policy("7").description("for tests");
    let update = async |c: &Client| c.vaults().update(&vault(), &change).await;
    KIT.exchange("vaults.update", sent("PUT /api/1.0/vault/31", body), full(), update).await;
    let delete = async |c: &Client| c.vaults().delete(&vault()).await;
    KIT.exchange("vaults.delete", "DELETE /api/1.0/vault/31", full(), delete).await;
}

#[tokio::test]
async fn members() {
    let list = async |c: &Client| c.vault_members().list(&vault()).await;
    KIT.exchange("vault_members.list", "GET /api/1.0/vault/31/members", full(), list).await;
    let member = "/api/1.0/vault/31/member/179";
    let add = async |c: &Client| c.vault_members().add(&vault(), &"179".into(), Permission::Read).await;
    let line = sent(format!("POST {member}"), r#"{"status":1}"#);
    KIT.exchange("vault_members.add", line, full(), add).await;
    let update =
        async |c: &Client| c.vault_members().update(&vault(), &"179".into(), Permission::Admin).await;
    let line = sent(format!("PUT {member}"), r#"{"status":4}"#);
    KIT.exchange("vault_members.update", line, full(), update).await;
    let remove = async |c: &Client| c.vault_members().remove(&vault(), &"179".into()).await;
    KIT.exchange("vault_members.remove", format!("DELETE {member}"), full(), remove).await;
}

#[tokio::test]
async fn objects() {
    let get = async |c: &Client| c.objects().get(&"7".into()).await;
    KIT.exchange("objects.get", "GET /api/1.0/object/7?children=false", full(), get).await;
    let family = async |c: &Client| c.objects().get_with_children(&"7".into()).await;
    let line = "GET /api/1.0/object/7?children=true";
    KIT.exchange("objects.get_with_children", line, full(), family).await;
    let decrypt = async |c: &Client| c.objects().decrypt(&"7".into()).await;
    KIT.exchange("objects.decrypt", "GET /api/1.0/object/7?decrypt=true", full(), decrypt).await;
    let find = async |c: &Client| c.objects().find("db1").await;
    KIT.exchange("objects.find", "GET /api/1.0/find?needle=db1", full(), find).await;
    let new = NewObject::new("4", "31", "db1").parent("76").field("host", "db1").secret("password", "x");
    let body =
        r#"{"templateid":"4","groupid":"31","parentid":"76","objectname":"db1","host":"db1","password":"x"}"#;
    let create = async |c: &Client| c.objects().create(&new).await;
    KIT.exchange("objects.create", sent("POST /api/1.0/object", body), full(), create).await;
    let change = ObjectUpdate::new().name("db2").parent("5").vault("32").template("20").field("host", "db2");
    let body = r#"{"objectname":"db2","parentid":"5","groupid":"32","templateid":"20","host":"db2"}"#;
    let update = async |c: &Client| c.objects().update(&"7".into(), &change).await;
    KIT.exchange("objects.update", sent("PUT /api/1.0/object/7", body), full(), update).await;
    let delete = async |c: &Client| c.objects().delete(&"7".into()).await;
    KIT.exchange("objects.delete", "DELETE /api/1.0/object/7", full(), delete).await;
}

/// The transport of these tests does not read streams: `files.rs` judges these requests.
fn streamed() -> Answer {
    full().unlike_the_facts("the body is a stream")
}

#[tokio::test]
async fn files() {
    let object = NewObject::new("3", "31", "notes");
    let upload = async |c: &Client| c.files().upload(&object, "a.txt", b"content".to_vec()).await;
    KIT.exchange("files.upload", "POST /api/1.0/object", streamed(), upload).await;
    let identify = async |c: &Client| c.files().identify_template("a.pem", b"content".to_vec()).await;
    let mut answer = streamed();
    for field in [
        "DATA.algorithm",
        "DATA.altnamedns",
        "DATA.cn",
        "DATA.file1",
        "DATA.issuer",
        "DATA.keylength",
        "DATA.keyusage",
        "DATA.validfrom",
        "DATA.validto",
    ] {
        answer = answer.opaque(field, "one of the template's fields, which are in `fields` under any name");
    }
    KIT.exchange("files.identify_template", "POST /api/1.0/filecollect", answer, identify).await;
    let download = async |c: &Client| {
        let mut download = c.files().download(&"7".into());
        while download.try_next().await?.is_some() {}
        download.finish().await
    };
    let line = "GET /api/1.0/object/7?filedata=true&decrypt=true";
    KIT.exchange("files.download", line, full(), download).await;
}

#[tokio::test]
async fn templates() {
    let list = async |c: &Client| c.templates().list().await;
    KIT.exchange("templates.list", "GET /api/1.0/template", full(), list).await;
    let get = async |c: &Client| c.templates().get(&"20".into()).await;
    KIT.exchange("templates.get", "GET /api/1.0/template/20", full(), get).await;
}

#[tokio::test]
async fn users() {
    let list = async |c: &Client| c.users().list().await;
    KIT.exchange("users.list", "GET /api/1.0/user", full(), list).await;
    let search = async |c: &Client| c.users().search("ali").await;
    KIT.exchange("users.search", "GET /api/1.0/user/ali", full(), search).await;
    let get = async |c: &Client| c.users().get(&"179".into()).await;
    KIT.exchange("users.get", "GET /api/1.0/user/179", full(), get).await;
    let new = NewUser::new("alice", "Alice Example", "alice@example.com", "pass-phrase".into())
        .yubikey("c".repeat(44))
        .totp(true);
    let body = format!(
        r#"{{"username":"alice","fullname":"Alice Example","email":"alice@example.com","passphrase":"pass-phrase","status":[7],"yubikey":"{}","totp":true}}"#,
        "c".repeat(44)
    );
    let create = async |c: &Client| c.users().create(&new).await;
    KIT.exchange("users.create", sent("POST /api/1.0/user", body), with_capabilities(), create).await;
    let change = UserUpdate::new()
        .username("alice2")
        .fullname("Alice Exemplar")
        .email("alice@example.org")
        .capabilities([storedsafe::Capability::Active])
        .otpprefix("cccccccccccc");
    let body = r#"{"username":"alice2","fullname":"Alice Exemplar","email":"alice@example.org","status":[7],"otpprefix":"cccccccccccc"}"#;
    let update = async |c: &Client| c.users().update(&"179".into(), &change).await;
    KIT.exchange("users.update", sent("PUT /api/1.0/user/179", body), with_capabilities(), update).await;
    let delete = async |c: &Client| c.users().delete(&"179".into()).await;
    KIT.exchange("users.delete", "DELETE /api/1.0/user/179", with_capabilities(), delete).await;
}

#[tokio::test]
async fn certificates() {
    let own = async |c: &Client| c.user_certificates().get_own().await;
    KIT.exchange("user_certificates.get_own", "GET /api/1.0/usercert", full(), own).await;
    let get = async |c: &Client| c.user_certificates().get(&"179".into()).await;
    KIT.exchange("user_certificates.get", "GET /api/1.0/usercert/179", full(), get).await;
    let delete = async |c: &Client| c.user_certificates().delete(&"179".into()).await;
    KIT.exchange("user_certificates.delete", "DELETE /api/1.0/usercert/179", full(), delete).await;
}

#[tokio::test]
async fn utils() {
    let bits = async |c: &Client| c.utils().status_values().await;
    KIT.exchange("utils.status_values", "GET /api/1.0/utils/statusvalues", full(), bits).await;
    let policies = async |c: &Client| c.utils().password_policies().await;
    KIT.exchange("utils.password_policies", "GET /api/1.0/utils/policies", full(), policies).await;
    let version = async |c: &Client| c.utils().version().await;
    KIT.exchange("utils.version", "GET /api/1.0/utils/version", full(), version).await;
    let pin = PasswordRequest::pin(6).policy("7");
    let generate = async |c: &Client| c.utils().generate_password(&pin).await;
    let line = "GET /api/1.0/utils/pwgen?type=pin&length=6&policyid=7";
    KIT.exchange("utils.generate_password", line, full(), generate).await;
    for (source, member) in [
        (PolicySource::Policy("7".into()), r#""policyid":"7""#),
        (PolicySource::Vault(vault()), r#""vaultid":"31""#),
    ] {
        let check = PolicyCheck::new("pass-phrase").policy(source).field_name("PIN");
        let check = async |c: &Client| c.utils().check_policy(&check).await;
        let body = format!(r#"{{"passphrase":"pass-phrase",{member},"fieldname":"PIN"}}"#);
        let line = sent("POST /api/1.0/utils/checkpolicy", body);
        KIT.exchange("utils.check_policy", line, full(), check).await;
    }
    let sample = FileSample::new(b"%PDF", "pdf").size(1234_u64);
    let detect = async |c: &Client| c.utils().detect_mime_type(&sample).await;
    let body = r#"{"data":"JVBERg==","extension":"pdf","size":1234}"#;
    let line = sent("POST /api/1.0/utils/get_mime_type", body);
    KIT.exchange("utils.detect_mime_type", line, full(), detect).await;
}

#[tokio::test]
async fn keys() {
    let list = async |c: &Client| c.transparent().list_keys(&vault()).await;
    KIT.exchange("transparent.list_keys", "LIST /api/1.0/transparent/31/keys", full(), list).await;
    let key = "/api/1.0/transparent/31/keys/invoices";
    let read = async |c: &Client| c.transparent().read_key(&vault(), "invoices").await;
    KIT.exchange("transparent.read_key", format!("GET {key}"), full(), read).await;
    let new = NewKey::new()
        .key_type(KeyType::Aes128Ofb)
        .allow_export(false)
        .allow_backup(false)
        .allow_delete(true)
        .info("x");
    let body =
        r#"{"type":"aes128-ofb","allow_export":false,"allow_backup":false,"allow_delete":true,"info":"x"}"#;
    let create = async |c: &Client| c.transparent().create_key(&vault(), "invoices", &new).await;
    KIT.exchange("transparent.create_key", sent(format!("POST {key}"), body), full(), create).await;
    let rotate = async |c: &Client| c.transparent().rotate_key(&vault(), "invoices").await;
    KIT.exchange("transparent.rotate_key", format!("POST {key}/rotate"), full(), rotate).await;
    let delete = async |c: &Client| c.transparent().delete_key(&vault(), "invoices").await;
    KIT.exchange("transparent.delete_key", format!("DELETE {key}"), full(), delete).await;
}

#[tokio::test]
async fn key_material() {
    let backup = async |c: &Client| c.transparent().backup_key(&vault(), "invoices").await;
    let line = "GET /api/1.0/transparent/backup/31/invoices";
    KIT.exchange("transparent.backup_key", line, full(), backup).await;
    let restore = async |c: &Client| c.transparent().restore_key(&vault(), "invoices", &"QQ==".into()).await;
    let line = sent("POST /api/1.0/transparent/restore/31/invoices", r#"{"backup":"QQ=="}"#);
    KIT.exchange("transparent.restore_key", line, full(), restore).await;
    let export = async |c: &Client| c.transparent().export_key(&vault(), "invoices").await;
    let line = "GET /api/1.0/transparent/export/31/invoices";
    KIT.exchange("transparent.export_key", line, full(), export).await;
    let export =
        async |c: &Client| c.transparent().export_key_version(&vault(), "invoices", &"3".into()).await;
    let line = "GET /api/1.0/transparent/export/31/invoices/3";
    KIT.exchange("transparent.export_key_version", line, full(), export).await;
}

#[tokio::test]
async fn encrypted_data() {
    let plain = NewEncryption::new(&b"hunter22"[..]).key_version("2").key_type(KeyType::Aes256Ofb);
    let encrypt = async |c: &Client| c.transparent().encrypt(&vault(), "invoices", &plain).await;
    let body = r#"{"plaintext":"aHVudGVyMjI=","key_version":"2","type":"aes256-ofb"}"#;
    let line = sent("POST /api/1.0/transparent/31/encrypt/invoices", body);
    KIT.exchange("transparent.encrypt", line, full(), encrypt).await;
    let decrypt = async |c: &Client| c.transparent().decrypt(&vault(), "invoices", &SEALED.into()).await;
    let body = format!(r#"{{"ciphertext":"{SEALED}"}}"#);
    let line = sent("POST /api/1.0/transparent/31/decrypt/invoices", body);
    KIT.exchange("transparent.decrypt", line, full(), decrypt).await;
    let rewrap = Rewrap::new(SEALED, "4");
    let rewrap = async |c: &Client| c.transparent().rewrap(&vault(), "invoices", &rewrap).await;
    let body = format!(r#"{{"ciphertext":"{SEALED}","to_version":"4"}}"#);
    let line = sent("POST /api/1.0/transparent/rewrap/31/invoices", body);
    KIT.exchange("transparent.rewrap", line, full(), rewrap).await;
    let key = NewDataKey::new().size(DataKeySize::Bits512).key_version("2");
    let body = r#"{"bits":512,"key_version":"2"}"#;
    let plain =
        async |c: &Client| c.transparent().generate_plaintext_data_key(&vault(), "invoices", &key).await;
    let line = sent("POST /api/1.0/transparent/31/datakey/plaintext/invoices", body);
    KIT.exchange("transparent.generate_data_key", line, full(), plain).await;
}
