//! Renews the certificates of servers that end soon, for the names of a CSV file; a second run orders nothing.
//!
//! `cargo run --example renew_expiring` fills the embedded sandbox and renews there, twice. With the
//! `PORTCULLIS_DIGICERT_…` variables (see `.env.example`) and a CSV file it works on that account: without `--execute` it
//! only counts what it would renew, with it it **places orders that cost money**. The file has the column `name`.
//!
//! The orders are OV. The CSR of the old certificate is sent again, so that the server keeps its key; for new keys, read
//! CSRs from the servers.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to its terminal")]

#[path = "shared/account.rs"]
mod account;

use futures_util::{StreamExt as _, stream};
use portcullis::digicert::{
    self, Client,
    certificates::SignatureHash,
    code::{self, ORDER_RENEWED_ALREADY},
    orders::{
        Order, OrderInfo, OrderOptions, OrderOrganization, OrderReference, OrderSearch, OrderStatus,
        OvEvOrder, OvEvProduct, Placement, TlsCertificate, Validity,
    },
    organizations::{NewContact, NewOrganization},
    validations::ValidationType,
};
use portcullis_sandbox::Sandbox;
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    env,
    error::Error,
    fs::File,
    io,
    process::ExitCode,
    time::Duration,
};

/// How many names are worked on at a time.
const AT_A_TIME: usize = 8;
/// A certificate that ends in so many days is renewed.
const DAYS_LEFT: i64 = 30;
/// The longest validity of a public certificate.
const VALIDITY: Validity = Validity::Days(199);
/// How long the outcome of a creation is looked for after a lost reply.
const SEARCH: Duration = Duration::from_secs(120);
/// References of more than 64 characters may be cut: a name, a hyphen, and a date.
const LONGEST_NAME: usize = 64 - 11;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// This run placed the order.
    Renewed,
    /// An earlier run did, or another person.
    RenewedBefore,
    /// It ends soon, and nothing was to be ordered.
    Due,
    /// The order lasts longer than its certificate, and a reissue costs nothing.
    ToBeReissued,
    NotDue,
    NoCertificate,
    Failed,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the order has no {0}")]
    Missing(&'static str),
    #[error("the renewal was rejected or canceled: order again in the console")]
    Ended,
    #[error("the renewal may have been ordered, run again later: {0:?}")]
    Unknown(Box<Placement>),
    #[error(transparent)]
    DigiCert(#[from] digicert::Error),
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let (digicert, sandbox) = account::open().await?;
    let (names, execute) = match (&sandbox, env::args().nth(1)) {
        (Some(sandbox), None) => (fill(&digicert, sandbox).await?, true),
        (_, Some(file)) => (read(File::open(file)?)?, env::args().nth(2).as_deref() == Some("--execute")),
        (None, None) => return Err("a CSV file is missing: renew_expiring <FILE> [--execute]".into()),
    };
    let first = renew(&digicert, &names, execute).await;
    println!("{first:?}");
    let mut succeeded = !first.contains_key(&Outcome::Failed);
    if sandbox.is_some() {
        let second = renew(&digicert, &names, execute).await;
        println!("{second:?}");
        succeeded &= !second.contains_key(&Outcome::Renewed) && !second.contains_key(&Outcome::Failed);
    }
    digicert.close(Duration::from_secs(10)).await?;
    Ok(if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Debug, Deserialize)]
struct Row {
    name: String,
}

/// The names, each once: two renewals of one name at the same time would both be ordered.
fn read(from: impl io::Read) -> Result<Vec<String>, Box<dyn Error>> {
    let rows: Vec<Row> = csv::Reader::from_reader(from).deserialize().collect::<Result<_, _>>()?;
    let names: Vec<String> = rows.into_iter().map(|row| row.name.trim().to_ascii_lowercase()).collect();
    let mut lines = HashMap::new();
    for (line, name) in (2..).zip(&names) {
        if name.is_empty() || name.len() > LONGEST_NAME {
            return Err(format!("line {line}: the name must have 1 to {LONGEST_NAME} characters").into());
        }
        if let Some(earlier) = lines.insert(name, line) {
            return Err(format!("line {line}: `{}` is in line {earlier}, too", name.escape_debug()).into());
        }
    }
    Ok(names)
}

async fn renew(digicert: &Client, names: &[String], execute: bool) -> BTreeMap<Outcome, usize> {
    let mut running = stream::iter(names)
        .map(|name| async move { (name, renew_one(digicert, name, execute).await) })
        .buffer_unordered(AT_A_TIME);
    let mut counts = BTreeMap::new();
    while let Some((name, outcome)) = running.next().await {
        let outcome = outcome.unwrap_or_else(|error| {
            eprintln!("{}: {error}", name.escape_debug());
            Outcome::Failed
        });
        *counts.entry(outcome).or_default() += 1;
    }
    counts
}

async fn renew_one(digicert: &Client, name: &str, execute: bool) -> Result<Outcome, Failure> {
    let Some(newest) = newest(digicert, name).await? else { return Ok(Outcome::NoCertificate) };
    let certificate = newest.certificate.ok_or(Failure::Missing("certificate"))?;
    let end = certificate.valid_till.ok_or(Failure::Missing("date of the certificate's end"))?;
    if certificate.days_remaining.ok_or(Failure::Missing("number of days that remain"))? > DAYS_LEFT {
        return Ok(Outcome::NotDue);
    }
    // Both are `yyyy-MM-dd`.
    if newest.order_valid_till.is_some_and(|order_end| order_end > end) {
        return Ok(Outcome::ToBeReissued);
    }
    if !execute {
        return Ok(Outcome::Due);
    }
    // The same in every run until the certificate is replaced. So it is stored with the old order, and no file is needed.
    let reference = OrderReference::from(format!("{name}-{end}"));
    let orders = digicert.orders();
    let order = renewal(orders.get(&newest.id).await?)?;
    match orders.create_or_find(&reference, &order, SEARCH).await {
        Ok(Placement::Ordered(_)) => Ok(Outcome::Renewed),
        Ok(Placement::Found(found)) => {
            let ended = found.iter().all(|order| order.status.as_ref().is_some_and(OrderStatus::is_final));
            if ended { Err(Failure::Ended) } else { Ok(Outcome::RenewedBefore) }
        }
        Ok(outcome) => Err(Failure::Unknown(Box::new(outcome))),
        // With another reference: in the console, for example.
        Err(error) if error.code().is_some_and(|code| code::split(code).0 == ORDER_RENEWED_ALREADY) => {
            Ok(Outcome::RenewedBefore)
        }
        Err(error) => Err(error.into()),
    }
}

/// The newest order of a name that has a certificate, which may have ended.
async fn newest(digicert: &Client, name: &str) -> digicert::Result<Option<Order>> {
    let search = OrderSearch::new().common_name(name).status(OrderStatus::Issued);
    let mut found = digicert.orders().list(&search.sort("-date_created,-order_id")).page_size(10);
    while let Some(order) = found.try_next().await? {
        let common_name = order.certificate.as_ref().and_then(|known| known.common_name.as_deref());
        // Whether the filter also finds parts of names is not documented.
        if common_name.is_some_and(|known| known.eq_ignore_ascii_case(name)) {
            return Ok(Some(order));
        }
    }
    Ok(None)
}

/// The order once more, for the same names.
fn renewal(old: OrderInfo) -> Result<OvEvOrder, Failure> {
    let known = old.certificate.ok_or(Failure::Missing("certificate"))?;
    let name = known.common_name.ok_or(Failure::Missing("common name"))?;
    let csr = known.csr.ok_or(Failure::Missing("CSR"))?;
    let organization = old.organization.and_then(|known| known.id).ok_or(Failure::Missing("organization"))?;
    let product = old.product_name_id.ok_or(Failure::Missing("product"))?;
    let more: Vec<String> = known.dns_names.into_iter().filter(|other| *other != name).collect();
    let mut certificate = TlsCertificate::new(name, csr, SignatureHash::Sha256);
    if !more.is_empty() {
        certificate = certificate.dns_names(more);
    }
    let options = OrderOptions::new().renewal_of_order_id(old.id).skip_approval(true);
    let organization = OrderOrganization::existing(organization);
    let order = OvEvOrder::new(OvEvProduct::from(product.as_str()), certificate, organization, VALIDITY);
    Ok(order.options(options))
}

/// Makes certificates that end soon, one in a longer order, and some new ones; returns their names and one more.
async fn fill(digicert: &Client, sandbox: &Sandbox) -> Result<Vec<String>, Box<dyn Error>> {
    let contact = NewContact::new("Ada", "Byron", "ada@example.com");
    let organization = NewOrganization::new("Example Ltd", contact)
        .address("1 High Street")
        .zip("AB1 2CD")
        .city("London")
        .state("London")
        .country("gb")
        .telephone("555 0100");
    let organization = digicert.organizations().create(&organization).await?;
    let domain = digicert::domains::NewDomain::new("example.com", organization.clone(), [ValidationType::Ov]);
    digicert.domains().create(&domain).await?;
    sandbox.digicert().approve_domain("example.com");
    let place = async |name: &str, validity: Validity| -> Result<(), Box<dyn Error>> {
        let csr =
            rcgen::CertificateParams::default().serialize_request(&rcgen::KeyPair::generate()?)?.pem()?;
        let certificate = TlsCertificate::new(name, csr, SignatureHash::Sha256);
        let organization = OrderOrganization::existing(organization.clone());
        let order = OvEvOrder::new(OvEvProduct::Basic, certificate, organization, validity)
            .options(OrderOptions::new().skip_approval(true));
        digicert.orders().create_ov_ev(&OrderReference::from(format!("first-{name}")), &order).await?;
        Ok(())
    };
    let name = |number: usize| format!("n{number:02}.example.com");
    place(&name(0), Validity::Years(1)).await?;
    for number in 1..6 {
        place(&name(number), VALIDITY).await?;
    }
    sandbox.digicert().advance(Duration::from_secs(180 * 86_400));
    sandbox.digicert().approve_domain("example.com");
    for number in 6..9 {
        place(&name(number), VALIDITY).await?;
    }
    Ok((0..10).map(name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_sandbox::{Fault, Vendor};

    async fn filled() -> (Client, Sandbox, Vec<String>) {
        let (digicert, sandbox) = account::open().await.unwrap();
        let sandbox = sandbox.expect("the variables `PORTCULLIS_DIGICERT_…` must not be set");
        let names = fill(&digicert, &sandbox).await.unwrap();
        (digicert, sandbox, names)
    }

    fn placed(sandbox: &Sandbox) -> usize {
        sandbox.digicert().orders().values().map(|orders| orders.placed).sum()
    }

    fn counts(first: Outcome) -> BTreeMap<Outcome, usize> {
        let rest = [(Outcome::ToBeReissued, 1), (Outcome::NotDue, 3), (Outcome::NoCertificate, 1)];
        [(first, 5)].into_iter().chain(rest).collect()
    }

    #[tokio::test]
    async fn each_certificate_is_renewed_once_also_when_a_reply_is_lost() {
        let (digicert, sandbox, names) = filled().await;
        assert_eq!(placed(&sandbox), 9);
        assert_eq!(renew(&digicert, &names, false).await, counts(Outcome::Due));
        assert_eq!(placed(&sandbox), 9);

        // The renewals are not issued yet when the second run looks for the newest certificates.
        sandbox.digicert().set_issuance_delay(Duration::from_secs(3600));
        sandbox.fault_on(Vendor::DigiCert, "/order/certificate/ssl_basic", Fault::ResetAfterApply);
        let mut first = counts(Outcome::Renewed);
        first.extend([(Outcome::Renewed, 4), (Outcome::RenewedBefore, 1)]);
        assert_eq!(renew(&digicert, &names, true).await, first);
        assert_eq!(placed(&sandbox), 14);
        assert_eq!(renew(&digicert, &names, true).await, counts(Outcome::RenewedBefore));
        assert_eq!(placed(&sandbox), 14);
        assert!(sandbox.digicert().orders().values().all(|orders| orders.placed == 1));

        sandbox.digicert().advance(Duration::from_secs(3601));
        let third = renew(&digicert, &names, true).await;
        assert_eq!((third[&Outcome::NotDue], third.get(&Outcome::Renewed)), (8, None));
        assert_eq!(placed(&sandbox), 14);
    }

    #[tokio::test]
    async fn a_renewal_names_the_order_that_it_renews() {
        let (digicert, _sandbox, names) = filled().await;
        let old = newest(&digicert, &names[1]).await.unwrap().unwrap();
        assert_eq!(renew_one(&digicert, &names[1], true).await.unwrap(), Outcome::Renewed);
        let new = newest(&digicert, &names[1]).await.unwrap().unwrap();
        let (new, old) =
            (digicert.orders().get(&new.id).await.unwrap(), digicert.orders().get(&old.id).await.unwrap());
        assert_eq!(new.renewal_of_order_id.as_ref(), Some(&old.id));
        assert_eq!(old.renewed_order_id.as_ref(), Some(&new.id));
        let (new, old) = (new.certificate.unwrap(), old.certificate.unwrap());
        assert_eq!((new.dns_names, new.csr), (old.dns_names, old.csr));
        assert!(new.valid_till > old.valid_till);
    }

    #[tokio::test]
    async fn a_renewal_from_elsewhere_counts_and_a_canceled_one_is_reported() {
        let (digicert, sandbox, names) = filled().await;
        sandbox.digicert().set_issuance_delay(Duration::from_secs(3600));
        let orders = digicert.orders();
        let old = newest(&digicert, &names[1]).await.unwrap().unwrap();
        let order = renewal(orders.get(&old.id).await.unwrap()).unwrap();
        orders.create_ov_ev(&OrderReference::from("console"), &order).await.unwrap();
        assert_eq!(renew_one(&digicert, &names[1], true).await.unwrap(), Outcome::RenewedBefore);

        let old = newest(&digicert, &names[2]).await.unwrap().unwrap();
        assert_eq!(renew_one(&digicert, &names[2], true).await.unwrap(), Outcome::Renewed);
        let new = orders.get(&old.id).await.unwrap().renewed_order_id.unwrap();
        let cancel = digicert::orders::StatusUpdate::cancel("not now");
        orders.update_status(&new, &cancel).await.unwrap();
        assert!(matches!(renew_one(&digicert, &names[2], true).await, Err(Failure::Ended)));
        assert_eq!(placed(&sandbox), 11);
    }

    #[test]
    fn a_name_is_read_once_and_fits_into_a_reference() {
        assert_eq!(
            read("name,team\nA.example, ops\n b.example,\n".as_bytes()).unwrap(),
            ["a.example", "b.example"]
        );
        for (lines, text) in [
            ("a.example\nA.example".to_owned(), "line 3: `a.example` is in line 2, too"),
            ("\"\"".to_owned(), "line 2: the name must have 1 to 53 characters"),
            ("a".repeat(54), "line 2: the name must have 1 to 53 characters"),
        ] {
            assert_eq!(read(format!("name\n{lines}\n").as_bytes()).unwrap_err().to_string(), text);
        }
        let longest = OrderReference::from(format!("{}-2031-05-06", "a".repeat(LONGEST_NAME)));
        assert_eq!(longest.as_str().len(), 64);
    }
}
