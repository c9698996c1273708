//! Which members of requests and replies the tests proved: sent by some test, read by the typed result.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_facts::{Excuse, Facts, Kind, Sample, members};
use serde_json::Value;

use super::record::Fields;
use crate::workspace::{list_at, text_at};

/// How much of one operation is proved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Proof {
    /// Members of the request that a test has to send, and those of them that none sent.
    pub(super) sent: (usize, Vec<String>),
    /// Fields of the reply that must be read, and those of them that no full sample proved.
    pub(super) read: (usize, Vec<String>),
    /// Deprecated and guessed members of both, which may be left out.
    pub(super) spared: BTreeSet<String>,
    /// A full sample of the reply was never read.
    pub(super) without_sample: bool,
}

impl Proof {
    /// What is not proved, a line each.
    pub(super) fn gaps(&self) -> Vec<String> {
        let mut gaps: Vec<String> = self.sent.1.iter().map(|name| format!("sends no `{name}`")).collect();
        if self.without_sample {
            gaps.push("reads no full sample".to_owned());
        } else {
            gaps.extend(self.read.1.iter().map(|name| format!("reads no `{name}`")));
        }
        gaps
    }
}

/// What is proved of each operation of a vendor.
pub(super) fn proofs(facts: &Facts, record: &[Fields]) -> BTreeMap<String, Proof> {
    let mut proofs: BTreeMap<String, Proof> = BTreeMap::new();
    for place in facts.operations() {
        for id in &place.ids {
            // Flavours of one operation are proved together.
            let lines: Vec<&Fields> =
                record.iter().filter(|line| line.vendor == facts.vendor && line.id == id.name).collect();
            let proof = proofs.entry(id.name.clone()).or_default();
            // A browser opens it: no test can send it.
            if place.value(facts).get("x-url-only") != Some(&Value::Bool(true)) {
                request(facts, place, &id.name, &lines, proof);
            }
            reply(facts, place, &id.name, &lines, proof);
        }
    }
    proofs
}

fn request(
    facts: &Facts,
    place: &portcullis_facts::Operation,
    id: &str,
    lines: &[&Fields],
    proof: &mut Proof,
) {
    let mut known = BTreeSet::new();
    let body = format!("{}/requestBody", place.pointer);
    for kind in facts.media_types(&body) {
        let Some(schema) = facts.content(&body, id, kind) else { continue };
        for member in members(facts, &schema) {
            match member.excuse {
                None => {
                    known.insert(member.path);
                }
                Some(excuse) => spare(excuse, &member.path, proof),
            }
        }
    }
    // What holds other members is sent with them.
    let holders: Vec<String> =
        known.iter().filter(|path| known.iter().any(|other| is_below(other, path))).cloned().collect();
    known.retain(|path| !holders.contains(path));
    let was_sent = |path: &String| lines.iter().any(|line| line.body.contains(path));
    let mut missing: Vec<String> = known.iter().filter(|path| !was_sent(path)).cloned().collect();
    let mut count = known.len();
    for parameter in place.parameters(facts).into_iter().filter(|one| text_at(one, "in") == "query") {
        let name = text_at(parameter, "name");
        let only: Vec<&str> = match parameter.get("x-only-operation") {
            Some(Value::Array(_)) => {
                list_at(parameter, "x-only-operation").filter_map(Value::as_str).collect()
            }
            one => one.and_then(Value::as_str).into_iter().collect(),
        };
        let spared = parameter.get("deprecated") == Some(&Value::Bool(true))
            || text_at(parameter, "x-evidence") == "partial";
        if !only.is_empty() && !only.contains(&id) {
            continue;
        }
        if spared {
            proof.spared.insert(format!("?{name}"));
            continue;
        }
        count += 1;
        // Members of an object have its name before a bracket: `filters[status]`.
        let is_it = |sent: &String| sent.split('[').next() == Some(name);
        if !lines.iter().any(|line| line.query.contains(name) || line.query.iter().any(is_it)) {
            missing.push(format!("?{name}"));
        }
    }
    proof.sent.0 = proof.sent.0.max(count);
    missing.retain(|name| !proof.sent.1.contains(name));
    proof.sent.1.extend(missing);
}

