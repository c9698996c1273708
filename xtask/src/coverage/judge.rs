//! What each operation of a vendor has, by what was really sent.

use super::catalogue::{self, Operation};
use super::methods::Method;
use super::record::Record;
use super::told;

/// Operations of which the crate builds the address and sends nothing: a browser does. A test that names one is its
/// proof, since no request of it comes to a contract.
const BUILT: [(&str, &str); 2] =
    [("midprovider", "auth.authorize_code"), ("midprovider", "auth.authorize_implicit")];

/// Threads that are no test's, so that what is recorded on them names none.
const NAMELESS: [&str; 3] = ["", "main", "tokio-rt-worker"];

/// What one operation has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its id.
    pub(super) id: String,
    /// Verb and paths.
    pub(super) endpoint: String,
    /// Where its method is: file, line, name.
    pub(super) method: Option<String>,
    /// The first test whose contract it came to.
    pub(super) test: Option<String>,
    /// Whether the sandbox served it.
    pub(super) sandbox: bool,
    /// Where the facts are from.
    pub(super) evidence: String,
    /// Whether a part of the facts is guessed.
    pub(super) guessed: bool,
    /// Whether it is to be covered now.
    pub(super) in_scope: bool,
}

/// Every operation of the catalogue with what it has.
pub(super) fn rows(
    vendor: &str,
    operations: &[Operation],
    methods: &[Method],
    named: &[(String, String)],
    record: &Record,
) -> Vec<Row> {
    let served = served(vendor, operations, record);
    let row = |operation: &Operation| Row {
        id: operation.id.clone(),
        endpoint: operation.to_string(),
        method: method_of(operation, operations, methods).map(|method| method.place.clone()),
        test: test_of(vendor, operation, operations, named, record),
        sandbox: !operation.paths.is_empty()
            && operation.paths.iter().all(|path| served.contains(&(operation.id.as_str(), path.as_str()))),
        evidence: operation.evidence.clone(),
        guessed: operation.guessed,
        in_scope: catalogue::in_scope(vendor, &operation.id),
    };
    operations.iter().map(row).collect()
}

/// The method that names the operation, or the only one whose verb and path can mean nothing else.
fn method_of<'a>(operation: &Operation, all: &[Operation], methods: &'a [Method]) -> Option<&'a Method> {
    let marked = methods.iter().find(|method| method.markers.contains(&operation.id));
    let alone = all.iter().filter(|other| other.shares_endpoint(operation)).count() == 1;
    marked.or_else(|| methods.iter().find(|method| alone && method.serves(operation)))
}

/// The first test, by name, that had a contract of the operation to which a request of it came. A vendor with two
/// flavours has two paths, and a request must have come to each.
fn test_of(
    vendor: &str,
    operation: &Operation,
    all: &[Operation],
    named: &[(String, String)],
    record: &Record,
) -> Option<String> {
    if BUILT.contains(&(vendor, &operation.id)) {
        return named.iter().find(|(id, _)| *id == operation.id).map(|(_, test)| without_line(test));
    }
    let mut paths: Vec<&str> = operation.paths.iter().map(String::as_str).collect();
    let mut tests = Vec::new();
    for came in record.came.iter().filter(|came| came.package == vendor && came.id == operation.id) {
        for (asked, path) in catalogue::asked(vendor, all, &came.verb, &came.path) {
            if asked.id == operation.id && !NAMELESS.contains(&came.test.as_str()) {
                tests.push(came.test.as_str());
                paths.retain(|left| *left != path);
            }
        }
    }
    if paths.is_empty() { tests.into_iter().min().map(|test| format!("`{test}`")) } else { None }
}

/// The line of a test changes with every edit above it; the page would with it.
fn without_line(place: &str) -> String {
    let (file, name) = place.rsplit_once(':').unwrap_or((place, place));
    let module = file.rsplit('/').next().and_then(|file| file.strip_suffix(".rs")).unwrap_or_default();
    format!("`{module}::{}`", name.rsplit(' ').next().unwrap_or_default())
}

