use crate::{KIT, client, error, never_sent};
use digicert::{Client, ErrorKind, ProductId, products::ProductValidationType};
use portcullis_testkit::{full, operation};
use serde_json::{Value, json};

const AT: &str = "/services/v2/product";

#[tokio::test]
async fn lists_products() {
    let list = async |c: &Client| c.products().list().first_page().await;
    KIT.exchange("products.list", format!("GET {AT}"), full(), list).await;
    let reply = json!({"products": [
        {"group_name": "ssl", "name_id": "ssl_basic", "name": "Basic OV", "type": "ssl_certificate",
         "allowed_container_ids": [5, 6], "allowed_validity_years": [1, "2"],
         "allowed_order_validity_years": ["1", 3]},
        {"group_name": "ssl", "name_id": "ssl_plus", "name": "Standard", "type": "ssl_certificate",
         "replacement_product_name_id": "ssl_basic"},
    ]});
    let page = KIT.exchange("products.list", format!("GET {AT}"), (200, reply), list).await;
    let [basic, plus] = page.items.as_slice() else { panic!("{page:?}") };
    assert_eq!((basic.name_id.as_str(), basic.allowed_container_ids.len()), ("ssl_basic", 2));
    assert_eq!(
        (&*basic.allowed_validity_years, &*basic.allowed_order_validity_years),
        (["1".to_owned(), "2".to_owned()].as_slice(), ["1".to_owned(), "3".to_owned()].as_slice())
    );
    assert_eq!(plus.replacement_product_name_id.as_ref().map(ProductId::as_str), Some("ssl_basic"));
    assert!(page.next.is_none() && plus.allowed_validity_years.is_empty());
}

#[tokio::test]
async fn returns_a_product() {
    let get = async |c: &Client| c.products().get(&"ssl_basic".into()).await;
    KIT.exchange("products.get", format!("GET {AT}/ssl_basic"), full(), get).await;
    let reply = |auto: Value| {
        json!({"group_name": "ssl", "name_id": "ssl_basic", "name": "Basic OV", "type": "ssl_certificate",
               "validation_type": "EV CS", "allowed_auto_renew": auto, "server_platforms": [{"id": -1}, {"id": "45"}]})
    };
    for auto in [json!(true), json!(1), json!(7)] {
        let line = format!("GET {AT}/ssl_basic");
        let product = KIT.exchange("products.get", line, (200, reply(auto.clone())), get).await;
        assert_eq!(product.validation_type, Some(ProductValidationType::EvCs));
        assert_eq!(product.allowed_auto_renew, Some(auto));
        let ids: Vec<_> = product.server_platforms.into_iter().map(|one| one.id.unwrap()).collect();
        assert_eq!(ids, ["-1".into(), "45".into()]);
    }
    KIT.misses("get", &["{}", "[]", r#"{"name":"Basic OV"}"#, r#"{"name_id":""}"#], get).await;
}

#[tokio::test]
async fn returns_a_product_as_a_container_can_order_it() {
    let get = async |c: &Client| c.products().get_in_container(&"ssl_basic".into(), &"5".into()).await;
    KIT.exchange("products.get", format!("GET {AT}/ssl_basic?container_id=5"), full(), get).await;
    let contract = operation("products.get").replies(200, ()).start().await;
    for word in ["", "top"] {
        let get = client(&contract).products().get_in_container(&"ssl_basic".into(), &word.into());
        let error = get.await.unwrap_err();
        assert_eq!((error.kind(), contract.count()), (ErrorKind::Input, 0));
        assert_eq!(error.message(), "`container_id` must be a whole number");
    }
}

#[tokio::test]
async fn a_product_that_does_not_exist_is_none() {
    let refusal = error("not_found|product", "No such product");
    let contract = operation("products.get").replies(404, refusal).start().await;
    let products = client(&contract).products();
    assert!(products.get(&"ssl_none".into()).optional().await.unwrap().is_none());
    let error = products.get(&"ssl_none".into()).await.unwrap_err();
    assert!(error.is_not_found() && error.code() == Some("not_found|product"));
}

#[tokio::test]
async fn a_word_of_another_route_is_no_product_id() {
    for word in ["pricing", "platform-certformat-mapping", "", ".", ".."] {
        never_sent("name_id", async |c| c.products().get(&word.into()).await).await;
        let get = async |c: &Client| c.products().get_in_container(&word.into(), &"5".into()).await;
        never_sent("name_id", get).await;
    }
}

#[tokio::test]
async fn lists_prices() {
    let list = async |c: &Client| c.products().pricing().first_page().await;
    KIT.exchange("products.pricing", format!("GET {AT}/pricing"), full(), list).await;
    let reply = json!({"standard_prices": [{"name_id": "ssl_basic", "prices": [
        {"lifetime": 1, "cost": 218.1, "additional_name_cost": 99, "currency": "usd"},
    ]}]});
    let page = KIT.exchange("products.pricing", format!("GET {AT}/pricing"), (200, reply), list).await;
    let price = &page.items[0].prices[0];
    assert_eq!(
        (price.cost.clone(), price.additional_name_cost.clone()),
        (Some("218.1".into()), Some("99".into()))
    );
    let all = async |c: &Client| c.products().pricing().all().await;
    assert!(
        KIT.exchange("products.pricing", format!("GET {AT}/pricing"), (200, json!({})), all).await.is_empty()
    );
}

#[tokio::test]
async fn returns_the_formats_of_platforms_as_they_came() {
    let reply = json!({"2": "apache", "more": [{"platform": 45}]});
    let get = async |c: &Client| c.products().platform_format_map().await;
    let line = format!("GET {AT}/platform-certformat-mapping");
    let map = KIT.exchange("products.platform_format_map", line, (200, reply.clone()), get).await;
    assert_eq!(map, reply);
}
