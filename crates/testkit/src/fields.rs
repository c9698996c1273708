//! Which fields of a reply reach the typed result: each is taken away and renamed in turn, and `Debug` must differ.

use portcullis_facts::{Excuse, Field, Kind, Sample};
use serde_json::{Map, Value};
use std::fmt;

/// What became of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is in the result.
    Read,
    /// It is not in the result.
    Missing,
    /// It is only kept among the unknown members.
    Extra,
    /// It is in the result, and `Debug` does not show it although it is no secret.
    Hidden,
    /// It is a secret, and `Debug` shows it.
    Shown,
    /// The facts excuse it.
    Excused(Excuse),
    /// The test excuses it.
    Opaque(&'static str),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read => f.write_str("read"),
            Self::Missing => f.write_str("missing"),
            Self::Extra => f.write_str("extra"),
            Self::Hidden => f.write_str("hidden"),
            Self::Shown => f.write_str("shown"),
            Self::Excused(excuse) => write!(f, "excused: {excuse}"),
            Self::Opaque(reason) => write!(f, "excused: {reason}"),
        }
    }
}

impl Verdict {
    /// Whether the test must fail.
    fn complaint(self) -> Option<&'static str> {
        match self {
            Self::Read | Self::Excused(_) | Self::Opaque(_) => None,
            Self::Missing => Some("is not in the result"),
            Self::Extra => Some("is only kept among the unknown members"),
            Self::Hidden => Some("is in the result, and `Debug` does not show it"),
            Self::Shown => Some("is a secret, and `Debug` shows it"),
        }
    }
}

/// What became of each field of a sample.
#[derive(Debug)]
pub(crate) struct Verdicts<'a>(Vec<(&'a Field, Verdict)>);

impl<'a> Verdicts<'a> {
    /// Reads variants of the sample. `show` reads a reply and gives the `Debug` of the result or of the error.
    ///
    /// # Errors
    /// The `Debug` of the error if the sample itself is not read.
    pub(crate) async fn of(
        sample: &'a Sample,
        show: impl AsyncFn(Value) -> Result<String, String>,
    ) -> Result<Self, String> {
        let whole = show(sample.value.clone()).await?;
        let mut verdicts = Vec::new();
        for field in &sample.fields {
            // The fields inside tell the same more exactly.
            let inside = format!("{}/", field.pointer);
            if sample.fields.iter().any(|other| other.pointer.starts_with(&inside)) {
                continue;
            }
            verdicts.push((field, verdict(sample, &whole, field, &show).await));
        }
        Ok(Self(verdicts))
    }

    /// Excuses fields that are opaque by design.
    pub(crate) fn excuse(&mut self, opaque: &[(&'static str, &'static str)]) {
        for (name, reason) in opaque {
            let mut found = false;
            for (field, verdict) in &mut self.0 {
                let named = field.path == *name || field.owner == *name;
                if named && verdict.complaint().is_some() && *verdict != Verdict::Shown {
                    *verdict = Verdict::Opaque(reason);
                    found = true;
                }
            }
            assert!(found, "{name} needs no exception");
        }
    }

    pub(crate) fn complaints(&self) -> Vec<String> {
        let line = |(field, verdict): &(&Field, Verdict)| {
            let what = verdict.complaint()?;
            Some(format!("{} ({}, {:?}) {what}", field.path, field.owner, field.marker))
        };
        self.0.iter().filter_map(line).collect()
    }

    /// For the coverage: each path and what became of it.
    pub(crate) fn record(&self) -> Value {
        let entry =
            |(field, verdict): &(&Field, Verdict)| (field.path.clone(), Value::String(verdict.to_string()));
        Value::Object(self.0.iter().map(entry).collect::<Map<_, _>>())
    }
}

