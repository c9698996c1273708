//! The sandbox's table: one entry for a collection, one for each document that is only read and set.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::shapes::Shapes;
use crate::facts::view::Operation;

/// What the engine serves by the operation's id alone.
const SERVED: [&str; 9] =
    ["list", "search", "create", "get", "metadata", "update", "delete", "tags", "resolve"];

/// The entries of a group.
pub(super) fn print(shapes: &Shapes<'_>, group: &str, operations: &[(&Operation<'_>, &str)]) -> String {
    let mut documents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut own = Vec::new();
    for (_, id) in operations {
        let name = id.rsplit_once('.').map_or(*id, |(_, name)| name);
        match name.strip_suffix("_get").or_else(|| name.strip_suffix("_set")) {
            Some(prefix) => documents.entry(prefix).or_default().push(name),
            None => own.push(name),
        }
    }
    let mut out = format!("Kept::of(\"{group}\")");
    let unique = unique(shapes);
    if !unique.is_empty() {
        let _ = write!(out, ".unique(&[{}])", quoted(&unique).join(", "));
    }
    let hands: Vec<String> = own
        .iter()
        .filter(|name| !SERVED.contains(name) && !name.starts_with("set_"))
        .map(|name| format!("(\"{name}\", <handler>)"))
        .collect();
    if !hands.is_empty() {
        let _ = write!(out, ".other(&[{}])", hands.join(", "));
    }
    out.push_str(",\n");
    for prefix in documents.keys() {
        let kept = format!("{}_{prefix}", super::words::singular(group));
        let _ = writeln!(out, "Kept::of(\"{group}\").prefix(\"{prefix}_\").kept_in(\"{kept}\").single(),");
    }
    out
}

/// The members of the group's own object that no two objects share.
fn unique(shapes: &Shapes<'_>) -> Vec<String> {
    let mut again = shapes.again();
    let own = shapes.all.iter().find(|shape| shape.name == shapes.noun() && shape.sent.is_some());
    let fields = own.map(|shape| again.fields(shape).0).unwrap_or_default();
    fields.into_iter().filter(|field| field.unique).map(|field| field.wire).collect()
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("\"{name}\"")).collect()
}
