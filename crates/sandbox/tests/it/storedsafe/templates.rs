use portcullis_sandbox::Sandbox;

use super::session::{Session, refusal};
use crate::https::Result;

#[tokio::test]
async fn templates_have_the_known_ids_and_fields() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let all = admin.get("/template").await?;
    assert_eq!(all.json["CALLINFO"]["handler"], "TemplateHandler");
    let all = all.json["TEMPLATE"].as_array().unwrap();
    for (id, name, fields) in [
        ("1", "Server", "host,username,password,info,cryptedinfo"),
        ("2", "Folder", "name,info"),
        ("3", "File", "file1"),
        ("4", "Login", "host,username,password"),
        ("8", "Note", "name,note"),
        ("1001", "Server/IP", "host,ip,username,password,info,cryptedinfo"),
    ] {
        let template = all.iter().find(|template| template["INFO"]["id"] == id).unwrap();
        assert_eq!(template["INFO"]["name"], name);
        assert_eq!(template["INFO"].get("file").is_some(), id == "3");
        let structure = template["STRUCTURE"].as_object().unwrap();
        assert_eq!(structure.len(), fields.split(',').count(), "{name}");
        assert!(fields.split(',').all(|field| structure.contains_key(field)), "{name}");
        // The order of a map is told by the text alone.
        let one = admin.get(&format!("/template/{id}")).await?;
        let text = String::from_utf8(one.bytes.to_vec())?;
        let at: Vec<usize> = fields.split(',').map(|f| text.find(&format!("\"{f}\":{{")).unwrap()).collect();
        assert!(at.is_sorted(), "{name}: {at:?}");
    }
    let names: Vec<&str> = all.iter().filter_map(|template| template["INFO"]["name"].as_str()).collect();
    assert!(["Short Login", "PIN Code", "Credit Card", "x509"].iter().all(|name| names.contains(name)));

    let login = admin.get("/template/4").await?;
    let password = &login.json["TEMPLATE"]["STRUCTURE"]["password"];
    for flag in ["encrypted", "policy", "alarm"] {
        assert_eq!(password[flag], true, "{flag}");
    }
    assert_eq!((&password["opt"], &password["type"]), (&false.into(), &"text-passwdgen".into()));
    sandbox.storedsafe().template_in_list(true);
    assert_eq!(admin.get("/template/4").await?.text("/TEMPLATE/0/INFO/name"), "Login");
    assert_eq!(refusal(&admin.get("/template/5555").await?), "NO SUCH TEMPLATE");
    Ok(())
}
