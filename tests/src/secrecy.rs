//! S: what opens something stays out of every text.

mod channel;
mod compile_errors;
mod echoed_secrets;
mod features;
mod held_core;
mod held_features;
mod held_generated;
mod held_privicore;
mod held_vendors;
mod logs;
mod memory;
mod public_types;
mod reviewed;
mod sandbox_calls;
mod scan;
mod sensitive_headers;

use crate::promise::{Campaign, Measured, Promise, Scale};
use memory::Way;
use scan::{Canaries, Shown};
use std::{collections::BTreeSet, process::Command};

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "S1",
            "No public type, error or log record shows a secret, in any spelling",
            "0 hits over all public types (listed by rustdoc) and over all log targets at TRACE; no public type is left out",
            |scale| Box::pin(s1(scale)),
        ),
        Promise::real(
            "S2",
            "A server that says our secrets back is not quoted",
            "0 hits over body, header, reason phrase and redirect target, in every spelling",
            |scale| -> Campaign { Box::pin(echoed_secrets::run(scale)) },
        ),
        Promise::real(
            "S3",
            "A `Secret` does not print, serialize, compare or hash, and does not go into a URL",
            "12 of 12 cases are refused by the compiler for the expected reason; their 12 twins compile",
            |_| Box::pin(async { s3() }),
        ),
        Promise::real(
            "S4",
            "Every header that carries a credential is marked as sensitive",
            "100 % over all five vendors",
            |_| Box::pin(s4()),
        ),
        Promise::real(
            "S5",
            "No memory of ours keeps a secret once it is dropped",
            "copies left in the process: 0 of our own making, core's and the vendors' clients'; with the HTTP client's buffers at most 1 of a header, 0 of a request, 1 of a reply over plain HTTP and 3 over TLS",
            |scale| Box::pin(s5(scale)),
        ),
        Promise::real(
            "S6",
            "No feature, switch or environment variable reveals a secret",
            "0 hits of S1's scanner with no feature, each alone and all, in a plain and in a curious environment; no code of ours reads the environment unless it is called for that (`storedsafe::Settings::from_env`)",
            |scale| Box::pin(async move { s6(scale) }),
        ),
        Promise::real(
            "S7",
            "No public field that opens something is plain text",
            "0 findings of the source check",
            |_| Box::pin(async { s7() }),
        ),
    ]
}

async fn s1(scale: Scale) -> Measured {
    let mut groups = held_generated::keys();
    let mut shown = held_core::all().await;
    shown.extend(held_vendors::all());
    shown.extend(held_features::all());
    groups.push((shown, Canaries::all()));
    let heard = logs::listen();
    let sandbox = portcullis_sandbox::Sandbox::start().await.unwrap();
    let (mut used, mut calls) = sandbox_calls::work(&sandbox).await;
    let talk = channel::talk().await;
    used.extend(talk.secrets);
    calls += talk.calls;
    groups.push((talk.shown, Canaries::all()));
    let mut lines = logs::heard();
    // The sandbox's websocket server writes down what it reads; no client crate has that library below it.
    let all = lines.len();
    lines.retain(|l| !l.split(' ').nth(1).is_some_and(|target| target.starts_with("tungstenite")));
    let theirs = all - lines.len();
    groups.push(held_generated::sandbox(&sandbox));

    let mut hits = Vec::new();
    let mut names = BTreeSet::new();
    let mut texts = 0;
    for (shown, canaries) in &groups {
        for one in shown {
            names.insert(one.name);
            texts += one.texts.len() + one.json.len();
            hits.extend(found(one, canaries));
        }
    }
    let secrets: Vec<String> = sandbox_calls::given(&sandbox).into_iter().chain(used).collect();
    let spoken: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let canaries = Canaries::of(&spoken, true);
    for line in &lines {
        hits.extend(
            canaries
                .hits(line)
                .iter()
                .map(|s| format!("log, {s}: {}", line.split(' ').nth(1).unwrap_or("?"))),
        );
    }
    let targets: BTreeSet<&str> = lines.iter().filter_map(|l| l.split(' ').nth(1)).collect();
    let ours = lines.iter().filter(|l| l.contains(" portcullis HTTP")).count();
    let mut figure = format!(
        "{} hits in {texts} texts of {} types and in {} log records of {} targets ({calls} calls, {ours} spans of ours, {} credentials searched for; {theirs} records of the sandbox's own websocket library left out)",
        hits.len(),
        names.len(),
        lines.len(),
        targets.len(),
        secrets.len(),
    );
    let mut held = hits.is_empty() && heard && ours > 0;
    if !heard {
        figure += "; another subscriber holds the log, so it was not heard";
    }
    if let Some(first) = hits.first() {
        figure.extend(["; such as ", first]);
    }
    if scale == Scale::Full {
        let (complete, said) = complete(&names);
        held &= complete;
        figure += &said;
    } else {
        figure += "; the list of public types is taken at full scale only";
    }
    Measured::new(held, figure)
}

fn found(one: &Shown, canaries: &Canaries) -> Vec<String> {
    let secrets = Canaries::secrets();
    let texts = one.texts.iter().flat_map(|t| canaries.hits(t));
    let json = one.json.iter().flat_map(|t| secrets.hits(t));
    texts.chain(json).map(|spelling| format!("{} ({spelling})", one.name)).collect()
}

