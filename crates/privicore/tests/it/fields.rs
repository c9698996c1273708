//! Every field of a full reply reaches the typed result, and every known member of a request is sent.

use crate::{KIT, public_keys::PUBLIC};
use portcullis_testkit::{Line, form, full, sent};
use privicore::{
    AccessToken, Client, CodeExchange, Command, ContentKind, DataTokenFilter, DataTokenMeta, DataUpdate,
    DeviceMeta, Error, FileDetails, FileMeta, LoginAttempt, MetadataUpdate, NewDevice, NewDirectoryUser,
    NewOAuthApplication, NewPolicy, NewPoll, NewReservation, NewVotingConfiguration, OAuthClient,
    PasswordChange, RiskMeta, VotingStrategy,
};
use serde_json::json;

/// An operation that returns a command.
async fn command(
    id: &'static str,
    line: impl Into<Line>,
    call: impl AsyncFn(&Client) -> Result<Command, Error>,
) {
    assert!(!KIT.exchange(id, line, full(), call).await.command_id.as_str().is_empty(), "{id}");
}

#[tokio::test]
async fn utility() {
    KIT.exchange("utility.health", "GET /health", full(), async |c| c.utility().health().await).await;
    let status = async |c: &Client| c.utility().command_status(&Command::new("c-1")).await;
    let reply = || {
        full()
            .opaque("CommandStatusObject.command_status", "without it the HTTP status means the same")
            .opaque("CommandStatusObject.body", "`Debug` does not show it: it may contain anything")
    };
    KIT.exchange("utility.command_status", "GET /request-status/c-1", reply(), status).await;
    let status = async |c: &Client| c.utility().command_status_post(&Command::new("c-1")).await;
    KIT.exchange("utility.command_status_post", sent("POST /request-status/c-1", "{}"), reply(), status)
        .await;
}

#[tokio::test]
async fn profile() {
    let (login, password) = ("username=u&password=p", "p".into());
    let register = async |c: &Client| c.profile().register("u", &password).await;
    command("profile.register", form("POST /profile/register-profile", login), register).await;
    let authenticate = async |c: &Client| c.profile().authenticate("u", &password).await;
    let line = form("POST /profile/authenticate", login);
    KIT.exchange("profile.authenticate", line, full(), authenticate).await;
    let id = async |c: &Client| c.profile().retrieve_id().await;
    KIT.exchange("profile.retrieve_id", "GET /profile/retrieve-profile-id", full(), id).await;
    let change = PasswordChange::new("a", "b").confirm_password("b");
    let change = async |c: &Client| c.profile().change_password(&change).await;
    let line = form("POST /profile/change-password", "currentPassword=a&newPassword=b&confirmPassword=b");
    command("profile.change_password", line, change).await;
    let qr = async |c: &Client| c.profile().generate_qr_token().await;
    KIT.exchange("profile.generate_qr_token", form("POST /profile/generate-token-qr", ""), full(), qr).await;
    let next = async |c: &Client| c.profile().reauthorize_token(60).await;
    let line = form("POST /profile/reauthorize-authorization-token", "ttl=60");
    KIT.exchange("profile.reauthorize_token", line, full(), next).await;
    let expiry = async |c: &Client| c.profile().token_expiry().await;
    let line = form("POST /profile/authorization-token/expiry", "");
    KIT.exchange("profile.token_expiry", line, full(), expiry).await;
}

