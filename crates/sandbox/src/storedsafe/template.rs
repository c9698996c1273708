//! Templates: what an object can be, and which of its fields are secret.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The template that is proposed for a file.
pub(super) const FILE: u64 = 3;
/// The template that is proposed for a certificate. Its number at an installation is not known.
pub(super) const X509: u64 = 1013;

/// Parameters of an object. No field may have such a name.
pub(super) const RESERVED: [&str; 5] = ["token", "templateid", "groupid", "parentid", "objectname"];

/// A field, as it stands in `structure`.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Field {
    #[serde(rename = "fieldname")]
    pub(super) name: String,
    translation: String,
    #[serde(rename = "type")]
    kind: String,
    pub(super) encrypted: bool,
    show: bool,
    /// The value is a password, to which the vault's policy applies.
    pub(super) policy: bool,
    alarm: bool,
    #[serde(rename = "opt")]
    pub(super) optional: bool,
    cc: bool,
    nc: bool,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Template {
    pub(super) id: u64,
    pub(super) name: String,
    icon: String,
    pub(super) file: bool,
    /// A test made it.
    pub(super) custom: bool,
    pub(super) fields: Vec<Field>,
}

impl Template {
    /// Where the objects' icon is.
    pub(super) fn icon(&self) -> String {
        format!("ico_{}", self.icon)
    }

    fn info(&self) -> Value {
        let mut info = json!({
            "id": self.id.to_string(),
            "name": self.name,
            "ico": self.icon(),
            "active": true,
            "wb": !self.file,
            "ed": self.file,
            "jp": false,
        });
        if let Some(info) = info.as_object_mut().filter(|_| self.file) {
            info.insert("file".to_owned(), "1".into());
        }
        info
    }

    /// The shape beside objects.
    pub(super) fn current(&self) -> Value {
        json!({ "id": self.id.to_string(), "info": self.info(), "structure": self.fields })
    }

    /// The shape of 2.0.5, as text: the order of its map is that of the fields.
    pub(super) fn legacy(&self) -> String {
        let field = |field: &Field| {
            let mut body = json!(field);
            body.as_object_mut().map(|body| body.remove("fieldname"));
            format!("{}:{body}", Value::from(field.name.as_str()))
        };
        let fields: Vec<String> = self.fields.iter().map(field).collect();
        // PHP writes an empty map as an empty list.
        let structure = if fields.is_empty() { "[]".to_owned() } else { format!("{{{}}}", fields.join(",")) };
        format!("{{\"INFO\":{},\"STRUCTURE\":{structure}}}", self.info())
    }
}

/// A field by its name, its label, its type and letters: `e` encrypted, `p` password, `a` alarm, `o` optional, `h`
/// hidden until somebody asks.
fn field(name: &str, label: &str, kind: &str, flags: &str) -> Field {
    let on = |flag| flags.contains(flag);
    Field {
        name: name.to_owned(),
        translation: label.to_owned(),
        kind: kind.to_owned(),
        encrypted: on('e'),
        show: true,
        policy: on('p'),
        alarm: on('a'),
        optional: on('o'),
        cc: on('h'),
        nc: on('h'),
    }
}

/// A template that a test makes: each field by its name and whether it is encrypted.
pub(super) fn custom(id: u64, name: &str, fields: &[(&str, bool)]) -> Option<Template> {
    if fields.iter().any(|(name, _)| RESERVED.contains(name)) {
        return None;
    }
    let fields =
        fields.iter().map(|(name, secret)| field(name, name, "text", if *secret { "eo" } else { "o" }));
    Some(Template {
        id,
        name: name.to_owned(),
        icon: "server".to_owned(),
        file: false,
        custom: true,
        fields: fields.collect(),
    })
}

/// What every installation starts with. Names of fields are the vendor's; which of them are secret or may be left out
/// is known for passwords alone and was chosen for the rest.
pub(super) fn installed() -> Vec<Template> {
    let template = |id, name: &str, icon: &str, fields: Vec<Field>| {
        let file = fields.iter().any(|field| field.name == "file1");
        Template { id, name: name.to_owned(), icon: icon.to_owned(), file, custom: false, fields }
    };
    let text = |name, label| field(name, label, "text", "");
    let maybe = |name, label| field(name, label, "text", "o");
    let info = || field("info", "Information", "textarea", "o");
    let password = |more: &str| field("password", "Password", "text-passwdgen", &format!("eph{more}"));
    let (host, user) = (|| text("host", "Host name"), || text("username", "User name"));
    let secrets = || field("cryptedinfo", "Sensitive information", "textarea", "eoh");
    vec![
        template(1, "Server", "server", vec![host(), user(), password(""), info(), secrets()]),
        template(2, "Folder", "folder", vec![text("name", "Name"), info()]),
        template(FILE, "File", "file", vec![text("file1", "File")]),
        template(4, "Login", "server", vec![host(), user(), password("a")]),
        template(8, "Note", "note", vec![text("name", "Name"), field("note", "Note", "textarea", "eh")]),
        template(
            20,
            "Web login",
            "web",
            vec![text("name", "Name"), user(), text("url", "URL"), password("")],
        ),
        template(
            1001,
            "Server/IP",
            "server",
            vec![host(), text("ip", "IP address"), user(), password(""), info(), secrets()],
        ),
        // The numbers from here on are not known and are the sandbox's own.
        template(1010, "Short Login", "server", vec![user(), password("")]),
        template(
            1011,
            "PIN Code",
            "pin",
            vec![text("name", "Name"), field("pincode", "PIN code", "text", "eh"), info()],
        ),
        template(
            1012,
            "Credit Card",
            "card",
            vec![
                text("service", "Service"),
                field("cardno", "Card number", "text", "eh"),
                field("expires", "Expires", "date", ""),
                field("cvc", "CVC", "text", "eh"),
                text("owner", "Owner"),
                field("pincode", "PIN code", "text", "eoh"),
                field("note1", "Note", "textarea", "o"),
                field("note2", "Sensitive note", "textarea", "eoh"),
            ],
        ),
        template(
            X509,
            "x509",
            "certificate",
            vec![
                text("file1", "File"),
                maybe("cn", "Common name"),
                maybe("issuer", "Issuer"),
                maybe("validfrom", "Valid from"),
                maybe("validto", "Valid to"),
                maybe("algorithm", "Algorithm"),
                maybe("keylength", "Key length"),
                maybe("keyusage", "Key usage"),
                maybe("altnamedns", "Alternative names"),
                info(),
            ],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_of_fields_keeps_their_order() {
        let all = installed();
        let server = all.first().unwrap().legacy();
        let at = |name: &str| server.find(&format!("\"{name}\":{{")).unwrap();
        assert!(
            at("host") < at("username") && at("username") < at("password") && at("password") < at("info")
        );
        let read: Value = serde_json::from_str(&server).unwrap();
        assert_eq!(read["STRUCTURE"]["password"]["encrypted"], true);
        assert!(read["STRUCTURE"]["password"].get("fieldname").is_none());
    }

    #[test]
    fn no_field_is_called_like_a_parameter() {
        for template in installed() {
            assert!(template.fields.iter().all(|field| !RESERVED.contains(&field.name.as_str())));
        }
        assert!(custom(1, "Own", &[("groupid", false)]).is_none());
    }
}
