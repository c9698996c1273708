//! Every operation against the sandbox, which shares no code with this crate.

use portcullis_sandbox::{Sandbox, Vendor, storedsafe::Rotation};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    error::Error,
    io::{self, Read},
    time::Duration,
};
use storedsafe::{
    Capability, Client, DataKeySize, FileSample, Login, LoginType, NewDataKey, NewEncryption, NewKey,
    NewObject, NewUser, NewVault, ObjectUpdate, PasswordRequest, Permission, PolicyCheck, PolicySource,
    Rewrap, Secret, TemplateId, Trust, Upload, UserUpdate, VaultUpdate,
};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

struct Site {
    sandbox: Sandbox,
    client: Client,
}

async fn site() -> Result<Site> {
    let sandbox = Sandbox::builder().storedsafe_totp_reuse(true).start().await?;
    let site = sandbox.details().storedsafe.clone();
    let control = sandbox.storedsafe().clone();
    let (user, name) = (site.username.clone(), site.username.clone());
    let otp = move || {
        let code = control.totp_code(&name).unwrap_or_default();
        async move { Ok(Secret::from(code)) }
    };
    let identity = storedsafe::ClientIdentity::from_pem(
        std::fs::read(&site.client_cert_pem_file)?,
        std::fs::read(&site.client_key_pem_file)?.into(),
    )?;
    let client = Client::builder(&site.base_url)
        .totp(user, site.passphrase.as_str(), site.apikey.as_str(), otp)
        .mtls_url(&site.mtls_base_url)
        .identity(identity)
        .trust(Trust::only_pem(sandbox.ca_pem())?)
        .build()?;
    Ok(Site { sandbox, client })
}

async fn auth(Site { sandbox, client }: &Site) -> Result {
    let site = &sandbox.details().storedsafe;
    let login = || Login::new(&site.username, site.passphrase.as_str(), site.apikey.as_str());
    let control = sandbox.storedsafe();
    let totp = || control.totp_code(&site.username).map(Secret::from).ok_or("a code");
    let press = || control.yubikey_otp(&site.username).map(Secret::from).ok_or("a press");
    assert!(client.auth_info().login_types().await?.contains(&LoginType::Totp));
    client.auth().login_totp(&login(), &totp()?).await?;
    client.auth().login_yubikey_otp(&login(), &press()?).await?;
    client.auth().login_yubikey(&login(), &press()?).await?;
    let info = client.auth().login_smartcard(&login()).await?;
    assert!(info.idle_timeout() > Some(Duration::ZERO));
    client.auth().check().await?;
    client.auth().logout().await?;
    Ok(())
}

async fn vaults_and_users(Site { client, .. }: &Site) -> Result {
    let vault = client.vaults().create(&NewVault::new("Lab").policy("7").description("for tests")).await?;
    assert_eq!(vault.permission(), Some(Permission::Admin));
    let update = VaultUpdate::new().name("Lab 2").policy("8").description("still");
    assert_eq!(client.vaults().update(&vault.id, &update).await?.name.as_deref(), Some("Lab 2"));
    assert!(client.vaults().list().await?.iter().any(|known| known.id == vault.id));

    let new = NewUser::new("bobby", "Bob Example", "bob@example.com", "correct horse battery".into());
    let bob = client.users().create(&new).await?.id.ok_or("an id")?;
    client.vault_members().add(&vault.id, &bob, Permission::Read).await?;
    client.vault_members().update(&vault.id, &bob, Permission::Write).await?;
    let members = client.vault_members().list(&vault.id).await?;
    let member = members.iter().find(|member| member.id == bob).ok_or("Bob")?;
    assert_eq!(member.permission(), Some(Permission::Write));
    assert!(member.capabilities().is_some_and(|may| may.contains(Capability::Active)));
    let user = client.users().get(&bob).await?.user;
    assert_eq!(user.vaults.first().and_then(storedsafe::UserVault::permission), Some(Permission::Write));
    assert_eq!(client.users().list().await?.vault_names.len(), 1);
    assert_eq!(client.users().search("bobby").await?.users.len(), 1);
    client.users().update(&bob, &UserUpdate::new().fullname("Robert Example")).await?;
    client.vault_members().remove(&vault.id, &bob).await?;
    client.users().delete(&bob).await?;
    client.vaults().delete(&vault.id).await?;
    Ok(())
}

