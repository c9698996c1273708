//! Wrong passwords, and the lock after too many of them.

use std::time::Duration;

use serde_json::{Value, json};

use super::store::Store;
use crate::objects::Object;

/// The collection of the failures, by the id of the user.
const FAILURES: &str = "password_failures";

impl Store {
    fn failure(&self, user: &str, name: &str) -> u64 {
        let failures = self.objects().get(FAILURES, user, user);
        failures.and_then(|failures| failures.get(name)?.as_u64()).unwrap_or_default()
    }

    /// Whether wrong passwords keep a user out for now.
    pub(super) fn is_locked(&self, user: &str) -> bool {
        self.is_on("bruteForceProtected") && self.failure(user, "failedLoginNotBefore") > self.now().as_secs()
    }

    /// Counts a wrong password. The wait grows with each multiple of the factor; a permanent lock disables the user.
    pub(super) fn fail_password(&mut self, user: &str) {
        if !self.is_on("bruteForceProtected") {
            return;
        }
        let (now, last) = (self.millis(), self.failure(user, "lastFailure"));
        let long_ago = now.saturating_sub(last) > self.number("maxDeltaTimeSeconds").saturating_mul(1000);
        let before = if long_ago { 0 } else { self.failure(user, "numFailures") };
        let count = before + 1;
        let times = count.checked_div(self.number("failureFactor")).unwrap_or_default();
        let mut wait = self.number("waitIncrementSeconds").saturating_mul(times);
        if wait == 0 && before > 0 && now.saturating_sub(last) < self.number("quickLoginCheckMilliSeconds") {
            wait = self.number("minimumQuickLoginWaitSeconds");
        }
        let wait = wait.min(self.number("maxFailureWaitSeconds"));
        let until =
            if wait == 0 { 0 } else { self.now().saturating_add(Duration::from_secs(wait)).as_secs() };
        let failures = json!({
            "numFailures": count, "lastFailure": now, "lastIPFailure": "127.0.0.1", "failedLoginNotBefore": until,
        });
        if let Value::Object(failures) = failures {
            self.objects_mut().put(FAILURES, user, user, failures);
        }
        if times > 0
            && self.is_on("permanentLockout")
            && let Some(mut user) = self.user(user)
        {
            user.enabled = false;
            self.put(&user);
        }
    }

    pub(super) fn forget_failures(&mut self, user: &str) {
        self.objects_mut().remove(FAILURES, user, user);
    }

    pub(super) fn forget_all_failures(&mut self) {
        let users: Vec<String> = self.objects().rows(FAILURES).map(|row| row.key.clone()).collect();
        for user in users {
            self.forget_failures(&user);
        }
    }

    /// The state of a user's lock.
    pub(super) fn failures_shown(&self, user: &str) -> Object {
        let locked = self.is_locked(user);
        let mut shown = self.objects().get(FAILURES, user, user).cloned().unwrap_or_default();
        shown.insert("disabled".to_owned(), locked.into());
        for (name, empty) in
            [("numFailures", json!(0)), ("lastFailure", json!(0)), ("lastIPFailure", json!("n/a"))]
        {
            shown.entry(name).or_insert(empty);
        }
        shown
    }
}
