//! Notes, contacts, custom fields, logos and texts of an order.

use super::{
    ContactUpdate, MarkUpdate, Orders,
    input::{AdditionalEmails, EncodedLogo, NewContacts, NewCsr, NewFieldValue, RenewalMessage},
};
use crate::{
    Call, CustomFieldId, List, NoteId, OrderId, OrganizationId,
    certificates::{NewNote, Note},
};
use portcullis_core::{Extra, input};
use portcullis_macros::Reply;

impl Orders {
    /// Adds a note to an order and returns it.
    ///
    /// `POST /order/certificate/{order_id}/note`
    ///
    /// - Operation: `orders.add_note`
    /// - Retried: only when the request was provably not sent; each call adds a note
    /// - Permission: not documented
    /// - Source: vendor page "Add note" (dev.digicert.com, services-api/orders/add-note.html)
    #[inline]
    pub fn add_note(&self, id: &OrderId, text: &str) -> Call<Note> {
        self.0.post("/order/certificate/{order_id}/note").path(id).json(&NewNote { text }).call()
    }

    /// Lists the notes of an order, the newest first.
    ///
    /// `GET /order/certificate/{order_id}/note`
    ///
    /// Complete in one reply: a page size has no effect.
    ///
    /// - Operation: `orders.list_notes`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "List notes" (dev.digicert.com, services-api/orders/list-notes.html)
    #[inline]
    pub fn list_notes(&self, id: &OrderId) -> List<Note> {
        self.0.get("/order/certificate/{order_id}/note").path(id).list_whole("notes")
    }

    /// Returns one note of an order.
    ///
    /// `GET /order/certificate/{order_id}/note/{note_id}`
    ///
    /// - Operation: `orders.get_note`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Note info" (dev.digicert.com, services-api/orders/note-info.html)
    #[inline]
    pub fn get_note(&self, id: &OrderId, note: &NoteId) -> Call<Note> {
        self.0.get("/order/certificate/{order_id}/note/{note_id}").path(id).path(note).call()
    }

    /// Sets an order's contacts, at most one of each type.
    ///
    /// `PUT /order/certificate/{order_id}/contact`
    ///
    /// A contact that is not sent stays, and so do job title and telephone; nothing can be removed. DV orders have no
    /// organization contact. Two contacts of one type are refused here; the server's code is
    /// [`CONTACT_TYPE_DUPLICATE`](crate::code::CONTACT_TYPE_DUPLICATE).
    ///
    /// - Operation: `orders.update_contacts`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update order contacts" (dev.digicert.com,
    ///   services-api/orders/update-order-contacts.html)
    #[inline]
    pub fn update_contacts(&self, id: &OrderId, contacts: &[ContactUpdate]) -> Call<()> {
        self.0
            .put("/order/certificate/{order_id}/contact")
            .path(id)
            .json(&NewContacts { contacts })
            .idempotent()
            .done()
    }

    /// Sets a custom field's value in an order. The value cannot be empty.
    ///
    /// `POST /order/certificate/{order_id}/custom-field`
    ///
    /// A value of a wrong type is refused with
    /// [`INVALID_CUSTOM_FIELD_VALUE`](crate::code::INVALID_CUSTOM_FIELD_VALUE).
    ///
    /// - Operation: `orders.set_custom_field`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Edit custom field" (dev.digicert.com, services-api/orders/edit-custom-field.html)
    #[inline]
    pub fn set_custom_field(&self, id: &OrderId, field: &CustomFieldId, value: &str) -> Call<()> {
        self.0
            .post("/order/certificate/{order_id}/custom-field")
            .path(id)
            .json(&NewFieldValue { metadata_id: field, value })
            .idempotent()
            .done()
    }

    /// Removes a custom field's value from an order.
    ///
    /// `DELETE /order/certificate/{order_id}/custom-field/{metadata_id}`
    ///
    /// **Partly guessed.** Verb, path and status are guesses: no page describes this operation.
    ///
    /// - Operation: `orders.delete_custom_field`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: only the need for it is known, from a synchronization tool of Keyfactor
    #[inline]
    pub fn delete_custom_field(&self, id: &OrderId, field: &CustomFieldId) -> Call<()> {
        self.0
            .delete("/order/certificate/{order_id}/custom-field/{metadata_id}")
            .path(id)
            .path(field)
            .idempotent()
            .done()
    }

    /// Sends the certificate request of an order that was placed without one.
    ///
    /// `POST /order/certificate/{order_id}/csr`
    ///
    /// The vendor's current pages do not describe this operation. Any 2xx is accepted.
    ///
    /// - Operation: `orders.add_csr`
    /// - Retried: only when the request was provably not sent
    /// - Permission: not documented
    /// - Source: two clients (pkix/digicert, in Go, and digicert/digicert_client, by the vendor)
    #[inline]
    pub fn add_csr(&self, id: &OrderId, csr: &str) -> Call<()> {
        self.0.post("/order/certificate/{order_id}/csr").path(id).json(&NewCsr { csr }).done()
    }

