//! How many pages of documentation a crate has.

use std::fs;

use crate::Result;
use crate::process::cargo;
use crate::workspace::{FACADE, VENDORS, Workspace};

/// The pages of items that rustdoc writes for each vendor crate and the façade, with every feature. Counted in
/// rustdoc's own list of them, for its folder keeps the pages of items that are gone; modules are not in that list.
pub(super) fn count(workspace: &Workspace) -> Result<Vec<(&'static str, usize)>> {
    let names: Vec<&str> = VENDORS.into_iter().chain([FACADE]).collect();
    cargo(&workspace.sh, "doc --quiet --no-deps --lib --all-features")
        .args(names.iter().flat_map(|name| ["-p", *name]))
        .run()?;
    let pages = |name: &'static str| {
        let list = workspace.target.join("doc").join(name).join("all.html");
        let text = fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
        Ok((name, items(&text)))
    };
    names.into_iter().map(pages).collect()
}

fn items(list: &str) -> usize {
    list.matches("<li><a href=\"").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_of_the_list_is_a_page() {
        let list = r#"<ul><li><a href="struct.Client.html">Client</a></li><li><a href="enum.Role.html">Role</a></li></ul>"#;
        assert_eq!(items(list), 2);
    }
}
