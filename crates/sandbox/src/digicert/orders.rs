//! How orders are found, and what they still need.

use serde_json::{Value, json};

use super::records::{Certificate, Order, covers};
use super::reply::Refusal;
use super::{Inner, records};
use crate::collections::{Call, text};

impl Inner {
    /// The order in the path, by its id, or by the thumbprint or the serial number of its primary certificate.
    pub(super) fn order(&self, call: &Call<'_>) -> Result<&Order, Refusal> {
        let name = call.parameter("order_id").unwrap_or_default();
        let by_id = name.parse().ok().and_then(|id: u64| self.orders.get(&id));
        let by_certificate = || {
            let same = |c: &&Certificate| {
                c.serial.eq_ignore_ascii_case(name) || c.thumbprint.eq_ignore_ascii_case(name)
            };
            let found = self.certificates.values().find(same)?;
            self.orders.get(&found.order).filter(|order| order.primary == Some(found.id))
        };
        let found = by_id.or_else(by_certificate).filter(|order| !order.deleted);
        found.ok_or_else(|| Refusal::not_found("order"))
    }

    pub(super) fn order_mut(&mut self, call: &Call<'_>) -> Result<&mut Order, Refusal> {
        let id = self.order(call)?.id;
        self.orders.get_mut(&id).ok_or_else(|| Refusal::not_found("order"))
    }

    /// The names of an order that still need domain control validation.
    pub(super) fn unvalidated(&self, order: &Order) -> Vec<String> {
        let Ok(product) = order.product() else { return Vec::new() };
        if !product.public {
            return Vec::new();
        }
        let now = self.clock.now();
        // A file shows control of the one name under which it is found.
        let reaches = |known: &str, name: &str, method: &str| {
            if method.starts_with("http") { known == name } else { covers(known, name) }
        };
        let checked = |name: &str| {
            let recent = |at: &u64| at.saturating_add(records::VALID) > now;
            order.checked.iter().any(|(known, at)| reaches(known, name, order.method()) && recent(at))
        };
        let known = |name: &str| {
            let of = |owner| Some(owner) == order.organization;
            let mut valid = self.domains.values().filter(|d| of(d.organization) && d.is_valid(now));
            valid.any(|domain| reaches(&domain.name, name, &domain.method))
        };
        order.names().into_iter().filter(|name| !checked(name) && !known(name)).collect()
    }

    /// A user as other objects show it.
    pub(super) fn user(&self, id: u64) -> Value {
        let Some(user) = self.objects.get(super::users::GROUP, "", &id.to_string()) else {
            return json!({ "id": id });
        };
        let part = |name: &str| text(user, name);
        json!({
            "id": id, "first_name": part("first_name"), "last_name": part("last_name"), "email": part("email"),
        })
    }
}
