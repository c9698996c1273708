//! Waiting for many orders, by a clock that runs when nothing else does.

use crate::orders_wait::{order, serves, word};
use digicert::{
    Client, ErrorKind, OrderId,
    orders::{OrderWait, WaitOutcome},
};
use serde_json::{Value, json};
use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
    time::Duration,
};

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn ids(ids: &[&str]) -> Vec<OrderId> {
    ids.iter().map(|id| OrderId::from(*id)).collect()
}

/// A list of changes: id and status.
fn list(changes: &[(u64, &str)]) -> (u16, Value) {
    let change = |(id, status): &(u64, &str)| json!({"order_id": id, "certificate_id": 5, "status": status});
    (
        200,
        if changes.is_empty() {
            json!({})
        } else {
            json!({"orders": changes.iter().map(change).collect::<Vec<_>>()})
        },
    )
}

/// A server with these lists, the last of which is repeated, and these states of orders.
fn server(
    lists: impl IntoIterator<Item = (u16, Value)>,
    orders: impl IntoIterator<Item = (&'static str, Vec<(u16, Value)>)>,
) -> (Client, crate::orders_wait::Seen) {
    fn next(of: &mut VecDeque<(u16, Value)>) -> (u16, Value) {
        if of.len() > 1 { of.pop_front().unwrap() } else { of[0].clone() }
    }
    let lists = Mutex::new(lists.into_iter().collect::<VecDeque<_>>());
    let orders: HashMap<_, _> = orders.into_iter().map(|(id, states)| (id, VecDeque::from(states))).collect();
    let orders = Mutex::new(orders);
    serves(move |path, _| {
        let mut parts = path.rsplit('/');
        match parts.next().unwrap() {
            "status-changes" => next(&mut lists.lock().unwrap()),
            "validation" => {
                let id = parts.next().unwrap();
                (
                    200,
                    json!({"order_id": id, "dns_name_validations": [{"dns_name": "a.example", "status": "pending"}]}),
                )
            }
            id => {
                let (status, mut body) = next(orders.lock().unwrap().get_mut(id).unwrap());
                if status == 200 {
                    body["id"] = json!(id.parse::<u64>().unwrap());
                }
                (status, body)
            }
        }
    })
}

async fn wait(client: &Client, of: &[&str], wait: impl Into<OrderWait>) -> Vec<(String, &'static str)> {
    let ended = client.orders().wait_all_issued(&ids(of), wait).await.unwrap();
    ended.iter().map(|(id, outcome)| (id.to_string(), word(outcome))).collect()
}

fn ended(of: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
    of.iter().map(|(id, word)| ((*id).to_owned(), *word)).collect()
}

#[tokio::test(start_paused = true)]
async fn one_list_for_all_and_one_read_for_each_change() {
    let lists = [
        list(&[(1, "pending"), (2, "pending"), (3, "issued"), (77, "issued")]),
        list(&[(1, "pending"), (2, "canceled"), (4, "on_hold")]),
        list(&[(1, "ISSUED"), (2, "canceled")]),
    ];
    let orders = [
        ("1", vec![order("issued")]),
        ("2", vec![order("canceled")]),
        ("3", vec![order("issued")]),
        // Not in the first list: changed more than 7 days ago, or never.
        ("4", vec![order("pending")]),
    ];
    let (client, seen) = server(lists, orders);
    let found = wait(&client, &["1", "2", "3", "4", "1"], seconds(170)).await;
    let all = [("3", "issued"), ("2", "ended"), ("1", "issued"), ("4", "needs validation")];
    assert_eq!(found, ended(&all));
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "15 status-changes?seconds=604800",
            "15 3",
            "15 4",
            "45 status-changes?seconds=630",
            "45 2",
            "105 status-changes?seconds=660",
            "105 1",
            "165 status-changes?seconds=660",
            "170 4",
            "170 validation",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn the_same_change_is_read_once() {
    // The list is ahead of the order: its state is read again at the next change.
    let lists = [list(&[(1, "issued")]), list(&[(1, "issued")]), list(&[(1, "revoked")])];
    let (client, seen) = server(lists, [("1", vec![order("pending"), order("revoked")])]);
    assert_eq!(wait(&client, &["1"], seconds(600)).await, ended(&[("1", "ended")]));
    let reads = seen.lock().unwrap().iter().filter(|line| line.ends_with(" 1")).cloned().collect::<Vec<_>>();
    assert_eq!(reads, ["15 1", "105 1"]);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_fails_is_made_up_for() {
    let lists = [list(&[(1, "pending")]), (0, json!({})), (503, json!({})), list(&[(1, "issued")])];
    let (client, seen) = server(lists, [("1", vec![order("issued")])]);
    assert_eq!(wait(&client, &["1"], seconds(3600)).await, ended(&[("1", "issued")]));
    let lines = seen.lock().unwrap().clone();
    // Back to the last list that was read, and ten minutes more.
    assert_eq!(lines[3..], ["165 status-changes?seconds=750".to_owned(), "165 1".to_owned()]);
    // A first list that fails is still the one that goes back for 7 days.
    let (client, seen) = server([(0, json!({})), list(&[])], [("1", vec![order("issued")])]);
    assert_eq!(wait(&client, &["1"], seconds(3600)).await, ended(&[("1", "issued")]));
    assert_eq!(seen.lock().unwrap()[1], "45 status-changes?seconds=604800");
}

#[tokio::test(start_paused = true)]
async fn a_read_that_fails_is_repeated_although_the_list_no_longer_has_the_order() {
    let lists = [list(&[(1, "pending")]), list(&[(1, "issued")]), list(&[])];
    let (client, _) = server(lists, [("1", vec![(503, json!({})), order("issued")])]);
    assert_eq!(wait(&client, &["1"], seconds(3600)).await, ended(&[("1", "issued")]));
}

#[tokio::test(start_paused = true)]
async fn one_order_that_cannot_be_read_does_not_end_the_others() {
    let lists = [list(&[(2, "pending")]), list(&[(2, "issued")])];
    let missing = (404, crate::error("not_found|order", "No"));
    let (client, _) = server(lists, [("1", vec![missing]), ("2", vec![order("issued")])]);
    let found = client.orders().wait_all_issued(&ids(&["1", "2"]), seconds(600)).await.unwrap();
    let WaitOutcome::Unread { error, .. } = &found[0].1 else { panic!("{found:?}") };
    assert!(error.is_not_found());
    assert_eq!((found[1].0.as_str(), word(&found[1].1)), ("2", "issued"));
    // Without the list there is nothing to wait by.
    let (client, _) = server([(403, crate::error("access_denied", "No"))], []);
    let error = client.orders().wait_all_issued(&ids(&["1"]), seconds(600)).await.unwrap_err();
    assert!(error.is_forbidden());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_for_no_orders_and_no_list_for_no_time() {
    let (client, seen) = server([list(&[])], [("1", vec![order("issued")])]);
    assert!(wait(&client, &[], seconds(600)).await.is_empty());
    assert_eq!(wait(&client, &["1"], Duration::ZERO).await, ended(&[("1", "issued")]));
    assert_eq!(*seen.lock().unwrap(), ["0 1"]);
}

#[tokio::test(start_paused = true)]
async fn a_job_may_stop_for_each_order_that_lacks_something() {
    let lists = [list(&[(1, "pending"), (2, "processing")]), list(&[(2, "needs_approval")])];
    let orders = [("1", vec![order("pending")]), ("2", vec![order("needs_approval")])];
    let (client, _) = server(lists, orders);
    let stop = OrderWait::new(seconds(600)).stop_if_blocked();
    let all = [("1", "needs validation"), ("2", "needs approval")];
    assert_eq!(wait(&client, &["1", "2"], stop).await, ended(&all));
}

#[tokio::test(start_paused = true)]
async fn certificates_that_were_there_before_do_not_count() {
    let lists = [
        list(&[(1, "issued")]),
        (200, json!({"orders": [{"order_id": 1, "certificate_id": 6, "status": "issued"}]})),
    ];
    let newer = (200, json!({"status": "issued", "certificate": {"id": 6}}));
    let (client, seen) = server(lists, [("1", vec![newer])]);
    let other = OrderWait::new(seconds(600)).other_than("5");
    assert_eq!(wait(&client, &["1"], other).await, ended(&[("1", "issued")]));
    assert_eq!(seen.lock().unwrap().last().unwrap(), "45 1");
}

#[tokio::test(start_paused = true)]
async fn a_closed_client_ends_the_wait_for_all() {
    let (client, _) = server([list(&[(1, "pending")])], [("1", vec![order("pending")])]);
    let waiting = client.clone();
    let wait =
        tokio::spawn(async move { waiting.orders().wait_all_issued(&ids(&["1"]), seconds(3600)).await });
    tokio::time::sleep(seconds(20)).await;
    client.close(seconds(5)).await.unwrap();
    assert_eq!(wait.await.unwrap().unwrap_err().kind(), ErrorKind::Interrupted);
}
