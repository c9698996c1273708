//! Chats: messages to users, and files in both directions.

mod choice;
mod input;
mod model;
mod signature;

pub use choice::{Choice, ChoiceColors, ChoiceMessage, ChoiceStyle};
pub use input::{Attachment, MessageType, SmartScreen, TextMessage};
pub use model::MessageReceipt;
pub use signature::{PdfSignature, SignatureArea};

use crate::{
    Flavour, MediaId, UserName,
    flavour::{Core, MEDIA},
};
use input::json_part;
use portcullis_core::{
    Call, Download, Error, ErrorKind, Input, Multipart, Request, Result, Upload, http::Method,
    input::required, one_of,
};
use serde::Serialize;

/// Messages of a chat service to users, and the files of chats; from [`Client::mpower`](crate::Client::mpower).
///
/// Newer environments have a server of its own for chats: set [`mpower_url`](crate::ClientBuilder::mpower_url). No message
/// is sent twice: after an error whose [`delivery`](crate::Error::delivery) is not known, the user may have received it.
/// A file is sent as it is read, and never held in memory as a whole.
///
/// ```no_run
/// # async fn f(mid: midprovider::Client, user: midprovider::UserName) -> Result<(), Box<dyn std::error::Error>> {
/// use midprovider::{Upload, mpower::{Attachment, Choice, ChoiceMessage}};
/// use std::fs::File;
///
/// let question = ChoiceMessage::new("it-service", "Keep your access to the archive?", vec![
///     Choice::new("Keep"),
///     Choice::new("Remove"),
/// ]);
/// let sent = mid.mpower().send_choice(&user, &question).await?;
///
/// let mut rules = Attachment::new("it-service", "The rules of the archive", "rules.pdf");
/// rules.instance_id = sent.instance_id;
/// mid.mpower().send_attachment(&user, &rules, Upload::file(File::open("rules.pdf")?)?).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Mpower(pub(crate) Core);

impl Mpower {
    /// Sends a text, which may ask for a typed answer.
    ///
    /// `POST /digitanium/v3/mpower/users/{user_name}/chat/message` (SSMS)
    /// `POST /auth/realms/{tenant_id}/mpower/v1/users/{user_name}/message` (SHIFT)
    ///
    /// 400 [`BAD_REQUEST`](crate::code::BAD_REQUEST). How answers arrive is not documented.
    ///
    /// - Operation: `mpower.send_message`
    /// - Retried: only when the request was provably not sent
    /// - Permission: token of the tenant's own realm; the role is not documented
    /// - Source: vendor page "mPower chat: message"
    #[inline]
    pub fn send_message(&self, user_name: &UserName, message: &TextMessage) -> Call<MessageReceipt> {
        self.message(user_name, message)
    }

    /// Sends a text with buttons.
    ///
    /// `POST /digitanium/v3/mpower/users/{user_name}/chat/message` (SSMS)
    /// `POST /auth/realms/{tenant_id}/mpower/v1/users/{user_name}/message` (SHIFT)
    ///
    /// 400 [`BAD_REQUEST`](crate::code::BAD_REQUEST). How the choice arrives is not documented.
    ///
    /// - Operation: `mpower.send_choice`
    /// - Retried: only when the request was provably not sent
    /// - Permission: token of the tenant's own realm; the role is not documented
    /// - Source: vendor page "mPower chat: choice message"
    #[inline]
    pub fn send_choice(&self, user_name: &UserName, message: &ChoiceMessage) -> Call<MessageReceipt> {
        receipt(
            self.message_to(user_name)
                .require(self.has_categories(message))
                .query_opt("category", message.category.as_ref())
                .json(message),
        )
    }

    /// Opens a smart screen, a service with pages of its own, in the app.
    ///
    /// `POST /digitanium/v3/mpower/users/{user_name}/chat/message` (SSMS)
    /// `POST /auth/realms/{tenant_id}/mpower/v1/users/{user_name}/message` (SHIFT)
    ///
    /// 400 [`BAD_REQUEST`](crate::code::BAD_REQUEST).
    ///
    /// - Operation: `mpower.send_smart_screen`
    /// - Retried: only when the request was provably not sent
    /// - Permission: token of the tenant's own realm; the role is not documented
    /// - Source: the vendor's kobil-chat; the path of SSMS by analogy
    #[inline]
    pub fn send_smart_screen(&self, user_name: &UserName, screen: &SmartScreen) -> Call<MessageReceipt> {
        self.message(user_name, screen)
    }

    /// Sends a file.
    ///
    /// `POST /digitanium/v3/mpower/users/{user_name}/chat/attachment` (SSMS)
    /// `POST /auth/realms/{tenant_id}/mpower/v1/users/{user_name}/media` (SHIFT)
    ///
    /// The file is sent as it is read, as `application/octet-stream`. There is no timeout for the whole upload unless the
    /// call sets one; it fails if the server reads nothing for [`Upload::idle`]. The largest size is not documented. 400
    /// [`BAD_REQUEST`](crate::code::BAD_REQUEST). The vendor's page has another path for SHIFT, which ends in `mediaChat`;
    /// this one is that of the vendor's clients.
    ///
    /// - Operation: `mpower.send_attachment`
    /// - Retried: only when the request was provably not sent
    /// - Permission: token of the tenant's own realm; the role is not documented
    /// - Source: vendor page "mPower chat: attachment" and the vendor's kobil-chat
    #[inline]
    pub fn send_attachment(
        &self,
        user_name: &UserName,
        attachment: &Attachment,
        content: impl Into<Upload>,
    ) -> Call<MessageReceipt> {
        let request = self.to(
            user_name,
            "/digitanium/v3/mpower/users/{user_name}/chat/attachment",
            "/auth/realms/{tenant_id}/mpower/v1/users/{user_name}/media",
        );
        let names = ["message", "attachment"];
        upload(request, attachment, names, (&attachment.file_name, content.into()))
    }

