//! Events of logins and of administrators.

use crate::{SHIFT, URL, admin, builders, refused};
use midprovider::{
    Client, Cursor, Result,
    admin::{
        Admin,
        events::{
            AdminEventSearch, EventConfig, EventDirection, EventSearch, EventType, Events, OperationType,
            ResourceType,
        },
    },
};
use portcullis_testkit::{Resource, full, sent};
use serde_json::json;
use std::fmt::Debug;

const EVENTS: &str = "/auth/admin/realms/acme/events";
const ADMIN_EVENTS: &str = "/auth/admin/realms/acme/admin-events";

fn events(admin: &Admin) -> Events {
    admin.events()
}

/// In both flavours.
async fn refuses<T: Debug>(call: impl AsyncFn(&Client) -> Result<T>) {
    for builder in builders(URL) {
        refused(builder, &call).await;
    }
}

#[tokio::test]
async fn every_field_is_read() {
    let search = EventSearch::new();
    let list = async |c: &Admin| events(c).list(&search).all().await;
    admin("admin_events.list", format!("GET {EVENTS}?first=0&max=100"), full(), list).await;
    let search = AdminEventSearch::new();
    let list = async |c: &Admin| events(c).admin_list(&search).all().await;
    admin("admin_events.admin_list", format!("GET {ADMIN_EVENTS}?first=0&max=100"), full(), list).await;
    let config = async |c: &Admin| events(c).config_get().await;
    admin("admin_events.config_get", format!("GET {EVENTS}/config"), full(), config).await;
}

#[tokio::test]
async fn list_takes_every_filter() {
    let search = EventSearch::new()
        .types([EventType::Login, EventType::LoginError])
        .client("help-desk")
        .user("u-1")
        .ip_address("2001:db8::1")
        .date_from("2031-03-01")
        .date_to("1932854400000")
        .direction(EventDirection::Ascending);
    let list = async |c: &Admin| {
        events(c).list(&search).page_size(2).starting_at(Cursor::Offset(4)).first_page().await
    };
    let line = format!(
        "GET {EVENTS}?type=LOGIN&type=LOGIN_ERROR&client=help-desk&user=u-1&ipAddress=2001%3Adb8%3A%3A1\
         &dateFrom=2031-03-01&dateTo=1932854400000&direction=asc&first=4&max=2"
    );
    let two = (200, json!([{"time": 1_932_854_400_250_i64, "type": "LOGIN"}, {"type": "OTHER"}]));
    let page = admin("admin_events.list", line, two, list).await;
    assert_eq!(page.next, Some(Cursor::Offset(6)));
    assert_eq!(page.items[0].kind, Some(EventType::Login));
    assert_eq!(page.items[0].time().unwrap().as_str(), "1932854400.250");
    assert_eq!(page.items[1].kind.as_ref().unwrap().as_str(), "OTHER");
    assert!(page.items[1].time().is_none() && page.items[1].details.is_empty());
}

#[tokio::test]
async fn admin_list_takes_every_filter() {
    let search = AdminEventSearch::new()
        .operation_types([OperationType::Create, OperationType::Delete])
        .resource_types([ResourceType::User, ResourceType::GroupMembership])
        .resource_path("users/u-1")
        .auth_realm("master")
        .auth_client("c-1")
        .auth_user("u-2")
        .auth_ip_address("192.0.2.1")
        .date_from("0")
        .date_to("2031-03-31")
        .direction(EventDirection::Descending);
    let list = async |c: &Admin| events(c).admin_list(&search).page_size(5).first_page().await;
    let line = format!(
        "GET {ADMIN_EVENTS}?operationTypes=CREATE&operationTypes=DELETE&resourceTypes=USER\
         &resourceTypes=GROUP_MEMBERSHIP&resourcePath=users%2Fu-1&authRealm=master&authClient=c-1&authUser=u-2\
         &authIpAddress=192.0.2.1&dateFrom=0&dateTo=2031-03-31&direction=desc&first=0&max=5"
    );
    let body = r#"{"password":"S0me-long-phrase"}"#;
    let one = json!([{"time": 1_932_854_400_000_i64, "operationType": "UPDATE", "representation": body}]);
    let page = admin("admin_events.admin_list", line, (200, one), list).await;
    let event = &page.items[0];
    assert_eq!((event.time().unwrap().as_str(), page.next), ("1932854400", None));
    assert_eq!(event.representation.as_ref().unwrap().expose_secret(), body);
    assert!(!format!("{event:?}").contains("S0me"), "older servers repeat passwords in it");
}

#[tokio::test]
async fn dates_are_days_or_milliseconds() {
    for date in [
        "",
        "2031-3-01",
        "2031-03-1",
        "31-03-2031",
        "2031-03",
        "2031-03-01T00:00:00Z",
        "-1",
        "1.5",
        "2031-0a-01",
    ] {
        for search in [EventSearch::new().date_from(date), EventSearch::new().date_to(date)] {
            let list = async |c: &Client| events(&c.admin()).list(&search).all().await;
            refuses(list).await;
        }
        for search in [AdminEventSearch::new().date_from(date), AdminEventSearch::new().date_to(date)] {
            let list = async |c: &Client| events(&c.admin()).admin_list(&search).all().await;
            refuses(list).await;
        }
    }
    let search = EventSearch::new().date_from("2031-13-99").date_to("9");
    let list = async |c: &Client| events(&c.admin()).list(&search).all().await;
    let line = format!("GET {EVENTS}?dateFrom=2031-13-99&dateTo=9&first=0&max=100");
    let error =
        SHIFT.refusal("admin_events.list", line, (400, json!({"error": "invalid_request"})), list).await;
    assert_eq!(error.code(), Some(midprovider::code::INVALID_REQUEST));
}

#[tokio::test]
async fn clear_deletes_the_events_of_one_kind() {
    let clear = async |c: &Admin| events(c).clear().await;
    admin("admin_events.clear", format!("DELETE {EVENTS}"), (204, ()), clear).await;
    let clear = async |c: &Admin| events(c).admin_clear().await;
    admin("admin_events.admin_clear", format!("DELETE {ADMIN_EVENTS}"), (204, ()), clear).await;
}

#[tokio::test]
async fn config_update_sends_everything() {
    let config = EventConfig::default()
        .events_enabled(true)
        .events_expiration(86400)
        .events_listeners(vec!["jboss-logging".to_owned()])
        .enabled_event_types([EventType::Login, EventType::from("LATER")])
        .admin_events_enabled(true)
        .admin_events_details_enabled(false);
    let update = async |c: &Admin| events(c).config_update(&config).await;
    let body = r#"{"eventsEnabled":true,"eventsExpiration":86400,"eventsListeners":["jboss-logging"],"enabledEventTypes":["LOGIN","LATER"],"adminEventsEnabled":true,"adminEventsDetailsEnabled":false}"#;
    let line = sent(format!("PUT {EVENTS}/config"), body);
    admin("admin_events.config_update", line, (204, ()), update).await;
}

#[tokio::test]
async fn the_config_is_written_back_as_it_was_read() {
    Resource {
        kit: SHIFT,
        get: ("admin_events.config_get", async |c: &Client, _: &str| events(&c.admin()).config_get().await),
        replace: ("admin_events.config_update", async |c: &Client, _: &str, config: EventConfig| {
            events(&c.admin()).config_update(&config).await
        }),
        reserved: &[],
        except: &[],
    }
    .keeps_the_rules()
    .await;
}
