//! Two clients that change two roles of one user at the same time, against a server that replaces them as a whole.

use super::{Answer, Fault, Faults, client, exchange, found, listed};
use crate::{
    promise::{Measured, Scale},
    timeouts::fixtures::{locked, ms},
};
use fastrand::Rng;
use portcullis_core::{
    http::Method,
    transport::{Body, Outgoing},
};
use portcullis_testkit::wire::Scripted;
use privx::role_store::{Role, RoleChange, Users};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::time::sleep;

const USER: &str = "5f0a0000-0000-4000-8000-000000000001";
/// The role of each of the two.
const ROLES: [&str; 2] = ["5f0a0000-0000-4000-8000-000000000011", "5f0a0000-0000-4000-8000-000000000012"];
const KEPT: &str = "5f0a0000-0000-4000-8000-000000000013";
const BY_RULE: &str = "5f0a0000-0000-4000-8000-000000000014";
/// More calls than there are faults in a run.
const CALLS: usize = 20;

/// One of the two, as the server sees it. Times are numbers of requests.
struct Actor {
    faults: Faults,
    /// The first read that was served, the last one, and the last one whose reply arrived whole.
    first: Option<usize>,
    served: usize,
    read: usize,
    /// The last write that made the change.
    wrote: usize,
    writes: usize,
    /// The last write since that read was sent already.
    resent: bool,
    sent: bool,
    done: bool,
    /// The last write of the other one that undid the change.
    undone: Option<Undone>,
}

/// A write that undid another one's change.
#[derive(Clone, Copy)]
struct Undone {
    at: usize,
    /// The read that it was made from.
    read: usize,
    /// It had been sent before.
    resent: bool,
}

struct Server {
    now: usize,
    roles: Vec<Value>,
    /// Whether each of the two grants its role, or revokes it.
    grants: [bool; 2],
    actors: [Actor; 2],
    /// A write of one was served between the first read and the end of the other.
    overlaps: bool,
}

fn role(id: &str, explicit: bool) -> Value {
    json!({ "id": id, "name": id, "explicit": explicit, "implicit": !explicit, "grant_type": "PERMANENT" })
}

impl Server {
    fn new(rng: &mut Rng) -> Self {
        let grants = [rng.bool(), rng.bool()];
        let mut roles = vec![role(BY_RULE, false), role(KEPT, true)];
        roles.extend(ROLES.iter().zip(grants).filter(|(_, grants)| !grants).map(|(id, _)| role(id, true)));
        let mut actor = || Actor {
            faults: Faults::new(rng.fork(), 5),
            first: None,
            served: 0,
            read: 0,
            wrote: 0,
            writes: 0,
            resent: false,
            sent: false,
            done: false,
            undone: None,
        };
        Self { now: 0, roles, grants, actors: [actor(), actor()], overlaps: false }
    }

    fn has(&self, id: &str) -> bool {
        self.roles.iter().any(|role| role["id"] == id)
    }

    /// Whether the change of this one is in force.
    fn is_made(&self, who: usize) -> bool {
        self.has(ROLES[who]) == self.grants[who]
    }

    fn apply(&mut self, who: usize, out: &Outgoing) -> Answer {
        self.now += 1;
        if out.method == Method::GET {
            let actor = &mut self.actors[who];
            actor.first.get_or_insert(self.now);
            actor.served = self.now;
            return found(&json!({ "count": self.roles.len(), "items": self.roles }));
        }
        let Some(Body::Whole(body)) = &out.body else { panic!("no roles") };
        let sent: Vec<Value> = serde_json::from_slice(body).unwrap();
        let before = [0, 1].map(|who| self.is_made(who));
        self.roles.retain(|role| role["explicit"] == false);
        self.roles.extend(sent);
        let other = 1 - who;
        self.actors[who].writes += 1;
        if self.is_made(who) {
            self.actors[who].wrote = self.now;
        }
        if before[other] && !self.is_made(other) {
            let Actor { read, resent, .. } = self.actors[who];
            self.actors[other].undone = Some(Undone { at: self.now, read, resent });
        }
        self.overlaps |= self.actors[other].first.is_some() && !self.actors[other].done;
        found(&json!({}))
    }

