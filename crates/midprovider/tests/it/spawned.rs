//! Jobs of several calls can be spawned: their futures may move between threads.

use midprovider::{
    Client, TmsId, UserId,
    admin::{jobs::AfterLeaving, users::User},
};
use std::time::Duration;

fn movable<T: Send>(_: T) {}

#[test]
fn the_futures_of_jobs_may_move_between_threads() {
    let mid = Client::shift(crate::URL, "acme").bearer("tok-1").build().unwrap();
    let (admin, bound) = (mid.admin(), Duration::from_secs(1));
    let (users, user, id, tms) = (admin.users(), User::new("mira"), UserId::from("u-1"), TmsId::from("T"));
    movable(mid.tms().wait_answered(&tms, bound));
    movable(mid.ast_tms().wait_answered(&tms, bound));
    movable(mid.tenants().wait_created(bound));
    movable(users.ensure(&user));
    movable(users.find_by_email("mira@firm.example"));
    movable(users.grant(&id, &["auditor".into()]));
    movable(users.revoke(&id, &["auditor".into()]));
    movable(users.join_path(&id, "/staff"));
    movable(users.leave_path(&id, "/staff"));
    movable(users.leave(&id, AfterLeaving::Keep));
    movable(users.remains(&id));
    movable(users.access_export());
    #[cfg(feature = "oidc")]
    movable(mid.verifier("api").unwrap().verify("a.b.c"));
}