#[tokio::test]
async fn legacy_login() {
    let (password, temporary) = ("p".into(), "T-temp".into());
    let attempt = async |c: &Client| c.profile().legacy_attempt_authentication("u", &password).await;
    let line = form("POST /profile/attempt-authentication", "username=u&password=p");
    KIT.exchange("profile.legacy_attempt_authentication", line, full(), attempt).await;
    let attempt: LoginAttempt = serde_json::from_value(json!("c-1")).unwrap();
    let token = async |c: &Client| c.profile().legacy_retrieve_temp_token(&attempt).await;
    let line = form("POST /profile/retrieve-temp-token", "id=c-1");
    KIT.exchange("profile.legacy_retrieve_temp_token", line, full(), token).await;
    let request =
        async |c: &Client| c.profile().legacy_request_authorization_token(&temporary, &["all"]).await;
    let line = form("POST /profile/request-authorization-token", "scope[]=all");
    command("profile.legacy_request_authorization_token", line, request).await;
    let request = Command::new("c-2");
    let token =
        async |c: &Client| c.profile().legacy_retrieve_authorization_token(&temporary, &request).await;
    let line = form("POST /profile/retrieve-authorization-token", "request_auth_token_command_id=c-2");
    KIT.exchange("profile.legacy_retrieve_authorization_token", line, full(), token).await;
}

#[tokio::test]
async fn oauth() {
    let new = NewOAuthApplication::new("app", "https://x.example/", &["all"]);
    let register = async |c: &Client| c.oauth().register_application(&new).await;
    let body = "name=app&redirectUri=https%3A%2F%2Fx.example%2F&scopes=all";
    let line = form("POST /profile/oauth-application-register", body);
    command("oauth.register_application", line, register).await;
    let configuration = async |c: &Client| c.oauth().retrieve_configuration(&"c-1".into()).await;
    let line = form("POST /profile/retrieve-oauth-application-configuration", "applicationId=c-1");
    KIT.exchange("oauth.retrieve_configuration", line, full(), configuration).await;
    let request = async |c: &Client| {
        c.oauth()
            .request_authorization_code(&"client 1".into(), &"n&1".into(), &["all", "data-token:read"])
            .await
    };
    let line = "GET /profile/oauth-application-request-authorization-code\
                ?client_id=client%201&nonce=n%261&scope%5B%5D=all&scope%5B%5D=data-token%3Aread";
    command("oauth.request_authorization_code", line, request).await;
    let app = OAuthClient::new("app", "s");
    let code = async |c: &Client| {
        c.oauth().retrieve_authorization_code(&app, &Command::new("c-1"), &"n".into()).await
    };
    let line = form("POST /oauth-application/retrieve-authorization-code", "id=c-1&nonce=n");
    KIT.exchange("oauth.retrieve_authorization_code", line, full(), code).await;
    let exchange = CodeExchange::new(app.clone(), "code");
    let token = async |c: &Client| c.oauth().obtain_access_token(&exchange).await;
    let line = form("POST /oauth-application/obtain-access-token", "authorization_code=code");
    KIT.exchange("oauth.obtain_access_token", line, full(), token).await;
    let old = AccessToken::new("T", "R");
    let token = async |c: &Client| c.oauth().refresh_access_token(&old).await;
    let line = form("POST /oauth-application/refresh-access-token", "refresh_token=R");
    KIT.exchange("oauth.refresh_access_token", line, full(), token).await;
    let list = async |c: &Client| c.oauth().list_applications().await;
    let line = "GET /profile/retrieve-oauth-application-list";
    KIT.exchange("oauth.list_applications", line, full(), list).await;
}

#[tokio::test]
async fn public_keys() {
    let generate = async |c: &Client| c.public_keys().generate().await;
    KIT.exchange("public_key.generate", "GET /generate-keys", full(), generate).await;
    let key = PUBLIC.parse().unwrap();
    let register = async |c: &Client| c.public_keys().register(&key).await;
    let line = form("POST /public-key/register-public-key", format!("publicKey={PUBLIC}"));
    command("public_key.register", line, register).await;
    let get = async |c: &Client| c.public_keys().get().await;
    KIT.exchange("public_key.retrieve", "GET /public-key/retrieve-public-key", full(), get).await;
    let get = async |c: &Client| c.public_keys().get_cab().await;
    KIT.exchange("public_key.retrieve_cab", "GET /dptcab/public-key", full(), get).await;
}

