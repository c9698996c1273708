//! Custom fields, as replies contain them and to be created.

use crate::{CustomFieldId, Error, Extra, Result};
use portcullis_core::input;
use portcullis_macros::{Body, Reply};

portcullis_core::open_enum! {
    /// The type of a custom field's values. A field without a type has values of any.
    DataType {
        /// Any text.
        Text = "text",
        /// A whole number.
        Int = "int",
        /// An e-mail address.
        EmailAddress = "email_address",
        /// Several e-mail addresses.
        EmailList = "email_list",
    }
}

/// A custom field of orders.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct CustomField {
    /// The id.
    pub id: CustomFieldId,
    /// The name in the console.
    pub label: Option<String>,
    /// Whether each order needs a value.
    pub is_required: Option<bool>,
    /// Whether orders have the field.
    pub is_active: Option<bool>,
    /// The type of its values; any without it.
    pub data_type: Option<DataType>,
    /// A text about the field. From a client; the vendor's pages do not have it.
    pub description: Option<String>,
    /// Whether receipts contain its value. From a client; the vendor's pages do not have it.
    pub show_in_receipt: Option<bool>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A custom field to be created, or the new definition of one.
///
/// `NewCustomField::from(&field)` copies the definition of a field that was read, but for its description, which the
/// service does not accept.
#[derive(Debug, Clone, Body)]
#[body(new(label), check)]
#[non_exhaustive]
pub struct NewCustomField {
    /// The name in the console; not empty.
    pub label: String,
    /// Whether each order needs a value; by default none does.
    pub is_required: Option<bool>,
    /// Whether orders have the field.
    pub is_active: Option<bool>,
    /// The type of its values; by default any.
    pub data_type: Option<DataType>,
    /// Whether receipts contain its value. From a client; the vendor's pages do not have it.
    pub show_in_receipt: Option<bool>,
}

impl From<&CustomField> for NewCustomField {
    fn from(field: &CustomField) -> Self {
        Self {
            label: field.label.clone().unwrap_or_default(),
            is_required: field.is_required,
            is_active: field.is_active,
            data_type: field.data_type.clone(),
            show_in_receipt: field.show_in_receipt,
        }
    }
}

impl NewCustomField {
    // The derive writes setters of optional fields only.
    /// The name in the console; not empty.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    fn check(&self) -> Result<()> {
        input::required("label", &self.label)
    }
}

/// Custom fields to be created.
#[derive(Body)]
#[body(check)]
pub(super) struct NewCustomFields<'a> {
    #[body(name = "metadata")]
    pub(super) fields: &'a [NewCustomField],
}

impl NewCustomFields<'_> {
    fn check(&self) -> Result<()> {
        if self.fields.is_empty() {
            Err(Error::input("fields", "must have at least one field"))
        } else {
            Ok(())
        }
    }
}