    /// Sends a PDF document to a user, who signs it in the app.
    ///
    /// `POST /digitanium/v3/mpower/users/{user_name}/signature` (SSMS)
    /// `POST /auth/realms/{tenant_id}/mpower/v1/users/{user_name}/signature` (SHIFT)
    ///
    /// The document is sent as [`send_attachment`](Self::send_attachment) sends a file: as `application/octet-stream`, where
    /// the vendor's client sends `application/pdf`. The server posts the result to
    /// [`callback_url`](PdfSignature::callback_url), in a form that is not documented. 400
    /// [`BAD_REQUEST`](crate::code::BAD_REQUEST).
    ///
    /// - Operation: `mpower.initiate_pdf_signature`
    /// - Retried: only when the request was provably not sent
    /// - Permission: token of the tenant's own realm; the role is not documented
    /// - Source: vendor page "Initiate PDF signature"; the names of the parts from the vendor's kobil-sign
    #[inline]
    pub fn initiate_pdf_signature(
        &self,
        user_name: &UserName,
        signature: &PdfSignature,
        document: impl Into<Upload>,
    ) -> Call<MessageReceipt> {
        let request = self.to(
            user_name,
            "/digitanium/v3/mpower/users/{user_name}/signature",
            "/auth/realms/{tenant_id}/mpower/v1/users/{user_name}/signature",
        );
        let names = ["signatureData", "signatureFile"];
        upload(request, signature, names, (&signature.file_name, document.into()))
    }

    /// Returns a file that a user sent in a chat, as a stream. SHIFT only; needs
    /// [`media_url`](crate::ClientBuilder::media_url).
    ///
    /// `GET /v1/mpower/tenants/{tenant_id}/media/{media_id}/download` (SHIFT)
    ///
    /// Without `media_url` it is an error of the kind [`Config`](crate::ErrorKind::Config), and nothing is sent. 404 for a file
    /// that the server does not have. The file is complete only when the stream ends without an error. The
    /// sources disagree: the vendor's kobil-chat sends a POST without a body, and to the client's own server.
    ///
    /// - Operation: `mpower.download_media`
    /// - Retried: also when the reply is lost
    /// - Permission: token of the tenant's own realm; the role is not documented
    /// - Source: the vendor's partner guide
    #[inline]
    pub fn download_media(&self, media_id: &MediaId) -> Download {
        let request = self
            .0
            .absent("no source has a path for it")
            .flavoured(Method::GET, None, "/v1/mpower/tenants/{tenant_id}/media/{media_id}/download")
            .path(media_id)
            .header("accept", "application/octet-stream")
            .bare();
        self.at_media(request).download()
    }

    /// With an error that names the option where the server is not known.
    fn at_media(&self, request: Request) -> Request {
        if self.0.engine().url(MEDIA).is_ok() {
            return request.at_trusted(MEDIA);
        }
        let text = "the server for files of chats is not known: set `media_url`";
        request.require(Err(Error::new(ErrorKind::Config, text)))
    }

    fn message(&self, user_name: &UserName, message: &(impl Input + Serialize)) -> Call<MessageReceipt> {
        receipt(self.message_to(user_name).json(message))
    }

    fn message_to(&self, user_name: &UserName) -> Request {
        self.to(
            user_name,
            "/digitanium/v3/mpower/users/{user_name}/chat/message",
            "/auth/realms/{tenant_id}/mpower/v1/users/{user_name}/message",
        )
    }

    fn to(&self, user_name: &UserName, ssms: &'static str, shift: &'static str) -> Request {
        self.0
            .flavoured(Method::POST, ssms, shift)
            .require(self.0.addressable("user_name", user_name))
            .path(user_name)
            .bare()
            .once()
            .at_trusted(self.0.mpower())
    }

    fn has_categories(&self, message: &ChoiceMessage) -> Result<()> {
        if self.0.flavour() == Flavour::Ssms && message.category.is_some() {
            return Err(Error::input("category", "must not be set: only SHIFT has it"));
        }
        Ok(())
    }
}

fn receipt(request: Request) -> Call<MessageReceipt> {
    request.identified_by(one_of(&["messageId", "instanceId"])).call()
}

/// A form of a part with JSON and a part with a file. `multipart` makes no checks.
fn upload(
    request: Request,
    about: &(impl Input + Serialize),
    [json, file]: [&str; 2],
    (file_name, content): (&str, Upload),
) -> Call<MessageReceipt> {
    let request = request.require(about.check_always()).check(about.check());
    let request = request.check(required("file_name", file_name));
    let part = json_part(about);
    let form = Multipart::new().text(json, part.as_deref().unwrap_or_default());
    receipt(request.require(part.map(drop)).multipart(form.file(file, file_name, content)))
}
