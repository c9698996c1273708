use crate::{
    ID, sandbox,
    support::{
        DONE, creates, exchange, is_a_conflict, is_identified, is_limited, keeps_the_rules, may_be_missing,
        sends,
    },
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client,
    secrets_manager::{CompileScript, ScriptTemplate, ScriptTemplates},
};

const TEMPLATE: &str = "/secrets-manager/api/v1/script-template";

fn templates(client: &Client) -> ScriptTemplates {
    client.secrets_manager().script_templates()
}

#[tokio::test]
async fn a_template_is_written_as_a_whole() {
    let list = async |c: &Client| templates(c).list().page_size(5).all().await;
    exchange("script_templates.list", format!("GET {TEMPLATE}s"), full(), list).await;
    let template = sample("ScriptTemplate");
    let create = async |c: &Client, one: &ScriptTemplate| templates(c).create(one).await;
    let server = &["/id", "/created", "/created_by", "/updated", "/updated_by"];
    creates("script_templates.create", &format!("POST {TEMPLATE}"), template.clone(), server, create).await;
    let line = format!("PUT {TEMPLATE}/{}", template["id"].as_str().unwrap());
    let replace = async |c: &Client, one: &ScriptTemplate| templates(c).replace(&one.id, one).await;
    sends(operation("script_templates.update"), &line, template, &[], replace).await;
    let delete = async |c: &Client| templates(c).delete(&ID.into()).await;
    exchange("script_templates.delete", format!("DELETE {TEMPLATE}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_template_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| templates(c).get(&id.into()).await;
    let replace =
        async |c: &Client, id: &str, one: ScriptTemplate| templates(c).replace(&id.into(), &one).await;
    keeps_the_rules(("script_templates.get", get), ("script_templates.update", replace), &["compile"]).await;
    let get = async |c: &Client| templates(c).get(&ID.into()).await;
    is_identified("script_templates.get", format!("GET {TEMPLATE}/{ID}"), get).await;
    let get = async |c: &Client| templates(c).get(&ID.into()).optional().await;
    may_be_missing("script_templates.get", &format!("GET {TEMPLATE}/{ID}"), get).await;
}

#[tokio::test]
async fn a_taken_name_is_a_conflict() {
    let new = ScriptTemplate::new("linux", "LINUX", "true");
    is_a_conflict(operation("script_templates.create"), async |c| templates(c).create(&new).await).await;
}

#[tokio::test]
async fn a_script_is_compiled_unsaved() {
    let compile = async |c: &Client| templates(c).compile(&CompileScript::new("LINUX", "true")).await;
    let line = sent(format!("POST {TEMPLATE}/compile"), r#"{"operating_system":"LINUX","script":"true"}"#);
    exchange("script_templates.compile", line, full(), compile).await;
    for (field, odd) in
        [("operating_system", CompileScript::new("", "true")), ("script", CompileScript::new("LINUX", ""))]
    {
        let compile = async |c: &Client| templates(c).compile(&odd).await;
        is_limited(operation("script_templates.compile"), field, compile).await;
    }
}

#[tokio::test]
async fn the_sandbox_keeps_templates() -> sandbox::Result {
    let (_sandbox, client) = sandbox::site().await?;
    let templates = templates(&client);
    let id = templates.create(&ScriptTemplate::new("linux", "LINUX", "true")).await?;
    let taken = templates.create(&ScriptTemplate::new("linux", "LINUX", "true")).await;
    assert!(taken.is_err_and(|error| error.is_conflict()));
    let template = templates.get(&id).await?;
    assert!(template.created.is_some());
    templates.replace(&id, &template.script("false")).await?;
    assert_eq!(templates.list().all().await?.first().and_then(|one| one.script.as_deref()), Some("false"));
    let compiled = templates.compile(&CompileScript::new("LINUX", "true")).await?;
    assert_eq!(compiled.script.as_deref(), Some("true"));
    templates.delete(&id).await?;
    assert!(templates.get(&id).optional().await?.is_none());
    Ok(())
}
