//! Which operations of the vendors' catalogues have a method and a contract test.

mod catalogue;
mod methods;
mod proofs;

use catalogue::Operation;
use methods::Method;

use crate::Result;
use crate::tidy::source::{self, Source};
use crate::workspace::{VENDORS, Workspace};

/// What one operation in scope has.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    id: String,
    endpoint: String,
    method: Option<String>,
    test: Option<String>,
}

/// Prints the table; with `check`, a gap or a wrong marker is an error.
pub(crate) fn run(check: bool) -> Result {
    let workspace = Workspace::load()?;
    let sources = source::load(&workspace.root)?;
    let mut problems = Vec::new();
    for vendor in VENDORS {
        let operations = catalogue::load(&workspace.root, vendor)?;
        let (rows, wrong) = compare(vendor, &operations, &sources);
        print(vendor, &rows);
        problems.extend(wrong);
        for row in &rows {
            if row.method.is_none() {
                problems.push(format!("{vendor}: `{}` has no method", row.id));
            }
            if row.test.is_none() {
                problems.push(format!("{vendor}: `{}` has no contract test", row.id));
            }
        }
    }
    if !check || problems.is_empty() {
        return Ok(());
    }
    for problem in &problems {
        println!("{problem}");
    }
    Err(format!("{} gaps in coverage", problems.len()).into())
}

fn compare(vendor: &str, operations: &[Operation], sources: &[Source]) -> (Vec<Row>, Vec<String>) {
    let below = |part: &'static str| {
        let ours = move |source: &&Source| source.is_rust() && source.crate_with(part) == Some(vendor);
        sources.iter().filter(ours)
    };
    let methods: Vec<Method> = below("src").flat_map(methods::read).collect();
    let proofs: Vec<(String, String)> = below("tests/it").flat_map(proofs::read).collect();
    let rows = operations
        .iter()
        .filter(|operation| catalogue::in_scope(vendor, &operation.id))
        .map(|operation| Row {
            id: operation.id.clone(),
            endpoint: operation.to_string(),
            method: method_of(operation, operations, &methods).map(|method| method.place.clone()),
            test: proofs.iter().find(|(id, _)| *id == operation.id).map(|(_, test)| test.clone()),
        })
        .collect();
    let mut wrong = Vec::new();
    let known = |id: &str| operations.iter().find(|operation| operation.id == id);
    for method in &methods {
        for id in &method.markers {
            match known(id) {
                None => wrong.push(format!("{}: the catalogue has no operation `{id}`", method.place)),
                Some(operation) if !method.endpoints.is_empty() && !method.serves(operation) => {
                    wrong.push(format!("{}: `{id}` is `{operation}` in the catalogue", method.place));
                }
                Some(_) => {}
            }
        }
    }
    let unknown = proofs.iter().filter(|(id, _)| known(id).is_none());
    wrong.extend(unknown.map(|(id, test)| format!("{test}: the catalogue has no operation `{id}`")));
    (rows, wrong)
}

/// The method that names the operation, or the only one whose verb and path can mean nothing else.
fn method_of<'a>(operation: &Operation, all: &[Operation], methods: &'a [Method]) -> Option<&'a Method> {
    let marked = methods.iter().find(|method| method.markers.contains(&operation.id));
    let alone = all.iter().filter(|other| other.shares_endpoint(operation)).count() == 1;
    marked.or_else(|| methods.iter().find(|method| alone && method.serves(operation)))
}

fn print(vendor: &str, rows: &[Row]) {
    let with_method = rows.iter().filter(|row| row.method.is_some()).count();
    let with_test = rows.iter().filter(|row| row.test.is_some()).count();
    println!("\n{vendor}: {} operations in scope, {with_method} methods, {with_test} tested", rows.len());
    for row in rows {
        let show = |place: &Option<String>| place.clone().unwrap_or_else(|| "MISSING".to_owned());
        println!("  {:<40} {}", row.id, row.endpoint);
        println!("  {:<40} method {}", "", show(&row.method));
        println!("  {:<40} test   {}", "", show(&row.test));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations() -> Vec<Operation> {
        let operation = |id: &str, verb: &str, path: &str| Operation {
            id: id.to_owned(),
            verb: verb.to_owned(),
            paths: vec![path.to_owned()],
        };
        vec![
            operation("users.get", "GET", "/user/{user_id}"),
            operation("users.create", "POST", "/user"),
            operation("users.create_service", "POST", "/user"),
            operation("orders.list", "GET", "/order"),
        ]
    }

    fn source(docs: &str) -> Source {
        Source::new("crates/digicert/src/users.rs", &format!("{docs}\npub fn f(&self) {{}}\n"))
    }

    fn methods_found(docs: &str) -> Vec<bool> {
        let (rows, wrong) = compare("digicert", &operations(), &[source(docs)]);
        assert_eq!(wrong, Vec::<String>::new());
        rows.iter().map(|row| row.method.is_some()).collect()
    }

    #[test]
    fn a_path_is_proof_only_when_nothing_else_shares_it() {
        assert_eq!(methods_found("/// `GET /user/{id}`"), [true, false, false]);
        assert_eq!(methods_found("/// `POST /user`"), [false, false, false]);
        assert_eq!(
            methods_found("/// `POST /user`\n///\n/// Operation `users.create`."),
            [false, true, false]
        );
        assert_eq!(methods_found("/// Operation: `users.create_service`."), [false, false, true]);
    }

    #[test]
    fn a_marker_that_the_catalogue_does_not_bear_out_is_wrong() {
        let wrong = |docs: &str| compare("digicert", &operations(), &[source(docs)]).1;
        assert_eq!(wrong("/// Operation `users.make`.").len(), 1);
        assert_eq!(wrong("/// `PUT /user`\n/// Operation `users.create`.").len(), 1);
    }

    #[test]
    fn a_test_counts_by_the_operation_it_names() {
        let test = "// users.get\n#[tokio::test]\nasync fn gets() {}\n";
        let test = Source::new("crates/digicert/tests/it/users.rs", test);
        let (rows, wrong) = compare("digicert", &operations(), &[test]);
        assert_eq!(rows.len(), 3);
        assert!(rows.first().unwrap().test.as_deref().unwrap().ends_with("gets"));
        assert!(rows.iter().skip(1).all(|row| row.test.is_none()));
        assert!(wrong.is_empty());
        let test =
            Source::new("crates/digicert/tests/it/users.rs", "fn a() { operation(\"users.make\"); }\n");
        assert_eq!(compare("digicert", &operations(), &[test]).1.len(), 1);
    }
}
