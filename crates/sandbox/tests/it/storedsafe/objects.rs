use portcullis_sandbox::Sandbox;
use serde_json::{Value, json};

use super::session::{Session, WRITER, ids, login, refusal};
use crate::https::Result;

#[tokio::test]
async fn an_object_lives_from_its_creation_to_its_deletion() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("7").await?;
    let made = admin.json("POST", "/object", &login(&vault, "db1")).await?;
    assert!(made.json["CALLINFO"]["objectid"].is_u64(), "{}", made.json);
    let id = made.json["CALLINFO"]["objectid"].to_string();
    let one = format!("/object/{id}");

    let expected = json!([{
        "id": id, "parentid": "0", "templateid": "4", "groupid": vault, "status": "128", "objectname": "db1",
        "filename": "", "children": "0", "notes": false, "tags": "", "alarmed": false,
        "public": { "host": "db1", "username": "svc" },
    }]);
    let got = admin.get(&one).await?;
    assert_eq!(got.json["OBJECT"], expected);
    assert_eq!(got.json["BREADCRUMB"], json!([]));
    let structure = &got.json["TEMPLATES"][0]["structure"];
    assert_eq!((&structure[2]["fieldname"], &structure[2]["encrypted"]), (&json!("password"), &json!(true)));
    assert_eq!(admin.get(&format!("{one}?children=false&decrypt=false")).await?.json["OBJECT"], expected);

    let control = sandbox.storedsafe();
    assert_eq!(control.decrypts(&id), 0);
    let open = admin.get(&format!("{one}?decrypt=true")).await?;
    assert_eq!(open.json["OBJECT"][0]["crypted"], json!({ "password": "correct horse battery" }));
    assert_eq!((control.decrypts(&id), control.alarms()), (1, 0));
    assert!(control.flag_alarm(&id));
    let open = admin.get(&format!("{one}?decrypt=true")).await?;
    assert_eq!(
        (&open.json["OBJECT"][0]["alarmed"], open.text("/OBJECT/0/status")),
        (&json!(true), "160".to_owned())
    );
    assert_eq!((control.decrypts(&id), control.alarms()), (2, 1));

    let change = json!({ "username": "root", "password": "short" });
    let changed = admin.json("PUT", &one, &change).await?;
    assert_eq!(changed.json["CALLINFO"]["general"], json!(["BAD_POLICY"]));
    let now = admin.get(&one).await?;
    assert_eq!(now.json["OBJECT"][0]["public"], json!({ "host": "db1", "username": "root" }));
    assert_eq!(now.text("/OBJECT/0/status"), (128 + 32 + 1024).to_string());
    assert_eq!(control.decrypted_fields(&id).unwrap()["password"], "short");
    let changed = admin.json("PUT", &one, &json!({ "password": "fourteen letters" })).await?;
    assert_eq!(changed.json["CALLINFO"]["general"], json!([]));
    assert_eq!(admin.json("PUT", &one, &json!({ "host": "" })).await?.status, 403);
    assert_eq!(admin.json("PUT", &one, &json!({ "parentid": "5" })).await?.status, 403);
    assert_eq!(admin.json("PUT", &one, &json!({ "parentid": "0", "groupid": vault })).await?.status, 200);

    assert_eq!(control.objects(), 1);
    assert_eq!(admin.bare("DELETE", &one).await?.text("/CALLINFO/message"), "DELETED");
    assert_eq!(control.objects(), 0);
    for (method, path) in [("GET", &one), ("GET", &format!("{one}?decrypt=true")), ("DELETE", &one)] {
        assert_eq!(refusal(&admin.bare(method, path).await?), "NO SUCH OBJECT");
    }
    assert_eq!(admin.get("/find?needle=db1").await?.json["OBJECT"], json!([]));
    control.missing_object_is_empty(true);
    let empty = admin.get(&one).await?;
    assert_eq!((empty.status.as_u16(), &empty.json["OBJECT"]), (200, &json!([])));
    Ok(())
}

