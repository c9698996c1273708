//! The joiner and the mover.

use crate::{
    URL,
    admin_jobs_script::{Accepts, Breaks, Creates, GONE, Refuses, Replies, job, none},
    builders, refused,
};
use midprovider::{
    Client, ErrorKind, UserId,
    admin::{
        jobs::{Ensured, MembershipChange},
        users::User,
    },
};
use serde_json::{Value, json};

const NAMED: &str = "GET /users?username=mira&exact=true&briefRepresentation=false";
const CREATED: &str = r#"POST /users {"username":"Mira","email":"mira@firm.example","attributes":{"site":["north"]},"enabled":true}"#;

fn id() -> UserId {
    "u-1".into()
}

fn wanted() -> User {
    User::new("Mira").email("mira@firm.example").enabled(true).with_attribute("site", "north")
}

fn found(change: &Value) -> Value {
    let mut user = json!({
        "id": "u-1", "username": "mira", "email": "Mira@firm.example", "enabled": true, "lastName": "Olsen",
        "attributes": {"site": ["north"], "floor": ["3"]},
    });
    user.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    user
}

fn same() -> Value {
    found(&json!({}))
}

async fn ensure(mid: &Client) -> midprovider::Result<Ensured> {
    mid.admin().users().ensure(&wanted()).await
}

#[tokio::test]
async fn a_user_who_is_absent_is_created() {
    // Names that only contain the wanted one are of others.
    let others = Replies(json!([{"id": "u-9", "username": "mira2"}]));
    let made = job(&[(NAMED, others), (CREATED, Creates("u-1"))], ensure).await.unwrap();
    assert_eq!((made.id(), made.is_changed(), &made), (&id(), true, &Ensured::Created(id())));
}

#[tokio::test]
async fn a_user_who_is_as_wanted_is_left_alone() {
    let steps = [(NAMED, Replies(json!([same()]))), ("GET /users/u-1", Replies(same()))];
    let made = job(&steps, ensure).await.unwrap();
    assert_eq!((made.is_changed(), made), (false, Ensured::Unchanged(id())));
}

