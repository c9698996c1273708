use crate::{KEY, KIT, attempts, builder, client, error, never_sent, refused};
use digicert::{
    Client, Delivery, ProductId, Retry, SubaccountId,
    account::AccountType,
    code,
    subaccounts::{
        BalanceChange, BalanceDirection, NewInvite, NewProducts, NewSubaccount, NewSubaccountOrganization,
        NewSubaccountUser, PricingMethod, ProductPrices, ProductSelection, SubaccountPrice,
        SubaccountProducts, SubaccountSearch, SubaccountUpdate,
    },
};
use portcullis_core::transport::Pool;
use portcullis_testkit::{Answer, full, operation, sent, wire};
use serde_json::{Value, json};
use std::future::ready;

const ONE: &str = "PUT /services/v2/account/subaccount/7";
const CREATE: &str = "POST /services/v2/account";
const INVITE: &str = "POST /services/v2/account/subaccount/invite";

fn new() -> NewSubaccount {
    let user = NewSubaccountUser::new("Ada", "Byron", "ada@example.com");
    NewSubaccount::new(AccountType::Managed, user, NewSubaccountOrganization::new())
}

fn deposit(amount: u64) -> BalanceChange {
    BalanceChange::deposit(amount)
}

#[tokio::test]
async fn creates_with_everything() {
    let user = NewSubaccountUser::new("Ada", "Byron", "ada@example.com").username("ada").job_title("Analyst");
    let user = user.telephone("555 0100").disable_renewal_notifications(true);
    let organization = NewSubaccountOrganization::new()
        .name("Example")
        .address("1 Main St")
        .address2("Floor 2")
        .zip("84043")
        .city("Lehi")
        .state("Utah")
        .country("us")
        .telephone("555 0101");
    let account = NewSubaccount::new(AccountType::Reseller, user, organization)
        .allowed_grandchildren(vec![AccountType::Retail, AccountType::Enterprise])
        .account_manager_user_id("5")
        .bill_parent(true)
        .enforce_bill_parent(false)
        .child_name("Example");
    let body = concat!(
        r#"{"account_type":"reseller","allowed_grandchildren":["retail","enterprise"],"account_manager_user_id":5,"#,
        r#""bill_parent":true,"enforce_bill_parent":false,"child_name":"Example","user":{"first_name":"Ada","#,
        r#""last_name":"Byron","email":"ada@example.com","username":"ada","job_title":"Analyst","#,
        r#""telephone":"555 0100","disable_renewal_notifications":true},"organization":{"name":"Example","#,
        r#""address":"1 Main St","address2":"Floor 2","zip":"84043","city":"Lehi","state":"Utah","country":"us","#,
        r#""telephone":"555 0101"}}"#,
    );
    let create = async |c: &Client| c.subaccounts().create(&account).await;
    KIT.exchange("subaccounts.create", sent(CREATE, body), full(), create).await;
}

const LEAST: &str = concat!(
    r#"{"account_type":"managed","allowed_grandchildren":[],"#,
    r#""user":{"first_name":"Ada","last_name":"Byron","email":"ada@example.com"},"organization":{}}"#,
);

#[tokio::test]
async fn the_key_of_a_managed_account_is_a_secret() {
    let create = async |c: &Client| c.subaccounts().create(&new()).await;
    let reply = (201, json!({"id": 7, "api_key": "S3CRETAPIKEYOFTHECHILD"}));
    let made = KIT.exchange("subaccounts.create", sent(CREATE, LEAST), reply, create).await;
    assert!(!format!("{made:?}").contains("S3CRET"));
    assert_eq!(made.id.unwrap().as_str(), "7");
    assert_eq!(made.api_key.unwrap().expose_secret(), "S3CRETAPIKEYOFTHECHILD");
    // The name of the id is a guess.
    let reply = (201, json!({"account_id": 7}));
    let made = KIT.exchange("subaccounts.create", sent(CREATE, LEAST), reply, create).await;
    assert!(made.id.is_none() && made.api_key.is_none());
    assert_eq!(made.extra.get("account_id"), Some(&json!(7)));
}

