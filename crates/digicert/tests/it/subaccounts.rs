use crate::{KIT, client, error, never_sent};
use digicert::{
    Client, Cursor, Delivery, ErrorKind, Flag, InviteId, OrderId, SubaccountId,
    account::AccountType,
    certificates::SignatureHash,
    code,
    domains::{self, DcvMethod, DomainStatus},
    orders::{OrderOrigin, OrderSearch, OrderStatus},
    organizations::{self, OrganizationStatus},
    subaccounts::{
        InviteSearch, InviteStatus, PricingMethod, SubaccountDomainSearch, SubaccountOrganizationSearch,
        SubaccountSearch,
    },
};
use portcullis_testkit::{full, operation};
use serde_json::json;

const ALL: &str = "GET /services/v2/account/subaccount";

#[tokio::test]
async fn returns_every_field_of_lists() {
    let list = async |c: &Client| c.subaccounts().list(&SubaccountSearch::new()).first_page().await;
    KIT.exchange("subaccounts.list", ALL, full(), list).await;
    let list = async |c: &Client| c.subaccounts().list_invites(&InviteSearch::new()).first_page().await;
    KIT.exchange("subaccounts.list_invites", format!("{ALL}/invite"), full(), list).await;
    let list = async |c: &Client| c.subaccounts().list_orders(&OrderSearch::new()).first_page().await;
    KIT.exchange("subaccounts.list_orders", format!("{ALL}/order"), full(), list).await;
    let search = SubaccountOrganizationSearch::new();
    let list = async |c: &Client| c.subaccounts().list_organizations(&"7".into(), &search).first_page().await;
    KIT.exchange("subaccounts.list_organizations", format!("{ALL}/7/organization"), full(), list).await;
    let list = async |c: &Client| c.subaccounts().list_product_limits(&"7".into()).first_page().await;
    KIT.exchange("subaccounts.list_product_limits", format!("{ALL}/7/product-limits"), full(), list).await;
}

#[tokio::test]
async fn lists_domains_by_page() {
    let body = json!({
        "domains": [{"id": 3, "name": "example.com", "is_active": true, "dcv_method": "dns-txt-token"}],
        "page": {"total": 2, "limit": 1, "offset": 0},
    });
    let search = SubaccountDomainSearch::new();
    let list = async |c: &Client| c.subaccounts().list_domains(&"7".into(), &search).first_page().await;
    KIT.exchange("subaccounts.list_domains", format!("{ALL}/7/domain"), full(), list).await;
    let list =
        async |c: &Client| c.subaccounts().list_domains(&"7".into(), &search).page_size(1).first_page().await;
    let page =
        KIT.exchange("subaccounts.list_domains", format!("{ALL}/7/domain?limit=1"), (200, body), list).await;
    assert_eq!((page.items[0].name.as_deref(), page.next), (Some("example.com"), Some(Cursor::Offset(1))));
    assert_eq!(page.items[0].dcv_method, Some(DcvMethod::DnsTxtToken));
}

#[tokio::test]
async fn returns_every_field_of_one() {
    let get = async |c: &Client| c.subaccounts().get(&"7".into()).await;
    KIT.exchange("subaccounts.get", format!("{ALL}/7"), full(), get).await;
    let get = async |c: &Client| c.subaccounts().get_invite(&"3".into()).await;
    KIT.exchange("subaccounts.get_invite", format!("{ALL}/invite/3"), full(), get).await;
    let get = async |c: &Client| c.subaccounts().get_order(&"42".into()).await;
    KIT.exchange("subaccounts.get_order", format!("{ALL}/order/42"), full(), get).await;
    let get = async |c: &Client| c.subaccounts().get_balance(&"7".into()).await;
    KIT.exchange("subaccounts.get_balance", format!("{ALL}/7/balance"), full(), get).await;
    let list = async |c: &Client| c.subaccounts().list_products(&"7".into()).await;
    KIT.exchange("subaccounts.list_products", format!("{ALL}/7/products"), full(), list).await;
}

