use super::*;
use portcullis_testkit::encodings;

#[test]
fn the_environment_is_read_as_the_vendors_tools_read_it() {
    let set = [
        ("SERVER", "vault.example.com:8443"),
        ("HOST", "other"),
        ("USER", "alice"),
        ("PASS", "pass"),
        ("APIKEY", "key"),
        ("OTP", "012345"),
        ("TOKEN", "none"),
        ("CABUNDLE", "/etc/ca.pem"),
        ("SKIP_VERIFY", "false"),
    ];
    let vars = |name: &str| {
        let found = set.iter().find(|(known, _)| ["STOREDSAFE_", known].concat() == name);
        found.map(|(_, value)| value.into())
    };
    let settings = Settings::from_vars(vars).unwrap();
    assert_eq!(settings.base_url().unwrap(), "https://vault.example.com:8443/api/1.0");
    assert_eq!(settings.username.as_deref(), Some("alice"));
    let secrets = [&settings.passphrase, &settings.apikey, &settings.otp];
    let secrets = secrets.map(|secret| secret.as_ref().unwrap().expose_secret());
    assert_eq!(secrets, ["pass", "key", "012345"]);
    assert!(settings.token.is_none());
    assert_eq!(settings.ca_bundle, Some("/etc/ca.pem".into()));
    assert!(!format!("{settings:?}").contains("012345"));

    let host = |name: &str| (name == "STOREDSAFE_HOST").then(|| "other".into());
    assert_eq!(Settings::from_vars(host).unwrap().host.as_deref(), Some("other"));
    assert_eq!(Settings::from_vars(|_| None).unwrap().base_url().unwrap_err().kind(), ErrorKind::Config);
    let skip = |name: &str| (name == "STOREDSAFE_SKIP_VERIFY").then(|| "True".into());
    assert_eq!(Settings::from_vars(skip).unwrap_err().kind(), ErrorKind::Config);
}

