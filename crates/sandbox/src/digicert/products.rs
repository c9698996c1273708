//! What the account may order.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::Inner;
use super::catalogue::{CATALOGUE, Product, find};
use super::reply::Refusal;
use crate::collections::{Answer, Call, Collection};

/// A product that the account may order.
pub(super) fn allowed(inner: &Inner, id: &str) -> Result<Product, Refusal> {
    let allowed = &inner.switches.products;
    let may = allowed.is_empty() || allowed.iter().any(|known| known == id);
    find(id).filter(|_| may).ok_or_else(|| Refusal::not_found("product"))
}

pub(super) fn list(inner: &mut Inner, call: &Call<'_>, _: &Collection<Inner>) -> Answer<Inner> {
    let known = CATALOGUE.iter().filter(|product| allowed(inner, product.id).is_ok());
    let products: Vec<Value> = known.map(Product::listed).collect();
    Ok(call.reply(json!({ "products": products })))
}

pub(super) fn get(inner: &mut Inner, call: &Call<'_>, _: &Collection<Inner>) -> Answer<Inner> {
    let product = allowed(inner, call.parameter("name_id").unwrap_or_default())?;
    Ok(call.reply(product.detailed()))
}
