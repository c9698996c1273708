//! What the description does not state about hosts and command whitelists.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::error::Refusal;
use super::hooks;
use super::state::Inner;
use crate::collections::{Answer, Call, Collection, text};
use crate::objects::Object;
use crate::random;

type Kept = Collection<Inner>;

/// The name of the operation, and the key of the object.
pub(super) const OPTIONS: &str = "default_service_options";

/// Rewrites the host with the same `external_id` or `instance_id`, if it is deployable. Creates a host if none has it.
pub(super) fn deploy(inner: &mut Inner, call: &Call<'_>, hosts: &Kept) -> Answer<Inner> {
    let mut host = call.body.as_object().cloned().unwrap_or_default();
    let same = |known: &&Object| {
        ["external_id", "instance_id"]
            .iter()
            .any(|name| !text(&host, name).is_empty() && text(&host, name) == text(known, name))
    };
    let old = inner.objects.list("hosts", "").find(same).cloned();
    let id = match &old {
        Some(old) if old.get("deployable") != Some(&true.into()) => return Err(Refusal::forbidden()),
        Some(old) => {
            host.entry("deployable").or_insert(true.into());
            text(old, "id").to_owned()
        }
        None => random::uuid(),
    };
    host.insert("id".to_owned(), id.clone().into());
    let now = Value::from(inner.clock.nanos());
    let created = old.as_ref().and_then(|old| old.get("created")).unwrap_or(&now);
    host.insert("created".to_owned(), created.clone());
    host.insert("updated".to_owned(), now);
    hooks::host(inner, call, &mut host, old.as_ref())?;
    hosts.put(inner, "", &id, host);
    Ok(call.reply(json!({ "id": id })))
}

pub(super) fn delete_certificates(inner: &mut Inner, call: &Call<'_>, certificates: &Kept) -> Answer<Inner> {
    let scope = certificates.scope(inner, call);
    let listed = inner.objects.list(certificates.kept(), &scope);
    let ids: Vec<String> = listed.map(|certificate| text(certificate, "id").to_owned()).collect();
    for id in ids {
        certificates.remove(inner, &scope, &id);
    }
    Ok(call.reply(Value::Null))
}

pub(super) fn default_options(inner: &mut Inner, call: &Call<'_>, kept: &Kept) -> Answer<Inner> {
    let options = inner.objects.get(kept.kept(), "", OPTIONS).cloned();
    Ok(call.reply(Value::Object(options.unwrap_or_default())))
}

/// Tests commands against patterns in which `*` stands for any text and `?` for one character. What PrivX itself
/// supports beyond that is not documented, and regular expressions are not served.
pub(super) fn evaluate(_: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let whitelist = call.body.get("whitelist").and_then(Value::as_object).cloned().unwrap_or_default();
    if text(&whitelist, "type") == "regex" {
        return Err(Refusal::not_served(call.id));
    }
    let texts = |list: Option<&Value>| -> Vec<String> {
        let list = list.and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let patterns = texts(whitelist.get("whitelist_patterns"));
    let commands = texts(call.body.get("commands"));
    let allowed = |command: &str| patterns.iter().any(|pattern| fits(pattern, command));
    let command_results: Vec<Value> =
        commands.iter().map(|command| json!({ "command": command, "allowed": allowed(command) })).collect();
    let pattern_results: Vec<Value> =
        patterns.iter().map(|pattern| json!({ "whitelist_pattern": pattern, "status": ["OK"] })).collect();
    Ok(call
        .reply(json!({ "whitelist_pattern_results": pattern_results, "command_results": command_results })))
}

fn fits(pattern: &str, text: &str) -> bool {
    // For each length, whether the part of the pattern up to here matches the first characters of the text.
    let mut fits: Vec<bool> = (0..=text.chars().count()).map(|length| length == 0).collect();
    for sign in pattern.chars() {
        fits = if sign == '*' {
            let mut reached = false;
            let any_longer = |fits: bool| {
                reached |= fits;
                reached
            };
            fits.into_iter().map(any_longer).collect()
        } else {
            let next = |(fits, found): (bool, char)| fits && (sign == '?' || sign == found);
            [false].into_iter().chain(fits.into_iter().zip(text.chars()).map(next)).collect()
        };
    }
    fits.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars_and_question_marks_stand_for_texts() {
        for (pattern, text) in
            [("", ""), ("*", ""), ("df *", "df -h"), ("d?", "df"), ("*a*b", "xaab"), ("**", "å")]
        {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("", "a"), ("?", ""), ("df", "dfx"), ("df *", "df"), ("*a*b", "ba"), ("d?", "d")]
        {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }
}
