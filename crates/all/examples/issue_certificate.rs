//! Orders a DV certificate, proves control of the domain by a DNS record, and serves TLS with the certificate.
//!
//! `cargo run --example issue_certificate` uses the embedded sandbox and its DNS. For an account of CertCentral, replace
//! the client, the folder, and the closure that publishes the record.
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

use portcullis::digicert::{
    self, Client, Secret, Trust,
    certificates::CertificateFormat,
    certificates::SignatureHash,
    domains::{DcvMethod, DcvOutcome},
    orders::{
        DvOrder, DvProduct, OrderOptions, OrderReference, OrderStatus, Placement, TlsCertificate, Validity,
    },
};
use portcullis_sandbox::Sandbox;
use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem, pem::PemObject as _},
    time_provider::{DefaultTimeProvider, TimeProvider},
};
use std::{error::Error, fs, io, io::Write as _, path::Path, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

const NAME: &str = "shop.example.com";
/// How long the outcome of a creation is looked for after a lost reply.
const SEARCH: Duration = Duration::from_secs(120);

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the order may exist, run again later: {0:?}")]
    Unknown(Box<Placement>),
    #[error("{0} orders have the reference")]
    Several(usize),
    #[error("no certificate yet, the order is {}", .0.as_ref().map_or("not readable", OrderStatus::as_str))]
    NotIssued(Option<OrderStatus>),
    #[error("the chain has no root")]
    NoRoot,
    #[error(transparent)]
    DigiCert(#[from] digicert::Error),
    #[error(transparent)]
    File(#[from] io::Error),
    #[error(transparent)]
    Key(#[from] rcgen::Error),
    #[error(transparent)]
    Pem(#[from] pem::Error),
    #[error(transparent)]
    Random(#[from] getrandom::Error),
    #[error(transparent)]
    Tls(#[from] rustls::Error),
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let digicert = client(&sandbox)?;
    // A program that may crash needs a folder that stays.
    let folder = tempfile::tempdir()?;
    let job = Job::open(folder.path(), NAME)?;
    let publish = async |name: &str, value: &Secret| {
        sandbox.digicert().publish_txt(name, value.expose_secret());
        Ok(())
    };
    // The sandbox issues at once. A real order takes minutes for DV, and days for OV and EV.
    let issued = issue(&digicert, &job, publish, Duration::ZERO).await?;
    println!("issued for {NAME}: {} certificates and the root", issued.chain.len());

    let server = server(issued.chain, job.key_der()?)?;
    let client = trusting(issued.root, Arc::new(DefaultTimeProvider))?;
    println!("the server sent over TLS: {}", greeting(server, client, NAME).await?);
    digicert.close(Duration::from_secs(5)).await?;
    Ok(())
}

fn client(sandbox: &Sandbox) -> digicert::Result<Client> {
    let site = &sandbox.details().digicert;
    let trust = Trust::only_pem(sandbox.ca_pem())?;
    Client::builder(&site.base_url).api_key(site.api_key.as_str()).trust(trust).build()
}

/// What must outlive the program: with another reference or key, a second run would pay for a second order.
struct Job {
    name: String,
    reference: OrderReference,
    key: KeyPair,
}

impl Job {
    /// Reads the job of a folder, or begins it there.
    fn open(folder: &Path, name: &str) -> Result<Self, Failure> {
        let reference = stored(folder, "reference", || {
            let mut random = [0; 16];
            getrandom::fill(&mut random)?;
            Ok(format!("{:032x}", u128::from_ne_bytes(random)))
        })?;
        let key = stored(folder, "key.pem", || Ok(KeyPair::generate()?.serialize_pem()))?;
        Ok(Self { name: name.to_owned(), reference: reference.into(), key: KeyPair::from_pem(&key)? })
    }

    fn csr(&self) -> Result<String, Failure> {
        let mut params = CertificateParams::new([self.name.clone()])?;
        params.distinguished_name.push(DnType::CommonName, self.name.as_str());
        Ok(params.serialize_request(&self.key)?.pem()?)
    }

    fn key_der(&self) -> Result<PrivateKeyDer<'static>, Failure> {
        Ok(PrivateKeyDer::from_pem_slice(self.key.serialize_pem().as_bytes())?)
    }
}

/// Reads a file, or makes it: as a whole, readable by its owner only, and never in place of another one.
fn stored(
    folder: &Path,
    file: &str,
    make: impl FnOnce() -> Result<String, Failure>,
) -> Result<String, Failure> {
    let path = folder.join(file);
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return Ok(read?),
    }
    let text = make()?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(text)
}

/// A certificate with its intermediates, in the order of TLS, and the root above them.
struct Issued {
    chain: Vec<CertificateDer<'static>>,
    root: CertificateDer<'static>,
}

/// Goes on wherever an earlier run of the job stopped.
async fn issue(
    digicert: &Client,
    job: &Job,
    publish: impl AsyncFnOnce(&str, &Secret) -> io::Result<()>,
    wait: Duration,
) -> Result<Issued, Failure> {
    let orders = digicert.orders();
    let certificate = TlsCertificate::new(job.name.as_str(), job.csr()?, SignatureHash::Sha256);
    let method = DcvMethod::DnsTxtToken;
    let order = DvOrder::new(DvProduct::GeoTrustFlex, certificate, method, Validity::Days(90))
        .options(OrderOptions::new().skip_approval(true));
    let id = match orders.create_or_find(&job.reference, &order, SEARCH).await? {
        Placement::Ordered(created) => created.id,
        Placement::Found(found) => match <[_; 1]>::try_from(found) {
            Ok([order]) => order.order_id,
            Err(found) => return Err(Failure::Several(found.len())),
        },
        outcome => return Err(Failure::Unknown(Box::new(outcome))),
    };
    if orders.get(&id).await?.status != Some(OrderStatus::Issued) {
        let value = orders.get_dcv_random_value(&id).await?.dcv_random_value;
        publish(&job.name, &value).await?;
        // The server looks again by itself, so the wait goes on if the record has not reached it yet.
        if let DcvOutcome::NotYet(reason) = DcvOutcome::of(orders.check_dcv(&id, &[]).await)? {
            println!("not found yet: {}", reason.message());
        }
    }
    let outcome = orders.wait_issued(&id, wait).await?;
    let Some(id) = outcome.certificate_id() else {
        return Err(Failure::NotIssued(outcome.order().and_then(|order| order.status.clone())));
    };

    let certificates = digicert.certificates();
    let leaf = certificates.download_format(id, &CertificateFormat::PemNoIntermediate).bytes().await?;
    let above = certificates.chain(id).await?;
    let above = above.sorted()?;
    let mut chain = vec![CertificateDer::from_pem_slice(leaf.expose_secret())?];
    for intermediate in &above.intermediates {
        chain.push(CertificateDer::from_pem_slice(intermediate.pem.as_bytes())?);
    }
    let root = above.root.ok_or(Failure::NoRoot)?;
    Ok(Issued { chain, root: CertificateDer::from_pem_slice(root.pem.as_bytes())? })
}

/// The provider that the clients of Portcullis use.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn server(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, rustls::Error> {
    ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
}

/// A client that trusts this root alone. Outside of a sandbox, trust the roots of the operating system, and none because
/// a server sent it.
fn trusting(
    root: CertificateDer<'static>,
    time: Arc<dyn TimeProvider>,
) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(root)?;
    Ok(ClientConfig::builder_with_details(provider(), time)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// What the client reads from the server, which it connects to by this name.
async fn greeting(server: ServerConfig, client: ClientConfig, name: &str) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let name = ServerName::try_from(name.to_owned()).map_err(io::Error::other)?;
    let serve = async {
        let (stream, _) = listener.accept().await?;
        let mut stream = TlsAcceptor::from(Arc::new(server)).accept(stream).await?;
        stream.write_all(b"hello").await?;
        stream.shutdown().await
    };
    let read = async {
        let stream = TcpStream::connect(address).await?;
        let mut stream = TlsConnector::from(Arc::new(client)).connect(name, stream).await?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        io::Result::Ok(text)
    };
    let (sent, text) = tokio::join!(serve, read);
    // What the client refuses is an alert to the server.
    let text = text?;
    sent.map(|()| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_sandbox::{Fault, Vendor};
    use rustls::{
        CertificateError, Error as TlsError,
        pki_types::UnixTime,
        sign::{CertifiedKey, SingleCertAndKey},
    };
    use std::time::SystemTime;

    const DAY: u64 = 86_400;

    /// A clock that stands so many days before or after now.
    #[derive(Debug)]
    struct Moved(i64);

    impl TimeProvider for Moved {
        fn current_time(&self) -> Option<UnixTime> {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
            let by = self.0.checked_mul(i64::try_from(DAY).ok()?)?;
            Some(UnixTime::since_unix_epoch(Duration::from_secs(now.checked_add_signed(by)?)))
        }
    }

    async fn issued(sandbox: &Sandbox, job: &Job) -> Result<Issued, Failure> {
        let publish = async |name: &str, value: &Secret| {
            sandbox.digicert().publish_txt(name, value.expose_secret());
            Ok(())
        };
        issue(&client(sandbox)?, job, publish, Duration::ZERO).await
    }

    /// Why the client refused the server.
    fn refusal(result: io::Result<String>) -> TlsError {
        result.unwrap_err().into_inner().unwrap().downcast_ref::<TlsError>().unwrap().clone()
    }

    fn certificate_error(result: io::Result<String>) -> CertificateError {
        match refusal(result) {
            TlsError::InvalidCertificate(error) => error,
            other => panic!("{other}"),
        }
    }

    #[tokio::test]
    async fn only_its_key_serves_its_name_and_only_while_it_is_valid() {
        let sandbox = Sandbox::start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let job = Job::open(folder.path(), NAME).unwrap();
        let Issued { chain, root } = issued(&sandbox, &job).await.unwrap();
        assert_eq!(chain.len(), 2);
        let right = || server(chain.clone(), job.key_der().unwrap()).unwrap();
        let at = |days| trusting(root.clone(), Arc::new(Moved(days))).unwrap();

        for days in [0, 88] {
            assert_eq!(greeting(right(), at(days), NAME).await.unwrap(), "hello");
        }
        let error = certificate_error(greeting(right(), at(91), NAME).await);
        assert!(matches!(error, CertificateError::ExpiredContext { .. }), "{error:?}");
        let error = certificate_error(greeting(right(), at(-2), NAME).await);
        assert!(matches!(error, CertificateError::NotValidYetContext { .. }), "{error:?}");
        for name in ["example.com", "www.shop.example.com", "shop.example.org"] {
            let error = certificate_error(greeting(right(), at(0), name).await);
            assert!(matches!(error, CertificateError::NotValidForNameContext { .. }), "{error:?}");
        }
        // The CA that signed the certificate of the sandbox's own server is another one.
        let other = CertificateDer::from_pem_slice(sandbox.ca_pem().as_ref()).unwrap();
        let client = trusting(other, Arc::new(DefaultTimeProvider)).unwrap();
        assert_eq!(certificate_error(greeting(right(), client, NAME).await), CertificateError::UnknownIssuer);
    }

    #[tokio::test]
    async fn another_key_is_refused_by_the_server_and_by_the_client() {
        let sandbox = Sandbox::start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let job = Job::open(folder.path(), NAME).unwrap();
        let Issued { chain, root } = issued(&sandbox, &job).await.unwrap();
        let other = KeyPair::generate().unwrap().serialize_pem();
        let other = PrivateKeyDer::from_pem_slice(other.as_bytes()).unwrap();
        let error = server(chain.clone(), other.clone_key()).unwrap_err();
        assert!(matches!(error, TlsError::InconsistentKeys(_)), "{error:?}");

        // A server that does not compare them.
        let key = provider().key_provider.load_private_key(other).unwrap();
        let forged = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(CertifiedKey::new(chain, key))));
        let client = trusting(root, Arc::new(DefaultTimeProvider)).unwrap();
        assert_eq!(certificate_error(greeting(forged, client, NAME).await), CertificateError::BadSignature);
    }

    #[tokio::test]
    async fn a_second_run_finds_the_order_whose_reply_was_lost() {
        let sandbox = Sandbox::start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let job = Job::open(folder.path(), NAME).unwrap();
        sandbox.fault_on(Vendor::DigiCert, "/order/certificate/ssl_dv", Fault::ResetAfterApply);
        let nothing = async |_: &str, _: &Secret| Ok(());
        let early = issue(&client(&sandbox).unwrap(), &job, nothing, Duration::ZERO).await;
        assert!(matches!(early, Err(Failure::NotIssued(Some(OrderStatus::Pending)))));

        let again = Job::open(folder.path(), NAME).unwrap();
        let first = issued(&sandbox, &again).await.unwrap();
        let second = issued(&sandbox, &again).await.unwrap();
        assert_eq!(first.chain, second.chain);
        server(first.chain, job.key_der().unwrap()).unwrap();
        let orders = sandbox.digicert().orders();
        assert_eq!(orders.len(), 1);
        assert_eq!(orders[job.reference.as_str()].placed, 1);
    }

    #[cfg(unix)]
    #[test]
    fn the_key_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        Job::open(folder.path(), NAME).unwrap();
        let mode = fs::metadata(folder.path().join("key.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