#[tokio::test]
async fn data_tokens() {
    let new = NewReservation::new("c").ttl(5_u32).meta("m");
    let reserve = async |c: &Client| c.data_tokens().reserve_space(&new).await;
    let line = form("POST /data-token/reserve-token-space", "context=c&ttl=5&meta=m");
    command("data_token.reserve_space", line, reserve).await;
    let reserved = async |c: &Client| c.data_tokens().retrieve_temporary(&Command::new("c-1")).await;
    let line = "GET /data-token/retrieve-temporary-data-token/c-1";
    KIT.exchange("data_token.retrieve_temporary", line, full(), reserved).await;
    let exchange = async |c: &Client| c.data_tokens().exchange(&"tmp-1 &".into(), &"QEF+/w==".into()).await;
    let line = form(
        "POST /data-token/exchange-data-for-token",
        "temporaryTokenSpace=tmp-1+%26&data=QEF%2B%2Fw%3D%3D",
    );
    command("data_token.exchange", line, exchange).await;
    let request = async |c: &Client| c.data_tokens().request_data(&"dtk".into()).await;
    let line = form("POST /data-token/request-data", "token=dtk");
    let reply = full().header("x-dpt-cab-request-id", "r-1");
    KIT.exchange("data_token.request_data", line, reply, request).await;
    let mut risk = RiskMeta::new("a", "b", "c");
    risk.extra.insert("retentionDays", 30);
    let classify = async |c: &Client| c.data_tokens().configure_risk_meta(&"dtk".into(), &risk).await;
    let body = "token=dtk&classification=a&label=b&handling=c&retentionDays=30";
    let line = form("POST /data-token/configure-information-security-risk-meta", body);
    command("data_token.configure_risk_meta", line, classify).await;
    let meta = FileMeta::new("c", "a.txt", 7);
    let describe = async |c: &Client| c.data_tokens().configure_file_meta(&"tmp".into(), &meta).await;
    let body = "token=tmp&fileName=a.txt&extension=txt&context=c&size=7&path=%2F";
    let line = form("POST /data-token/configure-file-meta", body);
    KIT.exchange("data_token.configure_file_meta", line, full(), describe).await;
    let list = async |c: &Client| c.data_tokens().list(&DataTokenFilter::new()).first_page().await;
    let line = "GET /data-token/list-data-tokens?page=1&perPage=25";
    KIT.exchange("data_token.list", line, full(), list).await;
    let meta = DataTokenMeta::new()
        .information_security_risk(RiskMeta::new("a", "b", "c"))
        .file(FileDetails::new().file_name("a.txt").extension("txt").size(7).path("/"))
        .data(ContentKind::new().kind("k"));
    let update = DataUpdate::new("dtk", "QQ").meta(meta);
    let update = async |c: &Client| c.data_tokens().update(&update).await;
    let body = r#"{"dataToken":"dtk","data":"QQ","meta":{"information_security_risk":{"classification":"a","label":"b","handling":"c"},"file":{"fileName":"a.txt","extension":"txt","size":7,"path":"/"},"data":{"type":"k"}}}"#;
    command("data_token.update", sent("POST /data-token/update-data", body), update).await;
    let update = MetadataUpdate::new("dtk").file_name("a.txt").extension("txt").context("c");
    let update = async |c: &Client| c.data_tokens().update_metadata(&update).await;
    let body = "token=dtk&fileName=a.txt&extension=txt&context=c";
    command("data_token.update_metadata", form("POST /data-token/update-data-token", body), update).await;
    let delete = async |c: &Client| c.data_tokens().delete(&"dtk".into()).await;
    command("data_token.delete", form("POST /data-token/delete-data", "token=dtk"), delete).await;
}