/// Operations, and the paths by which the sandbox served them.
fn served<'a>(vendor: &str, operations: &'a [Operation], record: &Record) -> Vec<(&'a str, &'a str)> {
    let mut served = Vec::new();
    for answered in record.answered.iter().filter(|answered| answered.vendor == vendor) {
        let asked = catalogue::asked(vendor, operations, &answered.verb, &answered.path);
        for &(operation, path) in &asked {
            let alone = asked.iter().all(|(other, _)| other.id == operation.id);
            let success =
                (200..300).contains(&answered.status) || operation.success.contains(&answered.status);
            if success
                && !served.contains(&(operation.id.as_str(), path))
                && told::apart(vendor, operation, alone, &answered.path, &answered.tells)
            {
                served.push((operation.id.as_str(), path));
            }
        }
    }
    served
}

/// Markers in the crate's documentation, and contracts of its tests, that the catalogue does not bear out.
pub(super) fn wrong(
    vendor: &str,
    operations: &[Operation],
    methods: &[Method],
    named: &[(String, String)],
    record: &Record,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let known = |id: &str| operations.iter().find(|operation| operation.id == id);
    for method in methods {
        for id in &method.markers {
            match known(id) {
                None => wrong.push(format!("{}: the catalogue has no operation `{id}`", method.place)),
                Some(operation) if !method.keeps_to(operation) => {
                    wrong.push(format!("{}: `{id}` is `{operation}` in the catalogue", method.place));
                }
                Some(operation)
                    if catalogue::offers_guesses(vendor)
                        && operation.guessed != method.place.contains("/unconfirmed/") =>
                {
                    let place = if operation.guessed { "belongs" } else { "does not belong" };
                    wrong.push(format!("{}: `{id}` {place} into the module `unconfirmed`", method.place));
                }
                Some(_) => {}
            }
        }
    }
    let unknown = named.iter().filter(|(id, _)| known(id).is_none());
    wrong.extend(unknown.map(|(id, test)| format!("{test}: the catalogue has no operation `{id}`")));
    for came in record.came.iter().filter(|came| came.package == vendor && known(&came.id).is_none()) {
        wrong.push(format!("test `{}`: the catalogue has no operation `{}`", came.test, came.id));
    }
    wrong.sort_unstable();
    wrong.dedup();
    wrong
}

#[cfg(test)]
mod tests {
    use super::super::methods;
    use super::super::record::{Answered, Came};
    use super::*;
    use crate::tidy::source::Source;

    fn operations() -> Vec<Operation> {
        let operation = |id: &str, verb: &str, path: &str, success: u64| Operation {
            id: id.to_owned(),
            verb: verb.to_owned(),
            paths: vec![path.to_owned()],
            success: vec![success],
            ..Operation::default()
        };
        vec![
            operation("users.get", "GET", "/user/{user_id}", 200),
            operation("users.create", "POST", "/user", 201),
            operation("users.create_service", "POST", "/user", 201),
            operation("orders.download", "GET", "/order/{order_id}/file", 307),
        ]
    }

    fn methods_of(docs: &str) -> Vec<Method> {
        methods::read(&Source::new(
            "crates/digicert/src/users.rs",
            &format!("{docs}\npub fn f(&self) {{}}\n"),
        ))
    }

    fn methods_found(docs: &str) -> Vec<bool> {
        let methods = methods_of(docs);
        assert_eq!(wrong("digicert", &operations(), &methods, &[], &Record::default()), Vec::<String>::new());
        let rows = rows("digicert", &operations(), &methods, &[], &Record::default());
        rows.iter().map(|row| row.method.is_some()).collect()
    }

    fn came(id: &str, verb: &str, path: &str) -> Record {
        let came = Came {
            package: "digicert".to_owned(),
            id: id.to_owned(),
            test: "users::a".to_owned(),
            verb: verb.to_owned(),
            path: path.to_owned(),
        };
        Record { came: vec![came], answered: Vec::new() }
    }

    fn answered(verb: &str, path: &str, status: u64, tells: &[&str]) -> Record {
        let answered = Answered {
            vendor: "digicert".to_owned(),
            verb: verb.to_owned(),
            path: path.to_owned(),
            status,
            tells: tells.iter().map(|tell| (*tell).to_owned()).collect(),
        };
        Record { came: Vec::new(), answered: vec![answered] }
    }

