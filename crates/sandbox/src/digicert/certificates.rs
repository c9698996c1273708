//! Certificates: what is kept of one, downloads, revocation, notes.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::authority::pem;
use super::clock::{date, stamp};
use super::records::{Certificate, Reason, Status};
use super::reply::Refusal;
use super::{Inner, create, pkcs7};
use crate::collections::{Answer, Call, Collection};

type Kept = Collection<Inner>;

const REASONS: [&str; 5] =
    ["unspecified", "keyCompromise", "affiliationChanged", "superseded", "cessationOfOperation"];
/// The platform whose format is known to be that of `pem_all`.
const PEM_PLATFORM: &str = "29";

impl Certificate {
    /// The certificate with those above it.
    pub(super) fn chain(&self, above: &Value) -> Value {
        let own = json!({ "subject_common_name": self.common_name, "pem": pem(&self.der) });
        std::iter::once(own).chain(above.as_array().cloned().unwrap_or_default()).collect()
    }

    /// As the lists of duplicates and of reissues show it.
    pub(super) fn listed(&self, inner: &Inner) -> Value {
        let user = inner.user(self.user);
        let archived = if self.reason == Reason::Duplicate {
            Value::from(if self.archived { "1" } else { "0" })
        } else {
            u8::from(self.archived).into()
        };
        json!({
            "id": self.id, "thumbprint": self.thumbprint, "serial_number": self.serial,
            "common_name": self.common_name, "dns_names": self.names,
            "status": if self.revoked.is_some() { "revoked" } else { "issued" },
            "date_created": stamp(self.created), "date_issued": stamp(self.issued),
            "valid_from": date(self.from), "valid_till": date(self.till),
            "days_remaining": self.days_remaining(inner.clock.now()), "csr": self.csr,
            "server_platform": { "id": self.platform }, "signature_hash": self.hash, "key_size": self.bits,
            "archived": archived, "user_id": self.user, "firstname": user.get("first_name"),
            "lastname": user.get("last_name"), "email": user.get("email"), "receipt_id": "0",
        })
    }
}

impl Inner {
    fn certificate(&self, call: &Call<'_>) -> Result<&Certificate, Refusal> {
        let id = call.parameter("certificate_id").and_then(|id| id.parse().ok());
        id.and_then(|id: u64| self.certificates.get(&id)).ok_or_else(|| Refusal::not_found("certificate"))
    }

    fn certificate_mut(&mut self, call: &Call<'_>) -> Result<&mut Certificate, Refusal> {
        let id = self.certificate(call)?.id;
        self.certificates.get_mut(&id).ok_or_else(|| Refusal::not_found("certificate"))
    }

    /// Revokes certificates of an order. The order stays as it is, unless all are revoked by one request for the order.
    pub(super) fn revoke(&mut self, order: u64, certificates: &[u64]) {
        let now = self.clock.now();
        let of_order = |known: &Certificate| {
            known.order == order && (certificates.is_empty() || certificates.contains(&known.id))
        };
        let mut gone = Vec::new();
        for (id, known) in self.certificates.filter_mut(|known| of_order(known) && known.revoked.is_none()) {
            known.revoked = Some(now);
            gone.push(*id);
        }
        self.was_revoked(&gone);
        if let (true, Some(order)) = (certificates.is_empty(), self.orders.get_mut(&order)) {
            order.set(Status::Revoked, now);
        }
    }

    /// Revokes at once, or adds a request for an approver.
    pub(super) fn revoke_or_ask(
        &mut self,
        call: &Call<'_>,
        order: u64,
        certificates: &[u64],
    ) -> Answer<Self> {
        let reason = call.body.get("revocation_reason").and_then(Value::as_str);
        if reason.is_some_and(|reason| !REASONS.contains(&reason)) {
            return Err(Refusal::invalid("revocation_reason"));
        }
        if self.orders.get(&order).is_some_and(|order| order.status == Status::ReissuePending) {
            // The code is not documented.
            return Err(Refusal::denied());
        }
        if call.body.get("skip_approval") == Some(&Value::Bool(true)) && create::is_approved(self, call) {
            self.revoke(order, certificates);
            return Ok(axum::http::StatusCode::NO_CONTENT.into_response());
        }
        let mut asked = self.ask_to_revoke(call, order, certificates.to_vec());
        if !self.switches.approvals {
            let id = asked.get("id").and_then(Value::as_u64).unwrap_or_default();
            self.close_request(id, "approved", None, "");
            self.revoke(order, certificates);
            if let Some(members) = asked.as_object_mut() {
                members.insert("status".to_owned(), "approved".into());
            }
        }
        Ok(call.reply(asked))
    }
}