#[tokio::test]
async fn what_a_template_demands_must_come() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("16").await?;
    for (name, value, why) in [
        ("templateid", json!("77"), "NO SUCH TEMPLATE"),
        ("templateid", Value::Null, "Missing parameter templateid."),
        ("groupid", json!("77"), "NO SUCH VAULT"),
        ("parentid", json!("77"), "NO SUCH PARENT"),
        ("parentid", Value::Null, "Missing parameter parentid."),
        ("password", Value::Null, "Missing parameter password."),
        ("password", json!(""), "Missing parameter password."),
        ("password", json!(1234), "Parameter password must be text."),
        ("templateid", json!("3"), "A file needs a template for files, and such a template needs a file."),
    ] {
        let mut body = login(&vault, "db1");
        body[name] = value;
        assert_eq!(refusal(&admin.json("POST", "/object", &body).await?), why);
    }
    assert_eq!(sandbox.storedsafe().objects(), 0);

    let control = sandbox.storedsafe();
    assert_eq!(control.add_template("Own", &[("parentid", false)]), None);
    let template = control.add_template("Own", &[("clear", false), ("hidden", true)]).unwrap();
    control.object_ids_as_text(true);
    let own = json!({
        "templateid": template, "groupid": vault, "parentid": 0, "objectname": "Ö", "hidden": "x", "other": "y",
    });
    let id = admin.json("POST", "/object", &own).await?.text("/CALLINFO/objectid");
    let open = admin.get(&format!("/object/{id}?decrypt=true")).await?;
    assert_eq!(open.json["OBJECT"][0]["public"], json!([]));
    assert_eq!(open.json["OBJECT"][0]["crypted"], json!({ "hidden": "x" }));
    assert_eq!(open.text("/OBJECT/0/objectname"), "Ö");
    Ok(())
}

#[tokio::test]
async fn children_come_with_their_parent() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let vault = admin.vault("16").await?;
    let folder = |name: &str, parent: &str| json!({ "templateid": "2", "groupid": vault, "parentid": parent, "name": name });
    let outer =
        admin.json("POST", "/object", &folder("outer", "0")).await?.json["CALLINFO"]["objectid"].to_string();
    let inner = admin.json("POST", "/object", &folder("inner", &outer)).await?.json["CALLINFO"]["objectid"]
        .to_string();
    let mut leaf = login(&vault, "db1");
    leaf["parentid"] = inner.as_str().into();
    let leaf = admin.json("POST", "/object", &leaf).await?.json["CALLINFO"]["objectid"].to_string();

    let one = admin.get(&format!("/object/{leaf}")).await?;
    let crumbs: Vec<&str> = one.json["BREADCRUMB"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["objectname"].as_str().unwrap())
        .collect();
    assert_eq!(crumbs, ["outer", "inner"]);
    let path = format!("/object/{inner}?children=true");
    let family = admin.get(&path).await?;
    assert_eq!(ids(&family.json["OBJECT"]), [inner.as_str(), leaf.as_str()]);
    assert_eq!(ids(&family.json["TEMPLATES"]), ["2", "4"]);
    assert_eq!(family.text("/OBJECT/0/children"), "1");
    assert!(family.json.get("HEADERS").is_none());

    sandbox.storedsafe().children_by_id(true);
    let family = admin.get(&path).await?;
    assert_eq!(family.json["OBJECT"][&leaf]["objectname"], "db1");
    assert_eq!(family.json["TEMPLATESINFO"]["4"]["STRUCTURE"]["host"]["encrypted"], false);

    let both = admin.get(&format!("{path}&decrypt=true")).await?;
    assert_eq!((both.status.as_u16(), refusal(&both).as_str()), (200, "Children cannot be decrypted."));
    assert_eq!(admin.get(&format!("/object/{leaf}?decrypt=True")).await?.status, 403);
    assert_eq!(sandbox.storedsafe().decrypts(&leaf), 0);

    assert_eq!(
        refusal(&admin.bare("DELETE", &format!("/object/{inner}")).await?),
        "The object has children."
    );
    for id in [leaf, inner, outer] {
        assert_eq!(admin.bare("DELETE", &format!("/object/{id}")).await?.status, 200);
    }
    Ok(())
}

#[tokio::test]
async fn a_search_finds_clear_text_alone() -> Result<()> {
    let sandbox = Sandbox::start().await?;
    let admin = Session::admin(&sandbox).await?;
    let grace = Session::new(&sandbox, &admin, "grace", &WRITER).await?;
    let vault = admin.vault("16").await?;
    let own = grace.vault("16").await?;
    let first = admin.login(&vault, "Ätran & #1").await?;
    grace.login(&own, "ätran 2").await?;

    let found = admin.get("/find?needle=%C3%84TRAN%20%26%20%23").await?;
    assert_eq!(found.json["CALLINFO"]["handler"], "FindHandler");
    assert_eq!(ids(&found.json["OBJECT"]), [first.as_str()]);
    assert_eq!(ids(&found.json["TEMPLATES"]), ["4"]);
    for nothing in ["horse", "", "2"] {
        let found = admin.get(&format!("/find?needle={nothing}")).await?;
        assert_eq!((&found.json["OBJECT"], &found.json["TEMPLATES"]), (&json!([]), &json!([])), "{nothing}");
    }
    assert_eq!(admin.get("/find").await?.status, 403);
    Ok(())
}
