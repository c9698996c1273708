//! One person into one system, in the words of that system.

use crate::{outcome::Outcome, people::Person};
use portcullis::{
    Error, ErrorKind, Result, Secret, digicert, midprovider, privicore,
    privx::{self, local_user_store},
    storedsafe,
};
use std::time::Duration;

/// How long Privicore may take to carry out a command. A policy that waits for votes may take longer: then the
/// outcome names the command, and its state can be asked for later.
const COMMAND_BOUND: Duration = Duration::from_secs(120);

/// A system to onboard people into.
pub(crate) enum System {
    Privicore { client: privicore::Client, directory: privicore::DirectoryId },
    StoredSafe(storedsafe::Client),
    DigiCert(digicert::Client),
    PrivX(privx::Client),
    MidProvider(midprovider::Client),
}

impl System {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Privicore { .. } => "Privicore",
            Self::StoredSafe(_) => "StoredSafe",
            Self::DigiCert(_) => "DigiCert",
            Self::PrivX(_) => "PrivX",
            Self::MidProvider(_) => "mID Provider",
        }
    }

    /// Creates the person's account. Never fails as a whole: what went wrong is an outcome.
    pub(crate) async fn create(&self, person: &Person, password: &Secret) -> Outcome {
        let name = self.name();
        let created = match self {
            Self::Privicore { client, directory } => in_privicore(client, directory, person, password).await,
            Self::StoredSafe(client) => in_storedsafe(client, person, password).await,
            Self::DigiCert(client) => in_digicert(client, person).await,
            Self::PrivX(client) => in_privx(client, person, password).await,
            Self::MidProvider(client) => in_midprovider(client, person, password).await,
        };
        match created {
            Ok(Created::Id(id)) => Outcome::created(person, name, id),
            Ok(Created::Command(id)) => Outcome::settled(person, name, id),
            Ok(Created::Taken(text)) => Outcome::conflict(person, name, text),
            Err(error) => Outcome::failed(person, name, &error),
        }
    }

    /// Ends the client's work, and its session where there is one.
    pub(crate) async fn close(&self, bound: Duration) -> Result<()> {
        match self {
            Self::Privicore { client, .. } => client.close_and_logout(bound).await,
            Self::StoredSafe(client) => client.close_and_logout(bound).await,
            Self::DigiCert(client) => client.close(bound).await,
            Self::PrivX(client) => client.close(bound).await,
            Self::MidProvider(client) => client.close(bound).await,
        }
    }
}

enum Created {
    Id(String),
    Command(String),
    /// The vendor has no code for "exists already"; looking told.
    Taken(String),
}

async fn in_privicore(
    client: &privicore::Client,
    directory: &privicore::DirectoryId,
    person: &Person,
    password: &Secret,
) -> Result<Created> {
    let user = privicore::NewDirectoryUser::new(directory, &person.username, password.clone())
        .given_name(person.given_name.as_str())
        .family_name(person.family_name.as_str());
    let command = client.directories().create_user(&user).await?;
    match client.commands().wait(&command, COMMAND_BOUND).await {
        Ok(_) => Ok(Created::Command(command.command_id.to_string())),
        // No list of reason keys is published; the name's ending tells.
        Err(error)
            if error.code().is_some_and(|c| ["taken", "exists"].iter().any(|end| c.ends_with(end))) =>
        {
            Ok(Created::Taken(format!("the command was rejected: {}", error.code().unwrap_or_default())))
        }
        Err(error) => Err(error),
    }
}

async fn in_storedsafe(client: &storedsafe::Client, person: &Person, password: &Secret) -> Result<Created> {
    let user =
        storedsafe::NewUser::new(&person.username, person.full_name(), &person.email, password.clone())
            .with(storedsafe::Capability::Read)
            .with(storedsafe::Capability::ChangePassphrase);
    match client.users().create(&user).await {
        Ok(created) => Ok(Created::Id(created.id.map(|id| id.to_string()).unwrap_or_default())),
        Err(error) if error.kind() == ErrorKind::Api => {
            let known = client.users().list().await?.users;
            if known.iter().any(|user| user.username.as_deref() == Some(person.username.as_str())) {
                return Ok(Created::Taken(error.message().to_owned()));
            }
            Err(error)
        }
        Err(error) => Err(error),
    }
}

async fn in_digicert(client: &digicert::Client, person: &Person) -> Result<Created> {
    if !client.users().check_username(&person.username).await? {
        return Ok(Created::Taken("the user name is not available".into()));
    }
    let mut user = digicert::users::NewUser::new(
        &person.username,
        &person.given_name,
        &person.family_name,
        &person.email,
        digicert::containers::Role::StandardUser,
    );
    user.job_title.clone_from(&person.title);
    user.telephone.clone_from(&person.phone);
    client.users().create(&user).await.map(|id| Created::Id(id.to_string()))
}

async fn in_privx(client: &privx::Client, person: &Person, password: &Secret) -> Result<Created> {
    let mut user = local_user_store::LocalUser::new(&person.username)
        .full_name(person.full_name())
        .first_name(person.given_name.as_str())
        .last_name(person.family_name.as_str())
        .email(person.email.as_str())
        .password(local_user_store::LocalUserPassword::new(password.clone()))
        .password_change_required(true);
    user.job_title.clone_from(&person.title);
    user.department.clone_from(&person.department);
    user.telephone.clone_from(&person.phone);
    client.local_user_store().users().create(&user).await.map(|id| Created::Id(id.to_string()))
}

async fn in_midprovider(client: &midprovider::Client, person: &Person, password: &Secret) -> Result<Created> {
    let user = midprovider::users::NewUser::new(person.username.as_str())
        .first_name(person.given_name.as_str())
        .last_name(person.family_name.as_str())
        .email(person.email.as_str())
        .password(midprovider::users::InitialPassword::temporary(password.clone()));
    client.users().create(&user).await?;
    // The creation gives no id; the account is there at once as far as is known.
    let name = midprovider::UserName::from(person.username.as_str());
    let created =
        client.users().get(&name).await.map_err(|e| e.with_delivery(portcullis::Delivery::Applied))?;
    created.id.map(|id| Created::Id(id.to_string())).ok_or_else(|| {
        Error::new(ErrorKind::Decode, "the new user came back without an id")
            .with_delivery(portcullis::Delivery::Applied)
    })
}