    /// Changes the mark or the hosting of a mark certificate's order.
    ///
    /// `PUT /order/certificate/{order_id}/vmc`
    ///
    /// The mark changes for every pending order with the same logo. The status of success is assumed; any 2xx is
    /// accepted.
    ///
    /// - Operation: `orders.update_vmc`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update VMC order" (dev.digicert.com, services-api/orders/update-vmc-order.html)
    #[inline]
    pub fn update_vmc(&self, id: &OrderId, update: &MarkUpdate) -> Call<()> {
        self.0.put("/order/certificate/{order_id}/vmc").path(id).json(update).idempotent().done()
    }

    /// Uploads the logo of a pending mark certificate's order, as the text of an SVG.
    ///
    /// `POST /order/certificate/{order_id}/vmc/logo`
    ///
    /// It replaces the order's logo. A logo that the account already has is used again, with the data of its mark. The
    /// type of the upload depends on whether the text begins with an XML declaration.
    ///
    /// - Operation: `orders.upload_vmc_logo_svg`
    /// - Retried: also when the reply is lost, by another call: the text of one call is sent at most once
    /// - Permission: not documented
    /// - Source: vendor page "Upload VMC or CMC logo (SVG)" (dev.digicert.com,
    ///   services-api/orders/upload-vmc-or-cmc-logo-svg.html)
    #[inline]
    pub fn upload_vmc_logo_svg(&self, id: &OrderId, svg: &str) -> Call<UploadedLogo> {
        self.0
            .post("/order/certificate/{order_id}/vmc/logo")
            .check(input::required("svg", svg))
            .path(id)
            .upload(svg_type(svg), svg.as_bytes().to_vec())
            .idempotent()
            .call()
    }

    /// Uploads the logo of a pending mark certificate's order, as the base64 of a gzipped SVG.
    ///
    /// `POST /order/certificate/{order_id}/vmc/encoded-logo`
    ///
    /// As [`upload_vmc_logo_svg`](Self::upload_vmc_logo_svg).
    ///
    /// - Operation: `orders.upload_vmc_logo_encoded`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Upload VMC or CMC logo (encoded)" (dev.digicert.com,
    ///   services-api/orders/upload-vmc-or-cmc-logo-encoded.html)
    #[inline]
    pub fn upload_vmc_logo_encoded(&self, id: &OrderId, logo: &str) -> Call<UploadedLogo> {
        self.0
            .post("/order/certificate/{order_id}/vmc/encoded-logo")
            .path(id)
            .json(&EncodedLogo { logo })
            .idempotent()
            .call()
    }

    /// Replaces the further addresses that e-mails about an order's renewals, reissues and duplicates are sent to.
    ///
    /// `PUT /order/certificate/{order_id}/additional-emails`
    ///
    /// **The server removes all addresses that are not sent**; none removes all.
    ///
    /// - Operation: `orders.update_additional_emails`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Additional emails" (dev.digicert.com, services-api/orders/additional-emails.html)
    #[inline]
    pub fn update_additional_emails(&self, id: &OrderId, emails: &[String]) -> Call<()> {
        self.0
            .put("/order/certificate/{order_id}/additional-emails")
            .path(id)
            .json(&AdditionalEmails { additional_emails: emails })
            .idempotent()
            .done()
    }

    /// Sets the text that e-mails about an order's renewal contain.
    ///
    /// `PUT /order/certificate/{order_id}/custom-renewal-message`
    ///
    /// - Operation: `orders.update_renewal_message`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: vendor page "Update renewal message" (dev.digicert.com,
    ///   services-api/orders/update-renewal-message.html)
    #[inline]
    pub fn update_renewal_message(&self, id: &OrderId, text: &str) -> Call<()> {
        self.0
            .put("/order/certificate/{order_id}/custom-renewal-message")
            .path(id)
            .json(&RenewalMessage { custom_renewal_message: text })
            .idempotent()
            .done()
    }

    /// Removes the text that e-mails about an order's renewal contain.
    ///
    /// `DELETE /order/certificate/{order_id}/custom-renewal-message`
    ///
    /// **Partly guessed.** Verb and path are those of another integration, no page of the vendor describes them; the
    /// status is a guess.
    ///
    /// - Operation: `orders.delete_renewal_message`
    /// - Retried: also when the reply is lost
    /// - Permission: not documented
    /// - Source: list of actions of an integration (withone.ai)
    #[inline]
    pub fn delete_renewal_message(&self, id: &OrderId) -> Call<()> {
        self.0.delete("/order/certificate/{order_id}/custom-renewal-message").path(id).idempotent().done()
    }
}

/// The type of an SVG: the service distinguishes texts with an XML declaration from those without.
fn svg_type(svg: &str) -> &'static str {
    if svg.trim_start_matches('\u{feff}').starts_with("<?xml") { "image/svg+xml" } else { "image/svg" }
}

/// A logo that was uploaded.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct UploadedLogo {
    /// The logo's id.
    pub id: Option<i64>,
    /// The organization that it belongs to.
    pub organization_id: Option<OrganizationId>,
    /// The country of the trademark, if the account already had the logo.
    pub trademark_country_code: Option<String>,
    /// The number of the trademark, if the account already had the logo.
    pub trademark_registration_number: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