#[tokio::test]
async fn devices() {
    let new = NewDevice::new("pc");
    let register = async |c: &Client| c.devices().request_identifier(&new).await;
    let line = form("POST /device/request-unique-identifier", "deviceName=pc");
    command("device.request_identifier", line, register).await;
    let id = async |c: &Client| c.devices().retrieve_identifier(&Command::new("c-1")).await;
    let line = form("POST /device/retrieve-unique-identifier", "id=c-1");
    KIT.exchange("device.retrieve_identifier", line, full(), id).await;
    let list = async |c: &Client| c.devices().list().await;
    KIT.exchange("device.list", "GET /device/retrieve-profile-devices", full(), list).await;
    let meta = DeviceMeta::new("dev").name("pc");
    let configure = async |c: &Client| c.devices().configure_meta(&meta).await;
    let line = form("POST /device/configure-meta", "deviceIdentifier=dev&name=pc");
    command("device.configure_meta", line, configure).await;
    let get = async |c: &Client| c.devices().retrieve_configuration(&"dev".into()).await;
    let line = "GET /device/retrieve-device-configuration/dev";
    KIT.exchange("device.retrieve_configuration", line, full(), get).await;
    let get = async |c: &Client| c.devices().download_configuration_post(&"dev".into()).await;
    let line = form("POST /device/download-device-configuration", "deviceIdentifier=dev");
    KIT.exchange("device.download_configuration_post", line, full(), get).await;
    let get = async |c: &Client| c.devices().download_configuration_legacy(&"dev".into()).await;
    let line = "GET /device/download-device-configuration/dev";
    KIT.exchange("device.download_configuration_legacy", line, full(), get).await;
    let list = async |c: &Client| c.storage().list().await;
    KIT.exchange("storage.list", "GET /storage/list-storage-devices", full(), list).await;
}

/// An operation that sends a device's identifier and returns a command.
async fn of_device(id: &'static str, path: &str, call: impl AsyncFn(&Client) -> Result<Command, Error>) {
    command(id, form(format!("POST {path}"), "deviceIdentifier=dev"), call).await;
}

#[tokio::test]
async fn roles_of_devices() {
    let dev = "dev".into();
    of_device("device.approve", "/device/approve-device", async |c| c.devices().approve(&dev).await).await;
    of_device("device.reject", "/device/reject-device", async |c| c.devices().reject(&dev).await).await;
    of_device("device.remove", "/device/remove", async |c| c.devices().delete(&dev).await).await;
    of_device("storage.register", "/storage/register", async |c| c.storage().register(&dev).await).await;
    let synchronize = async |c: &Client| c.storage().synchronize(&dev).await;
    of_device("storage.synchronize", "/storage/sync-device", synchronize).await;
    of_device("storage.remove", "/storage/remove", async |c| c.storage().remove(&dev).await).await;
    let register = async |c: &Client| c.authenticators().register(&dev).await;
    of_device("authenticator.register", "/verified-authenticator/register", register).await;
    let remove = async |c: &Client| c.authenticators().remove(&dev).await;
    of_device("authenticator.remove", "/verified-authenticator/remove", remove).await;
}

/// The body of a voting configuration; that of a guess has its members in alphabetical order.
const BOARD: &str = r#"{"name":"board","timeLimit":60,"strategy":"minimum_percentage","percentageRequired":66,"deviceIdentifiers":["dev"]}"#;
#[cfg(feature = "unconfirmed")]
const GUESSED_BOARD: &str = r#"{"deviceIdentifiers":["dev"],"name":"board","percentageRequired":66,"strategy":"minimum_percentage","timeLimit":60}"#;

fn board() -> NewVotingConfiguration {
    NewVotingConfiguration::new("board", 60, VotingStrategy::MinimumPercentage(66)).devices(["dev"])
}