async fn verdict(
    sample: &Sample,
    whole: &str,
    field: &Field,
    show: &impl AsyncFn(Value) -> Result<String, String>,
) -> Verdict {
    if field.secret && field.kind == Kind::Unique {
        let shown = if field.alias_of.is_some() {
            // Either spelling alone is in a reply.
            let with = edited(sample, field, |members, name| {
                if let Some(usual) = &field.alias_of {
                    members.remove(usual);
                }
                members.insert(name.to_owned(), field.value.clone());
            });
            show(with).await.unwrap_or_else(|error| error)
        } else {
            whole.to_owned()
        };
        if shown.contains(&field.marker) {
            return Verdict::Shown;
        }
    }
    if let Some(excuse) = field.excuse {
        return Verdict::Excused(excuse);
    }
    let without = edited(sample, field, |members, name| drop(members.remove(name)));
    if show(without).await.is_ok_and(|text| text == whole) {
        return Verdict::Missing;
    }
    if field.path.ends_with("{}") {
        // The keys of a map are not known.
        return visible(whole, field);
    }
    let (_, name) = field.place();
    let other = format!("{name}~");
    let renamed = edited(sample, field, |members, name| {
        let value = members.remove(name).unwrap_or_default();
        members.insert(other.clone(), value);
    });
    if show(renamed).await.is_ok_and(|text| text.replace(&other, &name) == whole) {
        return Verdict::Extra;
    }
    visible(whole, field)
}

/// What a field is that is in the result.
fn visible(whole: &str, field: &Field) -> Verdict {
    // What is not known by name may be a secret: then the key alone is shown.
    let key = field.path.ends_with("{}") && whole.contains(&field.place().1);
    let hidden = field.kind == Kind::Unique && !field.secret && !key && !whole.contains(&field.marker);
    if hidden { Verdict::Hidden } else { Verdict::Read }
}

/// The sample with another object where the field is.
fn edited(sample: &Sample, field: &Field, edit: impl FnOnce(&mut Map<String, Value>, &str)) -> Value {
    let mut value = sample.value.clone();
    let (holder, name) = field.place();
    let members = value.pointer_mut(holder).and_then(Value::as_object_mut).expect("the object of a field");
    edit(members, &name);
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_facts::Facts;
    use std::{future::Future, pin::pin, task};

    /// What is found about a reader of a local user.
    fn found(read: impl Fn(&Value) -> String) -> Vec<String> {
        found_in(&Sample::of(Facts::of("privx").unwrap(), "", "/components/schemas/LocalUser"), read)
    }

    fn found_in(sample: &Sample, read: impl Fn(&Value) -> String) -> Vec<String> {
        let work = async {
            let verdicts = Verdicts::of(sample, async |value: Value| Ok(read(&value))).await;
            verdicts.unwrap().complaints()
        };
        let mut context = task::Context::from_waker(task::Waker::noop());
        match pin!(work).poll(&mut context) {
            task::Poll::Ready(found) => found,
            task::Poll::Pending => unreachable!("nothing waits"),
        }
    }

    fn typed(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn without(name: &'static str) -> impl Fn(&Value) -> String {
        move |value| {
            let mut members = typed(value);
            members.remove(name);
            format!("{members:?}")
        }
    }

    /// Typed: a member is known by its name.
    fn shown(mut members: Map<String, Value>) -> String {
        members.retain(|name, _| !name.ends_with('~'));
        if let Some(Value::Object(password)) = members.get_mut("password") {
            password.retain(|name, _| !name.ends_with('~'));
        }
        if let Some(Value::Object(attribute)) = members.get_mut("attributes").and_then(|all| all.get_mut(0)) {
            attribute.retain(|name, _| !name.ends_with('~'));
        }
        format!("{members:?}")
    }

    #[test]
    fn what_is_read_has_no_complaint() {
        let found = found(|value| shown(typed(value)));
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_field_that_is_not_read_is_found() {
        let found = found(|value| {
            let mut members = typed(value);
            members.remove("telephone");
            shown(members)
        });
        assert!(
            found.len() == 1 && found[0].contains("telephone") && found[0].contains("not in"),
            "{found:?}"
        );
    }

    #[test]
    fn a_field_that_is_only_kept_is_found() {
        let found = found(without("none"));
        assert!(found.iter().any(|line| line.contains("telephone") && line.contains("unknown")), "{found:?}");
    }

    #[test]
    fn a_secret_that_is_shown_is_found() {
        let privx = Facts::of("privx").unwrap();
        let id = "oauth.token_password";
        let (_, pointer) = privx.with_id(id).next().unwrap().success(privx, id).unwrap();
        let found = found_in(&Sample::of(privx, id, &pointer), |value| shown(typed(value)));
        let of = |name: &str| found.iter().any(|line| line.starts_with(name) && line.contains("is a secret"));
        assert!(of("access_token") && of("refresh_token") && !of("token_type"), "{found:?}");
    }
}