#[tokio::test]
async fn a_list_has_the_name_of_the_samples_or_of_the_table() {
    for name in ["subaccounts", "child_accounts"] {
        let body = json!({
            name: [{"account_id": 7, "account_type": "reseller"}, {"account_id": 8, "account_type": "partner"}],
            "page": {"total": 4, "limit": 2, "offset": 0},
        });
        let list =
            async |c: &Client| c.subaccounts().list(&SubaccountSearch::new()).page_size(2).first_page().await;
        let page = KIT.exchange("subaccounts.list", format!("{ALL}?limit=2"), (200, body), list).await;
        let ids: Vec<_> = page.items.iter().map(|item| item.account_id.as_str()).collect();
        assert_eq!((ids, &page.next), (vec!["7", "8"], &Some(Cursor::Offset(2))), "{name}");
        let types = page.items.iter().map(|item| item.account_type.clone().unwrap());
        assert!(types.eq([AccountType::Reseller, AccountType::from("partner")]), "{name}");
    }
    let none = json!({"page": {"total": 0, "limit": 0, "offset": 0}});
    let list = async |c: &Client| c.subaccounts().list(&SubaccountSearch::new()).all().await;
    assert!(KIT.exchange("subaccounts.list", ALL, (200, none), list).await.is_empty());
    let empty = (200, json!({"page": {"total": 3}}));
    assert_eq!(KIT.refusal("subaccounts.list", ALL, empty, list).await.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn filters_of_subaccounts_and_invitations_are_query_pairs() {
    let search = SubaccountSearch::new().search("%corp").sort("organization_name,-account_id");
    let target =
        format!("{ALL}?filters%5Bsearch%5D=%25corp&sort=organization_name%2C-account_id&offset=4&limit=2");
    let list = async |c: &Client| {
        c.subaccounts().list(&search).page_size(2).starting_at(Cursor::Offset(4)).all().await
    };
    let empty = (200, json!({"subaccounts": [], "page": {"total": 4}}));
    assert!(KIT.exchange("subaccounts.list", target, empty, list).await.is_empty());
    let search = InviteSearch::new().search("ada").sort("-id");
    let target = format!("{ALL}/invite?filters%5Bsearch%5D=ada&sort=-id&offset=4&limit=2");
    let list = async |c: &Client| {
        c.subaccounts().list_invites(&search).page_size(2).starting_at(Cursor::Offset(4)).all().await
    };
    let empty = (200, json!({"subaccount_invites": [], "page": {"total": 4}}));
    assert!(KIT.exchange("subaccounts.list_invites", target, empty, list).await.is_empty());
}

#[tokio::test]
async fn filters_of_orders_are_query_pairs() {
    let search = OrderSearch::new()
        .id("42")
        .status(OrderStatus::Issued)
        .organization_id("9")
        .product_name_id("ssl_basic")
        .valid_till("<2031-05-06")
        .date_created("2030-01-01...2030-12-31")
        .user_id("5")
        .common_name("example.com")
        .domain_name("www.example.com")
        .container_id("12")
        .metadata_id("3")
        .is_renewed(true)
        .disable_renewal_notifications(Flag::Unset)
        .email("ada@example.com")
        .certificate_id("77")
        .origin(OrderOrigin::Migrated)
        .serial_number("0A1B")
        .search("%ada")
        .sort("-id");
    let pairs = [
        ("id", "42"),
        ("status", "issued"),
        ("organization_id", "9"),
        ("product_name_id", "ssl_basic"),
        ("valid_till", "%3C2031-05-06"),
        ("date_created", "2030-01-01...2030-12-31"),
        ("user_id", "5"),
        ("common_name", "example.com"),
        ("domain_name", "www.example.com"),
        ("container_id", "12"),
        ("metadata_id", "3"),
        ("is_renewed", "1"),
        ("disable_renewal_notifications", "0"),
        ("email", "ada%40example.com"),
        ("certificate_id", "77"),
        ("origin", "migrated"),
        ("serial_number", "0A1B"),
        ("search", "%25ada"),
    ];
    let pairs = pairs.map(|(name, value)| format!("filters%5B{name}%5D={value}&")).concat();
    let target = format!("{ALL}/order?{pairs}sort=-id&offset=4&limit=2");
    let list = async |c: &Client| {
        c.subaccounts().list_orders(&search).page_size(2).starting_at(Cursor::Offset(4)).all().await
    };
    let empty = (200, json!({"orders": [], "page": {"total": 4}}));
    assert!(KIT.exchange("subaccounts.list_orders", target, empty, list).await.is_empty());
}

#[tokio::test]
async fn filters_of_domains_and_organizations_are_query_pairs() {
    let search = SubaccountDomainSearch::new()
        .status(DomainStatus::Active)
        .validation(domains::ValidationFilter::OvExpiringFrom31To60Days)
        .include_validation_reuse_status(true)
        .dcv_method(DcvMethod::DnsTxtToken)
        .search("example")
        .sort("name");
    let target = format!(
        "{ALL}/7/domain?filters%5Bstatus%5D=active&filters%5Bvalidation%5D=ov_expiring_from_31_to_60_days\
         &filters%5Binclude_validation_reuse_status%5D=true&filters%5Bdcv_method%5D=dns-txt-token\
         &filters%5Bsearch%5D=example&sort=name&offset=4&limit=2"
    );
    let list = async |c: &Client| {
        let list = c.subaccounts().list_domains(&"7".into(), &search);
        list.page_size(2).starting_at(Cursor::Offset(4)).all().await
    };
    let empty = (200, json!({"domains": [], "page": {"total": 4}}));
    assert!(KIT.exchange("subaccounts.list_domains", target, empty, list).await.is_empty());
    let search = SubaccountOrganizationSearch::new()
        .status(OrganizationStatus::Inactive)
        .validation(organizations::ValidationFilter::NotPending)
        .search("%corp")
        .sort("-name");
    let target = format!(
        "{ALL}/7/organization?filters%5Bstatus%5D=inactive&filters%5Bvalidation%5D=not_pending\
         &filters%5Bsearch%5D=%25corp&sort=-name&offset=4&limit=2"
    );
    let list = async |c: &Client| {
        let list = c.subaccounts().list_organizations(&"7".into(), &search);
        list.page_size(2).starting_at(Cursor::Offset(4)).all().await
    };
    let empty = (200, json!({"organizations": [], "page": {"total": 4}}));
    assert!(KIT.exchange("subaccounts.list_organizations", target, empty, list).await.is_empty());
}

#[tokio::test]
async fn an_order_below_a_subaccount_has_no_certificate() {
    let order = json!({
        "id": 42, "status": "CANCELED", "subaccount": {"account_id": 8, "account_type": "retail"},
        "product": {"name_id": "ssl_basic"}, "order_price": {"cost": 99.5, "currency": "USD"},
    });
    let get = async |c: &Client| c.subaccounts().get_order(&"42".into()).await;
    let order = KIT.exchange("subaccounts.get_order", format!("{ALL}/order/42"), (200, order), get).await;
    assert!(order.certificate.is_none() && order.organization.is_none());
    assert_eq!((order.is_multi_year_plan, order.status), (None, Some(OrderStatus::Canceled)));
    assert_eq!(order.order_price.unwrap().cost, Some("99.5".into()));
    let order = json!({
        "id": 43, "status": "Held", "is_multi_year_plan": "1", "subaccount": {"account_id": 7}, "product": {},
        "certificate": {"id": 77, "signature_hash": "sha384", "valid_till": "2031-05-06"},
    });
    let order = KIT.exchange("subaccounts.get_order", format!("{ALL}/order/42"), (200, order), get).await;
    assert_eq!((order.is_multi_year_plan, order.status), (Some(Flag::Set), Some(OrderStatus::from("Held"))));
    let certificate = order.certificate.unwrap();
    assert_eq!(certificate.id.unwrap().as_str(), "77");
    assert_eq!(certificate.signature_hash, Some(SignatureHash::Sha384));
}

#[tokio::test]
async fn numbers_are_read_from_texts() {
    let get = async |c: &Client| c.subaccounts().list_products(&"7".into()).await;
    for limit in [json!(-50), json!("-50")] {
        let body = json!({
            "currency": "USD", "pricing_method": "custom", "balance_negative_limit": limit,
            "products": [{"product_name_id": "ssl_basic", "prices": [{"lifetime": 1, "cost": 99.5}]}],
        });
        let products =
            KIT.exchange("subaccounts.list_products", format!("{ALL}/7/products"), (200, body), get).await;
        assert_eq!(products.balance_negative_limit, Some("-50".into()));
        assert_eq!(products.pricing_method, Some(PricingMethod::Custom));
        assert_eq!(products.products[0].prices[0].cost, Some("99.5".into()));
    }
    let get = async |c: &Client| c.subaccounts().get_balance(&"7".into()).await;
    for (amount, read) in [(json!(0), "0"), (json!(-12.25), "-12.25")] {
        let body = (200, json!({"amount": amount, "currency": "USD"}));
        let balance = KIT.exchange("subaccounts.get_balance", format!("{ALL}/7/balance"), body, get).await;
        assert_eq!((balance.amount, balance.currency.as_deref()), (Some(read.into()), Some("USD")));
    }
}

#[tokio::test]
async fn an_object_needs_what_identifies_it() {
    let objects = ["{}", "null", "[]", r#"{"name":"x"}"#];
    KIT.misses("get", &objects, async |c| c.subaccounts().get(&"7".into()).await).await;
    KIT.misses("get_invite", &objects, async |c| c.subaccounts().get_invite(&"3".into()).await).await;
    KIT.misses("get_order", &objects, async |c| c.subaccounts().get_order(&"42".into()).await).await;
    KIT.misses("get_balance", &objects, async |c| c.subaccounts().get_balance(&"7".into()).await).await;
    KIT.misses("list_products", &objects, async |c| c.subaccounts().list_products(&"7".into()).await).await;
    KIT.misses("account", &objects, async |c| c.account().get().await).await;
    KIT.misses("contract", &objects, async |c| c.account().get_contract().await).await;
    KIT.misses("guests", &objects, async |c| c.account().get_guest_access().await).await;
    KIT.misses("auth_key", &objects, async |c| c.auth_keys().get(&"7a3f".into()).await).await;
}

#[tokio::test]
async fn an_account_without_subaccounts_is_refused() {
    let refusal = error(code::MISSING_PERMISSION, "Not enabled");
    let contract = operation("subaccounts.list").replies(403, refusal).start().await;
    let error = client(&contract).subaccounts().list(&SubaccountSearch::new()).all().await.unwrap_err();
    assert_eq!(
        (error.code(), error.delivery()),
        (Some("access_denied|missing_permission"), Delivery::Rejected)
    );
    assert!(error.is_forbidden());
}

#[tokio::test]
async fn an_order_that_does_not_exist_is_none() {
    let contract =
        operation("subaccounts.get_order").replies(404, error("not_found|order", "No")).start().await;
    assert!(client(&contract).subaccounts().get_order(&"42".into()).optional().await.unwrap().is_none());
}

#[tokio::test]
async fn an_invitation_that_ended_has_a_status() {
    for (word, status) in [("expired", InviteStatus::Expired), ("lost", InviteStatus::from("lost"))] {
        let body = json!({"id": 3, "email": "ada@example.com", "status": word});
        let get = async |c: &Client| c.subaccounts().get_invite(&"3".into()).await;
        let invite =
            KIT.exchange("subaccounts.get_invite", format!("{ALL}/invite/3"), (200, body), get).await;
        assert_eq!((invite.id.as_str(), invite.status), ("3", Some(status)));
    }
}

#[tokio::test]
async fn a_word_of_another_route_is_no_id() {
    for word in ["invite", "order", "", ".", ".."] {
        let id = &SubaccountId::from(word);
        never_sent("subaccount_id", async |c| c.subaccounts().get(id).await).await;
        never_sent("subaccount_id", async |c| c.subaccounts().get_balance(id).await).await;
        never_sent("subaccount_id", async |c| c.subaccounts().list_products(id).await).await;
        never_sent("subaccount_id", async |c| c.subaccounts().list_product_limits(id).all().await).await;
        let search = SubaccountDomainSearch::new();
        never_sent("subaccount_id", async |c| c.subaccounts().list_domains(id, &search).all().await).await;
        let search = SubaccountOrganizationSearch::new();
        never_sent("subaccount_id", async |c| c.subaccounts().list_organizations(id, &search).all().await)
            .await;
    }
    for word in ["", ".", ".."] {
        let (invite, order) = (&InviteId::from(word), &OrderId::from(word));
        never_sent("invite_id", async |c| c.subaccounts().get_invite(invite).await).await;
        never_sent("invite_id", async |c| c.subaccounts().cancel_invite(invite).await).await;
        never_sent("order_id", async |c| c.subaccounts().get_order(order).await).await;
    }
}