    fn ids(record: &Record, has: impl Fn(&Row) -> bool) -> Vec<String> {
        let rows = rows("digicert", &operations(), &[], &[], record);
        rows.into_iter().filter(|row| has(row)).map(|row| row.id).collect()
    }

    #[test]
    fn a_path_is_proof_only_when_nothing_else_shares_it() {
        assert_eq!(methods_found("/// `GET /user/{id}`"), [true, false, false, false]);
        assert_eq!(methods_found("/// `POST /user`"), [false; 4]);
        let both = "/// `POST /user`\n///\n/// Operation `users.create`.";
        assert_eq!(methods_found(both), [false, true, false, false]);
        assert_eq!(methods_found("/// Operation: `users.create_service`."), [false, false, true, false]);
    }

    #[test]
    fn a_marker_that_the_catalogue_does_not_bear_out_is_wrong() {
        let wrong = |docs: &str| wrong("digicert", &operations(), &methods_of(docs), &[], &Record::default());
        assert_eq!(wrong("/// Operation `users.make`.").len(), 1);
        assert_eq!(wrong("/// `PUT /user`\n/// Operation `users.create`.").len(), 1);
    }

    #[test]
    fn guesses_stay_in_their_module_and_nothing_else_goes_there() {
        let wrong = |file: &str, guessed: bool| {
            let operations: Vec<Operation> =
                operations().into_iter().map(|operation| Operation { guessed, ..operation }).collect();
            let source = Source::new(file, "/// Operation `users.get`.\npub fn get(&self) {}\n");
            wrong("privicore", &operations, &methods::read(&source), &[], &Record::default()).len()
        };
        let (known, unconfirmed) =
            ("crates/privicore/src/users.rs", "crates/privicore/src/unconfirmed/users.rs");
        assert_eq!((wrong(known, false), wrong(unconfirmed, true)), (0, 0));
        assert_eq!((wrong(known, true), wrong(unconfirmed, false)), (1, 1));
    }

    #[test]
    fn a_test_counts_only_if_a_request_of_its_operation_came() {
        let tested = |id: &str, verb: &str, path: &str| ids(&came(id, verb, path), |row| row.test.is_some());
        assert_eq!(tested("users.get", "GET", "/services/v2/user/7"), ["users.get"]);
        assert_eq!(tested("users.create_service", "POST", "/services/v2/user"), ["users.create_service"]);
        assert!(tested("users.get", "PUT", "/services/v2/user/7").is_empty());
        assert!(tested("users.get", "GET", "/services/v2/user").is_empty());
        let unknown = came("users.make", "GET", "/services/v2/user/7");
        assert_eq!(wrong("digicert", &operations(), &[], &[], &unknown).len(), 1);
    }

    #[test]
    fn every_path_must_have_been_sent() {
        let mut operations = operations();
        operations[0].paths.push("/v3_user/{user_id}".to_owned());
        let mut record = came("users.get", "GET", "/user/7");
        let tested = |record: &Record| rows("digicert", &operations, &[], &[], record)[0].test.is_some();
        assert!(!tested(&record));
        record.came.extend(came("users.get", "GET", "/v3_user/7").came);
        assert!(tested(&record));
    }

    #[test]
    fn the_sandbox_counts_only_by_its_success_and_by_what_tells_operations_apart() {
        let served = |verb: &str, path: &str, status: u64, tells: &[&str]| {
            ids(&answered(verb, path, status, tells), |row| row.sandbox)
        };
        assert_eq!(served("GET", "/services/v2/user/7", 200, &[]), ["users.get"]);
        assert!(served("GET", "/services/v2/user/7", 404, &[]).is_empty());
        assert_eq!(served("GET", "/services/v2/order/7/file", 307, &[]), ["orders.download"]);
        assert_eq!(served("POST", "/services/v2/user", 201, &["first_name"]), ["users.create"]);
        let service = ["email", "is_api_only"];
        assert_eq!(served("POST", "/services/v2/user", 201, &service), ["users.create_service"]);
        assert!(served("POST", "/services/v2/user", 201, &[]).is_empty());
    }
}
