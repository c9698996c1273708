//! A refresh token is presented once.

use super::{
    tally::{Outcome, Tally, ensure},
    token_server::{Answer, Desk, seconds, within},
};
use crate::promise::{Measured, Scale};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use tokio::time::{sleep, timeout};

pub(crate) async fn refresh_tokens(scale: Scale) -> Measured {
    let tally = Tally::of(scale.pick(10_000, 40), |_| renewals()).await;
    tally.measured("schedules of 20 renewals whose exchanges may fail")
}

/// Renewals at random moments of a token's life and after it; some of the calls are left.
async fn renewals() -> Outcome {
    let life = fastrand::u64(20..=600);
    let rotates = fastrand::bool();
    let unknown = Arc::new(AtomicUsize::new(0));
    let unknown_ones = unknown.clone();
    let desk = Desk::new(
        move |n, refresh| {
            let primary = refresh.is_none();
            // Where the primary credential fails too, the next try comes while the old token is still held.
            let fails = n > 1 && fastrand::u8(0..4) < if primary { 1 } else { 2 };
            let answer = match (fails, fastrand::usize(0..7)) {
                (true, 6) => Answer::Unsent,
                // A refused primary credential would end the schedule.
                (true, 1 | 2) if primary => Answer::Lost,
                (true, kind) => Answer::failure(kind).1,
                (false, _) => {
                    // Where tokens do not rotate the reply has none, and the old one would still be good.
                    let next = (rotates || refresh.is_none()).then(|| format!("r{n}"));
                    Answer::Json(
                        200,
                        json!({"access_token": format!("t{n}"), "expires_in": life, "refresh_token": next}),
                    )
                }
            };
            let lost = matches!(answer, Answer::Lost | Answer::Never | Answer::Raw(_) | Answer::Json(503, _));
            unknown_ones.fetch_add(usize::from(lost && !primary), SeqCst);
            (within(seconds(2)), answer)
        },
        |_, _| {
            // Now and then a token is revoked before its end.
            let revoked = fastrand::u8(0..20) == 0;
            (Duration::from_millis(5), if revoked { Answer::refused() } else { Answer::done() })
        },
    );
    let client = desk.client();
    for _ in 0..20 {
        let patience = if fastrand::u8(0..4) == 0 { within(seconds(2)) } else { seconds(300) };
        let _ = timeout(patience, client.get("/u").call::<Value>()).await;
        let long = if fastrand::bool() { 2 * life } else { 15 };
        sleep(within(seconds(long))).await;
    }
    // A renewal that a caller left may still be under way.
    sleep(seconds(60)).await;
    let mut presented = HashMap::<String, usize>::new();
    for refresh in desk.book().asked.iter().filter_map(|(_, refresh)| refresh.clone()) {
        *presented.entry(refresh).or_default() += 1;
    }
    let twice = presented.values().filter(|times| **times > 1).count();
    ensure(twice == 0, || format!("{twice} of {} refresh tokens came twice", presented.len()))?;
    Ok(vec![("refresh tokens presented", presented.len()), ("with an unknown outcome", unknown.load(SeqCst))])
}