#[cfg(unix)]
#[test]
fn a_value_that_is_not_unicode_is_named() {
    use std::os::unix::ffi::OsStringExt as _;
    let latin = || OsString::from_vec(b"hunt\xe9r22".to_vec());
    for name in ["SERVER", "HOST", "USER", "PASS", "APIKEY", "OTP", "TOKEN", "SKIP_VERIFY"] {
        let name = ["STOREDSAFE_", name].concat();
        let error = Settings::from_vars(|known| (known == name).then(latin)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert_eq!(error.message(), [&*name, " is not valid Unicode"].concat());
        assert!(!format!("{error:?}").contains("hunt"));
    }
    // The name of a file may have any bytes.
    let settings = Settings::from_vars(|known| (known == "STOREDSAFE_CABUNDLE").then(latin)).unwrap();
    assert_eq!(settings.ca_bundle, Some(latin().into()));
}

#[test]
fn a_token_is_replaced_among_the_other_lines() {
    let old = "mysite:vault.example.com:8443\ntoken:old42\nusername:alice\n# mine\napikey:none\n";
    assert_eq!((FORMAT.read)(old).unwrap().expose_secret(), "old42");
    let new = (FORMAT.write)(old, Some(&"new43".into())).unwrap();
    assert_eq!(*new, "token:new43\nmysite:vault.example.com:8443\nusername:alice\n# mine\napikey:none\n");
    assert_eq!(value(&new, "mysite"), Some("vault.example.com:8443"));
    assert_eq!(value(&new, "apikey"), None);
    let none = (FORMAT.write)(&new, None).unwrap();
    assert!(none.starts_with("token:none\n") && (FORMAT.read)(&none).is_none());
    assert_eq!(*(FORMAT.write)("", Some(&"t".into())).unwrap(), "token:t\n");
}

#[test]
fn a_host_is_taken_for_what_it_is() {
    let base = |host: &str| Settings { host: Some(host.to_owned()), ..Settings::default() }.base_url();
    for host in [
        "vault.example.com",
        "vault.example.com/",
        " vault.example.com ",
        "VAULT.example.com:443",
        "https://vault.example.com",
        "https://vault.example.com/",
        "HTTPS://vault.example.com:443",
        "https://vault.example.com/api/1.0",
        "https://vault.example.com/api/1.0/",
        "vault.example.com/api/1.0",
    ] {
        assert_eq!(base(host).unwrap(), "https://vault.example.com/api/1.0", "{host}");
    }
    for (host, url) in [
        ("https://vault.example.com:8443/safe/api/2.0/", "https://vault.example.com:8443/safe/api/2.0"),
        ("[::1]:8443", "https://[::1]:8443/api/1.0"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/api/1.0"),
    ] {
        assert_eq!(base(url).unwrap(), url, "{host}");
        assert_eq!(base(host).unwrap(), url, "{host}");
    }
    for host in [
        "http://vault.example.com",
        "ftp://vault.example.com",
        "https:vault.example.com",
        "https:/vault.example.com",
        "https://",
        "://vault.example.com",
        "//vault.example.com",
        "/api/1.0",
        "vault.example.com//api/1.0",
        "https://vault.example.com//api/1.0",
        "https://https://vault.example.com",
        "vault.example.com\\api",
        "vault example com",
        "vault.example.com:port",
        "user@vault.example.com",
        "alice:secret@vault.example.com",
        "vault.example.com?x",
        "vault.example.com#x",
        "vault.\nexample.com",
        " ",
    ] {
        assert_eq!(base(host).unwrap_err().kind(), ErrorKind::Config, "{host}");
    }
}

/// A certificate for the tests, valid until 2109.
const PEM: &str = "-----BEGIN CERTIFICATE-----\n\
MIIBcTCCARegAwIBAgIUSnmDMSfFYk8oYag2GJNjsFR9r98wCgYIKoZIzj0EAwIw\n\
DTELMAkGA1UEAwwCY2EwIBcNMjYxMTI5MjA1MDExWhgPMjEwOTAxMTgyMDUwMTFa\n\
MA0xCzAJBgNVBAMMAmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE4j1ucQF1\n\
rEBC6dZlu6VVhFLNCDvjrt2pba7Rs3mxiMdZvxWkApWfcE74hKFl74JHGQ9coOQ/\n\
1sv1jYlisaUmpKNTMFEwHQYDVR0OBBYEFF6sEwZFP0ibeKlU5OO/+P+CmRC8MB8G\n\
A1UdIwQYMBaAFF6sEwZFP0ibeKlU5OO/+P+CmRC8MA8GA1UdEwEB/wQFMAMBAf8w\n\
CgYIKoZIzj0EAwIDSAAwRQIhANLTj0Ma21AUWnTc2MHylO3DJraTPcoXBqUIDw5y\n\
rG5NAiB75QxtwfZixQWijmmPiBZag+eG11rQ1XWdVCHMIRmHRA==\n\
-----END CERTIFICATE-----\n\
";

/// A file with this content, in a folder of its own.
fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    (folder, path)
}

#[tokio::test]
async fn an_rc_file_is_read_and_kept_in_every_encoding() {
    use portcullis_core::auth::SessionStore as _;
    for content in encodings("token:t0ken\r\nmysite:https://vault.example.com/\r\nusername:åsa\r\n") {
        let (_folder, path) = file("rc", &content);
        let rc = RcFile::new(&path);
        let settings = rc.read().unwrap();
        assert_eq!(settings.base_url().unwrap(), "https://vault.example.com/api/1.0");
        assert_eq!(settings.token.unwrap().expose_secret(), "t0ken");
        assert_eq!(settings.username.as_deref(), Some("åsa"));
        let store = rc.store();
        assert_eq!(store.load().await.unwrap().unwrap().expose_secret(), "t0ken");
        store.save(Some(&"next".into())).await.unwrap();
        let after = fs::read_to_string(&path).unwrap();
        assert_eq!(after, "token:next\nmysite:https://vault.example.com/\nusername:åsa\n");
    }
    let (_folder, path) = file("rc", b"token:\xe5\n");
    let error = RcFile::new(&path).read().unwrap_err();
    assert!(
        error.kind() == ErrorKind::Config && error.message().contains(&*path.to_string_lossy()),
        "{error}"
    );
}

#[test]
fn a_bundle_is_read_in_every_encoding_and_never_in_part() {
    let trust = |path: PathBuf| Settings { ca_bundle: Some(path), ..Settings::default() }.trust();
    let shown = |path: PathBuf| format!("{:?}", trust(path).unwrap());
    for content in encodings(PEM) {
        let (folder, path) = file("ca.pem", &content);
        assert_eq!(shown(path), "Trust(only 1 given)");
        for more in encodings(&["comment\n", PEM].concat()) {
            fs::write(folder.path().join("more.crt"), more).unwrap();
            assert_eq!(shown(folder.path().to_owned()), "Trust(only 2 given)");
        }
    }
    let (_folder, path) = file("ca.pem", &[PEM.as_bytes(), "\u{feff}".as_bytes(), PEM.as_bytes()].concat());
    assert_eq!(trust(path).unwrap_err().kind(), ErrorKind::Config);
    let error = trust("no/such/ca.pem".into()).unwrap_err();
    assert!(error.kind() == ErrorKind::Config && error.message().contains("no/such/ca.pem"), "{error}");
    let (_folder, path) = file("ca.pem", &[b"# \xe5 in Latin-1\n", PEM.as_bytes()].concat());
    assert_eq!(shown(path), "Trust(only 1 given)");
}

#[test]
fn a_secret_with_a_line_break_is_named() {
    for name in ["PASS", "APIKEY", "OTP", "TOKEN"] {
        for text in ["hunter22\n", "hunter22\r\n", "hunter\u{1}22"] {
            let name = ["STOREDSAFE_", name].concat();
            let vars = |known: &str| (known == name).then(|| text.into());
            let error = Settings::from_vars(vars).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(&name) && !shown.contains("hunter"), "{shown}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let rc = RcFile::new(folder.path().join("rc"));
    for name in ["token", "apikey"] {
        fs::write(&rc.0, format!("mysite:vault.example.com\r\n{name}:hunter\u{1}22\r\n")).unwrap();
        let error = rc.read().unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.to_string().contains(name), "{error}");
        fs::write(&rc.0, format!("mysite:vault.example.com\r\n{name}:hunter22\r\n")).unwrap();
        rc.read().unwrap();
    }
}