#[tokio::test]
async fn only_what_differs_is_sent_and_attributes_are_merged() {
    for (change, body) in [
        (json!({"enabled": false}), r#"{"enabled":true}"#),
        (json!({"email": "old@firm.example"}), r#"{"email":"mira@firm.example"}"#),
        (
            json!({"attributes": {"site": ["south"], "floor": ["3"]}}),
            r#"{"attributes":{"floor":["3"],"site":["north"]}}"#,
        ),
        (json!({"attributes": null}), r#"{"attributes":{"site":["north"]}}"#),
    ] {
        let line = format!("PUT /users/u-1 {body}");
        let steps = [
            // The list may come without attributes.
            (NAMED, Replies(json!([{"id": "u-1", "username": "MIRA"}]))),
            ("GET /users/u-1", Replies(found(&change))),
            (&*line, Accepts),
        ];
        assert_eq!(job(&steps, ensure).await.unwrap(), Ensured::Updated(id()), "{body}");
    }
}

#[tokio::test]
async fn each_member_is_compared() {
    let wanted = || {
        let mut user = User::new("mira").first_name("Mira").last_name("Berg").email_verified(true);
        user.federation_link = Some("ldap".into());
        user.not_before = Some(5);
        user.extra.insert("locale", "no");
        user.groups(["/staff".to_owned()]).realm_roles(["auditor".to_owned()])
    };
    let body = r#"{"firstName":"Mira","lastName":"Berg","emailVerified":true,"federationLink":"ldap","notBefore":5,"locale":"no"}"#;
    let line = format!("PUT /users/u-1 {body}");
    let steps = [(NAMED, Replies(json!([same()]))), ("GET /users/u-1", Replies(same())), (&*line, Accepts)];
    let call = async |mid: &Client| mid.admin().users().ensure(&wanted()).await;
    assert_eq!(job(&steps, call).await.unwrap(), Ensured::Updated(id()));
    let now = found(&serde_json::from_str(body).unwrap());
    let steps = [(NAMED, Replies(json!([same()]))), ("GET /users/u-1", Replies(now))];
    assert_eq!(job(&steps, call).await.unwrap(), Ensured::Unchanged(id()));
}

#[tokio::test]
async fn attributes_that_could_not_be_read_are_not_replaced() {
    let odd = found(&json!({"attributes": "odd"}));
    let steps = [(NAMED, Replies(json!([same()]))), ("GET /users/u-1", Replies(odd))];
    assert_eq!(job(&steps, ensure).await.unwrap_err().kind(), ErrorKind::Input);
}

#[tokio::test]
async fn a_creation_whose_reply_is_lost_is_sent_once_and_looked_for() {
    let there = [
        (NAMED, none()),
        (CREATED, Breaks),
        (NAMED, Replies(json!([same()]))),
        ("GET /users/u-1", Replies(same())),
    ];
    assert_eq!(job(&there, ensure).await.unwrap(), Ensured::Created(id()));
    let absent = [(NAMED, none()), (CREATED, Breaks), (NAMED, none())];
    assert_eq!(job(&absent, ensure).await.unwrap_err().kind(), ErrorKind::Interrupted);
    let failing = [(NAMED, none()), (CREATED, Refuses(500, "unknown_error")), (NAMED, none())];
    assert_eq!(job(&failing, ensure).await.unwrap_err().status().unwrap(), 500);
}

#[tokio::test]
async fn a_user_whom_another_creates_meanwhile_is_updated() {
    let taken = Refuses(409, "User exists with same username");
    let steps = [
        (NAMED, none()),
        (CREATED, taken.clone()),
        (NAMED, Replies(json!([same()]))),
        ("GET /users/u-1", Replies(same())),
    ];
    assert_eq!(job(&steps, ensure).await.unwrap(), Ensured::Unchanged(id()));
    // The address is another user's.
    let error = job(&[(NAMED, none()), (CREATED, taken), (NAMED, none())], ensure).await.unwrap_err();
    assert!(error.is_conflict());
}

#[tokio::test]
async fn failures_of_ensure_are_passed_on() {
    let error = job(&[(NAMED, Refuses(403, "no"))], ensure).await.unwrap_err();
    assert!(error.is_forbidden());
    let error = job(&[(NAMED, none()), (CREATED, Refuses(400, "no"))], ensure).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 400);
    let steps = [(NAMED, Replies(json!([same()]))), ("GET /users/u-1", GONE)];
    assert!(job(&steps, ensure).await.unwrap_err().is_not_found());
    let two = Replies(json!([{"id": "u-1", "username": "mira"}, {"id": "u-2", "username": "Mira"}]));
    assert_eq!(job(&[(NAMED, two)], ensure).await.unwrap_err().kind(), ErrorKind::Decode);
    for builder in builders(URL) {
        refused(builder, async |mid: &Client| mid.admin().users().ensure(&User::new(" ")).await).await;
    }
}

#[tokio::test]
async fn an_address_belongs_to_one_user_whatever_its_case() {
    let find = async |mid: &Client| mid.admin().users().find_by_email("Mira@Firm.example").await;
    let given = "GET /users?email=Mira%40Firm.example&exact=true&briefRepresentation=false";
    let lower = "GET /users?email=mira%40firm.example&exact=true&briefRepresentation=false";
    let other = json!({"id": "u-2", "email": "amira@firm.example"});
    let user = job(&[(given, Replies(json!([other, same()])))], find).await.unwrap().unwrap();
    assert_eq!(user.id, id());
    let user = job(&[(given, Replies(json!([other]))), (lower, Replies(json!([same()])))], find).await;
    assert_eq!(user.unwrap().unwrap().id, id());
    assert!(job(&[(given, none()), (lower, none())], find).await.unwrap().is_none());
    let twin = json!({"id": "u-2", "email": "mira@firm.example"});
    let error = job(&[(given, Replies(json!([same(), twin])))], find).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    let twice = job(&[(given, Replies(json!([same(), same()])))], find).await;
    assert_eq!(twice.unwrap().unwrap().id, id());
    for builder in builders(URL) {
        refused(builder, async |mid: &Client| mid.admin().users().find_by_email(" ").await).await;
    }
}

const PATH: &str = "GET /group-by-path/staff/audit";
const GROUPS: &str = "GET /users/u-1/groups";

#[tokio::test]
async fn a_group_is_joined_and_left_by_path() {
    use MembershipChange::{Made, Undone, Unneeded};
    let group = || Replies(json!({"id": "g-1", "name": "audit"}));
    let member = || Replies(json!([{"id": "g-2"}, {"id": "g-1"}]));
    let other = || Replies(json!([{"id": "g-2"}]));
    let join = async |mid: &Client| mid.admin().users().join_path(&id(), "/staff/audit").await;
    let leave = async |mid: &Client| mid.admin().users().leave_path(&id(), "/staff/audit").await;
    let put = "PUT /users/u-1/groups/g-1";
    let delete = "DELETE /users/u-1/groups/g-1";
    for (does, after, outcome) in
        [(Accepts, member(), Made), (Breaks, member(), Made), (Accepts, other(), Undone)]
    {
        let steps = [(PATH, group()), (GROUPS, other()), (put, does), (GROUPS, after)];
        let change = job(&steps, join).await.unwrap();
        assert_eq!((change, change.is_in_force()), (outcome, outcome == Made));
    }
    for (does, after, outcome) in
        [(Accepts, other(), Made), (Breaks, none(), Made), (Accepts, member(), Undone)]
    {
        let steps = [(PATH, group()), (GROUPS, member()), (delete, does), (GROUPS, after)];
        assert_eq!(job(&steps, leave).await.unwrap(), outcome);
    }
    assert_eq!(job(&[(PATH, group()), (GROUPS, member())], join).await.unwrap(), Unneeded);
    assert_eq!(job(&[(PATH, group()), (GROUPS, other())], leave).await.unwrap(), Unneeded);

    let lost = [(PATH, group()), (GROUPS, other()), (put, Breaks), (GROUPS, other())];
    assert_eq!(job(&lost, join).await.unwrap_err().kind(), ErrorKind::Interrupted);
    assert!(job(&[(PATH, GONE)], join).await.unwrap_err().is_not_found());
    assert!(job(&[(PATH, group()), (GROUPS, GONE)], leave).await.unwrap_err().is_not_found());
    let gone = [(PATH, group()), (GROUPS, other()), (put, GONE)];
    assert!(job(&gone, join).await.unwrap_err().is_not_found());
}
