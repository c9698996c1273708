//! Rewrites the stored corpus from the samples: `cargo run --example seed`, without the flags of the targets.

use portcullis_fuzz::samples::SAMPLES;
use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for target in ["body", "errors", "headers", "cursors", "session_file"] {
        fs::create_dir_all(root.join(target))?;
    }
    fs::create_dir_all(root.join("token_replies"))?;
    for vendor in 0..6 {
        // The lowest three bits pick the reply, the next three its status.
        for (shape, text) in [
            (0, ""),
            (0, " "),
            (0, "T-0123456789"),
            (1, "\n"),
            (2, "\u{e4}"),
            (3, "x"),
            (4, "y"),
            (5, "z"),
            (6, "{}"),
            (4 << 3 | 1, "w"),
            (4 << 3 | 5, "v"),
        ] {
            let name = format!("vendor {vendor} shape {shape} {}", text.len());
            write(&root, "token_replies", &name, &[vendor, shape], text)?;
        }
    }
    let good = SAMPLES.iter().filter(|s| s.status < 300).enumerate();
    for (at, sample) in good {
        write(&root, "body", sample.name, &[at], &(sample.body)().to_string())?;
    }
    for (at, sample) in SAMPLES.iter().enumerate() {
        if sample.status >= 300 {
            write(
                &root,
                "errors",
                sample.name,
                &[at, usize::from(sample.status) - 300],
                &(sample.body)().to_string(),
            )?;
        }
    }
    for (at, lines) in [
        "\05\n\x01Sat, 21 Nov 2026 22:00:00 GMT",
        "\0Fri, 31 Dec 9999 23:59:59 GMT",
        "\x02https://x/?token=t#f",
        "\x0310",
        "\x04gzip",
        "\x06a=b; Max-Age=-1; Path=/",
        "\x07c-1\n\x08r-1",
    ]
    .iter()
    .enumerate()
    {
        write(&root, "headers", &format!("line {at}"), &[at, at * 3 + 1], lines)?;
    }
    fs::create_dir_all(root.join("websocket_frames"))?;
    let status = r#"{"data":{"type":"X-DPT-CAB-ID","id":"c-1","command_status":2,"body":""}}"#;
    let text = format!("\u{81}{}{status}", char::from(u8::try_from(status.len()).unwrap_or_default()));
    let bytes = |text: &str| text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect::<Vec<_>>();
    for (name, mode, polls, sent) in [
        ("page", 8, 2, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"),
        ("redirect", 0, 2, "HTTP/1.1 302 Found\r\nLocation: wss://evil.example/\r\n\r\n"),
        ("endless", 4, 3, "X: y"),
        (
            "hash",
            0,
            1,
            "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
        ),
        ("outcome", 3, 0, &text),
        ("early-outcome", 1, 0, &text),
        ("flood", 7, 0, &text),
        ("pings", 7, 2, "\u{89}\u{01}x"),
        ("close", 3, 4, "\u{88}\u{02}\u{03}\u{e8}"),
        ("parts", 3, 5, "\u{01}\u{03}{\"d\u{80}\u{05}ata\":"),
        ("long", 7, 0, "\u{82}\u{7f}\0\0\0\0\0\u{0f}\u{ff}\u{ff}"),
    ] {
        fs::write(root.join("websocket_frames").join(name), [&[mode, polls], &*bytes(sent)].concat())?;
    }
    let lists = SAMPLES
        .iter()
        .filter(|s| s.name.ends_with("list") || s.name.ends_with("tags") || s.name.ends_with("roles"));
    for (at, sample) in lists.enumerate() {
        write(&root, "cursors", sample.name, &[at], &(sample.body)().to_string())?;
    }
    for (at, text) in [
        "\0t0ken\n",
        "\0fuzz42",
        "\0t\tken",
        "\0\u{feff}t0ken",
        "\x01token:t0ken\nmysite:vault.example\nusername:alice\napikey:key\n",
        "\x01mysite:vault.example:8443\r\ntoken: none\r\n",
        "\x01token:a\u{1}b\ntoken:fuzz42\n",
    ]
    .iter()
    .enumerate()
    {
        write(&root, "session_file", &format!("file {at}"), &[], text)?;
    }
    Ok(())
}

fn write(root: &Path, target: &str, name: &str, head: &[usize], text: &str) -> io::Result<()> {
    let mut bytes: Vec<u8> = head.iter().filter_map(|n| u8::try_from(*n).ok()).collect();
    bytes.extend_from_slice(text.as_bytes());
    if target == "cursors" {
        bytes.push(0xff);
        bytes.extend_from_slice(text.as_bytes());
    }
    fs::write(root.join(target).join(name.replace(' ', "-")), bytes)
}
