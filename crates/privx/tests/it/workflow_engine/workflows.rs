use crate::{
    ID,
    support::{DONE, creates, exchange, is_a_conflict, is_limited, keeps_the_rules, may_be_missing, sends},
};
use portcullis_testkit::{full, operation, sample, sent};
use privx::{
    Client, RoleHandle, RoleId,
    workflow_engine::{AccessAction, StepMatch, Workflow, WorkflowStep, Workflows},
};

const WORKFLOWS: &str = "/workflow-engine/api/v1/workflows";

fn workflows(client: &Client) -> Workflows {
    client.workflow_engine().workflows()
}

fn step() -> WorkflowStep {
    WorkflowStep::new(StepMatch::Any, [RoleId::from(ID)])
}

#[tokio::test]
async fn every_field_is_read() {
    let list = async |c: &Client| workflows(c).list().all().await;
    exchange("workflows.list", format!("GET {WORKFLOWS}?limit=50"), full(), list).await;
    let get = async |c: &Client| workflows(c).get(&ID.into()).await;
    exchange("workflows.get", format!("GET {WORKFLOWS}/{ID}"), full(), get).await;
    let get = async |c: &Client| workflows(c).get(&ID.into()).optional().await;
    may_be_missing("workflows.get", &format!("GET {WORKFLOWS}/{ID}"), get).await;
    let page = async |c: &Client| crate::support::paged(workflows(c).list()).await;
    exchange("workflows.list", format!("GET {WORKFLOWS}?limit=10&offset=20"), full(), page).await;
}

#[tokio::test]
async fn a_workflow_is_written_as_a_whole() {
    const SERVER: &[&str] = &[
        "/id",
        "/author",
        "/created",
        "/updated",
        "/updated_by",
        "/target_roles/0/deleted",
        "/requester_roles/0/deleted",
        "/steps/0/approvers/0/role/deleted",
    ];
    let workflow = sample("WorkflowInput");
    let create = async |c: &Client, workflow: &Workflow| workflows(c).create(workflow).await;
    creates("workflows.create", &format!("POST {WORKFLOWS}"), workflow.clone(), SERVER, create).await;
    let line = format!("PUT {WORKFLOWS}/{}", workflow["id"].as_str().unwrap());
    let replace = async |c: &Client, workflow: &Workflow| workflows(c).replace(&workflow.id, workflow).await;
    sends(operation("workflows.update"), &line, workflow, &[], replace).await;
    let delete = async |c: &Client| workflows(c).delete(&ID.into()).await;
    exchange("workflows.delete", format!("DELETE {WORKFLOWS}/{ID}"), DONE, delete).await;
}

#[tokio::test]
async fn a_workflow_is_made_of_steps() {
    let workflow = Workflow::new("ops", [step()])
        .action(AccessAction::Grant)
        .target_roles([RoleHandle::new(RoleId::from(ID))]);
    let create = async |c: &Client| workflows(c).create(&workflow).await;
    let body = format!(
        r#"{{"name":"ops","target_roles":[{{"id":"{ID}"}}],"action":"GRANT","steps":[{{"match":"ANY","approvers":[{{"role":{{"id":"{ID}"}}}}]}}]}}"#
    );
    exchange("workflows.create", sent(format!("POST {WORKFLOWS}"), body), full(), create).await;
}

#[tokio::test]
async fn a_workflow_keeps_the_rules_of_a_resource() {
    let get = async |c: &Client, id: &str| workflows(c).get(&id.into()).await;
    let replace =
        async |c: &Client, id: &str, workflow: Workflow| workflows(c).replace(&id.into(), &workflow).await;
    keeps_the_rules(("workflows.get", get), ("workflows.update", replace), &[]).await;
    let workflow = Workflow::new("ops", [step()]);
    is_a_conflict(operation("workflows.create"), async |c| workflows(c).create(&workflow).await).await;
}

#[tokio::test]
async fn a_workflow_has_one_to_three_steps_and_an_open_request() {
    for (field, workflow) in [
        ("steps", Workflow::new("ops", [])),
        ("steps", Workflow::new("ops", [step(), step(), step(), step()])),
        ("max_active_requests", Workflow::new("ops", [step()]).max_active_requests(0)),
    ] {
        let create = async |c: &Client| workflows(c).create(&workflow).await;
        is_limited(operation("workflows.create"), field, create).await;
        let replace = async |c: &Client| workflows(c).replace(&ID.into(), &workflow).await;
        is_limited(operation("workflows.update"), field, replace).await;
    }
    for workflow in [
        Workflow::new("ops", [step()]).max_active_requests(1),
        Workflow::new("ops", [step(), step(), step()]),
    ] {
        let replace = async |c: &Client| workflows(c).replace(&ID.into(), &workflow).await;
        let line = sent(format!("PUT {WORKFLOWS}/{ID}"), serde_json::to_string(&workflow).unwrap());
        exchange("workflows.update", line, DONE, replace).await;
    }
}

#[test]
fn words_are_typed() {
    for word in ["GRANT", "REMOVE", "BOTH"] {
        assert!(!matches!(word.into(), AccessAction::Other(_)), "{word}");
    }
    for word in ["ANY", "ALL"] {
        assert!(!matches!(word.into(), StepMatch::Other(_)), "{word}");
    }
}
