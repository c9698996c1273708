//! Templates: which fields an object has.

mod model;

pub use model::{FieldKind, Template, TemplateField, TemplateInfo};

use crate::{TemplateId, dialect};
use portcullis_core::{Call, Client, one_of};

/// The templates that objects are made from.
///
/// ```no_run
/// # async fn example(client: storedsafe::Client) -> storedsafe::Result<()> {
/// for template in client.templates().list().await? {
///     let fields: Vec<_> = template.fields.iter().map(|field| field.name.as_str()).collect();
///     println!("{} {:?}: {fields:?}", template.id, template.info.name);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Templates(pub(crate) Client);

impl Templates {
    /// Lists all templates.
    ///
    /// `GET /template`
    ///
    /// There are no pages.
    ///
    /// - Operation: `templates.list`
    /// - Retried: also when the reply is lost
    /// - Permission: none beyond a session, as far as known
    /// - Source: vendor page "List templates"
    #[inline]
    pub fn list(&self) -> Call<Vec<Template>> {
        self.0.get("/template").within(one_of(&["TEMPLATE", "TEMPLATESINFO"])).many().call()
    }

    /// Returns one template.
    ///
    /// `GET /template/{template_id}`
    ///
    /// The server's text `NO SUCH TEMPLATE` proves that it is not found.
    ///
    /// - Operation: `templates.get`
    /// - Retried: also when the reply is lost
    /// - Permission: none beyond a session, as far as known
    /// - Source: vendor page "Get template"; the reply's form comes from the vendor's Ruby client
    #[inline]
    pub fn get(&self, id: &TemplateId) -> Call<Template> {
        self.0
            .get("/template/{template_id}")
            .path(id)
            .missing("TEMPLATE", "no template has this id")
            .read_with(dialect::template)
            .identified_by(one_of(&["id", "info.id", "INFO.id"]))
            .call()
    }
}
