use crate::support::{Scripted, reply};
use portcullis_core::{Cursor, Delivery, ErrorKind};
use serde_json::json;

fn numbers(total: u64) -> Scripted {
    Scripted::new(move |out, _| async move {
        let offset: u64 =
            out.url.query_pairs().find(|(k, _)| k == "offset").map_or(0, |(_, v)| v.parse().unwrap());
        let items: Vec<u64> = (offset..total.min(offset + 10)).collect();
        reply(200, &json!({"total": total, "data": {"items": items}}))
    })
}

#[tokio::test]
async fn a_list_fetches_pages_as_it_goes() {
    let wire = numbers(25);
    let client = wire.client(None);
    let all = client.get("/n").list::<u64>("data.items").page_size(10).all().await.unwrap();
    assert_eq!(all, (0..25).collect::<Vec<_>>());
    assert_eq!(wire.count(), 3);

    let mut some = client.get("/n").list::<u64>("data.items");
    for expected in 0..11 {
        assert_eq!(some.try_next().await.unwrap(), Some(expected));
    }
    assert_eq!(wire.count(), 5);

    let page = client
        .get("/n")
        .list::<u64>("data.items")
        .starting_at(Cursor::Offset(20))
        .first_page()
        .await
        .unwrap();
    assert_eq!((page.items.len(), page.next), (5, None));
    let mut pages = client.get("/n").list::<u64>("data.items").pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.items.len());
    }
    assert_eq!(sizes, [10, 10, 5]);
}

#[tokio::test]
async fn empty_lists_come_in_many_spellings() {
    for body in
        [json!({"total": 0}), json!({"data": {}}), json!({"data": {"items": null}}), json!([]), json!(null)]
    {
        let wire = Scripted::new(move |_, _| {
            let body = body.clone();
            async move { reply(200, &body) }
        });
        assert_eq!(
            wire.client(None).get("/n").list::<u64>("data.items").all().await.unwrap(),
            [] as [u64; 0]
        );
    }
    let wire = Scripted::new(|_, _| async { reply(200, &json!([1, 2])) });
    assert_eq!(wire.client(None).get("/n").list::<u64>("data.items").all().await.unwrap(), [1, 2]);
}

#[tokio::test]
async fn a_server_that_goes_round_in_circles_is_noticed() {
    let wire = Scripted::new(|_, _| async { reply(200, &json!({"total": 9, "data": {"items": []}})) });
    let client = wire.client(None);
    let mut list = client.get("/n").list::<u64>("data.items").starting_at(Cursor::Offset(3));
    let error = list.try_next().await.unwrap_err();
    assert_eq!((error.kind(), error.delivery()), (ErrorKind::Decode, Delivery::NoEffect));
    assert_eq!(error.to_string(), "GET /n: the server gave the same page twice (nothing was changed)");
    assert_eq!(list.try_next().await.unwrap(), None);
    let wire =
        Scripted::new(|_, n| async move { reply(200, &json!({"total": u64::MAX, "data": {"items": [n]}})) });
    let error = wire.client(None).get("/n").list::<u64>("data.items").all().await.unwrap_err();
    assert_eq!(error.to_string(), "GET /n: the listing does not end (nothing was changed)");
    assert_eq!(wire.count(), 10_000);
}

#[tokio::test]
async fn a_page_that_comes_twice_is_an_error_where_the_total_is_not_reached() {
    let wire = Scripted::new(|_, _| async { reply(200, &json!({"total": 9, "data": {"items": [1, 2]}})) });
    let error = wire.client(None).get("/n").list::<u64>("data.items").all().await.unwrap_err();
    assert_eq!(error.to_string(), "GET /n: the server gave the same page twice (nothing was changed)");
    assert_eq!(wire.count(), 2);
}
