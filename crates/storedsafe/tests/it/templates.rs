use crate::support::{TOKEN, client, failure, reply};
use portcullis_testkit::{Body, operation};
use serde_json::json;
use storedsafe::{FieldKind, Template};

/// As text: the order of the fields matters.
const LOGIN: &str = r#"{
    "INFO": {"id": 4, "name": "Login", "ico": "ico_server", "active": true, "wb": "1", "ed": false, "jp": 0, "file": ""},
    "STRUCTURE": {
        "username": {"translation": "Username", "type": "text", "encrypted": false, "show": true, "opt": "True"},
        "password": {
            "translation": "Password", "type": "text-passwdgen", "encrypted": true, "show": true, "policy": true,
            "alarm": true, "opt": false, "cc": true, "nc": true, "log": true, "options": ["a", "b"],
            "options_default": "a", "placeholder": "secret"
        },
        "colour": {"type": "rainbow"}
    }
}"#;

fn with(template: &str) -> Body {
    let whole = reply(json!({"TEMPLATE": "here"})).to_string();
    Body::Text(whole.replace("\"here\"", template), "application/json")
}

fn is_login(template: &Template) {
    assert_eq!((template.id.as_str(), template.info.name.as_deref()), ("4", Some("Login")));
    let info = &template.info;
    assert_eq!(info.icon.as_deref(), Some("ico_server"));
    assert_eq!((info.active, info.workbench, info.edited_directly), (Some(true), Some(true), Some(false)));
    assert_eq!((info.jumps_to_parent, info.file.as_deref()), (Some(false), None));
    let names: Vec<_> = template.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["username", "password", "colour"]);
    let username = template.field("username").unwrap();
    assert!(username.optional && !username.encrypted && !username.policy);
    let password = template.field("password").unwrap();
    assert_eq!(password.label.as_deref(), Some("Password"));
    assert_eq!(password.kind, Some(FieldKind::Password));
    assert!(password.encrypted && password.policy && password.alarm && !password.optional);
    assert_eq!((password.show, password.log), (Some(true), Some(true)));
    assert_eq!((password.change_to_unsee, password.click_to_see), (Some(true), Some(true)));
    assert_eq!(
        (&password.options[..], password.default_option.as_deref()),
        (&["a".into(), "b".into()][..], Some("a"))
    );
    assert_eq!(password.placeholder.as_deref(), Some("secret"));
    assert_eq!(template.field("colour").unwrap().kind, Some(FieldKind::Other("rainbow".into())));
}

#[tokio::test]
async fn list() {
    let contract = operation("templates.list").replies(200, with(&format!("[{LOGIN}]"))).start().await;
    let templates = client(&contract.url()).templates().list().await.unwrap();
    contract.request().await.is("GET", "/api/1.0/template").header("x-http-token", TOKEN).empty();
    assert_eq!(templates.len(), 1);
    is_login(&templates[0]);
}

#[tokio::test]
async fn get() {
    for template in [LOGIN.to_owned(), format!("[{LOGIN}]")] {
        let contract = operation("templates.get").replies(200, with(&template)).start().await;
        let template = client(&contract.url()).templates().get(&"4".into()).await.unwrap();
        contract.request().await.is("GET", "/api/1.0/template/4").header("x-http-token", TOKEN).empty();
        is_login(&template);
    }
}

#[tokio::test]
async fn a_template_without_fields_is_still_one() {
    let template = json!({"INFO": {"id": "2", "name": "Folder"}, "STRUCTURE": []});
    let contract =
        operation("templates.get").replies(200, reply(json!({"TEMPLATE": template}))).start().await;
    let template = client(&contract.url()).templates().get(&"2".into()).await.unwrap();
    assert_eq!((template.id.as_str(), template.fields.len()), ("2", 0));
}

#[tokio::test]
async fn the_servers_text_proves_that_a_template_is_missing() {
    let contract = operation("templates.get").replies(403, failure("2000", "NO SUCH TEMPLATE")).start().await;
    let templates = client(&contract.url()).templates();
    assert!(templates.get(&"9".into()).optional().await.unwrap().is_none());
    let contract = operation("templates.get").replies(403, failure("2000", "No permission.")).start().await;
    let error = client(&contract.url()).templates().get(&"9".into()).await.unwrap_err();
    assert!(!error.is_not_found());
}
