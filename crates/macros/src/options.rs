//! The attributes and fields of a struct.

use crate::types::{is_plain, is_secret, last, option_of, span};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, Field, Fields, GenericParam, Generics, Ident, LitStr, Path,
    Token, Type, Visibility, meta::ParseNestedMeta, parenthesized, punctuated::Punctuated,
};

/// Whether a struct may borrow.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetimes {
    Allowed,
    Refused,
}

/// The fields of a struct, in their order.
pub(crate) fn named<'a>(
    input: &'a DeriveInput,
    derive: &str,
    lifetimes: Lifetimes,
) -> syn::Result<&'a Punctuated<Field, Token![,]>> {
    if input
        .generics
        .params
        .iter()
        .any(|parameter| lifetimes == Lifetimes::Refused || !matches!(parameter, GenericParam::Lifetime(_)))
    {
        return Err(Error::new_spanned(
            &input.generics,
            format!("{derive} cannot be derived for a generic struct"),
        ));
    }
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, format!("{derive} can be derived for structs only")));
    };
    match &data.fields {
        Fields::Named(fields) => Ok(&fields.named),
        _ => Err(Error::new_spanned(&input.ident, format!("{derive} needs named fields"))),
    }
}

/// What a derive accepts in its attribute.
pub(crate) struct Grammar {
    pub(crate) derive: &'static str,
    pub(crate) attribute: &'static str,
    pub(crate) of_struct: &'static [&'static str],
    pub(crate) of_field: &'static [&'static str],
}

/// What an attribute says.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) new: Option<Vec<Ident>>,
    pub(crate) constants: Vec<(Ident, Expr)>,
    pub(crate) check: bool,
    pub(crate) check_always: bool,
    pub(crate) pairs: bool,
    pub(crate) flat: bool,
    pub(crate) flatten: bool,
    pub(crate) secret: bool,
    pub(crate) id: bool,
    pub(crate) server: bool,
    pub(crate) masked: bool,
    pub(crate) skip: bool,
    pub(crate) default: bool,
    pub(crate) name: Option<LitStr>,
    /// A second name, which is read only.
    pub(crate) alias: Option<LitStr>,
    pub(crate) with: Option<Path>,
    pub(crate) omit_if: Option<Path>,
}

impl Options {
    fn read(attributes: &[Attribute], grammar: &Grammar, known: &[&str], place: &str) -> syn::Result<Self> {
        let mut options = Self::default();
        for attribute in attributes.iter().filter(|a| a.path().is_ident(grammar.attribute)) {
            attribute.parse_nested_meta(|meta| {
                let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                if known.contains(&name.as_str()) {
                    return options.option(&name, &meta);
                }
                let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                let hint = if name == "rename" { ": a name on the wire is `name = \"..\"`" } else { "" };
                Err(meta.error(format!(
                    "`{name}` is no option of {place} of `{}`{hint}; the options are {}",
                    grammar.derive,
                    known.join(", ")
                )))
            })?;
        }
        Ok(options)
    }

    fn option(&mut self, name: &str, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        match name {
            "new" => {
                let names;
                parenthesized!(names in meta.input);
                self.new =
                    Some(Punctuated::<Ident, Token![,]>::parse_terminated(&names)?.into_iter().collect());
            }
            "constant" => meta.parse_nested_meta(|constant| {
                self.constants.push((constant.path.require_ident()?.clone(), constant.value()?.parse()?));
                Ok(())
            })?,
            "check" => self.check = true,
            "check_always" => self.check_always = true,
            "pairs" => self.pairs = true,
            "flat" => self.flat = true,
            "flatten" => self.flatten = true,
            "secret" => self.secret = true,
            "id" => (self.id, self.server) = (true, true),
            "server" => self.server = true,
            "masked" => self.masked = true,
            "skip" => self.skip = true,
            "default" => self.default = true,
            "name" => self.name = Some(wire_name(meta)?),
            "alias" => self.alias = Some(wire_name(meta)?),
            "with" => self.with = Some(meta.value()?.parse()?),
            _ => self.omit_if = Some(meta.value()?.parse()?),
        }
        Ok(())
    }
}

fn wire_name(meta: &ParseNestedMeta<'_>) -> syn::Result<LitStr> {
    let name: LitStr = meta.value()?.parse()?;
    if name.value().is_empty() {
        return Err(Error::new_spanned(name, "a name on the wire is not empty"));
    }
    Ok(name)
}

