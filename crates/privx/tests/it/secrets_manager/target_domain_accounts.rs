use super::{DOMAINS, at};
use crate::{
    ID,
    support::{DONE, PAGE, exchange, is_identified, is_refused, may_be_missing, paged, sort},
};
use portcullis_testkit::{full, sent};
use privx::{
    Client,
    secrets_manager::{AccountState, ScannedAccountChangeSet, ScannedAccountSearch, TargetDomainAccounts},
};

fn accounts(client: &Client) -> TargetDomainAccounts {
    client.secrets_manager().target_domain_accounts()
}

#[tokio::test]
async fn every_field_is_read() {
    let line = format!("{DOMAINS}/{ID}/accounts");
    let list = async |c: &Client| accounts(c).list(&ID.into()).all().await;
    exchange("target_domain_accounts.list", format!("GET {line}?limit=50"), full(), list).await;
    let sorted = async |c: &Client| paged(accounts(c).list_sorted(&ID.into(), &sort())).await;
    let sorted_line = format!("GET {line}?{PAGE}");
    exchange("target_domain_accounts.list", sorted_line, full(), sorted).await;
    let get = async |c: &Client| accounts(c).get(&ID.into(), &ID.into()).await;
    exchange("target_domain_accounts.get", format!("GET {line}/{ID}"), full(), get).await;
    is_identified("target_domain_accounts.get", format!("GET {line}/{ID}"), get).await;
    let get = async |c: &Client| accounts(c).get(&ID.into(), &ID.into()).optional().await;
    may_be_missing("target_domain_accounts.get", &format!("GET {line}/{ID}"), get).await;
    let search = ScannedAccountSearch::new()
        .keywords("a b")
        .created_after(at(1))
        .created_before(at(2))
        .updated_after(at(3))
        .updated_before(at(4))
        .state(AccountState::New)
        .ignored(false)
        .sort(sort());
    let body = r#"{"keywords":"a b","created_after":"2031-01-01T00:00:00Z","created_before":"2031-01-02T00:00:00Z","updated_after":"2031-01-03T00:00:00Z","updated_before":"2031-01-04T00:00:00Z","state":"NEW","ignored":false}"#;
    let found = async |c: &Client| paged(accounts(c).search(&ID.into(), &search)).await;
    let line = sent(format!("POST {line}/search?{PAGE}"), body);
    exchange("target_domain_accounts.search", line, full(), found).await;
}

#[tokio::test]
async fn a_change_holds_only_what_is_set() {
    let line = format!("{DOMAINS}/{ID}/accounts");
    let both = ScannedAccountChangeSet::new().ignored(true).comment("a service");
    for (changes, body) in [
        (both, r#"{"ignored":true,"comment":"a service"}"#),
        (ScannedAccountChangeSet::new().comment(""), r#"{"comment":""}"#),
        (ScannedAccountChangeSet::new(), "{}"),
    ] {
        let update = async |c: &Client| accounts(c).update(&ID.into(), &ID.into(), &changes).await;
        exchange("target_domain_accounts.update", sent(format!("PUT {line}/{ID}"), body), DONE, update).await;
        let update = async |c: &Client| accounts(c).batch_update(&ID.into(), &[ID.into()], &changes).await;
        let batch =
            sent(format!("POST {line}/batch/edit"), format!(r#"{{"ids":["{ID}"],"changes":{body}}}"#));
        exchange("target_domain_accounts.batch_edit", batch, DONE, update).await;
    }
}

#[tokio::test]
async fn an_id_cannot_become_another_operation() {
    let changes = ScannedAccountChangeSet::new().ignored(true);
    for id in ["", ".", "batch", "search"] {
        is_refused("account_id", async |c| accounts(c).get(&ID.into(), &id.into()).await).await;
        let update = async |c: &Client| accounts(c).update(&ID.into(), &id.into(), &changes).await;
        is_refused("account_id", update).await;
    }
    let list = async |c: &Client| accounts(c).list(&"search".into()).all().await;
    is_refused("target_domain_id", list).await;
    for none in [&[][..], &["".into()][..], &[ID.into(), "".into()][..]] {
        is_refused("ids", async |c| accounts(c).batch_update(&ID.into(), none, &changes).await).await;
    }
}
