//! Python clients, unchanged, against the sandbox: the vendor's own, and Keycloak's.

use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};
use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// The errors of the tools on a machine without Python or Node, or where the package index is out of reach. Everything
/// else is a failure.
const EXCUSES: [&str; 11] = [
    "No such file or directory (os error 2)",
    "ensurepip is not available",
    "Failed to establish a new connection",
    "Connection refused",
    "Cannot connect to proxy",
    "Failed to connect to proxy",
    "Missing dependencies for SOCKS support",
    "timed out",
    "ECONNREFUSED",
    "ENOTFOUND",
    "ETIMEDOUT",
];

/// One environment is made at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

/// Writes why a test of these packages is skipped, or fails for any other reason.
pub fn skipped(packages: &[&str], reason: &str) -> Result<()> {
    if !EXCUSES.iter().any(|excuse| reason.contains(excuse)) {
        return Err(reason.into());
    }
    // Not by a macro: the harness would swallow it.
    writeln!(std::io::stderr(), "SKIPPED: {packages:?} cannot be installed here: {reason}")?;
    Ok(())
}

/// The interpreter of a virtual environment that has the packages, or why there is none.
fn python(packages: &[&str]) -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("python-{}", packages.join("-")));
    let python = folder.join("bin").join("python");
    let installed = folder.join("installed");
    // Two tests use the same environment.
    let _turn = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    if installed.exists() {
        return Ok(python);
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"];
    run(Command::new(&python).args(pip).args(packages))?;
    std::fs::write(installed, "").map_err(|error| error.to_string())?;
    Ok(python)
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Result<Output, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// What a script of `tests/python` printed in its last line; nothing if the packages cannot be installed here.
async fn printed(
    packages: &'static [&'static str],
    script: &str,
    variables: Vec<(&'static str, String)>,
) -> Result<Option<Value>> {
    let python = match tokio::task::spawn_blocking(|| python(packages)).await? {
        Ok(python) => python,
        Err(reason) => return skipped(packages, &reason).map(|()| None),
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(script);
    let output = tokio::task::spawn_blocking(move || {
        let mut command = Command::new(python);
        // Its HTTP client would use a proxy of the environment for loopback, too.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        run(command.arg(script).envs(variables))
    });
    let output = output.await??;
    let text = String::from_utf8(output.stdout)?;
    Ok(Some(serde_json::from_str(text.lines().last().ok_or("a line")?)?))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_client_reads_back_what_it_wrote() -> Result<()> {
    // The client does not declare that it needs `requests`.
    const PACKAGES: &[&str] = &["storedsafe==1.3.0", "requests==2.32.5"];
    let sandbox = Sandbox::start().await?;
    let site = sandbox.details().storedsafe.clone();
    let variables = vec![
        ("HOST", site.base_url.trim_start_matches("https://").trim_end_matches("/api/1.0").to_owned()),
        ("CA", sandbox.details().ca_pem_file.display().to_string()),
        ("OTP", sandbox.storedsafe().totp_code(&site.username).ok_or("a code")?),
        ("USERNAME", site.username),
        ("PASSPHRASE", site.passphrase),
        ("APIKEY", site.apikey),
    ];
    let Some(seen) = printed(PACKAGES, "storedsafe_client.py", variables).await? else { return Ok(()) };
    assert_eq!(seen["user"], "python-user");
    assert_eq!(seen["username"], "svc");
    assert_eq!((&seen["password_as_stored"], &seen["file_as_stored"]), (&json!(true), &json!(true)));
    assert_eq!(seen["objects"], 2);
    assert_eq!((sandbox.storedsafe().logins(), sandbox.storedsafe().sessions()), (1, 0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn keycloaks_client_verifies_tokens_and_manages_users() -> Result<()> {
    const PACKAGES: &[&str] = &["python-keycloak==7.1.1"];
    let sandbox = Sandbox::start().await?;
    let tenant = sandbox.details().midprovider.clone();
    let variables = vec![
        ("URL", tenant.ssms_base_url),
        ("CA", sandbox.details().ca_pem_file.display().to_string()),
        ("TENANT", tenant.tenant),
        ("CLIENT_ID", tenant.client_id.clone()),
        ("CLIENT_SECRET", tenant.client_secret),
    ];
    let Some(seen) = printed(PACKAGES, "keycloak_client.py", variables).await? else { return Ok(()) };
    let expected = json!({
        "id_is_subject": true, "issuer_is_metadata": true, "audience": tenant.client_id,
        "roles": ["digitanium_user"], "same_by_public_key": true, "foreign_claims_are_refused": true,
        "foreign_key_is_refused": true, "algorithms": ["RS256"], "subjects": ["public"], "active": true,
        "userinfo": "python-user",
        "user": {
            "username": "python-user", "lastName": "Thon", "email": "python@firm.example",
            "attributes": { "costCentre": ["4711"] },
        },
        "found": true, "granted": ["digitanium_user"], "unknown_role": 404, "logout": {}, "after_logout": false,
        "delete": {}, "after_delete": 404,
    });
    assert_eq!(seen, expected);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn keycloaks_client_administers_a_realm() -> Result<()> {
    const PACKAGES: &[&str] = &["python-keycloak==7.1.1"];
    let sandbox = Sandbox::start().await?;
    let tenant = sandbox.details().midprovider.clone();
    let variables = vec![
        ("URL", tenant.shift_base_url),
        ("CA", sandbox.details().ca_pem_file.display().to_string()),
        ("TENANT", tenant.tenant),
        ("CLIENT_ID", tenant.client_id),
        ("CLIENT_SECRET", tenant.client_secret),
    ];
    let Some(seen) = printed(PACKAGES, "keycloak_admin.py", variables).await? else { return Ok(()) };
    assert_eq!(seen["forgotten"], json!([]), "methods that are neither called nor listed");
    assert!(seen["methods"].as_u64() >= Some(130), "{}", seen["methods"]);
    let expected: Value = serde_json::from_str(
        r#"{
            "user": ["Mira", true, 1, ["mira"]], "disabled": false, "credential": "password", "credentials_left": [],
            "social_logins": ["google"], "social_logins_left": [], "profile": true,
            "sessions": [["mira"], ["mira"], true], "sessions_left": [], "consents": [], "no_consent": 404,
            "wrong_password": 401, "brute_force": true,
            "role": ["Reads.", "writer"], "composites": ["reader"], "composites_left": [], "all_roles": true,
            "roles_of_user": [true, false, true, false, true, ["mira"]], "roles_left": false,
            "groups": ["/staff", true, ["sales"], ["ks-users", "staff"], 3, ["sales"], ["mira"]],
            "roles_of_group": [["reader"], ["staff"], true], "group_roles_left": [],
            "client": ["Portal", true, true, true, "service-account-portal"], "client_left": null,
            "client_roles": [
                ["agent", "lead"], true, ["agent"], ["lead"], ["agent", "lead"], ["agent"], ["mira"], ["staff"], ["agent"],
                ["agent"]
            ],
            "client_roles_left": [["agent"], [], []], "mappers": ["cost-centre"], "scope": ["Costs.", true, true],
            "scope_mappers": ["cost-centre"], "default_scopes": true, "optional_scopes": true,
            "realm": ["Annex", true], "second": ["second", true], "imported": 1, "realm_left": 404,
            "required_action": 7, "server": true, "events": [true, true], "left": [["ks-users"], 404, null]
        }"#,
    )?;
    assert_eq!(seen["seen"], expected);
    Ok(())
}
