//! Operations against the sandbox.

use crate::sandbox::{Result, site};
use portcullis_sandbox::Sandbox;
use privx::{
    Client, RoleHandle, RoleId, Secret, Trust, UserId,
    local_user_store::LocalUser,
    role_store::{Role, RoleChange, SourceRule},
    workflow_engine::{
        AccessRequest, AccessRequestSearch, Decision, RequestFilter, RequestOutcome, Requests, StepMatch,
        Workflow, WorkflowSettings, WorkflowStep,
    },
};
use std::time::{Duration, UNIX_EPOCH};

#[tokio::test]
async fn workflows_from_creation_to_deletion() -> Result {
    let (_sandbox, client) = site().await?;
    let ops = client.role_store().roles().create(&Role::new("ops", SourceRule::none())).await?;
    let (engine, workflows) = (client.workflow_engine(), client.workflow_engine().workflows());
    let workflow = Workflow::new("ops", [WorkflowStep::new(StepMatch::Any, [ops.clone()])]);
    let id = workflows.create(&workflow.target_roles([RoleHandle::new(ops)])).await?;
    let read = workflows.get(&id).await?;
    workflows.replace(&id, &read.comment("new")).await?;
    assert_eq!(
        workflows.list().all().await?.first().and_then(|found| found.comment.clone()),
        Some("new".into())
    );
    workflows.delete(&id).await?;
    assert!(workflows.get(&id).optional().await?.is_none());
    engine.set_settings(&WorkflowSettings::new().smtp_server("mail.example")).await?;
    assert_eq!(engine.settings().await?.smtp_server.as_deref(), Some("mail.example"));
    assert!(engine.status().await?.status.is_some());
    Ok(())
}

/// Ada, who may ask for the role `ops` with her own client, beside the role `staff` that lets her ask.
struct Asking {
    ada: UserId,
    staff: RoleId,
    ops: RoleId,
    hers: Requests,
}

/// The API client decides her requests.
async fn asking(sandbox: &Sandbox, client: &Client) -> Result<Asking> {
    let store = client.role_store();
    let staff = Role::new("staff", SourceRule::none()).permissions(["workflows-requests".into()]);
    let staff = store.roles().create(&staff).await?;
    let ops = store.roles().create(&Role::new("ops", SourceRule::none())).await?;
    let ada = LocalUser::new("ada").password(Secret::from("hunter2-hunter2"));
    let ada = UserId::from(client.local_user_store().users().create(&ada).await?.as_str());
    assert_eq!(store.users().grant(&ada, &Role::granted(staff.clone(), "staff")).await?, RoleChange::Made);
    let leads = store.roles().create(&Role::new("leads", SourceRule::none())).await?;
    let me = UserId::from(sandbox.details().privx.api_client_id.as_str());
    store.users().grant(&me, &Role::granted(leads.clone(), "leads")).await?;
    let steps = [WorkflowStep::new(StepMatch::Any, [leads])];
    let workflow = Workflow::new("ops", steps).target_roles([RoleHandle::new(ops.clone())]);
    client.workflow_engine().workflows().create(&workflow.can_bypass_revoke_workflow(true)).await?;

    let at = &sandbox.details().privx;
    let secret = at.oauth_client_secret.as_str();
    let hers = Client::builder(&at.base_url)
        .api_client(&at.oauth_client_id, secret, "ada", "hunter2-hunter2")
        .trust(Trust::only_pem(sandbox.ca_pem())?)
        .build()?
        .workflow_engine()
        .requests();
    Ok(Asking { ada, staff, ops, hers })
}

#[tokio::test]
async fn a_role_is_requested_decided_and_revoked() -> Result {
    let (sandbox, client) = site().await?;
    let (store, requests) = (client.role_store(), client.workflow_engine().requests());
    let Asking { ada, staff, ops, hers } = asking(&sandbox, &client).await?;
    let asked = AccessRequest::floating(ops.clone(), ada.clone(), 8).request_justification("ticket 4711");
    let none = hers.obtain(&asked, Duration::from_secs(1)).await?;
    assert!(matches!(none.outcome, RequestOutcome::Waiting(_)) && none.role.is_none());
    let (obtained, decided) = tokio::join!(hers.obtain(&asked, Duration::from_secs(30)), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        requests.decide(&none.id, &Decision::approve(0).comment("go")).await
    });
    decided?;
    let obtained = obtained?;
    assert_eq!(obtained.id, none.id, "no second request was made");
    assert!(matches!(obtained.outcome, RequestOutcome::Approved(_)));
    let role = obtained.role.ok_or("the role is there")?;
    assert_eq!((role.id, role.floating_length), (ops.clone(), Some(8)));
    requests.revoke_role(&none.id).await?;
    let left: Vec<_> = store.users().roles(&ada).all().await?.into_iter().map(|role| role.id).collect();
    assert_eq!(left, [staff]);

    let found = requests.search(&AccessRequestSearch::new(RequestFilter::All).keywords("4711")).all().await?;
    assert_eq!(found.iter().map(|found| &found.id).collect::<Vec<_>>(), [&none.id]);
    requests.delete(&none.id).await?;
    let gone = requests.wait_decided(&none.id, Duration::from_secs(1)).await?;
    assert!(matches!(gone, RequestOutcome::Deleted));
    let denied = hers.create(&asked).await?;
    requests.decide(&denied, &Decision::deny(0)).await?;
    assert!(matches!(hers.wait_decided(&denied, Duration::from_secs(5)).await?, RequestOutcome::Denied(_)));
    assert_eq!(store.users().revoke(&ada, &ops).await?, RoleChange::Unneeded);
    Ok(())
}

#[tokio::test]
async fn a_requested_role_is_held_for_the_requested_time() -> Result {
    let (sandbox, client) = site().await?;
    let (store, requests) = (client.role_store(), client.workflow_engine().requests());
    let Asking { ada, staff, ops, hers } = asking(&sandbox, &client).await?;
    let hours = |hours: u32| sandbox.privx().advance(Duration::from_secs(3600) * hours);
    let held = async || -> Result<bool> {
        let roles = store.users().roles(&ada).all().await?;
        assert!(roles.iter().any(|role| role.id == staff), "the other role stays");
        Ok(roles.iter().any(|role| role.id == ops))
    };
    let create =
        async |request: AccessRequest| hers.create(&request.request_justification("ticket 4711")).await;

    let floating = create(AccessRequest::floating(ops.clone(), ada.clone(), 8)).await?;
    hours(9); // The time counts from the approval.
    requests.decide(&floating, &Decision::approve(0)).await?;
    assert!(held().await?);
    hours(7);
    assert!(held().await?);
    hours(1);
    assert!(!held().await? && store.roles().members(&ops).all().await?.is_empty());

    let (start, end) = ("2100-01-01T00:00:00Z", "2100-01-01T08:00:00Z");
    let restricted = AccessRequest::time_restricted(ops.clone(), ada.clone(), start, end);
    requests.decide(&create(restricted).await?, &Decision::approve(0)).await?;
    assert!(!held().await?);
    let year = UNIX_EPOCH + Duration::from_secs(4_102_444_800);
    sandbox.privx().advance(year.duration_since(sandbox.privx().now())?);
    assert!(held().await?);
    hours(8);
    assert!(!held().await?);

    let permanent = create(AccessRequest::permanent(ops.clone(), ada.clone())).await?;
    requests.decide(&permanent, &Decision::approve(0)).await?;
    hours(100_000);
    assert!(held().await?);
    Ok(())
}
