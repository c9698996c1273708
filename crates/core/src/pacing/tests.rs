use super::*;
use std::sync::Arc;

async fn acquire(pacer: &Pacer, deadline: Instant) -> Result<()> {
    pacer.queue(deadline, false)?.wait().await
}

const PLAN: &[Limit] = &[Limit::new(9, Duration::from_secs(5)), Limit::new(90, Duration::from_secs(300))];

fn far() -> Instant {
    Instant::now() + Duration::from_secs(100_000)
}

fn violations(times: &[Instant], plan: &[Limit]) -> usize {
    plan.iter()
        .map(|limit| times.windows(limit.count + 1).filter(|w| w[limit.count] - w[0] <= limit.window).count())
        .sum()
}

#[tokio::test(start_paused = true)]
async fn no_window_is_ever_exceeded_and_cancelled_waiters_cost_nothing() {
    let pacer = Arc::new(Pacer::new(PLAN));
    let times = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for i in 0..300_u64 {
        let (pacer, times) = (pacer.clone(), times.clone());
        tasks.push(tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(fastrand::u64(0..20_000))).await;
            let got = tokio::time::timeout(
                if i % 3 == 0 {
                    Duration::from_millis(fastrand::u64(1..5000))
                } else {
                    Duration::from_secs(90_000)
                },
                acquire(&pacer, far()),
            );
            if got.await.is_ok() {
                times.lock().unwrap().push(Instant::now());
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let times = times.lock().unwrap();
    assert!(times.len() >= 200);
    assert_eq!(violations(&times, PLAN), 0);
    assert_eq!(pacer.log().waiting, 0);
}

#[tokio::test(start_paused = true)]
async fn a_permit_that_would_come_too_late_fails_at_once_and_says_when() {
    let pacer = Pacer::new(PLAN);
    for _ in 0..9 {
        acquire(&pacer, far()).await.unwrap();
    }
    let start = Instant::now();
    let error = acquire(&pacer, start + Duration::from_secs(1)).await.unwrap_err();
    assert_eq!((error.kind(), Instant::now()), (ErrorKind::Paced, start));
    assert_eq!(error.retry_after(), Some(Duration::from_millis(5250)));
}

#[tokio::test(start_paused = true)]
async fn after_a_429_all_calls_wait_as_long_as_the_server_asked() {
    for (plan, asked, wait) in [
        (PLAN, None, 5),
        (PLAN, Some(0), 0),
        (PLAN, Some(1), 1),
        (PLAN, Some(7), 7),
        (PLAN, Some(9_000), 300),
        (&[], None, 0),
        (&[], Some(0), 0),
        (&[], Some(1), 1),
        (&[], Some(u64::MAX), 300),
    ] {
        let pacer = Pacer::new(plan);
        pacer.throttled(asked.map(Duration::from_secs));
        let start = Instant::now();
        acquire(&pacer, far()).await.unwrap();
        assert_eq!(Instant::now() - start, Duration::from_secs(wait), "{plan:?} {asked:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_cannot_wait_reports_whose_limit_it_is() {
    for (plan, sent, asked, text) in [
        (PLAN, 9, None, "rate limit"),
        (PLAN, 9, Some(0), "rate limit"),
        (PLAN, 0, Some(20), "the server asked"),
        (PLAN, 9, Some(20), "the server asked"),
        (&[], 9, Some(20), "the server asked"),
    ] {
        let pacer = Pacer::new(plan);
        for _ in 0..sent {
            acquire(&pacer, far()).await.unwrap();
        }
        if asked.is_some() {
            pacer.throttled(asked.map(Duration::from_secs));
        }
        let error = acquire(&pacer, Instant::now() + Duration::from_secs(4)).await.unwrap_err();
        assert!(error.message().starts_with(text), "{plan:?} {asked:?}: {error}");
        assert!(error.retry_after() > Some(Duration::from_secs(4)));
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_429_the_long_window_runs_at_half_for_as_long_as_it_is() {
    let pacer = Arc::new(Pacer::new(PLAN));
    let start = Instant::now();
    let after = |millis| start + Duration::from_millis(millis);
    pacer.pause(Duration::from_secs(7));
    for n in 0..45 {
        acquire(&pacer, far()).await.unwrap();
        // Nine at a time: the short window is whole.
        assert_eq!(Instant::now(), after(7000 + n / 9 * 5250), "{n}");
    }
    let patient = tokio::spawn({
        let pacer = pacer.clone();
        async move { acquire(&pacer, far()).await.map(|()| Instant::now()) }
    });
    tokio::task::yield_now().await;
    let error = acquire(&pacer, after(307_000)).await.unwrap_err();
    assert_eq!((error.kind(), Instant::now()), (ErrorKind::Paced, after(28_000)));
    assert_eq!(error.retry_after(), Some(Duration::from_millis(279_250)));
    assert_eq!(patient.await.unwrap().unwrap(), after(307_250));
    // It holds to the instant: a pause ends, and half a window ends with the pause's own length.
    let pacer = Pacer::new(&[Limit::new(4, Duration::from_secs(10))]);
    pacer.pause(Duration::from_secs(1));
    let whole = Instant::now() + Duration::from_secs(11);
    acquire(&pacer, far()).await.unwrap();
    acquire(&pacer, far()).await.unwrap();
    sleep_until(whole).await;
    acquire(&pacer, whole).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_permit_that_comes_at_the_bound_is_given_and_one_behind_it_is_not_waited_for() {
    let pacer = Arc::new(Pacer::new(&[Limit::new(1, Duration::from_secs(10))]));
    acquire(&pacer, far()).await.unwrap();
    let due = Instant::now() + Duration::from_millis(10_250);
    let first = tokio::spawn({
        let pacer = pacer.clone();
        async move { acquire(&pacer, due).await }
    });
    tokio::task::yield_now().await;
    let start = Instant::now();
    let error = acquire(&pacer, start + Duration::from_secs(15)).await.unwrap_err();
    assert_eq!((error.kind(), Instant::now()), (ErrorKind::Paced, start));
    assert_eq!(error.retry_after(), Some(Duration::from_millis(20_500)));
    first.await.unwrap().unwrap();
    assert_eq!(Instant::now(), due);
}

#[tokio::test(start_paused = true)]
async fn a_429_that_comes_while_a_call_waits_does_not_hold_it_past_its_bound() {
    let pacer = Arc::new(Pacer::new(&[Limit::new(1, Duration::from_secs(10))]));
    acquire(&pacer, far()).await.unwrap();
    let bound = Instant::now() + Duration::from_secs(15);
    let waits = tokio::spawn({
        let pacer = pacer.clone();
        async move { (acquire(&pacer, bound).await, Instant::now()) }
    });
    tokio::task::yield_now().await;
    pacer.pause(Duration::from_secs(60));
    let (outcome, ended) = waits.await.unwrap();
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Paced);
    assert!(ended <= bound);
}

/// When the call at this place goes, by sending one call after the other.
fn one_by_one(plan: &Plan, slow: bool, sent: &VecDeque<Instant>, start: Instant, place: usize) -> Instant {
    let (mut sent, mut due) = (sent.clone(), start);
    for _ in 0..place {
        due = plan.next(slow, |n| nth_last(&sent, n)).map_or(due, |next| next.max(due));
        sent.push_back(due);
    }
    due
}

#[tokio::test(start_paused = true)]
async fn a_place_in_the_queue_is_that_of_sending_one_call_after_the_other() {
    let random = fastrand::usize;
    for round in 0..400 {
        let limit = |_| Limit::new(random(1..30), Duration::from_millis(fastrand::u64(0..20_000)));
        let limits: Vec<_> = (0..random(1..4)).map(limit).collect();
        let plan = Plan::new(&limits);
        let (mut sent, mut at) = (VecDeque::new(), Instant::now());
        // Also more requests than the plan allows: it was another one before a 429.
        for _ in 0..random(0..plan.keep() + 1) {
            at += Duration::from_millis(fastrand::u64(0..3_000));
            sent.push_back(at);
        }
        let start = at + Duration::from_millis(fastrand::u64(0..30_000));
        let mut rhythms = [Rhythm::default(), Rhythm::default()];
        for _ in 0..40 {
            let (slow, place) = (fastrand::bool(), random(1..200));
            let rhythm = &mut rhythms[usize::from(slow)];
            let due = rhythm.due(plan.limits(slow), place, start, |n| nth_last(&sent, n));
            let expected = one_by_one(&plan, slow, &sent, start, place);
            assert_eq!(
                due,
                expected,
                "round {round}, place {place}, {slow}: {limits:?}, {} sent",
                sent.len()
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn joining_costs_no_more_behind_16_000_calls() {
    let plan =
        Plan::new(&[Limit::new(90, Duration::from_secs(5)), Limit::new(900, Duration::from_secs(300))]);
    let now = Instant::now();
    let sent: VecDeque<_> = (0..900).map(|n| now + Duration::from_millis(n * 300)).collect();
    for slow in [false, true] {
        let (mut rhythm, mut most) = (Rhythm::default(), 0);
        for place in 1..=16_000 {
            let read = std::cell::Cell::new(0);
            rhythm.due(plan.limits(slow), place, now, |n| {
                read.set(read.get() + 1);
                nth_last(&sent, n)
            });
            most = most.max(read.get());
        }
        assert!(most <= 16, "{most} requests of the log were read");
        assert!(rhythm.steps() <= 16_000 / 90 + 2, "{} steps", rhythm.steps());
    }
}
