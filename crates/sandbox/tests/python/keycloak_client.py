"""Drives the OIDC tree and the admin tree of mID Provider with python-keycloak, and prints what came back as JSON."""

import json
import os

from jwcrypto import jwk
from keycloak import KeycloakAdmin, KeycloakOpenID, KeycloakOpenIDConnection
from keycloak.exceptions import KeycloakError

realm = {
    "server_url": os.environ["URL"] + "/auth/",
    "realm_name": os.environ["TENANT"],
    "client_id": os.environ["CLIENT_ID"],
    "client_secret_key": os.environ["CLIENT_SECRET"],
    "verify": os.environ["CA"],
}
openid = KeycloakOpenID(**realm)
admin = KeycloakAdmin(connection=KeycloakOpenIDConnection(**realm))


def status_of(action):
    """The status with which the server refuses, or None."""
    try:
        action()
    except KeycloakError as error:
        return error.response_code
    return None


def is_refused(token, **options):
    try:
        openid.decode_token(token, **options)
    except Exception:
        return True
    return False


user = admin.create_user({
    "username": "Python-User", "email": "python@firm.example", "firstName": "Py", "enabled": True,
    "attributes": {"costCentre": ["4711"]},
})
admin.set_user_password(user, "S0me-long-phrase", temporary=False)
roles = [admin.get_realm_role("digitanium_user")]
admin.assign_realm_roles(user, roles)
admin.update_user(user, {**admin.get_user(user), "lastName": "Thon"})

tokens = openid.token("python-user", "S0me-long-phrase", scope="openid")
access = openid.decode_token(tokens["access_token"])
identity = openid.decode_token(tokens["id_token"])
pem = "-----BEGIN PUBLIC KEY-----\n" + openid.public_key() + "\n-----END PUBLIC KEY-----"
by_public_key = openid.decode_token(tokens["access_token"], key=jwk.JWK.from_pem(pem.encode()))
header, claims, signature = tokens["access_token"].split(".")
other_claims = tokens["id_token"].split(".")[1]
metadata = openid.well_known()
refreshed = openid.refresh_token(tokens["refresh_token"])
active = openid.introspect(refreshed["access_token"])["active"]

print(json.dumps({
    "id_is_subject": access["sub"] == user == identity["sub"],
    "issuer_is_metadata": access["iss"] == metadata["issuer"] == identity["iss"],
    "audience": identity["aud"],
    "roles": access["realm_access"]["roles"],
    "same_by_public_key": by_public_key == access,
    "foreign_claims_are_refused": is_refused(".".join([header, other_claims, signature])),
    "foreign_key_is_refused": is_refused(tokens["access_token"], key=jwk.JWK.generate(kty="RSA", size=2048)),
    "algorithms": metadata["id_token_signing_alg_values_supported"],
    "subjects": metadata["subject_types_supported"],
    "active": active,
    "userinfo": openid.userinfo(refreshed["access_token"])["preferred_username"],
    "user": {name: admin.get_user(user)[name] for name in ["username", "lastName", "email", "attributes"]},
    "found": admin.get_user_id("python-user") == user,
    "granted": [role["name"] for role in admin.get_realm_roles_of_user(user)],
    "unknown_role": status_of(lambda: admin.assign_realm_roles(user, [{"id": "none", "name": "none"}])),
    "logout": openid.logout(refreshed["refresh_token"]),
    "after_logout": openid.introspect(refreshed["access_token"])["active"],
    "delete": admin.delete_user(user),
    "after_delete": status_of(lambda: admin.get_user(user)),
}))