fn reply(facts: &Facts, place: &portcullis_facts::Operation, id: &str, lines: &[&Fields], proof: &mut Proof) {
    let Some((_, schema)) = place.success(facts, id) else { return };
    let mut known = BTreeSet::new();
    for field in Sample::of(facts, id, &schema).fields {
        match field.excuse {
            Some(excuse) if excuse != Excuse::Server => spare(excuse, &field.path, proof),
            _ if field.kind != Kind::Holder => {
                known.insert(field.path);
            }
            _ => {}
        }
    }
    let verdicts = |path: &String| lines.iter().filter_map(|line| line.read.get(path)).collect::<Vec<_>>();
    let proved = |path: &&String| {
        verdicts(path).iter().any(|verdict| *verdict == "read" || verdict.starts_with("excused"))
    };
    proof.without_sample = !known.is_empty() && lines.iter().all(|line| line.read.is_empty());
    proof.read.0 = proof.read.0.max(known.len());
    let missing: Vec<String> = known.iter().filter(|path| !proved(path)).cloned().collect();
    proof.read.1.retain(|name| !missing.contains(name));
    proof.read.1.extend(missing);
}

fn spare(excuse: Excuse, path: &str, proof: &mut Proof) {
    if matches!(excuse, Excuse::Deprecated | Excuse::Partial) {
        proof.spared.insert(path.to_owned());
    }
}

fn is_below(path: &str, holder: &str) -> bool {
    path.strip_prefix(holder).is_some_and(|rest| rest.starts_with(['.', '[', '{']))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn facts() -> Facts {
        let document = json!({
            "openapi": "3.1.0",
            "paths": {"/roles": {"post": {
                "operationId": "roles.create",
                "parameters": [{"name": "dry", "in": "query", "schema": {"type": "boolean"}}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Role"}}}},
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Role"}}}}},
            }}},
            "components": {"schemas": {"Role": {"type": "object", "properties": {
                "id": {"type": "string", "readOnly": true},
                "old": {"type": "string", "deprecated": true},
                "rule": {"type": "object", "properties": {"kind": {"type": "string"}}},
            }}}},
        });
        Facts::parse("privx", &document.to_string())
    }

    fn proof(lines: &[Value]) -> Proof {
        let lines: Vec<Fields> = lines.iter().filter_map(|line| Fields::of(&line.to_string())).collect();
        proofs(&facts(), &lines).remove("roles.create").unwrap()
    }

    fn sent(body: &[&str], query: &[&str]) -> Value {
        json!({"vendor": "privx", "id": "roles.create", "sent": {"body": body, "query": query}})
    }

    #[test]
    fn a_member_counts_when_some_test_sent_it() {
        let nothing = proof(&[]);
        assert_eq!(nothing.sent, (2, vec!["rule.kind".to_owned(), "?dry".to_owned()]));
        let proved = proof(&[sent(&["rule", "rule.kind"], &[]), sent(&[], &["dry"])]);
        assert_eq!(proved.sent, (2, Vec::new()));
        let other = json!({"vendor": "privx", "id": "roles.update", "sent": {"body": ["rule.kind"], "query": ["dry"]}});
        assert_eq!(proof(&[other]).sent.1.len(), 2);
    }

    #[test]
    fn a_field_counts_when_a_full_sample_proved_it() {
        let nothing = proof(&[]);
        assert!(nothing.without_sample && nothing.gaps().contains(&"reads no full sample".to_owned()));
        let read = |kind: &str| json!({"vendor": "privx", "id": "roles.create", "read": {"id": "read", "rule.kind": kind}});
        assert_eq!(proof(&[read("read")]).read, (2, Vec::new()));
        assert_eq!(proof(&[read("excused: opaque by design")]).read.1, Vec::<String>::new());
        for lost in ["missing", "extra"] {
            assert_eq!(proof(&[read(lost)]).gaps().last().unwrap(), "reads no `rule.kind`");
        }
    }

    #[test]
    fn what_is_deprecated_is_counted_apart() {
        assert_eq!(proof(&[]).spared.into_iter().collect::<Vec<_>>(), ["old"]);
    }
}
