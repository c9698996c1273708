//! How an order moves on: approval, validation, issuance, expiry.
//!
//! An order is issued once it is approved, what it names is validated, and the delay that a test sets has passed.

use rcgen::{DnType, ExtendedKeyUsagePurpose};
use serde_json::Value;

use super::authority::{Authorities, Leaf, thumbprint};
use super::catalogue::{CODE_DAYS, PUBLIC_DAYS, Product, Purpose};
use super::clock::DAY;
use super::csr::Key;
use super::records::{Certificate, Order, Reason, Status, Work, names};
use super::reply::Refusal;
use super::{Inner, organizations, values};
use crate::collections::text;
use crate::objects::Object;

fn strings(certificate: &Object, name: &str) -> Vec<String> {
    let list = certificate.get(name).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

impl Inner {
    fn is_validated(&self, order: &Order, product: Product) -> bool {
        let organization = match (product.validation, order.organization) {
            (None | Some("private_ssl"), _) | (_, None) => true,
            (Some(kind), Some(id)) => organizations::is_valid(self, id, kind),
        };
        organization && self.unvalidated(order).is_empty()
    }

    /// Moves all orders on that the time or a validation moves.
    pub(super) fn settle(&mut self) {
        let now = self.clock.now();
        if !self.unsettled && now < self.next_event {
            return;
        }
        (self.unsettled, self.next_event) = (false, u64::MAX);
        let moves = |order: &&Order| !order.work.is_empty() || order.status == Status::Issued;
        let ids: Vec<u64> = self.orders.values().filter(moves).map(|order| order.id).collect();
        for id in ids {
            if self.settle_order(id).is_err() {
                self.fail(id);
            }
        }
    }

    /// Rejects an order whose certificate cannot be made, so that it is not tried for ever.
    pub(super) fn fail(&mut self, id: u64) {
        let now = self.clock.now();
        let Some(order) = self.orders.get_mut(&id) else { return };
        order.work.clear();
        if order.primary.is_some() {
            order.set(Status::Issued, now);
        } else {
            order.set(Status::Rejected, now);
            self.end_unissued(id);
            self.was_rejected(id);
        }
    }

    /// Moves one order on.
    pub(super) fn settle_order(&mut self, id: u64) -> Result<(), Refusal> {
        let now = self.clock.now();
        let Some(order) = self.orders.get(&id) else { return Ok(()) };
        let still = order.work.is_empty() && (order.status != Status::Issued || order.till > now);
        if still {
            self.wake(order.till.saturating_add(1));
            return Ok(());
        }
        let mut order = order.clone();
        let mut waiting = Vec::new();
        for mut work in std::mem::take(&mut order.work) {
            order.work = vec![work.clone()];
            let status = self.step(&order, &mut work)?;
            let Some(due) = work.due.filter(|due| work.approved && *due <= now) else {
                if work.reason != Reason::Duplicate {
                    order.set(status, now);
                }
                if let Some(due) = work.due {
                    self.wake(due);
                }
                waiting.push(work);
                continue;
            };
            self.issue(&mut order, &work, due)?;
        }
        order.work = waiting;
        if order.status == Status::Issued && order.till <= now {
            order.set(Status::Expired, order.till);
        }
        self.wake(order.till.saturating_add(1));
        self.orders.insert(id, order);
        Ok(())
    }

    /// The next time at which an order moves on by itself.
    fn wake(&mut self, at: u64) {
        self.next_event = self.next_event.min(at);
    }

    /// Sets when a certificate is issued, if nothing but time is missing. Returns the order's status until then.
    fn step(&self, order: &Order, work: &mut Work) -> Result<Status, Refusal> {
        let waiting = if order.primary.is_some() { Status::ReissuePending } else { Status::Pending };
        if !work.approved {
            return Ok(if order.primary.is_some() { waiting } else { Status::NeedsApproval });
        }
        if text(&work.certificate, "csr").is_empty() {
            return Ok(if order.primary.is_some() { waiting } else { Status::NeedsCsr });
        }
        if work.due.is_none() && self.is_validated(order, order.product()?) {
            work.due = Some(self.clock.now().saturating_add(self.switches.delay));
        }
        Ok(waiting)
    }

    /// Makes the certificate.
    fn issue(&mut self, order: &mut Order, work: &Work, at: u64) -> Result<(), Refusal> {
        let product = order.product()?;
        let csr = text(&work.certificate, "csr");
        let key = Key::of(csr).ok_or_else(Refusal::bad_csr)?;
        let from = at - at % DAY;
        if order.primary.is_none() {
            order.till = values::last_second(at, order.days);
        }
        let most = match product.purpose {
            Purpose::Tls if product.public => PUBLIC_DAYS,
            Purpose::Code => CODE_DAYS,
            _ => u64::MAX / DAY,
        };
        let asked = work.certificate.get("cert_validity").filter(|asked| !asked.is_null());
        let days = asked.and_then(|asked| values::days(asked, at)).unwrap_or(most).min(most);
        let till = values::last_second(at, days).min(order.till);
        let organization = order.organization.and_then(|id| organizations::find(self, id));
        let subject = match (&organization, product.validation) {
            (Some(known), Some(_)) => vec![
                (DnType::OrganizationName, text(known, "name").to_owned()),
                (DnType::LocalityName, text(known, "city").to_owned()),
                (DnType::StateOrProvinceName, text(known, "state").to_owned()),
                (DnType::CountryName, text(known, "country").to_uppercase()),
            ],
            _ => Vec::new(),
        };
        let is_tls = product.purpose == Purpose::Tls;
        let all = if is_tls { names(&work.certificate) } else { Vec::new() };
        let person = || {
            let part = |name| work.certificate.get("individual")?.get(name)?.as_str();
            Some(format!("{} {}", part("first_name")?, part("last_name")?))
        };
        let emails = strings(&work.certificate, "emails");
        let given = Some(text(&work.certificate, "common_name").to_owned());
        let name = given.filter(|name| !name.is_empty()).or_else(person);
        let name = name.or_else(|| organization.as_ref().map(|known| text(known, "name").to_owned()));
        let name = name.or_else(|| emails.first().cloned()).unwrap_or_else(|| product.name());
        let leaf = Leaf {
            key: &key,
            common_name: &name,
            subject,
            names: &all,
            emails: &emails,
            usages: usages(product, text(&work.certificate, "profile_option")),
            from,
            till,
        };
        let (der, serial) = self.authorities()?.sign(leaf)?;
        let id = self.next_id();
        let hash = text(&work.certificate, "signature_hash");
        let thumbprint = thumbprint(&der);
        self.certificates.insert(
            id,
            Certificate {
                id,
                order: order.id,
                reason: work.reason,
                der,
                serial,
                thumbprint,
                common_name: name,
                names: all,
                emails,
                from,
                till,
                issued: at,
                created: order.created,
                csr: csr.to_owned(),
                hash: if hash.is_empty() { "sha256" } else { hash }.to_owned(),
                platform: values::platform(&work.certificate),
                bits: key.bits,
                user: work.user,
                revoked: None,
                archived: false,
                notes: Vec::new(),
            },
        );
        match work.reason {
            Reason::New => {}
            Reason::Reissue => order.reissues += 1,
            Reason::Duplicate => order.duplicates += 1,
        }
        if work.reason != Reason::Duplicate {
            order.primary = Some(id);
            order.sent.insert("certificate".to_owned(), Value::Object(work.certificate.clone()));
            order.set(Status::Issued, at);
        }
        self.was_issued(id);
        Ok(())
    }

    /// The authorities, which are made when they are first needed.
    pub(super) fn authorities(&mut self) -> Result<Authorities, Refusal> {
        if let Some(known) = &*self.authorities {
            return Ok(known.clone());
        }
        let made = Authorities::new()?;
        *self.authorities = Some(made.clone());
        Ok(made)
    }
}

fn usages(product: Product, profile: &str) -> Vec<ExtendedKeyUsagePurpose> {
    use ExtendedKeyUsagePurpose::{ClientAuth, CodeSigning, EmailProtection, ServerAuth};
    match product.purpose {
        Purpose::Tls if profile == "server_client_auth_eku" => vec![ServerAuth, ClientAuth],
        Purpose::Tls => vec![ServerAuth],
        Purpose::Code => vec![CodeSigning],
        Purpose::Mail => vec![EmailProtection, ClientAuth],
        // The identifiers of the others are not part of what is known.
        Purpose::Documents | Purpose::Mark => Vec::new(),
    }
}
