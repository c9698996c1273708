//! What each operation of a vendor has, by what was really sent.

use std::collections::BTreeSet;

use portcullis_facts::Facts;

use super::catalogue::{self, Operation};
use super::fields::{self, Proof};
use super::methods::Method;
use super::record::{Excuse, Record};

/// Threads that are no test's, so that what is recorded on them names none.
const NAMELESS: [&str; 3] = ["", "main", "tokio-rt-worker"];

/// What one operation has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// Which members of request and reply are proved.
    pub(super) proof: Proof,
}

/// Every operation of the description with what it has.
pub(super) fn rows(
    facts: &Facts,
    operations: &[Operation],
    methods: &[Method],
    named: &[(String, String)],
    record: &Record,
) -> Vec<Row> {
    let served = served(facts, record);
    let proofs = fields::proofs(facts, &record.fields);
    let row = |operation: &Operation| Row {
        id: operation.id.clone(),
        endpoint: operation.to_string(),
        method: method_of(operation, operations, methods).map(|method| method.place.clone()),
        test: test_of(facts, operation, named, record),
        sandbox: !operation.paths.is_empty()
            && operation.paths.iter().all(|path| served.contains(&(operation.id.as_str(), path.as_str()))),
        evidence: operation.evidence.clone(),
        guessed: operation.guessed,
        proof: proofs.get(&operation.id).cloned().unwrap_or_default(),
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
    facts: &Facts,
    operation: &Operation,
    named: &[(String, String)],
    record: &Record,
) -> Option<String> {
    // A browser sends the request: a test that names the operation is its proof.
    if operation.url_only {
        return named.iter().find(|(id, _)| *id == operation.id).map(|(_, test)| without_line(test));
    }
    let mut paths: Vec<&str> = operation.paths.iter().map(String::as_str).collect();
    let mut tests = Vec::new();
    for came in record.came.iter().filter(|came| came.package == facts.vendor && came.id == operation.id) {
        let template = catalogue::template(facts, &operation.id, &came.verb, &came.path);
        if let Some(template) = template.filter(|_| !NAMELESS.contains(&came.test.as_str())) {
            tests.push(came.test.as_str());
            paths.retain(|left| *left != template);
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
fn served<'a>(facts: &'a Facts, record: &Record) -> BTreeSet<(&'a str, &'a str)> {
    let answered = record.answered.iter().filter(|answered| answered.vendor == facts.vendor);
    answered.filter_map(|answered| catalogue::served(facts, answered)).collect()
}

/// Markers in the crate's documentation, and contracts of its tests, that the description does not bear out.
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
                None => wrong.push(format!("{}: the description has no operation `{id}`", method.place)),
                Some(operation) if !method.keeps_to(operation) => {
                    wrong.push(format!("{}: `{id}` is `{operation}` in the description", method.place));
                }
                Some(operation)
                    if catalogue::offers_guesses(vendor)
                        && operation.guessed != method.place.contains("/unconfirmed/") =>
                {
                    let place = if operation.guessed { "belongs" } else { "does not belong" };
                    wrong.push(format!("{}: `{id}` {place} into the module `unconfirmed`", method.place));
                }
                Some(operation) if method.retried.is_some_and(|retried| retried != operation.idempotent) => {
                    let fact = if operation.idempotent { "" } else { "not " };
                    wrong.push(format!("{}: `{id}` is {fact}idempotent in the description", method.place));
                }
                Some(_) => {}
            }
        }
    }
    let unknown = named.iter().filter(|(id, _)| known(id).is_none());
    wrong.extend(unknown.map(|(id, test)| format!("{test}: the description has no operation `{id}`")));
    for came in record.came.iter().filter(|came| came.package == vendor && known(&came.id).is_none()) {
        wrong.push(format!("test `{}`: the description has no operation `{}`", came.test, came.id));
    }
    wrong.extend(stale(vendor, record));
    wrong.sort_unstable();
    wrong.dedup();
    wrong
}

