//! Programs that the compiler must reject, each with a twin that differs only in the rejected use and must compile.

use crate::workspace::{cargo, root, scratch};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

/// A name, the expected error, the rejected code, and the twin.
type Case = (&'static str, &'static str, &'static str, &'static str);

const CASES: [Case; 12] = [
    ("display", "E0277", "println!(\"{}\", secret());", "println!(\"{:?}\", secret());"),
    ("to_string", "E0599", "let _ = secret().to_string();", "let _ = secret().expose_secret().to_string();"),
    (
        "serialize",
        "E0277",
        "let _ = serde_json::to_string(&secret());",
        "let _ = serde_json::to_string(secret().expose_secret());",
    ),
    ("deref", "E0614", "let _ = *secret();", "let _ = *secret().expose_secret().as_bytes();"),
    (
        "as_ref",
        "E0599",
        "let _: &str = secret().as_ref();",
        "let _: &str = secret().expose_secret().as_ref();",
    ),
    ("equality", "E0369", "let _ = secret() == secret();", "let _ = secret().ct_eq(&secret());"),
    (
        "order",
        "E0369",
        "let _ = secret() < secret();",
        "let _ = secret().expose_secret() < secret().expose_secret();",
    ),
    (
        "hash",
        "E0277",
        "let _ = HashSet::from([secret()]);",
        "let _ = HashSet::from([secret().expose_secret().len()]);",
    ),
    (
        "into_string",
        "E0277",
        "let _: String = secret().into();",
        "let _: secrecy::SecretString = secret().into();",
    ),
    (
        "path",
        "E0277",
        "let _ = client().get(\"/{a}\").path(secret());",
        "let _ = client().get(\"/{a}\").path(secret().expose_secret());",
    ),
    (
        "query",
        "E0277",
        "let _ = client().get(\"/\").query(\"a\", secret());",
        "let _ = client().get(\"/\").query(\"a\", secret().expose_secret());",
    ),
    (
        "plain_field",
        "E0277",
        "#[derive(serde::Serialize)] struct A { a: Secret } let _ = A { a: secret() }.a;",
        "#[derive(serde::Serialize)] struct A { #[serde(serialize_with = \"portcullis_core::secret::expose\")] a: Secret } let _ = A { a: secret() }.a;",
    ),
];

const HEAD: &str = "#![allow(unused)]\nuse portcullis_core::{Client, Secret};\nuse std::collections::HashSet;\n\
    fn secret() -> Secret { Secret::from(\"a\") }\nfn client() -> Client { unimplemented!() }\n";

/// The results of the cases.
#[derive(Default)]
pub(super) struct Refusals {
    /// How many there are.
    pub(super) cases: usize,
    /// How many were rejected with only the expected error.
    pub(super) rejected: usize,
    /// How many twins compiled.
    pub(super) twins: usize,
    /// Unexpected results.
    pub(super) odd: Vec<String>,
}

/// Writes a package with one program per case and one per twin, and checks it.
///
/// # Errors
/// A failure before any case was checked.
pub(super) fn check() -> Result<Refusals, String> {
    let folder = scratch("refused");
    write(&folder).map_err(|e| e.to_string())?;
    let mut command = cargo(&folder.join("target"));
    command.args(["check", "--quiet", "--keep-going", "--message-format=json"]).current_dir(&folder);
    let output = command.output().map_err(|e| e.to_string())?;
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut built = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let name = message["target"]["name"].as_str().unwrap_or_default().to_owned();
        match message["reason"].as_str() {
            Some("compiler-artifact") => built.push(name),
            Some("compiler-message") if message["message"]["level"] == "error" => {
                // The final message, "aborting due to", has no code.
                if let Some(code) = message["message"]["code"]["code"].as_str() {
                    errors.entry(name).or_default().push(code.to_owned());
                }
            }
            _ => {}
        }
    }
    if built.is_empty() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(message.lines().find(|l| l.contains("error")).unwrap_or("nothing was built").to_owned());
    }
    let mut found = Refusals { cases: CASES.len(), ..Refusals::default() };
    for (name, code, ..) in CASES {
        let codes = errors.get(name).cloned().unwrap_or_default();
        if !codes.is_empty() && codes.iter().all(|c| c == code) {
            found.rejected += 1;
        } else {
            found.odd.push(format!("{name}: {codes:?}"));
        }
        let twin = format!("{name}_twin");
        if built.contains(&twin) {
            found.twins += 1;
        } else {
            found.odd.push(format!("{twin}: {:?}", errors.get(&twin)));
        }
    }
    Ok(found)
}

fn write(folder: &Path) -> std::io::Result<()> {
    let programs = folder.join("src").join("bin");
    fs::create_dir_all(&programs)?;
    for (name, _, rejected, twin) in CASES {
        put(&programs.join(format!("{name}.rs")), &format!("{HEAD}fn main() {{ {rejected} }}\n"))?;
        put(&programs.join(format!("{name}_twin.rs")), &format!("{HEAD}fn main() {{ {twin} }}\n"))?;
    }
    put(
        &folder.join("Cargo.toml"),
        &manifest(
            "refused",
            "",
            "portcullis-core = { path = \"CORE\", default-features = false }\nsecrecy = \"0.10\"\n",
        ),
    )?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).map(drop)
}

/// The manifest of a package outside the workspace.
pub(super) fn manifest(name: &str, features: &str, dependencies: &str) -> String {
    let crates = root().join("crates");
    let dependencies = dependencies
        .replace("CORE", &crates.join("core").to_string_lossy())
        .replace("CRATES", &crates.to_string_lossy());
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[features]\n{features}\n\
         [dependencies]\n{dependencies}serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n"
    )
}

/// Writes only changed files, so that the compiler reuses the others.
pub(super) fn put(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) { Ok(()) } else { fs::write(path, text) }
}
