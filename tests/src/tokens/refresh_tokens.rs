//! A refresh token is sent once.

use super::{
    tally::{Outcome, Tally, ensure},
    token_server::{Answer, TokenServer, seconds, within},
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

/// Renewals at random times of a token's lifetime and after it; some of the calls are cancelled.
async fn renewals() -> Outcome {
    let life = fastrand::u64(20..=600);
    let rotates = fastrand::bool();
    let unknown = Arc::new(AtomicUsize::new(0));
    let unknown_ones = unknown.clone();
    let server = TokenServer::new(
        move |n, refresh| {
            let primary = refresh.is_none();
            // If the primary credential fails too, the next attempt comes while the old token is still held.
            let fails = n > 1 && fastrand::u8(0..4) < if primary { 1 } else { 2 };
            let answer = match (fails, fastrand::usize(0..7)) {
                (true, 6) => Answer::Unsent,
                // A rejected primary credential would end the schedule.
                (true, 1 | 2) if primary => Answer::Lost,
                (true, kind) => Answer::failure(kind).1,
                (false, _) => {
                    // If refresh tokens do not rotate, the reply contains none, and the old one stays valid.
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
            // Sometimes a token is revoked before it expires.
            let revoked = fastrand::u8(0..20) == 0;
            (Duration::from_millis(5), if revoked { Answer::refused() } else { Answer::done() })
        },
    );
    let client = server.client();
    for _ in 0..20 {
        let cancel_after = if fastrand::u8(0..4) == 0 { within(seconds(2)) } else { seconds(300) };
        let _ = timeout(cancel_after, client.get("/u").call::<Value>()).await;
        let long = if fastrand::bool() { 2 * life } else { 15 };
        sleep(within(seconds(long))).await;
    }
    // The renewal of a cancelled caller may still run.
    sleep(seconds(60)).await;
    let mut sent = HashMap::<String, usize>::new();
    for refresh in server.log().asked.iter().filter_map(|(_, refresh)| refresh.clone()) {
        *sent.entry(refresh).or_default() += 1;
    }
    let twice = sent.values().filter(|times| **times > 1).count();
    ensure(twice == 0, || format!("{twice} of {} refresh tokens were sent twice", sent.len()))?;
    Ok(vec![("refresh tokens sent", sent.len()), ("with an unknown outcome", unknown.load(SeqCst))])
}
