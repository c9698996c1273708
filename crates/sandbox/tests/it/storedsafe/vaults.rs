use portcullis_sandbox::Sandbox;
use serde_json::json;

use super::session::{READER, Session, WRITER, ids, login, refusal};
use crate::https::Result;

#[tokio::test]
async fn a_vault_lives_from_its_creation_to_its_deletion() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    assert_eq!(admin.get("/vault").await?.json["VAULTS"], json!([]));

    let made = admin.json("POST", "/vault", &json!({ "groupname": "Lab" })).await?;
    let vault = made.text("/VAULT/0/id");
    assert_eq!((vault.len(), vault.parse::<u128>().is_err()), (21, true));
    let expected = json!([{
        "id": vault, "groupname": "Lab", "policy": "16", "description": "Lab", "status": "4", "statustext": "Admin",
    }]);
    assert_eq!(made.json["VAULT"], expected);
    assert_eq!(made.json["CALLINFO"]["handler"], "GroupHandler");
    assert_eq!(sandbox.storedsafe().vaults(), 1);
    let one = format!("/vault/{vault}");

    let change = json!({ "vaultname": "Works", "policy": "7", "description": "of steel" });
    assert_eq!(admin.json("PUT", &one, &change).await?.text("/VAULT/0/description"), "of steel");
    assert_eq!(admin.json("PUT", &one, &json!({ "policy": 8 })).await?.text("/VAULT/0/groupname"), "Works");
    assert_eq!(refusal(&admin.json("PUT", &one, &json!({ "policy": "3" })).await?), "NO SUCH POLICY");
    assert_eq!(admin.get("/vault").await?.text("/VAULTS/0/policy"), "8");

    let object = admin.login(&vault, "db1").await?;
    let whole = admin.get(&one).await?;
    assert_eq!(ids(&whole.json["VAULT"]), [vault.as_str()]);
    assert_eq!(ids(&whole.json["OBJECTS"]), [object.as_str()]);
    assert!(whole.json["OBJECTS"][0].get("crypted").is_none());
    assert_eq!(ids(&whole.json["TEMPLATES"]), ["4"]);

    assert_eq!(refusal(&admin.bare("DELETE", &one).await?), "The vault is not empty.");
    assert_eq!(admin.bare("DELETE", &format!("/object/{object}")).await?.status, 200);
    assert_eq!(admin.get(&one).await?.json["OBJECTS"], json!([]));
    let gone = admin.bare("DELETE", &one).await?;
    assert_eq!(gone.json["CALLINFO"]["status"], "SUCCESS");
    assert!(gone.json.get("HEADERS").is_none() && gone.json["CALLINFO"].get("errors").is_none());
    assert_eq!(refusal(&admin.get(&one).await?), "NO SUCH VAULT");
    assert_eq!(sandbox.storedsafe().vaults(), 0);
    Ok(())
}

#[tokio::test]
async fn members_have_what_they_were_given() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let grace = Session::new(&sandbox, &admin, "grace", &READER).await?;
    let vault = admin.vault("16").await?;
    let member = format!("/vault/{vault}/member/{}", grace.user);
    let own = format!("/vault/{vault}/member/{}", admin.user);

    for wrong in [json!(3), json!(7), json!("1"), json!([1]), json!(null)] {
        let reply = admin.json("POST", &member, &json!({ "status": wrong })).await?;
        assert_eq!(reply.status, 403, "{wrong}");
    }
    admin.admit(&vault, &grace, 1).await?;
    let again = admin.json("POST", &member, &json!({ "status": 2 })).await?;
    assert_eq!(refusal(&again), "The user is a member of the vault already.");
    let nobody = admin.json("POST", &format!("/vault/{vault}/member/99"), &json!({ "status": 1 })).await?;
    assert_eq!(refusal(&nobody), "NO SUCH USER");

    assert_eq!(admin.json("PUT", &member, &json!({ "status": 2 })).await?.status, 200);
    let list = grace.get(&format!("/vault/{vault}/members")).await?;
    assert_eq!(list.json["CALLINFO"]["handler"], "VaultmembersHandler");
    let members = &list.json["CALLINFO"]["vaultmembers"];
    assert_eq!(members[1]["username"], "grace");
    assert_eq!((&members[1]["status"], &members[1]["groupstatus"]), (&json!("129"), &json!("2")));

    // The relation shows at the user, too.
    let seen = admin.get(&format!("/user/{}", grace.user)).await?;
    assert_eq!(seen.json["CALLINFO"]["users"][0]["vaults"], json!([{ "id": vault, "status": "2" }]));
    assert_eq!(seen.json["CALLINFO"]["vaults"], json!([{ "id": vault, "name": "Lab" }]));
    // Not to an administrator without the capability for it.
    let other = Session::new(&sandbox, &admin, "other", &[0, 2, 7]).await?;
    let seen = other.get(&format!("/user/{}", grace.user)).await?;
    assert_eq!(seen.text("/CALLINFO/users/0/username"), "grace");
    assert_eq!(
        (&seen.json["CALLINFO"]["users"][0]["vaults"], &seen.json["CALLINFO"]["vaults"]),
        (&json!([]), &json!([]))
    );

    let stays = "The last member with the permission Admin must stay.";
    assert_eq!(refusal(&admin.json("PUT", &own, &json!({ "status": 2 })).await?), stays);
    assert_eq!(refusal(&admin.bare("DELETE", &own).await?), stays);
    let removed = admin.bare("DELETE", &member).await?;
    assert_eq!(removed.json["DATA"]["userid"].to_string(), grace.user);
    assert_eq!(refusal(&grace.get(&format!("/vault/{vault}")).await?), "NO SUCH VAULT");
    assert_eq!(admin.bare("DELETE", &member).await?.status, 403);

    // With a second administrator the first one may go.
    admin.admit(&vault, &grace, 4).await?;
    assert_eq!(admin.bare("DELETE", &own).await?.status, 200);
    assert_eq!(grace.get("/vault").await?.text("/VAULTS/0/statustext"), "Admin");
    Ok(())
}

