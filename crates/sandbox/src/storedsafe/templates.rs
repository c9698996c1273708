//! Operations on templates.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::caller::Caller;
use super::envelope::{Call, Handled, Outcome, Refusal, no};
use super::store::{Inner, parse_id};
use super::template::Template;

pub(super) fn find<'a>(inner: &'a Inner, id: &str) -> Result<&'a Template, Refusal> {
    let template = parse_id(id).and_then(|id| inner.template(id));
    template.ok_or_else(|| no("NO SUCH TEMPLATE"))
}

/// The templates of some objects, each once.
fn of<'a>(inner: &'a Inner, objects: &[u64]) -> impl Iterator<Item = &'a Template> {
    let used: BTreeSet<u64> =
        objects.iter().filter_map(|id| inner.objects.get(id)).map(|object| object.template).collect();
    inner.templates().filter(move |template| used.contains(&template.id))
}

/// `TEMPLATES` beside these objects.
pub(super) fn used(inner: &Inner, objects: &[u64]) -> String {
    of(inner, objects).map(Template::current).collect::<Value>().to_string()
}

/// `TEMPLATESINFO` of 2.0.5 beside these objects.
pub(super) fn used_by_id(inner: &Inner, objects: &[u64]) -> String {
    let entry = |template: &Template| format!("\"{}\":{}", template.id, template.legacy());
    format!("{{{}}}", of(inner, objects).map(entry).collect::<Vec<_>>().join(","))
}

pub(super) fn list(inner: &Inner) -> Outcome {
    let all: Vec<String> = inner.templates().map(Template::legacy).collect();
    Outcome::success(json!({})).raw("TEMPLATE", format!("[{}]", all.join(",")))
}

pub(super) fn get(inner: &mut Inner, call: &Call, _: &Caller) -> Handled {
    let template = find(inner, call.at(1))?.legacy();
    let template = if inner.switches.template_in_list { format!("[{template}]") } else { template };
    Ok(Outcome::success(json!({})).raw("TEMPLATE", template))
}