#[tokio::test]
async fn limits_of_a_new_subaccount() {
    let name = "ä".repeat(64);
    let body = LEAST.replacen("],", &format!(r#"],"child_name":"{name}","#), 1);
    let longest = new().child_name(&*name);
    let create = async |c: &Client| c.subaccounts().create(&longest).await;
    KIT.exchange("subaccounts.create", sent(CREATE, body), (201, json!({})), create).await;
    let with = |change: fn(&mut NewSubaccount)| {
        let mut account = new();
        change(&mut account);
        account
    };
    for (field, account) in [
        ("child_name", new().child_name(format!("x{name}"))),
        ("account_manager_user_id", new().account_manager_user_id("ada")),
        ("account_type", with(|account| account.account_type = "".into())),
        ("first_name", with(|account| account.user.first_name.clear())),
        ("last_name", with(|account| account.user.last_name.clear())),
        ("email", with(|account| account.user.email = "ada".into())),
    ] {
        refused(field, async |c| c.subaccounts().create(&account).await).await;
    }
}

#[tokio::test]
async fn changes_settings() {
    let all = SubaccountUpdate::new()
        .account_manager_user_id("5")
        .bill_parent(false)
        .child_name("x".repeat(64))
        .allow_parent_order_renewal(true)
        .allow_removing_account_manager(false);
    let body = format!(
        r#"{{"account_manager_user_id":5,"bill_parent":false,"child_name":"{}","allow_parent_order_renewal":true,"allow_removing_account_manager":false}}"#,
        "x".repeat(64)
    );
    let no_manager = SubaccountUpdate::new().allow_removing_account_manager(true);
    let removed = r#"{"allow_removing_account_manager":true}"#.to_owned();
    for (update, body) in [(all, body), (no_manager, removed)] {
        let update = async |c: &Client| c.subaccounts().update(&"7".into(), &update).await;
        KIT.exchange("subaccounts.update", sent(ONE, body), (204, ()), update).await;
    }
    for (field, update) in [
        ("child_name", SubaccountUpdate::new().child_name("x".repeat(65))),
        ("account_manager_user_id", SubaccountUpdate::new().account_manager_user_id("")),
    ] {
        refused(field, async |c| c.subaccounts().update(&"7".into(), &update).await).await;
    }
}

#[tokio::test]
async fn sends_and_cancels_invitations() {
    let emails = || vec!["ada@example.com".to_owned(), "bot@example.com".to_owned()];
    let invite = NewInvite::new(emails(), AccountType::Retail).invite_note("Welcome");
    let body = r#"{"emails":["ada@example.com","bot@example.com"],"subaccount_type":"retail","invite_note":"Welcome"}"#;
    for status in [200, 201, 204] {
        let send = async |c: &Client| c.subaccounts().create_invite(&invite).await;
        KIT.exchange("subaccounts.create_invite", sent(INVITE, body), (status, ()), send).await;
    }
    let cancel = async |c: &Client| c.subaccounts().cancel_invite(&"3".into()).await;
    let line = "PUT /services/v2/account/subaccount/invite/3/status";
    let line = sent(line, r#"{"status":"canceled"}"#);
    KIT.exchange("subaccounts.update_invite_status", line, (204, ()), cancel).await;
    for (field, invite) in [
        ("emails", NewInvite::new(vec![], AccountType::Retail)),
        ("emails", NewInvite::new(vec!["ada@example.com".into(), "bot".into()], AccountType::Retail)),
        ("subaccount_type", NewInvite::new(emails(), AccountType::Managed)),
        ("subaccount_type", NewInvite::new(emails(), "")),
    ] {
        refused(field, async |c| c.subaccounts().create_invite(&invite).await).await;
    }
}

#[tokio::test]
async fn sets_what_was_read_with_changes() {
    let price = r#"{"lifetime":1,"cost":99.5,"additional_fqdn_cost":10,"additional_wildcard_cost":20.25}"#;
    let read = format!(
        r#"{{"currency":"USD","pricing_method":"custom","balance_negative_limit":"-50","products":[{{"product_name_id":"ssl_basic","product_name":"Basic","prices":[{price}]}},{{"product_name_id":"code_signing"}}]}}"#
    );
    let get = async |c: &Client| c.subaccounts().list_products(&"7".into()).await;
    let line = "GET /services/v2/account/subaccount/7/products";
    let read: Value = serde_json::from_str(&read).unwrap();
    let mut products =
        NewProducts::from(&KIT.exchange("subaccounts.list_products", line, (200, read), get).await);
    products
        .products
        .push(ProductPrices::new("ssl_plus").prices(vec![SubaccountPrice::new().lifetime(2).cost("7")]));
    let products = products.pricing_method(PricingMethod::Default);
    let body = format!(
        r#"{{"currency":"USD","pricing_method":"default","balance_negative_limit":-50,"products":[{{"product_name_id":"ssl_basic","prices":[{price}]}},{{"product_name_id":"code_signing"}},{{"product_name_id":"ssl_plus","prices":[{{"lifetime":2,"cost":7}}]}}]}}"#
    );
    let set = async |c: &Client| c.subaccounts().set_products(&"7".into(), &products).await;
    KIT.exchange("subaccounts.set_products", sent(format!("{ONE}/products"), body), (204, ()), set).await;
}

#[tokio::test]
async fn all_products_are_disabled_on_purpose_only() {
    let none = NewProducts::new(ProductSelection::None);
    let set = async |c: &Client| c.subaccounts().set_products(&"7".into(), &none).await;
    let line = sent(format!("{ONE}/products"), r#"{"products":[]}"#);
    KIT.exchange("subaccounts.set_products", line, (204, ()), set).await;
    let empty = NewProducts::from(&SubaccountProducts::default());
    never_sent("products", async |c| c.subaccounts().set_products(&"7".into(), &empty).await).await;
    let mistake = NewProducts::new(vec![]);
    never_sent("products", async |c| c.subaccounts().set_products(&"7".into(), &mistake).await).await;
    let nameless = NewProducts::new(vec![ProductPrices::new(ProductId::from(""))]);
    refused("product_name_id", async |c| c.subaccounts().set_products(&"7".into(), &nameless).await).await;
    let mut selection = ProductSelection::None;
    selection.push(ProductPrices::new("ssl_basic"));
    let one = NewProducts::new(selection);
    let set = async |c: &Client| c.subaccounts().set_products(&"7".into(), &one).await;
    let line = sent(format!("{ONE}/products"), r#"{"products":[{"product_name_id":"ssl_basic"}]}"#);
    KIT.exchange("subaccounts.set_products", line, (204, ()), set).await;
}

#[test]
fn a_price_is_sent_as_a_number_with_its_digits() {
    let price = SubaccountPrice::new().cost("12345678901234567.10");
    assert_eq!(serde_json::to_string(&price).unwrap(), r#"{"cost":12345678901234567.10}"#);
    let read: SubaccountPrice =
        serde_json::from_str(r#"{"cost":"99.50","additional_fqdn_cost":"free"}"#).unwrap();
    assert_eq!((read.cost.as_ref().unwrap().as_str(), &read.additional_fqdn_cost), ("99.50", &None));
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(written, r#"{"cost":99.50,"additional_fqdn_cost":"free"}"#);
}

#[tokio::test]
async fn a_price_that_is_no_number_is_never_sent() {
    for (field, price) in [
        ("cost", SubaccountPrice::new().cost("NaN")),
        ("additional_fqdn_cost", SubaccountPrice::new().additional_fqdn_cost("1,000.00")),
        ("additional_wildcard_cost", SubaccountPrice::new().additional_wildcard_cost("")),
    ] {
        let products = NewProducts::new(vec![ProductPrices::new("ssl_basic").prices(vec![price])]);
        never_sent(field, async |c| c.subaccounts().set_products(&"7".into(), &products).await).await;
    }
}

#[tokio::test]
async fn moves_money() {
    let opposite = BalanceChange::new(1_u64, BalanceDirection::from("withdraw"));
    for (change, body) in [
        (deposit(250), r#"{"amount":250,"transaction_type":"deposit"}"#),
        (opposite, r#"{"amount":1,"transaction_type":"withdraw"}"#),
    ] {
        for status in [200, 204] {
            let update = async |c: &Client| c.subaccounts().update_balance(&"7".into(), &change).await;
            let line = sent(format!("{ONE}/balance"), body);
            KIT.exchange("subaccounts.update_balance", line, (status, ()), update).await;
        }
    }
    for (field, change) in [("amount", deposit(0)), ("transaction_type", BalanceChange::new(5_u64, ""))] {
        refused(field, async |c| c.subaccounts().update_balance(&"7".into(), &change).await).await;
    }
}

#[tokio::test]
async fn money_is_moved_once_if_the_reply_is_lost() {
    let contract = operation("subaccounts.update_balance").replies(503, ()).start().await;
    let digicert = builder(&contract).retry(Retry::default()).build().unwrap();
    let error = digicert.subaccounts().update_balance(&"7".into(), &deposit(250)).await.unwrap_err();
    assert_eq!((error.delivery(), contract.count()), (Delivery::Unknown, 1));
}

#[tokio::test]
async fn money_is_moved_over_a_connection_of_its_own() {
    let server = wire::Scripted::new(|request, _| {
        assert_eq!(request.pool, Pool::Fresh);
        ready(wire::reply(204, &Value::Null))
    });
    let digicert = Client::us().api_key(KEY).transport(server.clone()).build().unwrap();
    digicert.subaccounts().update_balance(&"7".into(), &deposit(250)).await.unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn only_what_leaves_one_state_is_repeated() {
    let id = &SubaccountId::from("7");
    assert_eq!(attempts(async |c| c.subaccounts().create(&new()).await).await, 1);
    let invite = NewInvite::new(vec!["ada@example.com".into()], AccountType::Retail);
    assert_eq!(attempts(async |c| c.subaccounts().create_invite(&invite).await).await, 1);
    assert_eq!(attempts(async |c| c.subaccounts().update_balance(id, &deposit(1)).await).await, 1);
    assert_eq!(attempts(async |c| c.subaccounts().cancel_invite(&"3".into()).await).await, 3);
    let update = SubaccountUpdate::new().bill_parent(true);
    assert_eq!(attempts(async |c| c.subaccounts().update(id, &update).await).await, 3);
    let none = NewProducts::new(ProductSelection::None);
    assert_eq!(attempts(async |c| c.subaccounts().set_products(id, &none).await).await, 3);
}

#[tokio::test]
async fn an_account_without_the_feature_cannot_create() {
    let refusal = error(code::MISSING_PERMISSION, "Not enabled");
    let contract = operation("subaccounts.create").replies(403, refusal).start().await;
    let error = client(&contract).subaccounts().create(&new()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.delivery()),
        (Some("access_denied|missing_permission"), Delivery::Rejected)
    );
}

#[tokio::test]
async fn what_the_vendor_did_not_send_is_no_success() {
    let id = &SubaccountId::from("7");
    KIT.refuses_disguises("create", async |c| c.subaccounts().create(&new()).await).await;
    KIT.refuses_disguises("balance", async |c| c.subaccounts().update_balance(id, &deposit(1)).await).await;
    KIT.refuses_disguises("cancel", async |c| c.subaccounts().cancel_invite(&"3".into()).await).await;
    let all = SubaccountSearch::new();
    KIT.refuses_disguises("list", async |c| c.subaccounts().list(&all).all().await).await;
}

#[tokio::test]
async fn a_text_of_a_proxy_moved_no_money() {
    let reply = Answer::from((200, json!({"message": "Later"}))).unlike_the_facts("a body of a proxy");
    let update = async |c: &Client| c.subaccounts().update_balance(&"7".into(), &deposit(1)).await;
    let line = sent(format!("{ONE}/balance"), r#"{"amount":1,"transaction_type":"deposit"}"#);
    let error = KIT.refusal("subaccounts.update_balance", line, reply, update).await;
    assert_eq!(error.delivery(), Delivery::Unknown);
}

#[tokio::test]
async fn a_word_of_another_route_is_no_subaccount() {
    for word in ["invite", "order", "", ".", ".."] {
        let id = &SubaccountId::from(word);
        let none = NewProducts::new(ProductSelection::None);
        never_sent("subaccount_id", async |c| c.subaccounts().update(id, &SubaccountUpdate::new()).await)
            .await;
        never_sent("subaccount_id", async |c| c.subaccounts().set_products(id, &none).await).await;
        never_sent("subaccount_id", async |c| c.subaccounts().update_balance(id, &deposit(1)).await).await;
    }
}
