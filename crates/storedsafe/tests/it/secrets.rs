use crate::support::builder;
use storedsafe::{Client, FileStore, Login, NewUser, Result, Secret};

const HIDDEN: &str = "hunter22";

async fn otp() -> Result<Secret> {
    Ok(HIDDEN.into())
}

#[test]
fn nothing_shows_a_secret() {
    let login = Login::new("alice", HIDDEN, HIDDEN);
    let user = NewUser::new("alice", "Alice", "a@b.c", HIDDEN.into()).yubikey(HIDDEN);
    let builder = builder("https://vault.example.com").totp("alice", HIDDEN, HIDDEN, otp);
    let shown_builder = format!("{builder:?}");
    let client = builder.session_store(FileStore::new("/nowhere")).build().unwrap();
    let resumed = Client::builder("https://vault.example.com").token(HIDDEN).build().unwrap();
    for shown in [
        format!("{login:?}"),
        format!("{user:?}"),
        shown_builder,
        format!("{client:?}"),
        format!("{resumed:?}"),
        format!("{:?}", client.auth()),
        format!("{:?}", client.users()),
        format!("{:?}", client.auth_info()),
        format!("{:?}", client.auth().login_totp(&login, &HIDDEN.into())),
        format!("{:?}", client.users().create(&user)),
    ] {
        assert!(!shown.contains(HIDDEN), "{shown}");
    }
}

#[test]
fn a_user_to_be_created_cannot_be_written_elsewhere() {
    let user = NewUser::new("alice", "Alice", "a@b.c", HIDDEN.into());
    assert!(serde_json::to_string(&user).is_err());
    assert!(serde_json::to_string(&user.yubikey(HIDDEN)).is_err());
}
