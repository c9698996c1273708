//! What is bought with an order: the site seal, signatures of KeyLocker, the logo of a mark certificate.

use serde_json::{Value, json};

use super::catalogue::Purpose;
use super::records::Order;
use super::reply::Refusal;
use super::values::integer;
use super::{ACCOUNT, Inner};
use crate::collections::{Answer, Call, Collection};

type Kept = Collection<Inner>;

/// The member of an order in which a later call keeps the seal, the bought signatures, the logo.
const SEAL: &str = "site_seal";
const SIGNATURES: &str = "keylocker_signatures";
const LOGO: &str = "logo_id";
/// How many signatures a unit has, and what it costs in cents.
const UNIT: u64 = 1000;
const UNIT_PRICE: i64 = 10_000;

const SETTINGS: [&str; 10] = [
    "seal_size",
    "seal_number",
    "seal_hover",
    "seal_autoplay",
    "seal_use_logo",
    "display_malware_scan",
    "display_ct_log",
    "display_pci_scan",
    "display_blocklist_check",
    "display_verified_customer",
];

/// A TLS order, which alone has a seal. The code for another one is not documented.
fn sealed<'a>(inner: &'a Inner, call: &Call<'_>) -> Result<&'a Order, Refusal> {
    let order = inner.order(call)?;
    let fits = order.product().is_ok_and(|product| product.purpose == Purpose::Tls && product.public);
    if fits { Ok(order) } else { Err(Refusal::denied()) }
}

pub(super) fn get_seal(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = sealed(inner, call)?;
    let mut shown = json!({
        "order_id": order.id, "product_name_id": order.product, "seal_size": "m", "seal_number": 18,
        "seal_hover": false, "seal_autoplay": false, "seal_use_logo": false, "ct_log_enabled": false,
        "seal_code": format!("<!-- seal of the order {} -->", order.id),
    });
    let kept = order.sent.get(SEAL).and_then(Value::as_object).cloned().unwrap_or_default();
    shown.as_object_mut().into_iter().for_each(|members| members.extend(kept.clone()));
    Ok(call.reply(shown))
}

fn set_seal(inner: &mut Inner, call: &Call<'_>) -> Result<(), Refusal> {
    let order = sealed(inner, call)?;
    let mut kept = order.sent.get(SEAL).and_then(Value::as_object).cloned().unwrap_or_default();
    let sent = |name: &str| call.body.get(name).filter(|value| !value.is_null());
    let size = sent("seal_size").and_then(Value::as_str);
    if size.is_some_and(|size| !["s", "m", "l"].contains(&size)) {
        return Err(Refusal::invalid("seal_size"));
    }
    if sent("seal_number").is_some_and(|number| !(15..=18).any(|known| number == known)) {
        return Err(Refusal::invalid("seal_number"));
    }
    kept.extend(SETTINGS.iter().filter_map(|name| Some(((*name).to_owned(), sent(name)?.clone()))));
    inner.order_mut(call)?.sent.insert(SEAL.to_owned(), Value::Object(kept));
    Ok(())
}

pub(super) fn update_seal(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    set_seal(inner, call)?;
    Ok(call.reply(Value::Null))
}

pub(super) fn email_seal(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let recipient = call.body.get("recipient_email").and_then(Value::as_str);
    if recipient.is_some_and(|recipient| !recipient.contains('@') || recipient.contains(',')) {
        return Err(Refusal::invalid("recipient_email"));
    }
    set_seal(inner, call)?;
    inner.mails += 1;
    Ok(call.reply(Value::Null))
}

/// A code signing order. Whether it is provisioned with KeyLocker is not known of any.
fn signing<'a>(inner: &'a Inner, call: &Call<'_>) -> Result<&'a Order, Refusal> {
    let order = inner.order(call)?;
    let fits = order.product().is_ok_and(|product| product.purpose == Purpose::Code);
    if fits { Ok(order) } else { Err(Refusal::denied()) }
}

fn bought(order: &Order) -> u64 {
    integer(order.sent.get(SIGNATURES)).unwrap_or(0)
}

pub(super) fn get_signatures(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = signing(inner, call)?;
    let mut shown = json!({
        "signatures": [{ "signatures_allotted": bought(order), "signatures_consumed": 0 }],
        "account_id": ACCOUNT, "order_id": order.id, "certificate_id": order.primary,
    });
    super::views::drop_nulls(&mut shown);
    Ok(call.reply(shown))
}

pub(super) fn buy_signatures(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = signing(inner, call)?;
    let (id, before) = (order.id, bought(order));
    let units = integer(call.body.get("signature_units")).filter(|units| (1..=1_000_000).contains(units));
    let units = units.ok_or_else(|| Refusal::invalid("signature_units"))?;
    match call.body.get("payment_method").and_then(Value::as_str) {
        Some("balance") => {
            let price = i64::try_from(units).unwrap_or(1).saturating_mul(UNIT_PRICE);
            inner.charge(id, price)?;
        }
        // There are no stored cards.
        _ => return Err(Refusal::invalid("payment_method")),
    }
    inner.order_mut(call)?.sent.insert(SIGNATURES.to_owned(), (before + units * UNIT).into());
    Ok(call.reply(Value::Null))
}

/// A mark certificate's order.
fn marked<'a>(inner: &'a Inner, call: &Call<'_>) -> Result<&'a Order, Refusal> {
    let order = inner.order(call)?;
    let fits = order.product().is_ok_and(|product| product.purpose == Purpose::Mark);
    if fits { Ok(order) } else { Err(Refusal::denied()) }
}

pub(super) fn update_mark(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    let order = marked(inner, call)?;
    let mark = call.body.get("mark_type_data");
    let part = |name: &str| mark.and_then(|mark| mark.get(name)).filter(|value| !value.is_null());
    if part("citation").is_some() && part("country_code").is_none() {
        return Err(Refusal::required("mark_type_data.country_code"));
    }
    let mut kept = order.sent.get("vmc").and_then(Value::as_object).cloned().unwrap_or_default();
    let sent = call.body.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    kept.extend(sent.map(|(name, value)| (name.clone(), value.clone())));
    inner.order_mut(call)?.sent.insert("vmc".to_owned(), Value::Object(kept));
    Ok(call.reply(Value::Null))
}

fn keep_logo(inner: &mut Inner, call: &Call<'_>) -> Answer<Inner> {
    let order = marked(inner, call)?;
    if !order.status.is_open() {
        return Err(Refusal::denied());
    }
    let organization = order.organization;
    let id = inner.next_id();
    inner.order_mut(call)?.sent.insert(LOGO.to_owned(), id.into());
    Ok(call.reply(json!({ "id": id, "organization_id": organization })))
}

/// The logo as it is. That it is SVG is seen by its first element.
pub(super) fn upload_logo(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    marked(inner, call)?;
    let sent = call.body.as_str().unwrap_or_default();
    if !sent.contains("<svg") {
        return Err(Refusal::invalid("logo"));
    }
    keep_logo(inner, call)
}

/// The compressed logo. It is base64 of what begins like a gzip file; what is inside is not read.
pub(super) fn upload_encoded_logo(inner: &mut Inner, call: &Call<'_>, _: &Kept) -> Answer<Inner> {
    use base64::Engine as _;
    marked(inner, call)?;
    let sent = call.body.get("logo").and_then(Value::as_str).unwrap_or_default();
    let bytes = base64::engine::general_purpose::STANDARD.decode(sent).unwrap_or_default();
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(Refusal::invalid("logo"));
    }
    keep_logo(inner, call)
}