#[tokio::test]
async fn votes() {
    let path = "POST /verified-authenticator";
    let strategy = VotingStrategy::Consensus;
    let set = async |c: &Client| c.authenticators().set_quorum_strategy(&strategy).await;
    let line = form(format!("{path}/set-quorum-strategy"), "strategy=consensus&strategy_params=51");
    command("authenticator.set_quorum_strategy", line, set).await;
    let set = async |c: &Client| c.authenticators().set_voting_time_limit(60).await;
    let line = form(format!("{path}/set-voting-time-limit"), "timeLimit=60");
    command("authenticator.set_voting_time_limit", line, set).await;
    let set = async |c: &Client| c.authenticators().set_max_voting_attempts(2).await;
    let line = form(format!("{path}/set-maximum-voting-attempts"), "numberOfAttempts=2");
    command("authenticator.set_max_voting_attempts", line, set).await;
    let board = board();
    let register = async |c: &Client| c.authenticators().voting_configuration_register(&board).await;
    let line = sent(format!("{path}/voting-configuration/register"), BOARD);
    command("authenticator.voting_configuration_register", line, register).await;
    let poll = NewPoll::new("board", "t", "q").skip_devices(["dev"]).nonce("n");
    let create = async |c: &Client| c.polls().create(&poll).await;
    let body = r#"{"votingConfigurationId":"board","title":"t","question":"q","skipAuthenticatorDevices":["dev"],"nonce":"n"}"#;
    KIT.exchange("voting.create", sent("POST /voting/create", body), full(), create).await;
}

#[tokio::test]
async fn policies() {
    let templates = async |c: &Client| c.policies().list_templates().await;
    KIT.exchange("policy.list_templates", "GET /policy/list-policy-templates", full(), templates).await;
    let new = NewPolicy::new("p", "1", ["2"])
        .parameter("classification", "a")
        .parameter("label", "b")
        .parameter("handling", "c")
        .voting_configuration_id("board");
    let register = async |c: &Client| c.policies().register(&new).await;
    let body = r#"{"name":"p","policyTemplateId":"1","applyingEventIds":["2"],"configuration":{"classification":"a","handling":"c","label":"b"},"votingConfigurationId":"board"}"#;
    command("policy.register", sent("POST /policy/register", body), register).await;
    let get = async |c: &Client| c.policies().get("p").await;
    KIT.exchange("policy.retrieve", "GET /policy/retrieve-policy/p", full(), get).await;
    let activate = async |c: &Client| c.policies().activate(&"7".into()).await;
    command("policy.activate", form("POST /policy/activate", "policyId=7"), activate).await;
    let deactivate = async |c: &Client| c.policies().deactivate(&"7".into()).await;
    command("policy.deactivate", form("POST /policy/deactivate", "policyId=7"), deactivate).await;
}

#[tokio::test]
async fn directories() {
    let user = NewDirectoryUser::new("d", "u", "p").family_name("f").given_name("g");
    let create = async |c: &Client| c.directories().create_user(&user).await;
    let body = "directoryId=d&username=u&password=p&familyName=f&givenName=g&confirmPassword=p";
    command("directory.create_user", form("POST /directory/create-user", body), create).await;
}

#[cfg(feature = "unconfirmed")]
mod unconfirmed {
    use super::{GUESSED_BOARD, board, command};
    use crate::KIT;
    use portcullis_testkit::{form, full, sent};
    use privicore::Client;

