// Drives the sandbox with the vendor's own JavaScript client and reads back what it wrote.
//
// Where the server is and who logs in comes in the environment; the last line shows the results as JSON.
const assert = require("node:assert");
const { StoredSafe } = require("storedsafe");

const { HOST, APIKEY, USERNAME, PASSPHRASE, OTP, YUBIKEY } = process.env;

async function done(reply) {
  const { success, errors, data } = await reply;
  assert(success, JSON.stringify(errors));
  return data;
}

async function main() {
  const api = new StoredSafe({ host: HOST, apikey: APIKEY });
  await done(api.loginYubikey(USERNAME, PASSPHRASE, YUBIKEY));
  await done(api.logout());
  await done(api.loginTotp(USERNAME, PASSPHRASE, OTP));
  await done(api.check());

  const vault = (await done(api.createVault({ groupname: "Node", policy: "7", description: "made by the vendor" })))
    .VAULT[0].id;
  await done(api.editVault(vault, { groupname: "Node", policy: "7", description: "changed" }));
  assert((await done(api.listVaults())).VAULTS.some(({ id }) => id === vault));

  const user = (await done(api.createUser({
    username: "node-user", status: [0, 7], fullname: "Node User", email: "node@example.com",
    passphrase: "correct horse battery",
  }))).CALLINFO.id;
  await done(api.editUser(user, { fullname: "Node Client", status: 129 }));
  await done(api.addVaultMember(vault, user, 1));
  await done(api.editVaultMember(vault, user, 2));
  const members = (await done(api.vaultMembers(vault))).CALLINFO.vaultmembers;
  const found = (await done(api.getUser(user))).CALLINFO.users[0];
  assert((await done(api.listUsers())).CALLINFO.users.some(({ id }) => id === user));

  const { passphrase: password } = (await done(api.generatePassword({ type: "secure", length: 24, policyid: 7 })))
    .CALLINFO;
  const login = String((await done(api.createObject({
    templateid: "4", groupid: vault, parentid: "0", objectname: "db1", host: "db1", username: "svc", password,
  }))).CALLINFO.objectid);
  assert(!("crypted" in (await done(api.getObject(login))).OBJECT[0]));
  const decrypted = (await done(api.decryptObject(login))).OBJECT[0];
  assert((await done(api.find("DB1"))).OBJECT.some(({ id }) => id === login));
  const objects = (await done(api.vaultObjects(vault))).OBJECTS.length;

  await done(api.listTemplates());
  await done(api.getTemplate(4));
  await done(api.statusValues());
  await done(api.passwordPolicies());
  const { version } = (await done(api.version())).CALLINFO;

  await done(api.deleteObject(login));
  await done(api.removeVaultMember(vault, user));
  await done(api.deleteVault(vault));
  await done(api.deleteUser(user));
  const { status } = (await done(api.getUser(user))).CALLINFO.users[0];

  const taken = await api.createUser({
    username: "node-user", status: [0], fullname: "Node User", email: "n@example.com", passphrase: "correct horse",
  });
  const { token } = api;
  await done(api.logout());
  const late = await new StoredSafe({ host: HOST, token }).check();

  console.log(JSON.stringify({
    fullname: found.fullname,
    member: members.find(({ id }) => id === user).groupstatus,
    password_as_stored: decrypted.crypted.password === password,
    objects,
    version,
    active_after_deletion: (Number(status) & 128) !== 0,
    taken: [taken.success, taken.unauthorized],
    after_logout: [late.success, late.unauthorized],
  }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