/// Reasons for contracts unlike the facts that no contract needs. Tests that share a helper share its reason.
fn stale(vendor: &str, record: &Record) -> Vec<String> {
    let excuses = || record.excuses.iter().filter(|excuse| excuse.vendor == vendor);
    let needed = |of: &Excuse| excuses().any(|excuse| excuse.needed && excuse.why == of.why);
    let stale = excuses().filter(|excuse| !needed(excuse));
    stale
        .map(|Excuse { test, why, .. }| format!("test `{test}` is like the facts, but excused: {why}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::methods;
    use super::super::record::{Answered, Came};
    use super::*;
    use crate::tidy::source::Source;

    /// Real facts: `users.create` and `users.create_service` share verb and path.
    fn facts() -> &'static Facts {
        catalogue::facts("digicert").unwrap()
    }

    fn methods_of(docs: &str) -> Vec<Method> {
        methods::read(&Source::new(
            "crates/digicert/src/users.rs",
            &format!("{docs}\npub fn f(&self) {{}}\n"),
        ))
    }

    fn ids(methods: &[Method], record: &Record, has: impl Fn(&Row) -> bool) -> Vec<String> {
        let operations = catalogue::operations(facts());
        let rows = rows(facts(), &operations, methods, &[], record);
        rows.into_iter().filter(|row| has(row)).map(|row| row.id).collect()
    }

    fn with_method(docs: &str) -> Vec<String> {
        let methods = methods_of(docs);
        let operations = catalogue::operations(facts());
        assert_eq!(wrong("digicert", &operations, &methods, &[], &Record::default()), Vec::<String>::new());
        ids(&methods, &Record::default(), |row| row.method.is_some())
    }

    fn came(id: &str, verb: &str, path: &str) -> Record {
        let came = Came {
            package: "digicert".to_owned(),
            id: id.to_owned(),
            test: "users::a".to_owned(),
            verb: verb.to_owned(),
            path: path.to_owned(),
        };
        Record { came: vec![came], ..Record::default() }
    }

    #[test]
    fn a_path_is_proof_only_when_nothing_else_shares_it() {
        assert_eq!(with_method("/// `GET /user/{id}`"), ["users.get"]);
        assert!(with_method("/// `POST /user`").is_empty());
        assert_eq!(with_method("/// `POST /user`\n///\n/// Operation `users.create`."), ["users.create"]);
        assert_eq!(with_method("/// - Operation: `users.create_service`"), ["users.create_service"]);
    }

    #[test]
    fn a_marker_that_the_description_does_not_bear_out_is_wrong() {
        let operations = catalogue::operations(facts());
        let wrong = |docs: &str| wrong("digicert", &operations, &methods_of(docs), &[], &Record::default());
        assert_eq!(wrong("/// Operation `users.make`.").len(), 1);
        assert_eq!(wrong("/// `PUT /user`\n/// Operation `users.create`.").len(), 1);
    }

    #[test]
    fn a_retry_that_the_description_does_not_allow_is_wrong() {
        let operations = catalogue::operations(facts());
        let wrong = |id: &str, retried: &str| {
            let docs = format!("/// - Operation: `{id}`\n/// - Retried: {retried}");
            wrong("digicert", &operations, &methods_of(&docs), &[], &Record::default()).len()
        };
        let (lost, not_sent) =
            ("also when the reply is lost", "only when the request was provably not sent, nor then");
        assert_eq!((wrong("users.get", lost), wrong("users.create", not_sent)), (0, 0));
        assert_eq!((wrong("users.get", not_sent), wrong("users.create", lost)), (1, 1));
    }

    #[test]
    fn guesses_stay_in_their_module_and_nothing_else_goes_there() {
        let wrong = |file: &str, guessed: bool| {
            let operation = Operation { id: "users.get".to_owned(), guessed, ..Operation::default() };
            let source = Source::new(file, "/// Operation `users.get`.\npub fn get(&self) {}\n");
            wrong("privicore", &[operation], &methods::read(&source), &[], &Record::default()).len()
        };
        let (known, unconfirmed) =
            ("crates/privicore/src/users.rs", "crates/privicore/src/unconfirmed/users.rs");
        assert_eq!((wrong(known, false), wrong(unconfirmed, true)), (0, 0));
        assert_eq!((wrong(known, true), wrong(unconfirmed, false)), (1, 1));
    }

    #[test]
    fn an_excuse_that_no_contract_needs_is_wrong() {
        let excuse = |why: &str, needed| Excuse {
            vendor: "digicert".to_owned(),
            test: "users::a".to_owned(),
            why: why.to_owned(),
            needed,
        };
        let excuses = vec![excuse("a page", true), excuse("a page", false), excuse("a number", false)];
        let record = Record { excuses, ..Record::default() };
        assert_eq!(stale("digicert", &record), ["test `users::a` is like the facts, but excused: a number"]);
        assert!(stale("privx", &record).is_empty());
    }

    #[test]
    fn a_test_counts_only_if_a_request_of_its_operation_came() {
        let tested =
            |id: &str, verb: &str, path: &str| ids(&[], &came(id, verb, path), |row| row.test.is_some());
        assert_eq!(tested("users.get", "GET", "/services/v2/user/7"), ["users.get"]);
        assert_eq!(tested("users.create_service", "POST", "/services/v2/user"), ["users.create_service"]);
        assert!(tested("users.get", "PUT", "/services/v2/user/7").is_empty());
        assert!(tested("users.get", "GET", "/services/v2/user").is_empty());
        let operations = catalogue::operations(facts());
        let unknown = came("users.make", "GET", "/services/v2/user/7");
        assert_eq!(wrong("digicert", &operations, &[], &[], &unknown).len(), 1);
    }

    #[test]
    fn every_path_must_have_been_sent() {
        let facts = catalogue::facts("midprovider").unwrap();
        let operations = catalogue::operations(facts);
        let create = operations.iter().find(|operation| operation.id == "users.create").unwrap();
        let mut record = Record::default();
        for path in &create.paths {
            assert_eq!(test_of(facts, create, &[], &record), None);
            let mut came = came("users.create", &create.verb, &path.replace("{tenant_id}", "tenant"));
            came.came.iter_mut().for_each(|came| came.package = "midprovider".to_owned());
            record.came.append(&mut came.came);
        }
        assert!(test_of(facts, create, &[], &record).is_some());
    }

    #[test]
    fn the_sandbox_counts_by_its_success() {
        let answered = |status| Record {
            answered: vec![Answered {
                vendor: "digicert".to_owned(),
                verb: "GET".to_owned(),
                path: "/services/v2/user/7".to_owned(),
                status,
                tells: BTreeSet::new(),
            }],
            ..Record::default()
        };
        assert_eq!(ids(&[], &answered(200), |row| row.sandbox), ["users.get"]);
        assert!(ids(&[], &answered(404), |row| row.sandbox).is_empty());
    }
}