/// A field that is a member on the wire.
pub(crate) struct Member<'a> {
    pub(crate) field: &'a Field,
    pub(crate) ident: &'a Ident,
    pub(crate) name: LitStr,
    pub(crate) options: Options,
    /// What is in the `Option`, if it is one.
    pub(crate) optional: Option<&'a Type>,
}

impl Member<'_> {
    fn has_name(&self, name: &LitStr) -> bool {
        let name = name.value();
        [Some(&self.name), self.options.alias.as_ref()]
            .into_iter()
            .flatten()
            .any(|known| known.value() == name)
    }

    pub(crate) fn ty(&self) -> &Type {
        &self.field.ty
    }

    /// What the field holds if it holds something.
    pub(crate) fn inner(&self) -> &Type {
        self.optional.unwrap_or(&self.field.ty)
    }
}

/// Name and type of a field that is no member.
type Skipped<'a> = (&'a Ident, &'a Type);

/// A struct that is derived for.
pub(crate) struct Object<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) options: Options,
    pub(crate) members: Vec<Member<'a>>,
    /// Fields that are no members.
    pub(crate) skipped: Vec<Skipped<'a>>,
    pub(crate) extra: Option<&'a Ident>,
}

impl<'a> Object<'a> {
    pub(crate) fn read(input: &'a DeriveInput, grammar: &Grammar) -> syn::Result<Self> {
        let lifetimes = if grammar.derive == "Body" { Lifetimes::Allowed } else { Lifetimes::Refused };
        let fields = named(input, grammar.derive, lifetimes)?;
        let options = Options::read(&input.attrs, grammar, grammar.of_struct, "the struct")?;
        let mut object = Self {
            ident: &input.ident,
            generics: &input.generics,
            options,
            members: Vec::new(),
            skipped: Vec::new(),
            extra: None,
        };
        for field in fields {
            let Some(ident) = &field.ident else { continue };
            let options = Options::read(&field.attrs, grammar, grammar.of_field, "a field")?;
            if last(&field.ty).is_some_and(|name| name == "Extra") {
                object.extra = Some(ident);
            } else if options.skip {
                object.skipped.push((ident, &field.ty));
            } else {
                let name = options.name.clone().unwrap_or_else(|| {
                    let text = ident.to_string();
                    LitStr::new(text.strip_prefix("r#").unwrap_or(&text), ident.span())
                });
                for name in [Some(&name), options.alias.as_ref()].into_iter().flatten() {
                    if let Some(twin) = object.members.iter().find(|member| member.has_name(name)) {
                        let text =
                            format!("`{}` is the name of the field `{}` already", name.value(), twin.ident);
                        return Err(Error::new(name.span(), text));
                    }
                }
                let optional = option_of(&field.ty);
                object.members.push(Member { field, ident, name, options, optional });
            }
        }
        Ok(object)
    }

    /// The constructor that was asked for, and the setters. With `rest`, what is not listed comes from `Default`.
    pub(crate) fn methods(&self, rest: bool) -> syn::Result<TokenStream> {
        let ident = self.ident;
        let mut methods = TokenStream::new();
        if let Some(listed) = &self.options.new {
            methods.extend(self.constructor(listed, rest)?);
        }
        let settable =
            self.members.iter().filter(|m| !m.options.server && matches!(m.field.vis, Visibility::Public(_)));
        for member in settable {
            if let Some(inner) = member.optional {
                methods.extend(crate::setters::setter(member.field, member.ident, inner));
            }
        }
        let (impl_generics, ty_generics, _) = self.generics.split_for_impl();
        Ok(quote! {
            #[automatically_derived]
            impl #impl_generics #ident #ty_generics { #methods }
        })
    }

