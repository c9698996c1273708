//! A first draft of a group of operations, from the facts: handle, types, contract tests, and the sandbox's entry.

mod bodies;
mod contract;
mod fields;
mod handle;
mod sandbox;
mod shapes;
mod types;
mod words;

use std::fmt::Write as _;

use serde_json::Value;

use crate::Result;
use crate::facts;
use crate::facts::order::Order;
use crate::facts::view::{Operation, View};
use crate::workspace::{VENDORS, Workspace};
use shapes::Shapes;

/// Prints the draft.
pub(crate) fn run(vendor: &str, group: &str) -> Result {
    let workspace = Workspace::load()?;
    if !VENDORS.contains(&vendor) {
        return Err(format!("there is no vendor `{vendor}`: {}", VENDORS.join(", ")).into());
    }
    let text = facts::text(&workspace.root, vendor)?;
    let (document, order): (Value, Order) = (serde_json::from_str(&text)?, Order::of(&text)?);
    print!("{}", draft(vendor, &View::of(&document), &order, group)?);
    Ok(())
}

/// The draft of a group.
fn draft(vendor: &str, view: &View<'_>, order: &Order, group: &str) -> Result<String> {
    let operations: Vec<(&Operation<'_>, &str)> = view
        .operations
        .iter()
        .flat_map(|operation| operation.ids().into_iter().map(move |id| (operation, id)))
        .filter(|(_, id)| id.rsplit_once('.').is_some_and(|(own, _)| own == group))
        .collect();
    let Some((first, _)) = operations.first() else {
        return Err(format!("the description of {vendor} has no group `{group}`").into());
    };
    let mut shapes = Shapes::new(view, order, group);
    let methods: Vec<handle::Method> =
        operations.iter().map(|(operation, id)| handle::Method::of(&mut shapes, operation, id)).collect();
    let area = first.path.split('/').find(|part| !part.is_empty()).unwrap_or_default().replace('-', "_");
    let folder = format!("crates/{vendor}/src/{area}");
    let mut out = format!(
        "// A draft from docs/api/{vendor}.openapi.json. What it prints is to be read and polished by hand: names, texts,\n\
         // the arguments of `new`, and everything between `<` and `>`.\n\n"
    );
    let _ = writeln!(out, "// {folder}/{group}.rs\n\n{}", handle::print(vendor, &shapes, &methods, group));
    let _ = writeln!(out, "// crates/{vendor}/src/ids.rs\n\n{}", shapes.print_ids(&operations));
    for (file, text) in types::print(&shapes) {
        let _ = writeln!(out, "// {folder}/{group}/{file}.rs\n\n{text}");
    }
    let _ = writeln!(
        out,
        "// crates/{vendor}/tests/it/{group}.rs\n\n{}",
        contract::print(vendor, &area, group, &shapes, &methods, &shapes.reserved(&operations))
    );
    let _ = writeln!(
        out,
        "// crates/sandbox/src/{vendor}/tables.rs, in `COLLECTIONS`\n\n{}",
        sandbox::print(&shapes, group, &operations)
    );
    let ids: Vec<String> = operations.iter().map(|(_, id)| format!("`{id}`")).collect();
    let _ = writeln!(
        out,
        "// crates/{vendor}/CHANGELOG.md, below `### Added`\n\n- {}: {}.",
        words::sentence(&group.replace('_', " ")).trim_end_matches('.'),
        ids.join(", ")
    );
    Ok(out)
}

#[cfg(test)]
mod tests;