    /// Whether the documentation of `grant` excludes this loss: others who read the roles before the change, and write
    /// them after it was checked, undo it. The time between is that of one request: a write that is sent again without
    /// another read is not excluded.
    fn is_excluded(&self, who: usize) -> bool {
        let actor = &self.actors[who];
        actor.undone.is_some_and(|undone| {
            let [read, wrote, checked, undone_at] = [undone.read, actor.wrote, actor.read, undone.at];
            read < wrote && wrote < checked && checked < undone_at && !undone.resent
        })
    }
}

fn wire(server: &Arc<Mutex<Server>>, who: usize) -> Scripted {
    let server = server.clone();
    Scripted::new(move |out, _| {
        let reads = out.method == Method::GET;
        let (fault, way) = {
            let actor = &mut locked(&server).actors[who];
            if !reads {
                actor.resent = std::mem::replace(&mut actor.sent, true);
            }
            (actor.faults.draw(), actor.faults.way())
        };
        let (server, shared) = (server.clone(), server.clone());
        let answered = exchange(fault, way, move || locked(&shared).apply(who, &out));
        async move {
            let answer = answered.await;
            if reads && fault.is_none() {
                let actor = &mut locked(&server).actors[who];
                (actor.read, actor.sent) = (actor.served, false);
            }
            answer
        }
    })
}

/// Makes the change of one of the two; after an error, and where others always overwrite it, once more.
async fn change(users: Users, server: Arc<Mutex<Server>>, who: usize) -> Option<RoleChange> {
    let grants = locked(&server).grants[who];
    let user = USER.into();
    for _ in 0..CALLS {
        let change = if grants {
            users.grant(&user, &Role::granted(ROLES[who], "role")).await
        } else {
            users.revoke(&user, &ROLES[who].into()).await
        };
        if let Ok(change @ (RoleChange::Made | RoleChange::Unneeded)) = change {
            locked(&server).actors[who].done = true;
            return Some(change);
        }
    }
    None
}

/// The sums over all runs.
#[derive(Default)]
struct Tally {
    lost: usize,
    excluded: usize,
    /// Runs in which a call did not end, or another role of the user was changed.
    wrong: usize,
    counted: usize,
    repaired: usize,
    faults: BTreeMap<Fault, usize>,
    writes: usize,
}

async fn run(seed: u64, tally: &mut Tally) {
    // The clients' pauses are random as well.
    fastrand::seed(seed);
    let mut rng = Rng::with_seed(seed);
    let server = Arc::new(Mutex::new(Server::new(&mut rng)));
    let flows = [0, 1].map(|who| {
        let users = client(wire(&server, who), rng.bool()).role_store().users();
        let (server, start) = (server.clone(), ms(rng.u64(0..100)));
        tokio::spawn(async move {
            sleep(start).await;
            change(users, server, who).await
        })
    });
    let mut ended = true;
    for flow in flows {
        ended &= flow.await.unwrap().is_some();
    }
    let at = locked(&server);
    let mut excluded = false;
    for who in [0, 1].into_iter().filter(|who| !at.is_made(*who)) {
        if at.is_excluded(who) {
            excluded = true;
        } else {
            tally.lost += 1;
        }
    }
    let faulted = at.actors.iter().any(|actor| !actor.faults.drawn.is_empty());
    let undone = at.actors.iter().any(|actor| actor.undone.is_some());
    tally.wrong += usize::from(!ended || !at.has(KEPT) || !at.has(BY_RULE));
    tally.excluded += usize::from(excluded);
    tally.counted += usize::from(!excluded && faulted && at.overlaps);
    tally.repaired += usize::from(!excluded && undone && at.is_made(0) && at.is_made(1));
    for actor in &at.actors {
        tally.writes += actor.writes;
        for (fault, count) in &actor.faults.drawn {
            *tally.faults.entry(*fault).or_default() += count;
        }
    }
}

/// F2.
pub(super) async fn kept(scale: Scale) -> Measured {
    let runs = scale.pick(1000, 100);
    let mut t = Tally::default();
    for seed in 0..runs {
        run(seed as u64, &mut t).await;
    }
    let figure = format!(
        "{} changes lost and {} other deviations in {runs} pairs, {} of which overlap, have faults and are counted; in {} \
         pairs a change was overwritten and made again; {} pairs in which a change was undone as excluded by the \
         documentation; {} writes; faults: {}",
        t.lost,
        t.wrong,
        t.counted,
        t.repaired,
        t.excluded,
        t.writes,
        listed(&t.faults),
    );
    let held = t.lost + t.wrong == 0 && t.counted * 2 >= runs && t.repaired * 20 >= runs;
    Measured::new(held, figure)
}
