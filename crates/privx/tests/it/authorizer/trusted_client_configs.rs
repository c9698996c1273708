use crate::{
    ID,
    support::{exchange, is_refused},
};
use portcullis_testkit::{Server, Step, full};
use privx::{Client, Delivery, Download, Error, Secret, authorizer::TrustedClientConfigs};
use serde_json::json;

fn configs(client: &Client) -> TrustedClientConfigs {
    client.authorizer().trusted_client_configs()
}

macro_rules! in_two_steps {
    ($test:ident, $handle:ident, $download:ident, $both:ident, $path:literal) => {
        #[tokio::test]
        async fn $test() {
            let path = concat!("/authorizer/api/v1/", $path, "/", "5f0a0000-0000-4000-8000-000000000001");
            let handle = async |c: &Client| configs(c).$handle(&ID.into()).await;
            let id = concat!("trusted_client_configs.", stringify!($handle));
            exchange(id, format!("POST {path}"), full(), handle).await;
            let session = Secret::from("a/b c");
            let download = async |c: &Client| configs(c).$download(&ID.into(), &session).bytes().await;
            let id = concat!("trusted_client_configs.", stringify!($download));
            let line = format!("GET {path}/a%2Fb%20c");
            let file = exchange(id, line, (200, "secret = 1"), download).await;
            assert_eq!(file.expose_secret(), b"secret = 1");
            streams(path, async |c| configs(c).$both(&ID.into()).await).await;
            is_refused("trusted_client_id", async |c| configs(c).$handle(&"".into()).await).await;
            let empty = Secret::from("");
            is_refused("session_id", async |c| configs(c).$download(&ID.into(), &empty).bytes().await).await;
        }
    };
}

in_two_steps!(that_of_an_extender, extender_handle, extender_download, extender, "extender/conf");
in_two_steps!(that_of_a_carrier, carrier_handle, carrier_download, carrier, "carrier/conf");
in_two_steps!(that_of_a_web_proxy, web_proxy_handle, web_proxy_download, web_proxy, "icap/conf");
in_two_steps!(the_script_for_hosts, deploy_handle, deploy_download, deploy_script, "deploy");

/// Both steps, the second one when it is polled; the handle is redacted in errors.
async fn streams(path: &str, both: impl AsyncFn(&Client) -> Result<Download, Error>) {
    let handle = Step::json(201, &json!({ "session_id": "hunter2" }));
    let server = Server::steps([
        handle.clone(),
        Step::reply(200, &[], "secret = 1"),
        handle,
        Step::reply(403, &[], r#"{"error_code":"PERMISSION_DENIED","error_message":"no hunter2"}"#),
        Step::Close,
    ]);
    let client = Client::builder(server.url.clone()).bearer("tok-0123456789").build().unwrap();
    let mut download = both(&client).await.unwrap();
    assert_eq!(server.requests().len(), 1, "nothing is sent before the first poll");
    assert_eq!(download.try_next().await.unwrap().unwrap(), "secret = 1");
    assert!(download.try_next().await.unwrap().is_none());
    let error = both(&client).await.unwrap().try_next().await.unwrap_err();
    assert!(error.is_forbidden() && !format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    let error = both(&client).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown, "a handle is made once");
    let lines: Vec<_> = server.requests().iter().map(portcullis_testkit::Received::line).collect();
    let (made, came) = (format!("POST {path}"), format!("GET {path}/hunter2"));
    assert_eq!(lines, [&*made, &came, &made, &came, &made]);
}

#[tokio::test]
async fn the_principals_command_is_downloaded() {
    let line = "GET /authorizer/api/v1/deploy/principals_command.sh";
    let script = async |c: &Client| configs(c).principals_command_script().bytes().await;
    let script =
        exchange("trusted_client_configs.principals_command_script", line, (200, "#!/bin/sh"), script).await;
    assert_eq!(script.expose_secret(), b"#!/bin/sh");
}