async fn objects_and_files(Site { sandbox, client }: &Site) -> Result {
    let vault = client.vaults().create(&NewVault::new("Objects").policy("7")).await?.id;
    let folder = client.objects().create(&NewObject::folder(&vault, "Databases")).await?.id.ok_or("an id")?;
    let template =
        client.templates().list().await?.into_iter().find(|t| t.info.name.as_deref() == Some("Login"));
    let template = client.templates().get(&template.ok_or("a login")?.id).await?;
    let weak = NewObject::of(&template, &vault, "db1")
        .parent(&folder)
        .field("host", "db1.example.com")
        .field("username", "svc")
        .secret("password", "weak");
    let saved = client.objects().create(&weak).await?;
    assert!(saved.breaks_policy());
    let id = saved.id.ok_or("an id")?;
    let strong = client.utils().generate_password(&PasswordRequest::secure(24).policy("7")).await?.passphrase;
    let update = ObjectUpdate::new().secret("password", strong.clone());
    assert!(!client.objects().update(&id, &update).await?.breaks_policy());
    let found = client.objects().get(&id).await?;
    assert_eq!((found.object.is_active(), found.breadcrumb.len()), (Some(true), 1));
    assert_eq!(client.objects().get_with_children(&folder).await?.children.len(), 1);
    assert_eq!(client.objects().find("DB1.EXAMPLE").await?.objects.len(), 1);
    let decrypted = client.objects().decrypt(&id).await?.object;
    assert!(decrypted.crypted().get("password").is_some_and(|stored| stored.ct_eq(&strong)));

    let content: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 253) as u8).collect();
    let proposal = client.files().identify_template("a.bin", content[..64].to_vec()).await?;
    let new = NewObject::new(proposal.template.ok_or("a template")?, &vault, "a.bin");
    let file = client.files().upload(&new, "a.bin", content.clone()).await?.id.ok_or("an id")?;
    let mut download = client.files().download(&file);
    let mut got = Vec::new();
    while let Some(bytes) = download.try_next().await? {
        got.extend_from_slice(&bytes);
    }
    assert!(got == content);
    let about = download.finish().await?.object;
    assert_eq!(about.file.as_ref().and_then(|file| file.size), Some(1_000_000));
    let limit = client.utils().detect_mime_type(&FileSample::new(&content, "bin")).await?.max_file_size;
    assert!(limit > 1_000_000);

    let content = client.vaults().get(&vault).await?;
    assert_eq!((content.objects.len(), content.vault.id), (3, vault));
    client.objects().delete(&id).await?;
    assert!(sandbox.requests(Vendor::StoredSafe).len() > 10);
    Ok(())
}

async fn utils_and_certificates(Site { sandbox, client }: &Site) -> Result {
    assert!(client.utils().status_values().await?.user_bits.contains_key("Active"));
    assert!(client.utils().password_policies().await?.policies.len() > 2);
    client.utils().version().await?;
    let check = PolicyCheck::new("short").policy(PolicySource::Policy("7".into()));
    assert!(!client.utils().check_policy(&check).await?.valid);

    let site = &sandbox.details().storedsafe;
    let users = client.users().search(&site.username[..15.min(site.username.len())]).await?;
    let me = &users.users.first().ok_or("me")?.id;
    let pem = std::fs::read(&site.client_cert_pem_file)?;
    client.user_certificates().add(me, pem).await?;
    let own = client.user_certificates().get_own().await?;
    assert_eq!(own.subject, client.user_certificates().get(me).await?.subject);
    client.user_certificates().delete(me).await?;
    Ok(())
}

async fn transparent(Site { client, .. }: &Site) -> Result {
    let vault = &client.vaults().create(&NewVault::new("Keys")).await?.id;
    let keys = client.transparent();
    keys.create_key(vault, "orders", &NewKey::new()).await?;
    assert_eq!(keys.list_keys(vault).await?.keys.len(), 1);
    keys.read_key(vault, "orders").await?;
    let plain = b"card 4711".to_vec();
    let sealed = keys.encrypt(vault, "orders", &NewEncryption::new(plain)).await?;
    keys.rotate_key(vault, "orders").await?;
    let newer = keys.rewrap(vault, "orders", &Rewrap::new(sealed.ciphertext.clone(), "2")).await?;
    assert_ne!(newer.ciphertext, sealed.ciphertext);
    let opened = keys.decrypt(vault, "orders", &newer.ciphertext).await?;
    assert_eq!(opened.plaintext.expose_secret(), b"card 4711");
    let data_key = keys
        .generate_plaintext_data_key(vault, "orders", &NewDataKey::new().size(DataKeySize::Bits256))
        .await?;
    assert_eq!(data_key.plaintext.expose_secret().len(), 32);
    keys.export_key(vault, "orders").await?;
    keys.export_key_version(vault, "orders", &"1".into()).await?;
    let backup = keys.backup_key(vault, "orders").await?;
    let backup = &backup.backups.first().ok_or("a backup")?.backup;
    keys.delete_key(vault, "orders").await?;
    keys.restore_key(vault, "orders", backup).await?;
    let opened = keys.decrypt(vault, "orders", &sealed.ciphertext).await?;
    assert_eq!(opened.plaintext.expose_secret(), b"card 4711");
    Ok(())
}

