use super::*;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn add(jar: &Jar, at: &str, lines: &[&str]) {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(header::SET_COOKIE, HeaderValue::from_bytes(line.as_bytes()).unwrap());
    }
    jar.store(&url(at), &headers);
}

fn sent(jar: &Jar, path: &str) -> String {
    jar.header(path).map(|value| String::from_utf8(value.as_bytes().to_vec()).unwrap()).unwrap_or_default()
}

/// What a jar with these lines sends to `/auth/login`, where they were set.
fn kept(lines: &[&str]) -> String {
    let jar = Jar::default();
    add(&jar, "https://node.privx.example/auth/login", lines);
    sent(&jar, "/auth/login")
}

#[test]
fn cookies_are_kept_by_name_and_path_and_can_be_taken_back() {
    let jar = Jar::default();
    let lines = [
        "node=a; Path=/; HttpOnly",
        "deep=b; path=/auth",
        "node=c; Path=/",
        "old=d",
        "old=; Max-Age=0",
        "nonsense",
        "=nameless",
    ];
    add(&jar, "https://privx.example/auth/login", &lines);
    assert_eq!(sent(&jar, "/auth/login"), "deep=b; node=c");
    assert_eq!(sent(&jar, "/authority"), "node=c");
    assert!(format!("{:?}", jar.header("/").unwrap()).contains("Sensitive"));
}

#[test]
fn a_cookie_without_a_path_is_for_the_folder_of_the_request() {
    let jar = Jar::default();
    add(&jar, "https://privx.example/auth/api/token?x=/y/z", &["a=1", "b=2; Path", "c=3; Path=auth"]);
    add(&jar, "https://privx.example/auth", &["d=4"]);
    assert_eq!(sent(&jar, "/auth/api/other"), "a=1; b=2; c=3; d=4");
    assert_eq!(sent(&jar, "/auth/api"), "a=1; b=2; c=3; d=4");
    assert_eq!(sent(&jar, "/auth/apis"), "d=4");
}

#[test]
fn max_age_wins_over_expires_in_either_order() {
    const PAST: &str = "Expires=Thu, 01-Jan-70 00:00:01 GMT";
    const FUTURE: &str = "expires=Fri, 31 Dec 9999 23:59:59 GMT";
    for (attributes, is_kept) in [
        (format!("{PAST}; Max-Age=60"), true),
        (format!("Max-Age=60; {PAST}"), true),
        (format!("Max-Age=0; {FUTURE}"), false),
        (format!("{FUTURE}; max-age = -1"), false),
        (FUTURE.to_owned(), true),
        (PAST.to_owned(), false),
        ("Expires=Wed, 01-Jan-2020 00:00:00 GMT".to_owned(), false),
        ("Expires=Sunday, 06-Nov-94 08:49:37 GMT".to_owned(), false),
        ("Expires=soon".to_owned(), true),
        (format!("Max-Age=soon; {PAST}"), false),
        (format!("Max-Age=\"60\"; {PAST}"), false),
        ("Max-Age=99999999999999999999".to_owned(), true),
        ("Max-Age=-99999999999999999999".to_owned(), false),
        ("Max-Age=-".to_owned(), true),
        ("Max-Age=0; Max-Age=60".to_owned(), true),
    ] {
        let line = format!("node=a; {attributes}");
        assert_eq!(kept(&["node=old", &line]) == "node=a", is_kept, "{line}");
        assert!(is_kept || kept(&["node=old", &line]).is_empty(), "{line}");
    }
}

#[test]
fn a_cookie_ends_when_its_time_is_over() {
    let jar = Jar::default();
    add(&jar, "https://privx.example/", &["short=a; Max-Age=3600", "long=b"]);
    assert_eq!(sent(&jar, "/"), "short=a; long=b");
    jar.0.lock().unwrap()[0].until = Some(SystemTime::now());
    assert_eq!(sent(&jar, "/"), "long=b");
    add(&jar, "https://privx.example/", &["other=c"]);
    assert_eq!(jar.0.lock().unwrap().len(), 2);
}

#[test]
fn values_are_sent_back_as_they_came() {
    assert_eq!(kept(&["a=\"x y\"; Secure"]), "a=\"x y\"");
    assert_eq!(kept(&["a=b=c==; Secure"]), "a=b=c==");
    assert_eq!(kept(&[" a = b c ;Secure"]), "a=b c");
    assert_eq!(kept(&["a=\"x;y\"; Path=/"]), "a=\"x");
    assert_eq!(kept(&["a="]), "a=");
    assert_eq!(kept(&["a=å"]), "a=å");
}

#[test]
fn a_cookie_of_another_domain_is_not_kept() {
    for (domain, is_kept) in [
        ("privx.example", true),
        (".PRIVX.example", true),
        ("node.privx.example", true),
        ("", true),
        ("other.example", false),
        ("x.node.privx.example", false),
        ("rivx.example", false),
    ] {
        let line = format!("a=1; Domain={domain}");
        assert_eq!(kept(&[&line]) == "a=1", is_kept, "{line}");
    }
    let jar = Jar::default();
    add(&jar, "https://10.0.0.1/", &["a=1; Domain=0.0.1", "b=2; Domain=10.0.0.1"]);
    assert_eq!(sent(&jar, "/"), "b=2");
}

#[test]
fn the_newest_cookie_wins_a_full_jar() {
    let jar = Jar::default();
    let at = "https://privx.example/";
    let lines: Vec<String> = (0..MOST).map(|n| format!("c{n}=x")).collect();
    add(&jar, at, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    add(&jar, at, &["c0=again", "new=y"]);
    let sent = sent(&jar, "/");
    assert_eq!(sent.split("; ").count(), MOST);
    assert!(sent.ends_with("c0=again; new=y") && !sent.contains("c1=x"), "{sent}");
    let long = format!("c0={}", "x".repeat(LONGEST));
    add(&jar, at, &[&long]);
    assert_eq!(super::tests::sent(&jar, "/"), sent);
}

#[test]
fn a_request_has_at_most_8_kib_of_cookies_and_the_newest_ones() {
    let jar = Jar::default();
    let at = "https://privx.example/";
    let long = "x".repeat(LONGEST - "c0=".len());
    let lines: Vec<String> = (0..5).map(|n| format!("c{n}={long}")).collect();
    add(&jar, at, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    add(&jar, at, &["node=a; Path=/auth"]);
    let header = sent(&jar, "/auth");
    assert!(header.len() <= 8192, "{}", header.len());
    // One of 4 KiB has room beside the newest, not two.
    let names: Vec<_> = header.split("; ").map(|cookie| cookie.split('=').next().unwrap()).collect();
    assert_eq!(names, ["node", "c4"]);
    assert_eq!(sent(&jar, "/").split("; ").count(), 1);
    add(&jar, at, &["c2=short"]);
    assert_eq!(sent(&jar, "/").split("; ").count(), 2);
}