    #[tokio::test]
    async fn votes_and_policies() {
        let path = "/verified-authenticator/voting-configuration";
        let list = async |c: &Client| c.unconfirmed().authenticators().voting_configuration_list().await;
        let id = "authenticator.voting_configuration_list";
        KIT.exchange(id, format!("GET {path}/list"), full(), list).await;
        let get =
            async |c: &Client| c.unconfirmed().authenticators().voting_configuration_retrieve("board").await;
        let id = "authenticator.voting_configuration_retrieve";
        KIT.exchange(id, format!("GET {path}/retrieve/board"), full(), get).await;
        let board = board();
        let update =
            async |c: &Client| c.unconfirmed().authenticators().voting_configuration_update(&board).await;
        let line = sent(format!("POST {path}/update"), GUESSED_BOARD);
        command("authenticator.voting_configuration_update", line, update).await;
        let delete =
            async |c: &Client| c.unconfirmed().authenticators().voting_configuration_delete("board").await;
        let line = form(format!("POST {path}/delete"), "name=board");
        command("authenticator.voting_configuration_delete", line, delete).await;
        let set = async |c: &Client| c.unconfirmed().authenticators().set_quorum_size(2).await;
        let line = form("POST /verified-authenticator/set-quorum-size", "quorumSize=2");
        command("authenticator.set_quorum_size", line, set).await;
        let cancel = async |c: &Client| c.unconfirmed().polls().cancel_pool(&"7".into()).await;
        command("voting.cancel_pool", form("POST /voting/cancel-pool", "poolId=7"), cancel).await;

        let list = async |c: &Client| c.unconfirmed().policies().list_active().await;
        KIT.exchange("policy.list_active", "GET /policy/list-active-policies", full(), list).await;
        let list = async |c: &Client| c.unconfirmed().policies().list_inactive().await;
        KIT.exchange("policy.list_inactive", "GET /policy/list-inactive-policies", full(), list).await;
        let list = async |c: &Client| c.unconfirmed().policies().list_registered().await;
        KIT.exchange("policy.list_registered", "GET /policy/list-registered-policies", full(), list).await;
        let delete = async |c: &Client| c.unconfirmed().policies().delete(&"7".into()).await;
        command("policy.delete", form("POST /policy/delete", "policyId=7"), delete).await;
    }

    #[tokio::test]
    async fn directories() {
        let invites =
            async |c: &Client| c.unconfirmed().directories().list_invites().field("directoryId", "d").await;
        let line = "GET /directory/list-invites?directoryId=d";
        KIT.exchange("directory.list_invites", line, (200, serde_json::json!([])), invites).await;
        let d = "d".into();
        let register = async |c: &Client| c.unconfirmed().directories().register("n").await;
        command("directory.register", form("POST /directory/register", "name=n"), register).await;
        let update = async |c: &Client| {
            let update = c.unconfirmed().directories().update_user(&d, "u");
            update.field("familyName", "f").field("givenName", "g").await
        };
        let line = form("POST /directory/update-user", "directoryId=d&username=u&familyName=f&givenName=g");
        command("directory.update_user", line, update).await;
        let invite = async |c: &Client| c.unconfirmed().directories().invite_profile(&d, "u").await;
        let line = form("POST /directory/invite-profile", "directoryId=d&username=u");
        command("directory.invite_profile", line, invite).await;
        let set =
            async |c: &Client| c.unconfirmed().directories().set_profile_password(&d, "u", &"p".into()).await;
        let body = "directoryId=d&username=u&password=p&confirmPassword=p";
        let line = form("POST /directory/set-profile-password", body);
        command("directory.set_profile_password", line, set).await;
        let process = async |c: &Client| c.unconfirmed().directories().process_invitation(&d).await;
        let line = form("POST /directory/process-invitation", "directoryId=d");
        command("directory.process_invitation", line, process).await;
        let create = async |c: &Client| c.unconfirmed().directories().create_voting_pool(&d).await;
        let line = form("POST /directory/create-voting-pool", "directoryId=d");
        command("directory.create_voting_pool", line, create).await;
        let store = async |c: &Client| c.unconfirmed().directories().store_meta(&d).await;
        command("directory.store_meta", form("POST /directory/store-meta", "directoryId=d"), store).await;
        let create =
            async |c: &Client| c.unconfirmed().directories().create_profile_device(&d, "u", "pc").await;
        let body = "directoryId=d&username=u&deviceName=pc";
        let line = form("POST /directory/create-profile-device", body);
        command("directory.create_profile_device", line, create).await;
        let add = async |c: &Client| {
            c.unconfirmed().directories().add_profile_storage(&d, "u", &"dev".into()).await
        };
        let body = "directoryId=d&username=u&deviceIdentifier=dev";
        command("directory.add_profile_storage", form("POST /directory/add-storage-device", body), add).await;
    }
}