/// Whether rustdoc's list of public types is the scanned ones and the reviewed ones.
fn complete(scanned: &BTreeSet<&'static str>) -> (bool, String) {
    let types = match public_types::documented() {
        Ok(types) => types,
        Err(error) => return (false, format!("; rustdoc failed: {error}")),
    };
    let reviewed: BTreeSet<&str> = reviewed::WITHOUT.iter().copied().collect();
    let on = |list: &BTreeSet<&str>, names: &[String]| names.iter().any(|n| list.contains(n.as_str()));
    let (mut wrong, mut mute) = (Vec::new(), 0);
    for names in &types.public {
        let holds = names.iter().any(|n| types.holders.contains(n));
        match (on(scanned, names), on(&reviewed, names)) {
            (false, false) if names.iter().any(|n| types.mute.contains(n)) => mute += 1,
            (false, false) => {
                wrong.push(format!("on no list{}: {}", if holds { ", and holds" } else { "" }, names[0]));
            }
            (false, true) if holds => wrong.push(format!("reviewed, but holds a secret: {}", names[0])),
            (true, true) => wrong.push(format!("on both lists: {}", names[0])),
            _ => {}
        }
    }
    let known: BTreeSet<&str> = types.public.iter().flatten().map(String::as_str).collect();
    wrong.extend(
        scanned.iter().chain(&reviewed).filter(|n| !known.contains(*n)).map(|n| format!("no such type: {n}")),
    );
    let holders = types.public.iter().filter(|names| names.iter().any(|n| types.holders.contains(n))).count();
    let mut said = format!(
        "; of {} public types by rustdoc, {holders} hold a secret, {} are reviewed, {mute} have neither `Debug` nor `Display`, {} are astray",
        types.public.len(),
        reviewed.len(),
        wrong.len()
    );
    if !wrong.is_empty() {
        said.extend([" (", &wrong.join(", "), ")"]);
    }
    (wrong.is_empty() && !types.public.is_empty(), said)
}

fn s3() -> Measured {
    match compile_errors::check() {
        Ok(found) => Measured::new(
            found.refused == found.cases && found.twins == found.cases,
            format!(
                "{} of {} cases refused by the compiler with the expected error, {} twins compile{}",
                found.refused,
                found.cases,
                found.twins,
                found.odd.first().map(|o| format!("; {o}")).unwrap_or_default(),
            ),
        ),
        Err(error) => Measured::new(false, format!("the compiler could not be asked: {error}")),
    }
}

async fn s4() -> Measured {
    let (count, plain) = sensitive_headers::look().await;
    let every = count.len() == 5 && count.values().all(|m| m.seen > 0 && m.seen == m.marked);
    let each: Vec<String> = count.iter().map(|(v, m)| format!("{v} {} of {}", m.marked, m.seen)).collect();
    let first = plain.first().map(|p| format!("; not marked: {p}")).unwrap_or_default();
    Measured::new(every && plain.is_empty(), format!("marked credential headers: {}{first}", each.join(", ")))
}

async fn s5(scale: Scale) -> Measured {
    if let Some(letters) = memory::tls::task() {
        return memory::tls::serve(&letters).await;
    }
    let mut worst = [memory::Left::default(); 4];
    let (mut vendors, mut by) = (memory::Left::default(), BTreeSet::new());
    let runs = scale.pick(50, 1);
    for _ in 0..runs {
        for (way, worst) in [Way::Memory, Way::Escaped, Way::Socket, Way::Tls].into_iter().zip(&mut worst) {
            match memory::exchange(way).await {
                Some(left) => *worst = worst.worst(left),
                None => {
                    return Measured::new(
                        false,
                        format!("not measured: no exchange that can be read, {way:?}"),
                    );
                }
            }
        }
        match memory::vendors::exchanges().await {
            Ok((left, names)) => {
                vendors = vendors.worst(left);
                by.extend(names);
            }
            Err(name) => {
                return Measured::new(false, format!("not measured: no exchange that can be read, {name}"));
            }
        }
    }
    let [own, escaped, plain, tls] = worst;
    let none = [own, escaped, vendors].iter().all(|left| left.header + left.request + left.reply == 0);
    let few = |left: memory::Left, replies| left.header <= 1 && left.request == 0 && left.reply <= replies;
    Measured::new(
        none && few(plain, 1) && few(tls, 3),
        format!(
            "most copies left in {runs} exchanges each: over a transport in memory {own}, with an escape in the reply {escaped}; over a plain socket {plain}; over TLS, to a server in a process of its own, {tls}; by the vendors' clients over a transport in memory, {} replies that bring a secret, each with and without an escape, {vendors}, left by {by:?}",
            memory::vendors::COUNT,
        ),
    )
}

fn s6(scale: Scale) -> Measured {
    let reads = features::environment_reads();
    if scale == Scale::Reduced {
        return Measured::new(
            reads == 0,
            format!(
                "{reads} reads of the environment that nobody asked for; the feature sets are built at full scale only"
            ),
        );
    }
    match features::powerset() {
        Ok(found) => Measured::new(
            found.hits == 0 && reads == 0,
            format!(
                "{} hits in {} texts of {} runs over {} feature sets; {reads} reads of the environment that nobody asked for",
                found.hits, found.texts, found.runs, found.sets
            ),
        ),
        Err(error) => Measured::new(false, error),
    }
}

fn s7() -> Measured {
    let mut command: Command = public_types::cargo(&public_types::scratch("tidy"));
    let output = command.args(["run", "--quiet", "-p", "xtask", "--", "tidy"]).output();
    let said = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    let files = said.lines().last().unwrap_or_default().to_owned();
    let plain = said.lines().filter(|l| l.contains("must be a `Secret`")).count();
    let ran = files.contains(" files, ");
    let first = said.lines().find(|l| l.contains("must be a `Secret`")).unwrap_or_default();
    Measured::new(
        ran && plain == 0,
        format!("{plain} plain fields that open something, among {files} of all kinds {first}"),
    )
}
