//! Objects that are read, created and written back as a whole.

use crate::{
    options::{Grammar, Member, Object},
    types::{is_plain, span},
};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Error, Ident};

const GRAMMAR: Grammar = Grammar {
    derive: "Record",
    attribute: "record",
    of_struct: &["new", "check", "check_always"],
    of_field: &["id", "server", "name", "masked", "omit_if", "skip"],
};

pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let object = Object::read(input, &GRAMMAR)?;
    let extra = checked(&object)?;
    let (ident, names, methods) = (object.ident, object.names(), object.methods(true)?);
    let read = object.members.iter().enumerate().map(read);
    let write = object.members.iter().enumerate().map(write);
    let masked = object.members.iter().filter(|m| m.options.masked || !is_plain(m.ty())).map(masked);
    let unmask = object.members.iter().filter(|m| m.options.masked || !is_plain(m.ty())).map(unmask);
    let own = object.members.iter().find(|member| member.options.id).map(own_id);
    let count = names.len();
    // What is not generic is inlined: the exception table of a method that no program calls would stay in each program, 9 kB
    // in PrivX's.
    let checks = object.checks(&quote!(__record::unmasked(self)?;));
    Ok(quote! {
        #methods

        #[automatically_derived]
        impl #ident {
            /// Leaves out what the server showed as a mask (`***`).
            #[must_use]
            #[inline]
            pub fn drop_masked(mut self) -> Self {
                ::portcullis_core::record::Member::drop_masks(&mut self, false);
                self
            }
        }

        const _: () = {
            use ::portcullis_core::{record as __record, serde as __serde};

            const __KNOWN: &[&str] = &[#(#names),*];

            #[automatically_derived]
            impl __record::Member for #ident {
                #[inline]
                fn empty() -> Self {
                    ::core::default::Default::default()
                }
                fn object<'de, __A: __serde::de::MapAccess<'de>>(
                    &mut self,
                    mut __members: __A,
                ) -> ::core::result::Result<::core::option::Option<__record::Value>, __A::Error> {
                    let mut __reading = __record::Reading::new(__KNOWN);
                    while let ::core::option::Option::Some(__found) = __reading.name(&mut __members)? {
                        match __found {
                            #(#read)*
                            _ => {
                                __reading.keep(&mut __members)?;
                                continue;
                            }
                        }
                        __reading.known(__found);
                    }
                    __reading.extra(&mut self.#extra);
                    ::core::result::Result::Ok(::core::option::Option::None)
                }
                fn write<__S: __serde::Serializer>(
                    &self,
                    __to: __S,
                    __new: bool,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    let mut __written = [false; #count];
                    let mut __writing = __record::Writing::new(__to, &mut __written)?;
                    #(#write)*
                    __writing.extra(__KNOWN, &self.#extra)
                }
                #[inline]
                fn has_mask(&self, _: bool) -> bool {
                    __record::Record::mask(self).is_some()
                }
                #[inline]
                fn drop_masks(&mut self, _: bool) -> bool {
                    #(#unmask)*
                    self.#extra.drop_masks();
                    false
                }
            }

            #checks

            #[automatically_derived]
            impl __record::Record for #ident {
                #[inline]
                fn mask(&self) -> ::core::option::Option<&'static str> {
                    #(#masked)*
                    if self.#extra.has_mask() {
                        return ::core::option::Option::Some("extra");
                    }
                    ::core::option::Option::None
                }
                #own
            }

            #[automatically_derived]
            impl __serde::Serialize for #ident {
                fn serialize<__S: __serde::Serializer>(&self, __to: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                    __record::Member::write(self, __to, false)
                }
            }

            #[automatically_derived]
            impl<'de> __serde::Deserialize<'de> for #ident {
                fn deserialize<__D: __serde::Deserializer<'de>>(__from: __D) -> ::core::result::Result<Self, __D::Error> {
                    __record::read(__from)
                }
            }
        };
    })
}

/// What a record must have: a place for what is not known, and nothing that cannot be absent.
fn checked<'a>(object: &Object<'a>) -> syn::Result<&'a Ident> {
    let Some(extra) = object.extra else {
        let text = "a record needs a field `pub extra: Extra`, which keeps what is not known";
        return Err(Error::new_spanned(object.ident, text));
    };
    for member in &object.members {
        if member.optional.is_none() && !member.options.server {
            let text = "a field of a record is an `Option`, unless the server sets it (`#[record(server)]`): \
                        what is absent must not be written back as empty";
            return Err(Error::new_spanned(member.ty(), text));
        }
    }
    Ok(extra)
}

fn read((at, member): (usize, &Member<'_>)) -> TokenStream {
    let ident = member.ident;
    let put = quote_spanned!(span(member.inner())=> __record::put(&mut __members, &mut self.#ident, &mut __reading.odd));
    quote! { #at => #put?, }
}

fn write((at, member): (usize, &Member<'_>)) -> TokenStream {
    let (ident, name) = (member.ident, &member.name);
    let mut write =
        quote_spanned! { span(member.inner())=> __writing.record(#at, #name, &self.#ident, __new)?; };
    if let Some(omit) = &member.options.omit_if {
        write = quote! {
            if self.#ident.as_ref().is_some_and(#omit) { __writing.skip(#at); } else { #write }
        };
    }
    if member.options.server {
        write = quote! { if __new { __writing.skip(#at); } else { #write } };
    }
    write
}

fn own_id(member: &Member<'_>) -> TokenStream {
    let id = member.ident;
    quote! {
        fn own_id(&self) -> &str {
            self.#id.as_str()
        }
    }
}

fn masked(member: &Member<'_>) -> TokenStream {
    let (ident, texts) = (member.ident, member.options.masked);
    let name = ident.to_string();
    let omitted =
        member.options.omit_if.as_ref().map(|omit| quote!(!self.#ident.as_ref().is_some_and(#omit) &&));
    let has_mask = quote_spanned!(span(member.inner())=> __record::Member::has_mask(&self.#ident, #texts));
    quote! {
        if #omitted #has_mask {
            return ::core::option::Option::Some(#name);
        }
    }
}

fn unmask(member: &Member<'_>) -> TokenStream {
    let (ident, texts) = (member.ident, member.options.masked);
    quote_spanned! { span(member.inner())=> __record::Member::drop_masks(&mut self.#ident, #texts); }
}
