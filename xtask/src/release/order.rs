//! The order in which a registry can take our crates: it knows a crate's dependencies before the crate.

use crate::Result;
use crate::workspace::{Package, list_at, text_at};

/// Sorts the crates so that each comes after what it needs; by name where that leaves a choice.
pub(super) fn sorted<'a>(crates: &[&'a Package]) -> Result<Vec<&'a Package>> {
    let mut open = crates.to_vec();
    open.sort_by(|a, b| a.name.cmp(&b.name));
    let mut sorted: Vec<&Package> = Vec::new();
    while !open.is_empty() {
        let free = |package: &&Package| {
            needs(package)
                .all(|need| !open.iter().any(|other| other.name == need && other.name != package.name))
        };
        let Some(at) = open.iter().position(free) else {
            let names: Vec<&str> = open.iter().map(|package| package.name.as_str()).collect();
            return Err(format!("need each other: {}", names.join(", ")).into());
        };
        sorted.push(open.remove(at));
    }
    Ok(sorted)
}

/// The names of the crates that a registry must have before it takes this one.
fn needs(package: &Package) -> impl Iterator<Item = &str> {
    list_at(&package.manifest, "dependencies")
        // Cargo leaves a dev-dependency without a version out of what it publishes.
        .filter(|dependency| text_at(dependency, "kind") != "dev" || text_at(dependency, "req") != "*")
        .map(|dependency| text_at(dependency, "name"))
}

/// Fails when a crate that is sent out needs one that is not.
pub(super) fn closed(sent: &[&Package], members: &[Package]) -> Result {
    for package in sent {
        for need in needs(package) {
            let ours = members.iter().any(|member| member.name == need);
            if ours && !sent.iter().any(|other| other.name == need) {
                return Err(format!("`{}` needs `{need}`, which is not published", package.name).into());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn package(name: &str, needs: &[(&str, Value, &str)]) -> Package {
        let needs: Vec<Value> =
            needs.iter().map(|(name, kind, req)| json!({"name": name, "kind": kind, "req": req})).collect();
        Package { name: name.to_owned(), manifest: json!({"dependencies": needs}), ..Package::default() }
    }

    fn names(sorted: &[&Package]) -> Vec<String> {
        sorted.iter().map(|package| package.name.clone()).collect()
    }

    #[test]
    fn what_is_needed_comes_first() {
        let all = package("all", &[("vendor", Value::Null, "^0.1.0"), ("serde", Value::Null, "^1")]);
        let core = package("core", &[("kit", json!("dev"), "*"), ("core", json!("dev"), "*")]);
        let zoo = package("zoo", &[]);
        let vendor = package("vendor", &[("core", Value::Null, "^0.1.0"), ("zoo", json!("dev"), "^0.1.0")]);
        let sorted = sorted(&[&all, &vendor, &zoo, &core]).unwrap();
        assert_eq!(names(&sorted), ["core", "zoo", "vendor", "all"]);
    }

    #[test]
    fn a_circle_is_an_error_unless_cargo_cuts_it() {
        let a = package("a", &[("b", Value::Null, "^1")]);
        let b = |req| package("b", &[("a", json!("dev"), req)]);
        assert_eq!(names(&sorted(&[&a, &b("*")]).unwrap()), ["b", "a"]);
        assert!(sorted(&[&a, &b("^1")]).unwrap_err().to_string().contains("a, b"));
    }

    #[test]
    fn a_need_that_stays_at_home_is_an_error() {
        let kit = package("kit", &[]);
        let members = |kind| [package("a", &[("kit", kind, "*"), ("serde", Value::Null, "^1")]), kit.clone()];
        let shipped = members(Value::Null);
        assert!(closed(&[&shipped[0]], &shipped).unwrap_err().to_string().contains("`kit`"));
        let cut = members(json!("dev"));
        assert!(closed(&[&cut[0]], &cut).is_ok());
    }
}
