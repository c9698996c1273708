use super::{client, operation, read, write};
use privicore::{ErrorKind, unconfirmed::Unconfirmed};
use serde_json::{Value, json};

/// What is in a reply of unknown form is handed on as it is.
fn form() -> Value {
    json!({"id": "d-1", "more": [{"a": 1}]})
}

#[tokio::test]
async fn list_owned() {
    let sent = ("/directory/retrieve-owned", "", "");
    let found = read("directory.list_owned", form(), |guess| guess.directories().list_owned(), sent).await;
    assert_eq!(found, form());
}

#[tokio::test]
async fn list_assigned() {
    let sent = ("/directory/retrieve-assigned", "", "");
    let found =
        read("directory.list_assigned", form(), |guess| guess.directories().list_assigned(), sent).await;
    assert_eq!(found, form());
}

#[tokio::test]
async fn retrieve() {
    let sent = ("/directory/retrieve", "/d%2F1%20a", "");
    let found =
        read("directory.retrieve", form(), |guess| guess.directories().get(&"d/1 a".into()), sent).await;
    assert_eq!(found, form());
}

#[tokio::test]
async fn list_invites() {
    let sent = ("/directory/list-invites", "", "");
    let found =
        read("directory.list_invites", form(), |guess| guess.directories().list_invites(), sent).await;
    assert_eq!(found, form());
}

#[tokio::test]
async fn retrieve_profile() {
    let sent = ("/directory/retrieve-profile", "", "?directoryId=d%261&username=ada%40x");
    let found = read(
        "directory.retrieve_profile",
        form(),
        |guess| guess.directories().retrieve_profile(&"d&1".into(), "ada@x"),
        sent,
    )
    .await;
    assert_eq!(found, form());
}

#[tokio::test]
async fn list_users() {
    let sent = ("/directory/list-users", "", "?directoryId=d%261");
    let found =
        read("directory.list_users", form(), |guess| guess.directories().list_users(&"d&1".into()), sent)
            .await;
    assert_eq!(found, form());
}

#[tokio::test]
async fn profiles_info() {
    let sent = ("/directory/profiles-info", "", "?directoryId=d-1");
    let found = read(
        "directory.profiles_info",
        form(),
        |guess| guess.directories().profiles_info(&"d-1".into()),
        sent,
    )
    .await;
    assert_eq!(found, form());
}

#[tokio::test]
async fn list_devices() {
    let reply = json!({"items": [{"deviceIdentifier": "dev-1", "name": "pc"}], "meta": {"count": 1}});
    let sent = ("/directory/list-devices", "", "?directoryId=d-1");
    let list = |guess: &Unconfirmed| guess.directories().list_devices(&"d-1".into());
    let found = read("directory.list_devices", reply, list, sent).await;
    assert_eq!(found.items.len(), 1);
    assert_eq!(found.items[0].device_identifier, Some("dev-1".into()));
    assert_eq!(found.extra.get("meta"), Some(&json!({"count": 1})));
}

#[tokio::test]
async fn register() {
    let sent = ("/directory/register", "name=A+%26+B");
    write("directory.register", |guess| guess.directories().register("A & B"), sent).await;
}

#[tokio::test]
async fn update_user() {
    let sent = ("/directory/update-user", "directoryId=d-1&username=ada%40x");
    write("directory.update_user", |guess| guess.directories().update_user(&"d-1".into(), "ada@x"), sent)
        .await;
}

#[tokio::test]
async fn invite_profile() {
    let sent = ("/directory/invite-profile", "directoryId=d-1&username=ada%40x");
    write(
        "directory.invite_profile",
        |guess| guess.directories().invite_profile(&"d-1".into(), "ada@x"),
        sent,
    )
    .await;
}

#[tokio::test]
async fn set_profile_password() {
    let sent = (
        "/directory/set-profile-password",
        "directoryId=d-1&username=ada&password=p%26ss&confirmPassword=p%26ss",
    );
    write(
        "directory.set_profile_password",
        |guess| guess.directories().set_profile_password(&"d-1".into(), "ada", &"p&ss".into()),
        sent,
    )
    .await;
}

#[tokio::test]
async fn process_invitation() {
    let sent = ("/directory/process-invitation", "directoryId=d-1");
    write(
        "directory.process_invitation",
        |guess| guess.directories().process_invitation(&"d-1".into()),
        sent,
    )
    .await;
}

#[tokio::test]
async fn create_profile_device() {
    let sent = ("/directory/create-profile-device", "directoryId=d-1&username=ada&deviceName=pc+1");
    write(
        "directory.create_profile_device",
        |guess| guess.directories().create_profile_device(&"d-1".into(), "ada", "pc 1"),
        sent,
    )
    .await;
}

#[tokio::test]
async fn add_profile_storage() {
    let sent = ("/directory/add-storage-device", "directoryId=d-1&username=ada&deviceIdentifier=dev-1");
    write(
        "directory.add_profile_storage",
        |guess| guess.directories().add_profile_storage(&"d-1".into(), "ada", &"dev-1".into()),
        sent,
    )
    .await;
}

#[tokio::test]
async fn create_voting_pool() {
    let sent = ("/directory/create-voting-pool", "directoryId=d-1");
    write(
        "directory.create_voting_pool",
        |guess| guess.directories().create_voting_pool(&"d-1".into()),
        sent,
    )
    .await;
}

#[tokio::test]
async fn store_meta() {
    let sent = ("/directory/store-meta", "directoryId=d-1");
    write("directory.store_meta", |guess| guess.directories().store_meta(&"d-1".into()), sent).await;
}

#[tokio::test]
async fn a_password_shows_nowhere() {
    let contract = operation("directory.set_profile_password")
        .replies(422, json!({"message": "p&ss w0rd is too weak"}))
        .start()
        .await;
    let directory = client(&contract.url()).unconfirmed().directories();
    let guess = directory.set_profile_password(&"d-1".into(), "ada", &"p&ss w0rd".into());
    assert_eq!(format!("{guess:?}"), "Guess(POST /directory/set-profile-password)");
    let error = guess.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert!(!format!("{error} {error:?}").contains("w0rd"), "{error:?}");
}
