use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use portcullis_sandbox::Sandbox;
use portcullis_sandbox::storedsafe::FileData;
use serde_json::json;

use super::session::{Form, READER, Session, ids, refusal};
use crate::https::Result;

fn form(vault: &str) -> Form {
    Form::default().text("templateid", "3").text("groupid", vault).text("parentid", "0")
}

#[tokio::test]
async fn a_file_comes_back_as_it_went() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let control = sandbox.storedsafe();
    let vault = admin.vault("16").await?;
    // Line ends and dashes as in the borders of the form, and bytes that differ between the alphabets.
    let content = [b"\r\n------a-boundary\r\n--\xff\xfe\xfb".as_slice(), &[0xfb; 100]].concat();
    let made = admin.form("/object", form(&vault).file("upload", "år 1.bin", &content)).await?;
    assert_eq!((made.status.as_u16(), made.text("/DATA/templateid")), (200, "3".to_owned()), "{}", made.json);
    let id = made.json["CALLINFO"]["objectid"].to_string();
    assert_eq!(control.file_content(&id).unwrap(), content);

    let one = format!("/object/{id}");
    let info = admin.get(&one).await?;
    assert!(info.json.get("FILEDATA").is_none());
    assert_eq!(info.text("/OBJECT/0/filename"), "år 1.bin");
    assert_eq!(info.json["OBJECT"][0]["public"], json!({ "file1": "år 1.bin" }));
    let file = &info.json["OBJECT"][0]["fileinfo"];
    assert_eq!((&file["objectid"], &file["size"]), (&json!(id), &json!(content.len().to_string())));
    assert_eq!((&file["ext"], &file["type"]), (&json!("bin"), &json!("application/octet-stream")));

    let path = format!("{one}?filedata=true&decrypt=true");
    let got = admin.get(&path).await?;
    assert_eq!(got.text("/FILEDATA"), BASE64_STANDARD.encode(&content));
    assert_eq!(got.json["OBJECT"][0]["crypted"], json!([]));
    assert_eq!((control.downloads(&id), control.decrypts(&id)), (1, 1));

    let mut shape = FileData::default();
    (shape.url_safe, shape.unpadded, shape.pieces, shape.first) = (true, true, true, true);
    control.file_data(shape);
    let got = admin.get(&path).await?;
    assert!(got.bytes.starts_with(b"{\"FILEDATA\":[\""));
    let pieces = got.json["FILEDATA"].as_array().unwrap();
    assert!(pieces.len() > 1);
    let text: String = pieces.iter().filter_map(|piece| piece.as_str()).collect();
    assert_eq!(text, BASE64_URL_SAFE_NO_PAD.encode(&content));
    assert_eq!(got.json["CALLINFO"]["status"], "SUCCESS");

    let login = admin.login(&vault, "db1").await?;
    let none = admin.get(&format!("/object/{login}?filedata=true")).await?;
    assert_eq!((none.status.as_u16(), none.json.get("FILEDATA")), (200, None));
    assert_eq!(ids(&admin.get("/find?needle=%C3%85R").await?.json["OBJECT"]), [id.as_str()]);
    Ok(())
}

#[tokio::test]
async fn a_form_must_be_whole() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let reader = Session::new(&sandbox, &admin, "reader", &READER).await?;
    let vault = admin.vault("16").await?;
    admin.admit(&vault, &reader, 1).await?;
    let file = || form(&vault).file("file", "a.txt", b"content");

    let one = "The form must hold one file.";
    assert_eq!(refusal(&admin.form("/object", form(&vault)).await?), one);
    assert_eq!(refusal(&admin.form("/object", file().file("b", "b", b"b")).await?), one);
    let login = Form::default().text("templateid", "4").text("groupid", &vault).text("parentid", "0");
    assert_eq!(admin.form("/object", login.file("file", "a", b"a")).await?.status, 403);
    assert_eq!(admin.form("/vault", file()).await?.status, 403);
    let mut cut = file().end();
    cut.truncate(cut.len() - 20);
    let reply = admin.send("POST", "/object", &Form::kind(), cut).await?;
    assert_eq!(refusal(&reply), "The request is not a JSON object.");
    assert_eq!(reader.form("/object", file()).await?.status, 403);

    sandbox.storedsafe().max_file_size(6);
    assert_eq!(refusal(&admin.form("/object", file()).await?), "The file is too large.");
    sandbox.storedsafe().max_file_size(7);
    assert_eq!(admin.form("/object", file()).await?.status, 200);
    assert_eq!(sandbox.storedsafe().objects(), 1);
    Ok(())
}

