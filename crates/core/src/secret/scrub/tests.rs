//! What is redacted, and what is not.

use super::*;
use base64::{Engine as _, engine::general_purpose};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

#[test]
fn escapes_of_every_kind_are_seen_through() {
    let mut scrubber = Scrubber::default();
    scrubber.add(&"Kn4rr\"\\ü%/+ &=7F".into());
    for text in [
        r"Kn4rr%22%5c%c3%bc%25%2f%2b+%26%3d7F",
        r"Kn4rr%22%5C%C3%BC%25%2F%2B%20%26=7F",
        r#"Kn4rr\"\\\u00fc%\/+ &=7F"#,
        r#"Kn4rr\"\\ü%/+ \u0026=7F"#,
        "4B6e347272225Cc3bc252F2b20263D3746",
    ] {
        assert_eq!(scrubber.clean(&format!("`{text}` is wrong")), "`***` is wrong", "{text}");
    }
    // Beyond 16 bits JSON writes a character as two escapes.
    scrubber.add(&"schl\u{1f511}ssel".into());
    assert_eq!(scrubber.clean(r"no \u12, but schl\ud83d\udd11ssel"), r"no \u12, but ***");
    assert_eq!(scrubber.clean(r"100 % \ fine + good \u12"), r"100 % \ fine + good \u12");
}

