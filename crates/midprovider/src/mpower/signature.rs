//! Documents to be signed.

use super::input::{VERSION, check_service};
use crate::{InstanceId, ServiceUuid};
use portcullis_core::{Error, Input, Result};
use portcullis_macros::Setters;
use serde::{Serialize, Serializer};

/// The place of a signature on a page. The unit of the coordinates is not documented; the vendor's samples lie below 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignatureArea {
    /// The corner at the bottom left: x and y.
    pub bottom_left: (i64, i64),
    /// The corner at the top right: x and y.
    pub top_right: (i64, i64),
}

impl SignatureArea {
    /// Creates an area from two corners, each x and y.
    pub fn new(bottom_left: (i64, i64), top_right: (i64, i64)) -> Self {
        Self { bottom_left, top_right }
    }
}

/// A PDF document to be signed; its content is an argument of
/// [`initiate_pdf_signature`](super::Mpower::initiate_pdf_signature).
///
/// ```
/// use midprovider::mpower::{PdfSignature, SignatureArea};
///
/// let area = SignatureArea::new((10, 10), (40, 20));
/// let contract = PdfSignature::new("shop", "contract.pdf", area)
///     .text("Please sign")
///     .callback_url("https://shop.example.com/signed");
/// assert_eq!(contract.page_number, 1);
/// ```
#[derive(Debug, Clone, Setters)]
#[non_exhaustive]
pub struct PdfSignature {
    /// The chat service that sends it.
    pub service_uuid: ServiceUuid,
    /// The name of the file.
    pub file_name: String,
    /// The page of the signature, from 1.
    pub page_number: i64,
    /// The place of the signature on the page.
    pub area: SignatureArea,
    /// A text for the user.
    pub text: Option<String>,
    /// Where the server posts the result.
    pub callback_url: Option<String>,
    /// The process to be continued, from an earlier [`MessageReceipt`](super::MessageReceipt). One version of the vendor's page
    /// requires it.
    pub instance_id: Option<InstanceId>,
}

impl PdfSignature {
    /// Creates a document that is signed on its first page.
    pub fn new(
        service_uuid: impl Into<ServiceUuid>,
        file_name: impl Into<String>,
        area: SignatureArea,
    ) -> Self {
        Self {
            service_uuid: service_uuid.into(),
            file_name: file_name.into(),
            page_number: 1,
            area,
            text: None,
            callback_url: None,
            instance_id: None,
        }
    }

    /// Sets the page of the signature, from 1 (1).
    #[must_use]
    pub fn page_number(mut self, page: i64) -> Self {
        self.page_number = page;
        self
    }
}

impl Input for PdfSignature {
    fn check(&self) -> Result<()> {
        check_service("service_uuid", &self.service_uuid)?;
        if self.page_number < 1 {
            return Err(Error::input("page_number", "must be at least 1"));
        }
        Ok(())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    service_uuid: &'a ServiceUuid,
    version: u8,
    page_number: i64,
    bottom_left_x_coordinate: i64,
    bottom_left_y_coordinate: i64,
    top_right_x_coordinate: i64,
    top_right_y_coordinate: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_id: Option<&'a InstanceId>,
}

impl Serialize for PdfSignature {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let SignatureArea { bottom_left, top_right } = self.area;
        Data {
            service_uuid: &self.service_uuid,
            version: VERSION,
            page_number: self.page_number,
            bottom_left_x_coordinate: bottom_left.0,
            bottom_left_y_coordinate: bottom_left.1,
            top_right_x_coordinate: top_right.0,
            top_right_y_coordinate: top_right.1,
            message_text: self.text.as_deref(),
            callback_url: self.callback_url.as_deref(),
            instance_id: self.instance_id.as_ref(),
        }
        .serialize(to)
    }
}