    fn constructor(&self, listed: &[Ident], rest: bool) -> syn::Result<TokenStream> {
        let (mut names, mut types, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for name in listed {
            let member = self.members.iter().find(|member| member.ident == name);
            let skipped = self.skipped.iter().find(|(ident, _)| *ident == name);
            let (name, ty, optional) = match (member, skipped) {
                (Some(member), _) => (member.ident, member.inner(), member.optional.is_some()),
                (None, Some((ident, ty))) => (*ident, *ty, false),
                (None, None) => {
                    return Err(Error::new_spanned(name, format!("`{}` has no field `{name}`", self.ident)));
                }
            };
            names.push(name);
            types.push(ty);
            values.push(if optional {
                quote!(::core::option::Option::Some(#name.into()))
            } else {
                quote!(#name.into())
            });
        }
        let others = if rest {
            quote!(..::core::default::Default::default())
        } else {
            let others = self.members.iter().map(|member| member.ident);
            let others = others.chain(self.skipped.iter().map(|(ident, _)| *ident));
            let others = others.filter(|ident| !listed.contains(ident));
            quote!(#(#others: ::core::default::Default::default()),*)
        };
        let doc = match &*names {
            [] => "Nothing is set.".to_owned(),
            names => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                format!("With {} and nothing else.", names.join(", "))
            }
        };
        Ok(quote! {
            #[doc = #doc]
            pub fn new(#(#names: impl ::core::convert::Into<#types>),*) -> Self {
                Self { #(#names: #values,)* #others }
            }
        })
    }

    /// `Input`: the fields first, then what the author checks. A method `check` that the attribute does not name is a
    /// compile error, since nothing would call it; so is the reverse.
    pub(crate) fn checks(&self, first: &TokenStream) -> TokenStream {
        let ident = self.ident;
        let (impl_generics, ty_generics, _) = self.generics.split_for_impl();
        let checked: Vec<_> =
            self.members.iter().filter(|member| !member.options.server && !is_plain(member.ty())).collect();
        let method = |name: &str, first: &TokenStream, own: bool| {
            let name = Ident::new(name, Span::call_site());
            let fields = checked.iter().map(|member| {
                let field = member.ident;
                let check = quote_spanned! { span(member.inner())=>
                    ::portcullis_core::Input::#name(&self.#field)?;
                };
                match &member.options.omit_if {
                    None => check,
                    Some(omit) => quote! { if !self.#field.as_ref().is_some_and(#omit) { #check } },
                }
            });
            let (named, own) = if own {
                // Without a method of its own, `Self::check` would be this trait's.
                let (hidden, absent) =
                    (format_ident!("__Own_{name}"), format_ident!("Write_fn_{name}_For_The_Struct"));
                let named = quote! {
                    #[allow(non_camel_case_types, dead_code)]
                    struct #absent;
                    #[allow(non_camel_case_types, dead_code)]
                    trait #hidden {
                        fn #name(&self) -> #absent {
                            #absent
                        }
                    }
                    impl #impl_generics #hidden for #ident #ty_generics {}
                };
                (named, quote!(Self::#name(self)))
            } else {
                // Takes the name of a method that nothing would call.
                let taken = Ident::new(&name.to_string(), ident.span());
                let named = quote! {
                    #[allow(non_upper_case_globals, dead_code)]
                    impl #impl_generics #ident #ty_generics {
                        const #taken: () = ();
                    }
                };
                (named, quote!(::core::result::Result::Ok(())))
            };
            let method = quote! {
                #[inline]
                fn #name(&self) -> ::portcullis_core::Result<()> {
                    #first
                    #(#fields)*
                    #own
                }
            };
            (named, method)
        };
        let (named, check) = method("check", &TokenStream::new(), self.options.check);
        let (named_always, check_always) = method("check_always", first, self.options.check_always);
        quote! {
            #[automatically_derived]
            impl #impl_generics ::portcullis_core::Input for #ident #ty_generics {
                #check
                #check_always
            }
            #named
            #named_always
        }
    }

    /// The names on the wire.
    pub(crate) fn names(&self) -> Vec<&LitStr> {
        self.members.iter().map(|member| &member.name).collect()
    }
}

/// The value of a member that is written, as an `Option` of a reference; a secret is exposed.
pub(crate) fn written(member: &Member<'_>) -> TokenStream {
    let (ident, span) = (member.ident, span(member.inner()));
    let value = if member.optional.is_some() {
        quote_spanned!(span=> self.#ident.as_ref())
    } else {
        quote_spanned!(span=> ::core::option::Option::Some(&self.#ident))
    };
    if is_secret(member.inner()) {
        quote_spanned!(span=> #value.map(::portcullis_core::record::exposed).as_ref())
    } else {
        value
    }
}

/// A name that no field has.
pub(crate) fn local(number: usize) -> Ident {
    format_ident!("field_{number}", span = Span::mixed_site())
}
