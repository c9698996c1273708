//! Secrets do not appear in any text: S1 to S7.

mod channel;
mod compile_errors;
mod echoed_secrets;
mod features;
mod held_core;
mod held_digicert;
mod held_features;
mod held_generated;
mod held_midprovider_admin;
mod held_privicore;
mod held_privx_vault;
mod held_vendors;
mod logs;
mod memory;
mod proven_replies;
mod public_types;
mod sandbox_calls;
mod scan;
mod sensitive_headers;
mod server_texts;
pub mod spellings;

use crate::{
    contracts,
    promise::{Campaign, Measured, Promise, Scale},
    workspace,
};
use memory::Source;
use scan::{Canaries, Shown};
use std::{collections::BTreeSet, process::Command};

/// The promises of this chapter.
pub fn promises() -> Vec<Promise> {
    vec![
        Promise::real(
            "S1",
            "No public type, error or log record shows a secret, in any encoding",
            "0 hits over all public types (listed by rustdoc) and over all log targets at TRACE; no public \
             type is left out",
            |scale| Box::pin(s1(scale)),
        ),
        Promise::real(
            "S2",
            "An error does not quote a secret that the server echoes",
            "0 hits over body, header, reason phrase and redirect target, in every spelling, and in every two, one \
             around the other; by the five vendors' clients, 0 texts that are no JSON quoted, 0 values of cookies, 0 \
             characters that move, hide or reorder others",
            |scale| -> Campaign { Box::pin(s2(scale)) },
        ),
        Promise::real(
            "S3",
            "A `Secret` does not print, serialize, compare or hash, and does not go into a URL",
            "12 of 12 cases are rejected by the compiler with the expected error; their 12 twins compile",
            |_| Box::pin(async { s3() }),
        ),
        Promise::real(
            "S4",
            "Every header that carries a credential is marked as sensitive",
            "100 % over all five vendors",
            |scale| Box::pin(s4(scale)),
        ),
        Promise::real(
            "S5",
            "The SDK leaves no copy of a secret in memory after the secret is dropped",
            "copies left in the process: 0 made by core and the vendors' clients; with the HTTP client's \
             buffers at most 1 of a header, 0 of a request, 1 of a reply over plain HTTP and 3 over TLS",
            |scale| Box::pin(s5(scale)),
        ),
        Promise::real(
            "S6",
            "No feature, option or environment variable reveals a secret",
            "0 hits of S1's scanner with no feature, each alone and all, in a plain environment and in one \
             with debug variables; no code of the SDK reads the environment except for that purpose: \
             `storedsafe::Settings::from_env`, and `Proxy::Environment`",
            |scale| Box::pin(async move { s6(scale) }),
        ),
        Promise::real(
            "S7",
            "No public field that holds a credential is plain text",
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
    let captured = logs::start();
    let sandbox = portcullis_sandbox::Sandbox::start().await.unwrap();
    let (mut used, mut calls) = sandbox_calls::run(&sandbox).await;
    let channel_run = channel::run().await;
    used.extend(channel_run.secrets);
    calls += channel_run.calls;
    groups.push((channel_run.shown, Canaries::all()));
    let mut lines = logs::stop();
    // The sandbox's websocket server logs what it reads; no client crate depends on that library.
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
    let secrets: Vec<String> = sandbox_calls::credentials(&sandbox).into_iter().chain(used).collect();
    let texts_of_secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let canaries = Canaries::of(&texts_of_secrets, true);
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
        "{} hits in {texts} texts of {} types and in {} log records of {} targets ({calls} calls, {ours} spans \
         of the SDK, {} credentials searched for; {theirs} records of the sandbox's own websocket library left \
         out)",
        hits.len(),
        names.len(),
        lines.len(),
        targets.len(),
        secrets.len(),
    );
    let mut held = hits.is_empty() && captured && ours > 0;
    if !captured {
        figure += "; another subscriber is installed, so the log was not captured";
    }
    if let Some(first) = hits.first() {
        figure.extend(["; such as ", first]);
    }
    if scale == Scale::Full {
        let (complete, text) = complete(&names);
        held &= complete;
        figure += &text;
    } else {
        figure += "; the list of public types is taken at full scale only";
    }
    Measured::new(held, figure)
}

async fn s2(scale: Scale) -> Measured {
    let (echoes, texts) = (echoed_secrets::run(scale).await, server_texts::run().await);
    Measured::new(echoes.held && texts.held, format!("{}; {}", echoes.figure, texts.figure))
}

fn found(one: &Shown, canaries: &Canaries) -> Vec<String> {
    let secrets = Canaries::secrets();
    let texts = one.texts.iter().flat_map(|t| canaries.hits(t));
    let json = one.json.iter().flat_map(|t| secrets.hits(t));
    texts.chain(json).map(|encoding| format!("{} ({encoding})", one.name)).collect()
}

/// Whether every public type that holds a secret, by rustdoc, is scanned or is part of a reply that a contract test reads
/// from a full sample.
fn complete(scanned: &BTreeSet<&'static str>) -> (bool, String) {
    let types = match public_types::documented() {
        Ok(types) => types,
        Err(error) => return (false, format!("; rustdoc failed: {error}")),
    };
    let replies = match proven_replies::types() {
        Ok(found) => types.within(found),
        Err(error) => return (false, format!("; the contract tests failed: {error}")),
    };
    let (mut wrong, mut holders, mut proven, mut mute, mut parts) = (Vec::new(), 0, 0, 0, 0);
    let is_scanned = |path: &str| {
        let names = types.public.get(path).into_iter().flatten();
        replies.contains(path) || names.into_iter().any(|name| scanned.contains(name.as_str()))
    };
    for (path, names) in types.public.iter().filter(|(path, _)| types.holders.contains(*path)) {
        holders += 1;
        if names.iter().any(|name| scanned.contains(name.as_str())) {
            continue;
        }
        if replies.contains(path) {
            proven += 1;
        } else if types.mute.contains(path) {
            mute += 1;
        } else if types.shows_scanned_parts(path, &is_scanned) {
            parts += 1;
        } else {
            wrong.push(format!("holds a secret and is not scanned: {}", names[0]));
        }
    }
    let known: BTreeSet<&str> = types.public.values().flatten().map(String::as_str).collect();
    wrong.extend(
        scanned.iter().filter(|name| !known.contains(*name)).map(|name| format!("no such type: {name}")),
    );
    let mut text = format!(
        "; of {} public types by rustdoc, {holders} hold a secret: {proven} of them are read from full samples by \
         contract tests, {mute} have neither `Debug` nor `Display`, {parts} derive theirs from scanned parts, {} are not scanned or do \
         not exist",
        types.public.len(),
        wrong.len()
    );
    if !wrong.is_empty() {
        text.extend([" (", &wrong.join(", "), ")"]);
    }
    (wrong.is_empty() && holders > 0 && proven > 0, text)
}

fn s3() -> Measured {
    match compile_errors::check() {
        Ok(found) => Measured::new(
            found.rejected == found.cases && found.twins == found.cases,
            format!(
                "{} of {} cases rejected by the compiler with the expected error, {} twins compile{}",
                found.rejected,
                found.cases,
                found.twins,
                found.odd.first().map(|o| format!("; {o}")).unwrap_or_default(),
            ),
        ),
        Err(error) => Measured::new(false, format!("the compiler did not run: {error}")),
    }
}

async fn s4(scale: Scale) -> Measured {
    let (count, mut plain) = sensitive_headers::count().await;
    let (held, contracts) = contracts::judged(scale, |contracts| {
        let sent = contracts.sent();
        let figure = format!(
            "; by the contract tests of {} operations: {} credential headers",
            sent.operations, sent.credentials
        );
        plain.extend(sent.unmarked);
        (sent.credentials > 0, figure)
    });
    let every = count.len() == 5 && count.values().all(|m| m.seen > 0 && m.seen == m.marked);
    let each: Vec<String> = count.iter().map(|(v, m)| format!("{v} {} of {}", m.marked, m.seen)).collect();
    let first = plain.first().map(|p| format!("; not marked: {p}")).unwrap_or_default();
    Measured::new(
        held && every && plain.is_empty(),
        format!(
            "marked credential headers: {}{contracts}, {} not marked{first}",
            each.join(", "),
            plain.len()
        ),
    )
}

async fn s5(scale: Scale) -> Measured {
    if let Some(letters) = memory::tls::task() {
        return memory::tls::serve(&letters).await;
    }
    let mut worst = [memory::Left::default(); 4];
    let (mut vendors, mut by) = (memory::Left::default(), BTreeSet::new());
    let runs = scale.pick(50, 1);
    for _ in 0..runs {
        for (source, worst) in
            [Source::Memory, Source::Escaped, Source::Socket, Source::Tls].into_iter().zip(&mut worst)
        {
            match memory::exchange(source).await {
                Some(left) => *worst = worst.worst(left),
                None => {
                    return Measured::new(false, format!("not measured: no readable exchange, {source:?}"));
                }
            }
        }
        match memory::vendors::exchanges().await {
            Ok((left, names)) => {
                vendors = vendors.worst(left);
                by.extend(names);
            }
            Err(name) => {
                return Measured::new(false, format!("not measured: no readable exchange, {name}"));
            }
        }
    }
    let [own, escaped, plain, tls] = worst;
    let none = [own, escaped, vendors].iter().all(|left| left.header + left.request + left.reply == 0);
    let at_most =
        |left: memory::Left, replies| left.header <= 1 && left.request == 0 && left.reply <= replies;
    Measured::new(
        none && at_most(plain, 1) && at_most(tls, 3),
        format!(
            "most copies left in {runs} exchanges each: over an in-memory transport {own}, with an escape in \
             the reply {escaped}; over a plain socket {plain}; over TLS, to a server in a process of its own, \
             {tls}; by the vendors' clients over an in-memory transport, {} replies that contain a secret, \
             each with and without an escape, {vendors}, left by {by:?}",
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
                "{reads} unrequested reads of the environment; the feature sets are built at full scale only"
            ),
        );
    }
    match features::powerset() {
        Ok(found) => Measured::new(
            found.hits == 0 && reads == 0,
            format!(
                "{} hits in {} texts of {} runs over {} feature sets; {reads} unrequested reads of the environment",
                found.hits, found.texts, found.runs, found.sets
            ),
        ),
        Err(error) => Measured::new(false, error),
    }
}

fn s7() -> Measured {
    let mut command: Command = workspace::cargo(&workspace::scratch("tidy"));
    let output = command.args(["run", "--quiet", "-p", "xtask", "--", "tidy"]).output();
    let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    let files = text.lines().last().unwrap_or_default().to_owned();
    let plain = text.lines().filter(|l| l.contains("must be a `Secret`")).count();
    let ran = files.contains(" files, ");
    let first = text.lines().find(|l| l.contains("must be a `Secret`")).unwrap_or_default();
    Measured::new(
        ran && plain == 0,
        format!("{plain} plain-text fields that hold a credential, among {files} of all kinds {first}"),
    )
}
