//! What is only sent.

use crate::{
    options::{Grammar, Member, Object, written},
    types::{is_collection, span},
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, Error, Generics, Ident, LitStr};

const GRAMMAR: Grammar = Grammar {
    derive: "Body",
    attribute: "body",
    of_struct: &["new", "constant", "check", "check_always", "pairs", "flat"],
    of_field: &["name", "with", "skip", "flatten"],
};

pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let object = Object::read(input, &GRAMMAR)?;
    if let Some(listed) = &object.options.new {
        for member in &object.members {
            let empty = member.optional.is_some() || is_collection(member.ty());
            if !empty && !listed.contains(member.ident) {
                let text =
                    format!("`{}` must be set: list it in `new(..)` or make it an `Option`", member.ident);
                return Err(Error::new_spanned(member.ident, text));
            }
        }
    }
    for member in object.members.iter().filter(|member| member.options.flatten) {
        if member.options.name.is_some() || member.options.with.is_some() {
            let text = "`flatten` writes the members of the field: it has no `name` and no `with`";
            return Err(Error::new_spanned(member.ident, text));
        }
    }
    if object.options.flat && object.options.pairs {
        return Err(Error::new_spanned(object.ident, "`flat` is for JSON, `pairs` is for forms and queries"));
    }
    let methods = object.methods(false)?;
    let checks = object.checks(&TokenStream::new());
    let send = if object.options.pairs { pairs(&object)? } else { json(&object) };
    Ok(quote! {
        #methods

        const _: () = {
            use ::portcullis_core::{record as __record, serde as __serde};

            #checks

            #send
        };
    })
}

fn constants<'a>(object: &'a Object<'_>) -> impl Iterator<Item = (LitStr, &'a syn::Expr)> {
    let named = |(name, value)| (LitStr::new(&Ident::to_string(name), name.span()), value);
    object.options.constants.iter().map(|(name, value)| (name, value)).map(named)
}

fn json(object: &Object<'_>) -> TokenStream {
    let ident = object.ident;
    let (impl_generics, ty_generics, _) = object.generics.split_for_impl();
    let write = object.members.iter().enumerate().map(|(at, member)| write(at, member, object.generics));
    let constants = constants(object).map(|(name, value)| {
        quote! { __writing.member(0, #name, ::core::option::Option::Some(#value))?; }
    });
    let members = quote! {
        #(#constants)*
        #(#write)*
    };
    let (flat, members) = if object.options.flat {
        let flat = quote! {
            #[automatically_derived]
            impl #impl_generics __record::Flat for #ident #ty_generics {
                fn members<__M: __serde::ser::SerializeMap>(
                    &self,
                    __writing: &mut __record::Writing<'_, __M>,
                ) -> ::core::result::Result<(), __M::Error> {
                    #members
                    ::core::result::Result::Ok(())
                }
            }
        };
        (flat, quote! { __record::Flat::members(self, &mut __writing)?; })
    } else {
        (TokenStream::new(), members)
    };
    quote! {
        #flat

        #[automatically_derived]
        impl #impl_generics __serde::Serialize for #ident #ty_generics {
            fn serialize<__S: __serde::Serializer>(
                &self,
                __to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                let mut __writing = __record::Writing::new(__to, &mut [])?;
                #members
                __writing.end()
            }
        }
    }
}

fn pairs(object: &Object<'_>) -> syn::Result<TokenStream> {
    if let Some(member) =
        object.members.iter().find(|member| member.options.with.is_some() || member.options.flatten)
    {
        let text = "`with` and `flatten` are for JSON: a struct of `pairs` has none";
        return Err(Error::new_spanned(member.ident, text));
    }
    let ident = object.ident;
    let (impl_generics, ty_generics, _) = object.generics.split_for_impl();
    let constants = constants(object).map(|(name, value)| quote! { __put(#name, &#value); });
    let put = object.members.iter().map(|member| {
        let (ident, name) = (member.ident, &member.name);
        quote_spanned!(span(member.ty())=> __put(#name, &self.#ident);)
    });
    Ok(quote! {
        #[automatically_derived]
        impl #impl_generics ::portcullis_core::Pairs for #ident #ty_generics {
            #[inline]
            fn pairs(&self, __put: &mut dyn ::core::ops::FnMut(&str, &dyn ::portcullis_core::FieldValue)) {
                #(#constants)*
                #(#put)*
            }
        }
    })
}

fn write(at: usize, member: &Member<'_>, generics: &Generics) -> TokenStream {
    let (ident, name) = (member.ident, &member.name);
    if member.options.flatten {
        // In `Flat::members`, `__writing` is a reference already.
        return quote_spanned!(span(member.inner())=> __record::Flat::members(&self.#ident, __writing.here())?;);
    }
    let plain = written(member);
    let Some(with) = &member.options.with else {
        return quote_spanned!(span(member.ty())=> __writing.shown(#at, #name, #plain)?;);
    };
    let (with_type, inner) = (format_ident!("__With{at}"), member.inner());
    let value = if member.optional.is_some() {
        quote!(self.#ident.as_ref().map(|__value| #with_type(__value, ::core::marker::PhantomData)))
    } else {
        quote!(::core::option::Option::Some(#with_type(&self.#ident, ::core::marker::PhantomData)))
    };
    let lifetimes: Vec<_> = generics.lifetimes().map(|parameter| &parameter.lifetime).collect();
    let elided = lifetimes.iter().map(|_| quote!('_));
    quote! {
        struct #with_type<'__a, #(#lifetimes),*>(&'__a #inner, ::core::marker::PhantomData<(#(&#lifetimes (),)*)>);
        impl __serde::Serialize for #with_type<'_, #(#elided),*> {
            fn serialize<__S: __serde::Serializer>(
                &self,
                __to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                #with(self.0, __to)
            }
        }
        __writing.member(#at, #name, #value)?;
    }
}