#[test]
fn every_spelling_is_cut() {
    let mut scrubber = Scrubber::default();
    let secret = "pa\"ss w0rd/å";
    scrubber.add(&secret.into());
    let base64 = general_purpose::STANDARD.encode(format!("x{secret}"));
    for text in [
        secret.to_owned(),
        serde_json::to_string(secret).unwrap(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        base64,
    ] {
        let clean = scrubber.clean(&format!("bad {text} here"));
        assert!(clean.contains(CUT), "{clean}");
        assert!(!clean.contains("w0rd") && !clean.contains(&text), "{clean}");
    }
}

#[test]
fn a_short_secret_takes_the_whole_text_with_it() {
    let mut scrubber = Scrubber::default();
    scrubber.add(&"1234".into());
    assert_eq!(scrubber.clean("pin 1234 is wrong"), CUT);
    assert_eq!(scrubber.clean("other text"), "other text");
    for (secret, clean) in [("x7", CUT), ("x789t", CUT), ("x789tz", "pin *** is wrong")] {
        let mut scrubber = Scrubber::default();
        scrubber.add(&secret.into());
        assert_eq!(scrubber.clean(&format!("pin {secret} is wrong")), clean);
    }
}

#[test]
fn secrets_are_cut_wherever_they_stand_and_neighbours_leave_one_mark() {
    let mut scrubber = Scrubber::default();
    scrubber.add(&"alpha-secret".into());
    scrubber.add(&"beta-secret".into());
    scrubber.add(&"secret".into());
    let text = "alpha-secret: beta-secret, (beta-secretalpha-secretsecret).";
    assert_eq!(scrubber.clean(text), "***: ***, (***).");
}

#[test]
fn in_base64_only_the_digits_shared_with_the_neighbours_stay() {
    let mut scrubber = Scrubber::default();
    let secret = "correct horse battery";
    scrubber.add(&secret.into());
    for before in ["", "x", "xy"] {
        let text = general_purpose::STANDARD.encode(format!("{before}{secret}"));
        let clean = scrubber.clean(&text);
        let (head, tail) = clean.split_once(CUT).unwrap();
        assert!(head.len() <= 4 && tail.len() <= 4, "{text}: {clean}");
    }
}

#[test]
fn text_is_bounded_and_without_control_characters() {
    let clean = Scrubber::default().clean(&format!("a\r\nb{}", "x".repeat(1000)));
    assert!(clean.starts_with("a  b"));
    assert_eq!(clean.chars().count(), LONGEST + 1);
}

#[test]
fn a_secret_of_several_lines_is_found_on_one_or_in_escapes() {
    let mut scrubber = Scrubber::default();
    scrubber.add(&"first ü line\r\nsecond\tline\u{1}".into());
    for text in [
        "first ü line\r\nsecond\tline\u{1}",
        r"first ü line\r\nsecond\tline\u0001",
        r"first \u00fc line\r\nsecond\tline\u0001",
        r"first \u00fc line\u000d\u000asecond\u0009line\u0001",
        "first+%C3%BC+line%0D%0Asecond%09line%01",
    ] {
        assert_eq!(scrubber.clean(&format!("`{text}` is wrong")), "`***` is wrong", "{text}");
    }
}

/// A scrubber of one secret.
fn knows(secret: &str) -> Scrubber {
    let mut scrubber = Scrubber::default();
    scrubber.add(&secret.into());
    scrubber
}

#[test]
fn every_spelling_of_a_server_is_undone() {
    let secret = "Kn&rr\"'<\\=ü%/+ x7F";
    let scrubber = knows(secret);
    for text in [
        r"Kn&amp;rr&quot;&#039;&lt;\=ü%/+ x7F",
        r"Kn&amp;rr&quot;&apos;&lt;\=&uuml;%/+ x7F",
        r"Kn&#38;rr&#34;&#39;&#60;\=&#252;%/+ x7F",
        r"Kn&#x26;rr&#x22;&#x27;&#x3c;&#x5C;=&#xfc;%/+ x7F",
        r"Kn&AMP;rr&QUOT;&#X27;&LT;\=&#XFC;%/+ x7F",
        r"Kn&amprr&quot&#39&lt\=&#252%/+ x7F",
        r"Kn&amp;rr&quot;&apos;&lt;&bsol;&equals;&uuml;&percnt;&sol;&plus; x7F",
        r"Kn%2526rr%2522%2527%253C%255C%253D%25C3%25BC%2525%252F%252B%2520x7F",
        r"Kn%252526rr%252522%252527%25253C%25255C%25253D%2525C3%2525BC%252525%25252F%25252B+x7F",
        r#"Kn&rr"''<\=ü%/+ x7F"#,
        r#"Kn&rr""'<\=ü%/+ x7F"#,
        r"\x4b\x6e\x26\x72\x72\x22\x27\x3c\x5c\x3d\xc3\xbc\x25\x2f\x2b\x20\x78\x37\x46",
        r"\113\156\046\162\162\042\047\074\134\075\303\274\045\057\053\040\170\067\106",
        r#"Kn&rr"\'<\\=\xfc%/+ x7F"#,
        r#"Kn&rr\"\'<\\=\u{fc}%/+ x7F"#,
        r"Kn\U00000026rr\U00000022\'<\\=\U000000fc%/+ x7F",
        r#"Kn&rr"'<\=3D=C3=BC%/+ x7F"#,
        "Kn&r=\r\nr\"'<\\=3D=C3=BC%=\n/+ x7F",
        r#"kn&RR"'<\=ü%/+ X7f"#,
        "Kn&rr\"'<\\=u\u{308}%/+ x7F",
        r#"Kn\u0026rr"'\u003C\\=u\u0308%\/+ x7F"#,
        "4b:6e:26:72:72:22:27:3c:5c:3d:c3:bc:25:2f:2b:20:78:37:46",
        // Two at a time.
        r"Kn&amp;amp;rr&amp;quot;&amp;#39;&amp;lt;\=&amp;uuml;%/+ x7F",
        r"Kn\u0026amp;rr\u0026quot;\u0026#39;\u0026lt;\\=ü%\/+ x7F",
        r"Kn&amp;rr\&quot;&#39;&lt;\\=\u00fc%\/+ x7F",
        r"Kn%26amp%3Brr%26quot%3B%26%2339%3B%26lt%3B%5C%3D%C3%BC%25%2F%2B%20x7F",
        r"Kn&#37;26rr&#37;22&#37;27&#37;3C&#37;5C&#37;3D&#37;C3&#37;BC&#37;25&#37;2F&#37;2B&#37;20x7F",
        r"Kn%5Cu0026rr%5C%22%27%3C%5C%5C%3D%5Cu00fc%25%2F%2B+x7F",
        r"Kn=26amp;rr=26quot;=26#039;=26lt;=5C=3D=C3=BC=25=2F=2B=20x7F",
    ] {
        assert_eq!(scrubber.clean(&["`", text, "` is wrong"].concat()), "`***` is wrong", "{text}");
    }
    let base64 = |text: &str| general_purpose::STANDARD.encode(text);
    for text in [
        base64("Kn&amp;rr&quot;&#039;&lt;\\=ü%/+ x7F"),
        base64("Kn%26rr%22%27%3C%5C%3D%C3%BC%25%2F%2B%20x7F"),
        base64(r#"Kn&rr\"'<\\=\u00fc%\/+ x7F"#),
        base64(&base64(secret)),
        base64(secret).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
        base64(secret).replace('/', "\\/"),
        base64(secret).split_inclusive('J').collect::<Vec<_>>().join("\r\n "),
    ] {
        let clean = scrubber.clean(&["`", &text, "` is wrong"].concat());
        assert!(clean.starts_with("`***") && clean.len() < 24, "{text}: {clean}");
    }
}

#[test]
fn a_secret_is_found_in_every_normal_form_of_unicode() {
    for (secret, texts) in [
        ("pässwörd-é1", ["pässwörd-é1", "pa\u{308}sswo\u{308}rd-e\u{301}1", r"p\u00e4sswo\u0308rd-e&#769;1"]),
        (
            "pa\u{308}sswo\u{308}rd-e\u{301}1",
            ["pässwörd-é1", "pa\u{308}sswo\u{308}rd-e\u{301}1", "p%C3%A4ssw&ouml;rd-é1"],
        ),
        (
            "ﬁle-no7\u{a0}ｋｅｙ½",
            ["ﬁle-no7\u{a0}ｋｅｙ½", "file-no7 key1\u{2044}2", "file-no7&nbsp;key1&#8260;2"],
        ),
        (
            "한국-secret-각",
            [
                "한국-secret-각",
                "\u{1112}\u{1161}\u{11ab}국-secret-\u{1100}\u{1161}\u{11a8}",
                "%ED%95%9C국-secret-각",
            ],
        ),
    ] {
        for text in texts {
            let clean = knows(secret).clean(&["`", text, "` is wrong"].concat());
            assert_eq!(clean, "`***` is wrong", "{secret}: {text}");
        }
    }
    // Too little of these is the same in all forms: only a text without such characters is certain to lack them.
    for secret in ["пароль", "密码", "pä55"] {
        let scrubber = knows(secret);
        assert_eq!(scrubber.clean("the user `asa` is unknown"), "the user `asa` is unknown");
        for text in ["the user `åsa` is unknown", "the user &uuml; is unknown", "%D0%BF", "0L/QsNGA0L7Qu9GM"]
        {
            assert_eq!(scrubber.clean(text), CUT, "{secret}: {text}");
        }
    }
}

#[test]
fn what_stands_before_and_after_changes_no_reading() {
    for (secret, text) in [
        ("41bc-n7x", "100%41bc-n7x"),
        ("n7x-41bc", r"C:\n7x-41bc"),
        ("amp;7x-41bc", "&amp;7x-41bc"),
        ("'7x-41bc'", "'''7x-41bc''''"),
        ("x-7F&lt;y", "x-7F&lt;y"),
        ("x-7F%22y%", "x-7F%22y%25"),
        ("20-x-7Fecret", "=20-x-7Fecret="),
    ] {
        let clean = knows(secret).clean(text);
        assert!(clean.contains(CUT) && !clean.contains("41b") && !clean.contains("x-7F"), "{text}: {clean}");
    }
}

#[test]
fn a_text_that_can_be_read_in_too_many_ways_is_dropped() {
    let scrubber = knows("correct horse");
    for many in ["\\", "'"] {
        assert_eq!(scrubber.clean(&many.repeat(400)), CUT);
        assert_eq!(scrubber.clean(&many.repeat(12)), many.repeat(12));
    }
    assert_eq!(scrubber.clean(&"%25".repeat(160)), "%25".repeat(160));
}

#[test]
fn the_end_of_a_long_text_does_not_hold_the_beginning_of_a_secret() {
    let secret = "Kn4rr\"key of ten words & more";
    let spellings = [
        secret.to_owned(),
        secret.replace('"', "%22").replace(' ', "%20").replace('&', "%26"),
        secret.replace('"', "&quot;").replace('&', "&amp;"),
        general_purpose::STANDARD.encode(secret),
        "4b6e347272226b6579206f662074656e20776f7264732026206d6f7265".to_owned(),
    ];
    for spelling in spellings {
        for before in 440..520 {
            let clean =
                knows(secret).clean(&["#".repeat(before), spelling.clone(), "#".repeat(100)].concat());
            let shown = clean.trim_end_matches('…').trim_matches('#').replace(CUT, "");
            assert!(shown.len() <= 6, "{before}: {clean}");
            assert!(clean.chars().count() <= LONGEST + 1);
        }
    }
}

#[test]
fn the_work_for_a_text_does_not_grow_with_it_or_with_the_secret() {
    let mut scrubber = knows(&"aA0".repeat(1 << 20));
    assert_eq!(scrubber.clean(&"aA0".repeat(1 << 20)), "***…");
    for n in 0..1000 {
        scrubber.add(&["secret-", &n.to_string()].concat().as_str().into());
    }
    assert_eq!(scrubber.clean("a code"), "a code");
    assert_eq!(scrubber.clean(&"a long text ".repeat(40)), CUT);
}
