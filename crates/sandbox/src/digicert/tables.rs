//! The collections of CertCentral that the engine serves.
#![expect(clippy::unnecessary_wraps, reason = "the table of the engine gives the signatures")]

use serde_json::{Value, json};

use super::reply::Refusal;
use super::{
    Inner, account, actions, approvals, certificates, containers, create, domains, extras, funds, invites,
    keys, money, monitoring, organizations, products, queries, report_library, reports, subaccounts, users,
    vouchers, webhooks,
};
use crate::collections::{Answer, Call, Collection, Vendor};
use crate::facts::{Complaint, Facts};
use crate::objects::{Object, Objects};

type Kept = Collection<Inner>;

impl Vendor for Inner {
    type Refusal = Refusal;

    const COLLECTIONS: &'static [Kept] = &[
        Kept::of("webhooks").apart().other(&[
            ("list", webhooks::list),
            ("create", webhooks::create),
            ("update", webhooks::update),
            ("send_challenge", webhooks::send_challenge),
            ("verify_challenge", webhooks::verify_challenge),
            ("activate", webhooks::activate),
            ("deactivate", webhooks::deactivate),
            ("delete", webhooks::delete),
            ("test_endpoint", webhooks::test_endpoint),
            ("event_logs", webhooks::event_logs),
        ]),
        Kept::of("account").apart().other(&[
            ("get", account::get),
            ("update_emails", account::update_emails),
            ("update_settings", account::update_settings),
            ("get_contract", account::get_contract),
            ("get_guest_access", account::get_guest_access),
        ]),
        Kept::of("auth_keys").apart().other(&[
            ("create", account::create_key),
            ("create_with_ttl", account::create_key_with_ttl),
            ("list", account::list_keys),
            ("get", account::get_key),
            ("get_single", account::get_single_key),
            ("delete", account::delete_key),
            ("delete_single", account::delete_single_key),
        ]),
        Kept::of("custom_fields").partial().other(&[("create_bulk", create_bulk), ("list", list_fields)]),
        Kept::of("keys").apart().other(&[
            ("list", keys::list),
            ("create", keys::create),
            ("get", keys::get),
            ("update", keys::update),
            ("update_status", keys::update_status),
            ("create_acme_eab", funds::create_acme),
            ("create_acme_eab_legacy", funds::create_acme),
        ]),
        Kept::of("subaccounts").other(&[
            ("create", subaccounts::create),
            ("list", subaccounts::list),
            ("get", subaccounts::get),
            ("update", subaccounts::update),
            ("get_balance", subaccounts::get_balance),
            ("update_balance", subaccounts::update_balance),
            ("create_invite", invites::create),
            ("list_invites", invites::list),
            ("get_invite", invites::get),
            ("update_invite_status", invites::update_status),
            ("list_orders", invites::list_orders),
            ("get_order", invites::get_order),
            ("list_domains", invites::list_domains),
            ("list_organizations", invites::list_organizations),
            ("list_products", invites::list_products),
            ("list_product_limits", invites::list_product_limits),
        ]),
        Kept::of("units").other(&[
            ("create_order", subaccounts::create_units),
            ("list_orders", subaccounts::list_units),
            ("get_order", subaccounts::get_units),
            ("cancel_order", subaccounts::cancel_units),
        ]),
        Kept::of("vouchers").other(&[
            ("create_order", vouchers::create_order),
            ("list_orders", vouchers::list_orders),
            ("get_order", vouchers::get_order),
            ("list_codes", vouchers::list_codes),
        ]),
        Kept::of("containers").partial().other(&[
            ("list_organizations", containers::list_organizations),
            ("product_limits", containers::product_limits),
            ("create_child", containers::create_child),
            ("list_children", containers::list_children),
            ("get_parent", containers::get_parent),
            ("activate", containers::activate),
            ("deactivate", containers::deactivate),
            ("list_roles", containers::list_roles),
            ("list_templates", containers::list_templates),
            ("get_template", containers::get_template),
            ("update_user_assignments", containers::assign_users),
            ("update_organization_assignments", containers::assign_organizations),
            ("update_allowed_domains", containers::allow_domains),
        ]),
        Kept::of("users").before(users::before).view(users::view).after(users::after).other(&[
            ("list", users::list),
            ("list_service", users::list),
            ("create_service", users::create_service),
            ("me", users::me),
            ("check_username", users::check_username),
            ("resend_create_email", users::resend_create_email),
            ("update_role", users::set),
            ("update_container_assignments", users::set),
        ]),
        Kept::of("organizations").before(organizations::before).view(organizations::view).other(&[
            ("create", organizations::create),
            ("list", organizations::list),
            ("delete", organizations::delete),
            ("activate", organizations::activate),
            ("deactivate", organizations::deactivate),
            ("get_validation", organizations::get_validation),
            ("submit_validation", organizations::submit_validation),
            ("update_contacts", organizations::update_contacts),
            ("list_approvers", organizations::list_approvers),
        ]),
        Kept::of("domains").apart().other(&[
            ("create", domains::create),
            ("list", domains::list),
            ("get", domains::get),
            ("delete", domains::delete),
            ("activate", domains::activate),
            ("deactivate", domains::deactivate),
            ("get_validation", domains::get_validation),
            ("submit_validation", domains::submit_validation),
            ("change_dcv_method", domains::change_dcv_method),
            ("generate_dcv_token", domains::generate_dcv_token),
            ("check_dcv", domains::check_dcv),
            ("approve_by_email_token", domains::approve_by_email_token),
            ("list_dcv_emails", domains::list_dcv_emails),
            ("resend_dcv_emails", domains::resend_dcv_emails),
            ("list_dcv_methods", domains::list_dcv_methods),
            ("list_validation_types", domains::list_validation_types),
            ("expiration_count", domains::expiration_count),
        ]),
        Kept::of("orders").apart().other(&[
            ("create_by_type_hint", create::create),
            ("create_client", create::create),
            ("create_cmc", create::create),
            ("create_code_signing", create::create),
            ("create_document_signing", create::create),
            ("create_document_signing_ds", create::create),
            ("create_dv", create::create),
            ("create_eu_eseal", create::create),
            ("create_eu_eseal_psd2", create::create),
            ("create_eu_individual", create::create),
            ("create_eu_individual_org", create::create),
            ("create_eu_qwac", create::create),
            ("create_eu_qwac_psd2", create::create),
            ("create_ov_ev", create::create),
            ("create_pkio_burger", create::create),
            ("create_pkio_organisation_person", create::create),
            ("create_pkio_organisation_person_prof", create::create),
            ("create_pkio_organisation_services", create::create),
            ("create_pkio_private_person_prof", create::create),
            ("create_pkio_private_services_server", create::create),
            ("create_pkio_qualified_burger", create::create),
            ("create_pkio_qualified_organisation_person_prof", create::create),
            ("create_pkio_qualified_organisation_services", create::create),
            ("create_private_ssl", create::create),
            ("create_secure_email", create::create),
            ("create_swiss_regulated_individual", create::create),
            ("create_swiss_regulated_organisation", create::create),
            ("create_vmc", create::create),
            ("create_x9_pki", create::create),
            ("reissue", create::reissue),
            ("duplicate", create::duplicate),
            ("add_csr", create::add_csr),
            ("list", queries::list),
            ("get", queries::get),
            ("find_by_alternative_id", queries::find_by_alternative_id),
            ("status_changes", queries::status_changes),
            ("list_duplicates", queries::list_duplicates),
            ("list_reissues", queries::list_reissues),
            ("get_validation", queries::get_validation),
            ("update_status", actions::update_status),
            ("delete", actions::delete),
            ("revoke", actions::revoke),
            ("edit_dns_names", actions::edit_dns_names),
            ("get_dcv_random_value", actions::get_dcv_random_value),
            ("change_dcv_method", actions::change_dcv_method),
            ("check_dcv", actions::check_dcv),
            ("email_validation_status", actions::email_validation_status),
            ("update_contacts", actions::update_contacts),
            ("set_custom_field", actions::set_custom_field),
            ("delete_custom_field", actions::delete_custom_field),
            ("add_note", actions::add_note),
            ("list_notes", actions::list_notes),
            ("get_note", actions::get_note),
            ("delete_renewal_message", actions::delete_renewal_message),
            ("update_renewal_notifications", actions::set_renewal_notifications),
            ("resend_dcv_emails", actions::resend),
            ("resend_approval_emails", actions::resend),
            ("update_additional_emails", actions::set),
            ("update_auto_reissue", actions::set),
            ("update_ct_status", actions::set),
            ("update_guest_access", actions::set),
            ("update_renewal_message", actions::set),
            ("update_user_access", actions::set),
            ("get_site_seal", extras::get_seal),
            ("update_site_seal", extras::update_seal),
            ("email_site_seal", extras::email_seal),
            ("get_keylocker_signatures", extras::get_signatures),
            ("buy_keylocker_signatures", extras::buy_signatures),
            ("update_vmc", extras::update_mark),
            ("upload_vmc_logo_svg", extras::upload_logo),
            ("upload_vmc_logo_encoded", extras::upload_encoded_logo),
        ]),
        Kept::of("certificates").apart().other(&[
            ("revoke", certificates::revoke),
            ("archive", certificates::archive),
            ("restore", certificates::restore),
            ("email", certificates::email),
            ("chain", certificates::chain),
            ("list_intermediates", certificates::list_intermediates),
            ("download_format", certificates::download_format),
            ("download_for_platform", certificates::download_for_platform),
            ("download_platform", certificates::download_platform),
            ("download_order", certificates::download_order),
            ("download_order_format", certificates::download_order_format),
            ("add_note", certificates::add_note),
            ("list_notes", certificates::list_notes),
        ]),
        Kept::of("requests").apart().other(&[
            ("list", approvals::list),
            ("get", approvals::get),
            ("update_status", approvals::update_status),
        ]),
        Kept::of("finance").apart().other(&[
            ("balance", money::balance),
            ("balance_history", money::history),
            ("purchase_history", money::purchases),
            ("price_estimate", money::estimate),
            ("transfer", funds::transfer),
            ("get_receipt", funds::get_receipt),
            ("list_payment_profiles", funds::list_payment_profiles),
            ("voucher_price_estimate", funds::voucher_estimate),
        ]),
        Kept::of("products").apart().other(&[
            ("list", products::list),
            ("get", products::get),
            ("pricing", reports::pricing),
        ]),
        Kept::of("reports").apart().other(&[
            ("expiring", reports::expiring),
            ("requests", reports::requests),
            ("orders_csv", reports::orders_csv),
        ]),
        Kept::of("report_library").apart().other(&[
            ("create", report_library::create),
            ("get", report_library::get),
            ("update", report_library::update),
            ("delete", report_library::delete),
            ("history", report_library::history),
            ("download", report_library::download),
        ]),
        Kept::of("ct_monitor").apart().other(&[
            ("status", monitoring::status),
            ("logs", monitoring::logs),
            ("download_certificate", monitoring::download_certificate),
        ]),
        Kept::of("vulnerability_assessments").apart().other(&[
            ("enable", monitoring::enable),
            ("disable", monitoring::disable),
            ("rescan", monitoring::rescan),
            ("details", monitoring::details),
        ]),
        Kept::of("ip_restrictions"),
    ];

    fn facts(&self) -> &'static Facts {
        self.facts
    }

    fn objects(&self) -> &Objects {
        &self.objects
    }

    fn objects_mut(&mut self) -> &mut Objects {
        &mut self.objects
    }

    fn invalid(complaints: Vec<Complaint>) -> Refusal {
        Refusal::of_complaints(complaints)
    }

    fn check(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        if call.id.starts_with("users.") {
            users::check(&call.body, complaints);
        }
    }

    fn not_found() -> Refusal {
        Refusal::not_found("object")
    }

    fn page(call: &Call<'_>) -> Result<(usize, usize), Refusal> {
        let number = |name: &str| call.query(name).and_then(|text| text.parse().ok());
        Ok((number("offset").unwrap_or(0), number("limit").unwrap_or(1000)))
    }

    fn new_id(&mut self) -> Value {
        self.next_id().into()
    }

    fn page_info(total: usize, (offset, limit): (usize, usize)) -> Option<(&'static str, Value)> {
        Some(("page", json!({ "total": total, "offset": offset, "limit": limit })))
    }

    fn stamp(&self, _: &Call<'_>, _: &str) -> Option<(Value, bool)> {
        None
    }
}

/// Without fields the list is left out.
fn list_fields(inner: &mut Inner, call: &Call<'_>, fields: &Kept) -> Answer<Inner> {
    let all: Vec<&Object> = inner.objects.list(fields.kept(), "").collect();
    Ok(call.reply(if all.is_empty() { json!({}) } else { json!({ "metadata": all }) }))
}

fn create_bulk(inner: &mut Inner, call: &Call<'_>, fields: &Kept) -> Answer<Inner> {
    let sent = call.body.get("metadata").and_then(Value::as_array).into_iter().flatten();
    let made: Vec<Object> = sent.filter_map(Value::as_object).cloned().collect();
    for mut field in made {
        let id = inner.next_id();
        field.insert("id".to_owned(), id.into());
        fields.put(inner, "", &id.to_string(), field);
    }
    Ok(call.reply(Value::Null))
}