/// Id, verb and path template of every operation of a description.
fn operations(description: &Value) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        let more = item["x-additionalOperations"].as_object().into_iter().flatten();
        for (verb, operation) in item.as_object().unwrap().iter().chain(more) {
            let Some(name) = operation["operationId"].as_str() else { continue };
            let several = operation["x-operations"].as_array().into_iter().flatten();
            let mut ids: Vec<&str> = several.filter_map(|one| one["id"].as_str()).collect();
            if ids.is_empty() {
                ids.push(name);
            }
            found.extend(ids.into_iter().map(|id| (id.to_owned(), verb.to_uppercase(), path.clone())));
        }
    }
    found
}

/// The operations with the verb and path of these requests that the sandbox served with success.
fn served(operations: &[(String, String, String)], sandbox: &Sandbox) -> BTreeSet<String> {
    let seen = sandbox.requests(Vendor::StoredSafe);
    let fits = |(_, verb, path): &&(String, String, String)| {
        let template: Vec<&str> = path.split('/').collect();
        seen.iter().any(|seen| {
            let path: Vec<&str> = seen.path.trim_start_matches("/api/1.0").split('/').collect();
            let same = |(part, at): (&&str, &&str)| part.starts_with('{') || part == at;
            *verb == *seen.method
                && seen.status.is_some_and(|status| status < 300)
                && path.len() == template.len()
                && template.iter().zip(&path).all(same)
        })
    };
    operations.iter().filter(fits).map(|(id, ..)| id.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_serves_every_operation_of_the_catalogue() -> Result {
    let site = site().await?;
    auth(&site).await?;
    vaults_and_users(&site).await?;
    objects_and_files(&site).await?;
    utils_and_certificates(&site).await?;
    transparent(&site).await?;
    let file =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api/storedsafe.openapi.json");
    let description: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let operations = operations(&description);
    let answered = served(&operations, &site.sandbox);
    let missing: Vec<_> =
        operations.iter().map(|(id, ..)| id.as_str()).filter(|id| !answered.contains(*id)).collect();
    assert_eq!(missing, [] as [&str; 0]);
    assert_eq!(answered.len(), 57);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_every_size_are_downloaded_as_they_were_uploaded() -> Result {
    let site = site().await?;
    let client = &site.client;
    let vault = client.vaults().create(&NewVault::new("Files")).await?.id;
    for length in [0_usize, 1, 2, 3, 65_535, 65_536, 300_000] {
        let content: Vec<u8> = (0..length).map(|n| n.to_le_bytes()[0] ^ n.to_le_bytes()[1]).collect();
        let new = NewObject::new(TemplateId::file(), &vault, "f");
        let id = client.files().upload(&new, "f", content.clone()).await?.id.ok_or("an id")?;
        assert!(client.files().download(&id).bytes().await?.expose_secret() == content, "{length}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_transfer_leaves_the_session_usable() -> Result {
    let sandbox = Sandbox::builder().storedsafe_rotation(Rotation::ReplaceAtOnce).start().await?;
    let site = sandbox.details().storedsafe.clone();
    let code = sandbox.storedsafe().totp_code(&site.username).ok_or("a code")?;
    let otp = move || {
        let code = Secret::from(code.as_str());
        async move { Ok(code) }
    };
    let builder = Client::builder(&site.base_url).totp(&site.username, site.passphrase, site.apikey, otp);
    let client = builder.trust(Trust::only_pem(sandbox.ca_pem())?).build()?;
    let vault = client.vaults().create(&NewVault::new("Files")).await?.id;
    let new = NewObject::new(TemplateId::file(), &vault, "f");
    for _ in 0..10 {
        // A source without an end.
        let endless = Upload::read(Read::chain(io::repeat(7).take(100_000), Stuck));
        let upload = client.files().upload(&new, "f", endless);
        tokio::time::timeout(Duration::from_millis(30), upload).await.err().ok_or("it cannot end")?;
        client.vaults().list().await?;
    }
    let file = client.files().upload(&new, "f", vec![7; 3_000_000]).await?.id.ok_or("an id")?;
    for _ in 0..10 {
        let mut download = client.files().download(&file);
        assert!(download.try_next().await?.is_some());
        drop(download);
        assert_eq!(client.vaults().get(&vault).await?.objects.len(), 1);
    }
    assert_eq!(sandbox.storedsafe().logins(), 1, "a doubtful token is asked about, not replaced by a login");
    Ok(())
}

/// Blocks for a while at each read and returns only zeros.
struct Stuck;

impl Read for Stuck {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        std::thread::sleep(Duration::from_millis(20));
        block[0] = 0;
        Ok(1)
    }
}
