//! The custom fields of orders.

mod model;

pub use model::{CustomField, DataType, NewCustomField};

use crate::{Call, CustomFieldId, List, client::Api};
use model::NewCustomFields;

/// The custom fields of orders; from [`Client::custom_fields`](crate::Client::custom_fields).
///
/// The account defines the fields; each order has its own values of them, which are set at the order. The service
/// also calls a field metadata.
///
/// ```no_run
/// # async fn f(digicert: digicert::Client) -> digicert::Result<()> {
/// use digicert::custom_fields::{DataType, NewCustomField};
///
/// let fields = digicert.custom_fields();
/// fields.create(&NewCustomField::new("Cost center").data_type(DataType::Int)).await?;
///
/// // The reply to a creation has no id.
/// let all = fields.list().all().await?;
/// if let Some(field) = all.iter().find(|field| field.label.as_deref() == Some("Cost center")) {
///     fields.replace(&field.id, &NewCustomField::from(field).is_required(true)).await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct CustomFields(pub(crate) Api);

impl CustomFields {
    /// Lists the account's custom fields.
    ///
    /// `GET /account/metadata`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `custom_fields.list`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List custom fields" (dev.digicert.com,
    ///   services-api/custom-fields/list-custom-fields.html)
    #[inline]
    pub fn list(&self) -> List<CustomField> {
        self.0.get("/account/metadata").list_whole("metadata")
    }

    /// Creates a custom field.
    ///
    /// `POST /account/metadata`
    ///
    /// The reply has no id: [`list`](Self::list) returns it. A required field concerns every later order: an order
    /// without a value of it may be refused.
    ///
    /// - Operation: `custom_fields.create`
    /// - Retried: only when the request was provably not sent; a second call may create a second field
    /// - Permission: not documented
    /// - Source: vendor page "Add custom field" (dev.digicert.com, services-api/custom-fields/add-custom-field.html);
    ///   `show_in_receipt` from a client (Keyfactor/digicert-metadata-sync)
    #[inline]
    pub fn create(&self, field: &NewCustomField) -> Call<()> {
        self.0.post("/account/metadata").json(field).done()
    }

    /// Creates several custom fields, at least one.
    ///
    /// `POST /account/metadata/bulk`
    ///
    /// The reply has no ids: [`list`](Self::list) returns them. Whether the server creates some of the fields if it
    /// refuses one is not documented.
    ///
    /// - Operation: `custom_fields.create_bulk`
    /// - Retried: only when the request was provably not sent; a second call may create more fields
    /// - Permission: not documented
    /// - Source: vendor page "Add custom fields (bulk)" (dev.digicert.com,
    ///   services-api/custom-fields/add-custom-fields-bulk.html)
    #[inline]
    pub fn create_bulk(&self, fields: &[NewCustomField]) -> Call<()> {
        self.0.post("/account/metadata/bulk").json(&NewCustomFields { fields }).done()
    }

    /// Replaces the definition of a custom field.
    ///
    /// `PUT /account/metadata/{metadata_id}`
    ///
    /// What the server does with a setting that is not sent is not documented, and a field that is not sent as
    /// required is optional by default: make the definition from what [`list`](Self::list) returns.
    ///
    /// - Operation: `custom_fields.update`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Edit custom field" (dev.digicert.com, services-api/custom-fields/edit-custom-field.html)
    #[inline]
    pub fn replace(&self, id: &CustomFieldId, field: &NewCustomField) -> Call<()> {
        self.0.put("/account/metadata/{metadata_id}").path(id).json(field).idempotent().done()
    }

    /// Deletes a custom field.
    ///
    /// `DELETE /account/metadata/{metadata_id}`
    ///
    /// What becomes of its values in orders is not documented: [`replace`](Self::replace) with `is_active(false)`
    /// is the safer way to retire a field. The vendor's pages do not describe this operation.
    ///
    /// - Operation: `custom_fields.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: a client (Keyfactor/digicert-metadata-sync)
    #[inline]
    pub fn delete(&self, id: &CustomFieldId) -> Call<()> {
        self.0.delete("/account/metadata/{metadata_id}").path(id).idempotent().done()
    }
}