pub(super) fn revoke(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let name = call.parameter("certificate_identifier").unwrap_or_default();
    let by_id = name.parse().ok().and_then(|id: u64| inner.certificates.get(&id));
    let by_serial = || inner.certificates.values().find(|known| known.serial.eq_ignore_ascii_case(name));
    let found = by_id.or_else(by_serial).ok_or_else(|| Refusal::not_found("certificate"))?;
    let (order, id) = (found.order, found.id);
    inner.revoke_or_ask(call, order, &[id])
}

pub(super) fn archive(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let found = inner.certificate(call)?;
    if inner.orders.get(&found.order).is_some_and(|order| order.primary == Some(found.id)) {
        return Err(Refusal::code(
            "cannot_archive_primary_certificate",
            "The primary certificate cannot be archived.",
        ));
    }
    inner.certificate_mut(call)?.archived = true;
    Ok(call.reply(Value::Null))
}

pub(super) fn restore(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    inner.certificate_mut(call)?.archived = false;
    Ok(call.reply(Value::Null))
}

pub(super) fn email(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    inner.certificate(call)?;
    let format = call.body.get("certificate_collect_format").and_then(Value::as_str);
    if !matches!(format, Some("attachment" | "plaintext" | "downloadlink")) {
        return Err(Refusal::invalid("certificate_collect_format"));
    }
    inner.mails += call.body.get("emails").and_then(Value::as_array).map_or(0, Vec::len);
    Ok(call.reply(Value::Null))
}

pub(super) fn chain(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    inner.certificate(call)?;
    Ok(call.reply(json!({ "intermediates": inner.authorities()?.intermediates() })))
}

pub(super) fn list_intermediates(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    Ok(call.reply(json!({ "intermediates": inner.authorities()?.listed()? })))
}

/// The file in a format. The sandbox writes no archives.
fn file(inner: &mut Inner, call: &Call<'_>, der: &str, format: &str) -> Result<Response, Refusal> {
    let [intermediate, root] = inner.authorities()?.pems();
    let leaf = pem(der);
    let text = match format {
        "pem_all" => leaf + &intermediate + &root,
        "pem_noroot" => leaf + &intermediate,
        "pem_nointermediate" => leaf,
        "cer" | "p7b" => {
            let [intermediate, root] = inner.authorities()?.ders();
            let text = pkcs7::pem(&[der, &intermediate, &root]);
            return Ok(([(header::CONTENT_TYPE, "application/x-pkcs7-certificates")], text).into_response());
        }
        "default" | "apache" | "default_cer" | "default_pem" => {
            return Err(Refusal::not_served(call.id));
        }
        _ => return Err(Refusal::invalid("format_type")),
    };
    Ok(([(header::CONTENT_TYPE, "application/x-pem-file")], text).into_response())
}

pub(super) fn download_format(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let der = inner.certificate(call)?.der.clone();
    file(inner, call, &der, call.parameter("format_type").unwrap_or_default())
}

pub(super) fn download_for_platform(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let der = inner.certificate(call)?.der.clone();
    let known = call.parameter("platform_id") == Some(PEM_PLATFORM);
    file(inner, call, &der, if known { "pem_all" } else { "default" })
}

pub(super) fn download_platform(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let found = inner.certificate(call)?;
    let known = found.platform.to_string() == PEM_PLATFORM;
    let der = found.der.clone();
    file(inner, call, &der, if known { "pem_all" } else { "default" })
}

/// The primary certificate of an order.
fn of_order(inner: &Inner, call: &Call<'_>) -> Result<Certificate, Refusal> {
    let primary = inner.order(call)?.primary;
    let found = primary.and_then(|id| inner.certificates.get(&id)).cloned();
    found.ok_or_else(|| Refusal::not_found("certificate"))
}

pub(super) fn download_order_format(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let found = of_order(inner, call)?;
    file(inner, call, &found.der, call.parameter("format_type").unwrap_or_default())
}

pub(super) fn download_order(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let found = of_order(inner, call)?;
    let known = found.platform.to_string() == PEM_PLATFORM;
    file(inner, call, &found.der, if known { "pem_all" } else { "default" })
}

pub(super) fn add_note(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let note = inner.new_note(call);
    inner.certificate_mut(call)?.notes.push(note.clone());
    Ok(call.reply(inner.shown_note(&note, false)))
}

pub(super) fn list_notes(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let notes = inner.certificate(call)?.notes.iter().map(|note| inner.shown_note(note, false));
    Ok(call.reply(json!({ "notes": notes.collect::<Value>() })))
}