/// Sends every request to a vault and to an object in it, and tells the HTTP status of each.
async fn attempts(session: &Session, vault: &str, object: &str) -> Result<Vec<(String, u16)>> {
    let one = format!("/vault/{vault}");
    let member = format!("{one}/member/{}", session.user);
    let object = format!("/object/{object}");
    let key = format!("/transparent/{vault}");
    let text = json!({ "plaintext": "AAAA" });
    let mut done = Vec::new();
    for (method, path, body) in [
        ("GET", one.clone(), json!({})),
        ("GET", format!("{one}/members"), json!({})),
        ("GET", object.clone(), json!({})),
        ("GET", format!("{object}?children=true"), json!({})),
        ("GET", format!("{object}?decrypt=true"), json!({})),
        ("LIST", format!("{key}/keys"), json!({})),
        ("POST", format!("{key}/encrypt/key"), text.clone()),
        ("POST", format!("{key}/datakey/wrapped/key"), json!({})),
        // From here on they write.
        ("POST", "/object".to_owned(), login(vault, "new")),
        ("PUT", object.clone(), json!({ "host": "other" })),
        ("POST", format!("{key}/encrypt/of-{}", session.user), text),
        ("POST", format!("{key}/keys/own-{}", session.user), json!({})),
        ("POST", format!("{key}/datakey/plaintext/key"), json!({})),
        ("DELETE", format!("{key}/keys/own-{}", session.user), json!({})),
        // From here on they administer.
        ("PUT", one.clone(), json!({ "description": "changed" })),
        ("PUT", member, json!({ "status": 4 })),
        ("GET", format!("/transparent/export/{vault}/key"), json!({})),
        ("GET", format!("/transparent/backup/{vault}/key"), json!({})),
    ] {
        let status = session.json(method, &path, &body).await?.status.as_u16();
        done.push((format!("{method} {path}"), status));
    }
    Ok(done)
}

#[tokio::test]
async fn permissions_hold_on_every_operation() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("16").await?;
    let object = admin.login(&vault, "db1").await?;
    admin.json("POST", &format!("/transparent/{vault}/keys/key"), &json!({})).await?;

    let (reads, writes, all) = (8, 14, 18);
    for (name, permission, allowed) in
        [("stranger", 0, 0), ("reader", 1, reads), ("writer", 2, writes), ("manager", 4, all)]
    {
        let user = Session::new(&sandbox, &admin, name, &READER).await?;
        if permission > 0 {
            admin.admit(&vault, &user, permission).await?;
        }
        for (at, (request, status)) in attempts(&user, &vault, &object).await?.iter().enumerate() {
            let may = at < allowed;
            assert_eq!((200..=201).contains(status), may, "{name}: {request} got {status}");
            assert!(may || *status == 403, "{name}: {request} got {status}");
        }
        let list = user.get("/vault").await?;
        assert_eq!(list.json["VAULTS"].as_array().map(Vec::len), Some(usize::from(permission > 0)));
        let hits = user.get("/find?needle=OTHER").await?;
        assert_eq!(hits.json["OBJECT"] != json!([]), permission >= 2, "{}", hits.json);
    }
    // Refusals decrypt nothing: the reader, the writer and the manager did.
    assert_eq!(sandbox.storedsafe().decrypts(&object), 3);
    Ok(())
}

#[tokio::test]
async fn making_and_deleting_vaults_is_a_capability() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let reader = Session::new(&sandbox, &admin, "reader", &READER).await?;
    let writer = Session::new(&sandbox, &admin, "writer", &WRITER).await?;
    let new = json!({ "vaultname": "Own" });
    let refused = "You do not have permission to create or delete vaults.";
    assert_eq!(refusal(&reader.json("POST", "/vault", &new).await?), refused);
    let vault = writer.vault("2").await?;
    writer.admit(&vault, &reader, 4).await?;
    let one = format!("/vault/{vault}");
    assert_eq!(refusal(&reader.bare("DELETE", &one).await?), refused);
    // A vault's name is needed, and nobody but members sees the vault: not even the system's administrator.
    assert_eq!(writer.json("POST", "/vault", &json!({ "vaultname": "" })).await?.status, 403);
    assert_eq!(admin.get(&one).await?.status, 403);
    assert_eq!(writer.bare("DELETE", &one).await?.status, 200);
    Ok(())
}
