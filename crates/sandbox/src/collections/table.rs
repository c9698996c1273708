//! The entry of a collection in a vendor's table: what the description does not state.

use super::{Call, Handler, Vendor};
use crate::objects::Object;

/// Checks and completes an object before it is kept; the old one is there if it is replaced.
pub(crate) type Before<V> =
    fn(&mut V, &Call<'_>, &mut Object, Option<&Object>) -> Result<(), <V as Vendor>::Refusal>;

/// What the description does not state about a collection.
pub(crate) struct Collection<V: Vendor> {
    /// The part of the operations' ids before the point.
    pub(super) group: &'static str,
    /// What the rest of the ids begins with.
    pub(super) prefix: &'static str,
    /// The name under which the objects are kept.
    pub(super) kept: &'static str,
    pub(crate) key: &'static str,
    /// Members that a listing leaves out.
    pub(super) unlisted: &'static [&'static str],
    /// The objects belong to the caller, not to what the path names.
    pub(super) callers: bool,
    /// A listing shows the objects of every owner.
    pub(super) everywhere: bool,
    /// A replacement keeps what it does not name.
    pub(super) partial: bool,
    /// There is one object, which is read and set: settings.
    pub(super) single: bool,
    /// The objects are in a table of the vendor's own: what is not among the `other` actions is not served.
    pub(super) apart: bool,
    /// A body brings what it refers to.
    pub(super) brings: bool,
    /// A reply shows a member that was never set as empty.
    pub(super) whole: bool,
    pub(super) before: Before<V>,
    /// Adds to an object what a reply shows besides.
    pub(super) view: fn(&V, &mut Object),
    /// After a deletion.
    pub(super) after: fn(&mut V, &str),
    /// What the engine has no action for.
    pub(super) other: &'static [(&'static str, Handler<V>)],
    /// Actions that are answered without an effect: nothing changes, nothing is found.
    pub(super) stubs: &'static [&'static str],
}

impl<V: Vendor> Collection<V> {
    pub(crate) const fn of(group: &'static str) -> Self {
        Self {
            group,
            prefix: "",
            kept: group,
            key: "id",
            unlisted: &[],
            callers: false,
            everywhere: false,
            partial: false,
            single: false,
            apart: false,
            brings: false,
            whole: false,
            before: |_, _, _, _| Ok(()),
            view: |_, _| {},
            after: |_, _| {},
            other: &[],
            stubs: &[],
        }
    }

    /// The name under which the objects are kept.
    pub(crate) const fn kept(&self) -> &'static str {
        self.kept
    }
}

/// Writes a method that sets a member, for each member; a flag has no argument.
macro_rules! setters {
    ($($method:ident($($member:ident: $type:ty)?) $(=> $flag:ident)?;)*) => {
        impl<V: Vendor> Collection<V> {
            $(pub(crate) const fn $method(self, $($member: $type)?) -> Self {
                Self { $($member,)? $($flag: true,)? ..self }
            })*
        }
    };
}

setters! {
    prefix(prefix: &'static str);
    kept_in(kept: &'static str);
    key(key: &'static str);
    unlisted(unlisted: &'static [&'static str]);
    of_the_caller() => callers;
    everywhere() => everywhere;
    partial() => partial;
    single() => single;
    apart() => apart;
    brings() => brings;
    whole() => whole;
    before(before: Before<V>);
    view(view: fn(&V, &mut Object));
    after(after: fn(&mut V, &str));
    other(other: &'static [(&'static str, Handler<V>)]);
    stubs(stubs: &'static [&'static str]);
}
