"""Drives the sandbox with the vendor's own Python client and reads back what it wrote.

Where the server is and who logs in comes in the environment; the last line says what was seen, as JSON.
"""
import base64
import json
import os
import tempfile
from pathlib import Path

from storedsafe import StoredSafe


def done(reply):
    info = reply.json()["CALLINFO"]
    assert reply.ok and info["status"] == "SUCCESS", (reply.request.method, reply.request.path_url, reply.text)
    return reply.json()


api = StoredSafe(os.environ["HOST"], os.environ["APIKEY"], verify=os.environ["CA"])
done(api.login_totp(os.environ["USERNAME"], os.environ["PASSPHRASE"], os.environ["OTP"]))
done(api.check())

vault = done(api.create_vault(groupname="Python", policy="7", description="made by the vendor's client"))["VAULT"][0]["id"]
assert vault in [v["id"] for v in done(api.list_vaults())["VAULTS"]]

user = done(api.create_user(username="python-user", status=[0, 7], fullname="Python User", email="py@example.com",
                            passphrase="correct horse battery"))["CALLINFO"]["id"]
done(api.add_vault_member(vault, user, 1))
done(api.edit_vault_member(vault, user, 2))
members = {m["id"]: m["groupstatus"] for m in done(api.vault_members(vault))["CALLINFO"]["vaultmembers"]}
assert str(members[user]) == "2", members
found = done(api.get_user(user))["CALLINFO"]["users"][0]

password = done(api.generate_password(type="secure", length=24, policyid=7))["CALLINFO"]["passphrase"]
login = str(done(api.create_object(templateid="4", groupid=vault, parentid="0", objectname="db1", host="db1",
                                   username="svc", password=password))["CALLINFO"]["objectid"])
assert "crypted" not in done(api.get_object(login))["OBJECT"][0]
decrypted = done(api.decrypt_object(login))["OBJECT"][0]
assert login in [o["id"] for o in done(api.find("DB1"))["OBJECT"]]

content = bytes(range(256)) * 40
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "bytes.bin"
    path.write_bytes(content)
    limit = done(api.get_mime_type(path))["RESULT"]["max_file_size"]
    template = done(api.filecollect(path))["DATA"]["templateid"]
    upload = done(api.upload_file(path, templateid=template, groupid=vault, parentid="0", objectname="bytes.bin",
                                  file1="bytes.bin"))["CALLINFO"]["objectid"]
assert limit > len(content)
data = done(api.get_file(upload))["FILEDATA"]

seen = {
    "vault": vault,
    "user": found["username"],
    "password_as_stored": decrypted["crypted"]["password"] == password,
    "username": decrypted["public"]["username"],
    "file_as_stored": base64.b64decode(data) == content,
    "objects": len(done(api.vault_objects(vault))["OBJECTS"]),
}
done(api.logout())
assert not api.check().ok
print(json.dumps(seen))