#[tokio::test]
async fn a_certificate_gets_its_template() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("16").await?;
    let pem = sandbox.storedsafe().client_certificate("device 1")?.pem;

    let plain = admin.form("/filecollect", Form::default().file("upload", "a.txt", b"text")).await?;
    assert_eq!((plain.text("/DATA/templateid"), plain.text("/DATA/file1")), ("3".into(), "a.txt".into()));
    assert!(plain.json["DATA"].get("cn").is_none());
    assert_eq!(plain.text("/DATA/token"), admin.token);

    // The first bytes are enough for the template, not for the fields.
    let head = Form::default().file("upload", "a.pem", &pem.as_bytes()[..64]);
    let head = admin.form("/filecollect", head).await?;
    assert_ne!(head.text("/DATA/templateid"), "3");
    assert!(head.json["DATA"].get("cn").is_none());

    let whole = Form::default().file("file", "a.pem", pem.as_bytes()).text("file1", "b.pem");
    let whole = admin.form("/filecollect", whole).await?;
    assert_eq!(whole.text("/DATA/cn"), "device 1");
    assert_eq!(whole.text("/DATA/issuer"), "Portcullis sandbox CA");
    assert_eq!(whole.text("/DATA/keyusage"), "Digital Signature");
    assert_eq!(whole.text("/DATA/file1"), "b.pem");

    let mut form = Form::default().text("groupid", &vault).text("parentid", "0");
    for (name, value) in whole.json["DATA"].as_object().unwrap() {
        if name != "token" {
            form = form.text(name, value.as_str().unwrap());
        }
    }
    let made = admin.form("/object", form.file("upload", "b.pem", pem.as_bytes())).await?;
    let id = made.json["CALLINFO"]["objectid"].to_string();
    let object = admin.get(&format!("/object/{id}")).await?;
    assert_eq!(object.text("/OBJECT/0/public/cn"), "device 1");
    assert_eq!(object.text("/OBJECT/0/fileinfo/type"), "application/x-x509-ca-cert");
    Ok(())
}

/// One of the pieces of the large file: what all have in common, with a mark.
fn piece(common: &[u8], at: u8) -> Vec<u8> {
    let mut piece = common.to_vec();
    piece[PIECE / 2] = at;
    piece
}

const PIECE: usize = 3 << 19;
const PIECES: u8 = 134;

#[tokio::test]
async fn two_hundred_mebibytes_pass_through() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("16").await?;
    // The form around the file, so that the file itself is made while it is sent.
    let whole = form(&vault).file("upload", "large", b"").end();
    let border = whole.windows(4).rposition(|end| end == b"\r\n--").unwrap();
    let (head, tail) = (whole[..border].to_vec(), whole[border..].to_vec());
    let length = whole.len() + PIECE * usize::from(PIECES);
    assert!(length > 200 << 20);
    let common: Arc<[u8]> = (0..PIECE).map(|byte| byte.to_le_bytes()[byte % 3]).collect();
    let shared = Arc::clone(&common);
    let pieces = (0..PIECES).map(move |at| piece(&shared, at));
    let pieces = std::iter::once(head).chain(pieces).chain([tail]);
    let body = Body::from_stream(futures_util::stream::iter(pieces.map(Ok::<_, Infallible>)));
    let headers = [
        ("x-http-token", admin.token.as_str()),
        ("content-type", &Form::kind()),
        ("content-length", &length.to_string()),
    ];
    let made = admin.client.send("POST", &format!("{}/object", admin.base), &headers, body).await?;
    let id = made.json["CALLINFO"]["objectid"].to_string();
    assert_eq!(
        admin.get(&format!("/object/{id}")).await?.text("/OBJECT/0/fileinfo/size").parse(),
        Ok(length - whole.len())
    );

    let got = admin.get(&format!("/object/{id}?filedata=true")).await?;
    assert_eq!(got.headers["content-length"].to_str()?.parse::<usize>()?, got.bytes.len());
    let text = got.json["FILEDATA"].as_str().unwrap();
    let parts = text.as_bytes().chunks(PIECE / 3 * 4);
    assert_eq!(parts.len(), usize::from(PIECES));
    for (at, part) in (0..PIECES).zip(parts) {
        assert!(BASE64_STANDARD.decode(part)? == piece(&common, at), "piece {at} changed on its way");
    }
    Ok(())
}
