//! Operations against the sandbox.

use crate::sandbox::{Result, site};
use privx::{
    connection_manager::{
        ConnectionSearch, ConnectionStatus, Termination, TimeRange, TrailLogOptions, UebaDataset,
        UebaDatasetOptions,
    },
    trail_index::TranscriptSearch,
};
use std::time::Duration;

const USER: &str = "5f0a0000-0000-4000-8000-00000000aaaa";
const HOST: &str = "5f0a0000-0000-4000-8000-00000000bbbb";

#[tokio::test]
async fn a_connection_is_found_downloaded_and_ended() -> Result {
    let (sandbox, client) = site().await?;
    let made = sandbox.privx().add_connection(USER, HOST);
    let (connections, trails) =
        (client.connection_manager().connections(), client.connection_manager().trails());
    let search = ConnectionSearch::new().user_id([USER.into()]).status([ConnectionStatus::Connected]);
    let found = connections.search(&search).all().await?;
    assert!(found.len() == 1 && found.iter().all(|found| found.id.as_str() == made && found.trail.is_none()));

    let connection = connections.get(&made.as_str().into()).await?;
    let trail = connection.trail.ok_or("it is recorded")?;
    let channel = trail.channels.first().ok_or("it has a channel")?;
    let id = channel.id.as_ref().ok_or("it has an id")?;
    let log = trails.log(&connection.id, id, &TrailLogOptions::new()).await?.bytes().await?;
    assert!(String::from_utf8_lossy(log.expose_secret()).contains("uptime"));
    let file = channel.transferred_files.first().and_then(|file| file.id.as_ref()).ok_or("it has a file")?;
    assert!(!trails.file(&connection.id, id, file).await?.bytes().await?.expose_secret().is_empty());

    let index = client.trail_index();
    assert!(index.search(&TranscriptSearch::new().keywords("uptime")).all().await?.is_empty());
    assert_eq!(index.start(std::slice::from_ref(&connection.id)).await?.len(), 1);
    let found = index.search(&TranscriptSearch::new().keywords("uptime")).all().await?;
    assert!(found.iter().any(|slice| slice.connection_id.as_ref() == Some(&connection.id)));

    let bound = Duration::from_secs(30);
    let Termination::Ended(ended) = connections.terminate_and_wait(&connection.id, "upgrade", bound).await?
    else {
        return Err("it has not ended".into());
    };
    assert_eq!(ended.termination_reason.as_deref(), Some("upgrade"));
    let unknown = "5f0a0000-0000-4000-8000-00000000cccc".into();
    assert!(connections.get(&unknown).optional().await?.is_none());
    Ok(())
}

#[tokio::test]
async fn a_dataset_is_trained_and_used() -> Result {
    let (sandbox, client) = site().await?;
    let _connection = sandbox.privx().add_connection(USER, HOST);
    let (ueba, options) = (client.connection_manager().ueba(), UebaDatasetOptions::new());
    let datasets = ueba.datasets();
    let id = datasets.create(&UebaDataset::new(TimeRange::default().start("2020-01-01T00:00:00Z"))).await?;
    assert!(ueba.start_analyzing(&id).await.is_err());
    assert_eq!(datasets.train(&id, false).await?, 1);
    assert!(datasets.get(&id, &options).await?.last_training.is_none());
    assert!(datasets.get(&id, &options).await?.last_training.is_some());
    ueba.start_analyzing(&id).await?;
    assert_eq!(ueba.status_internal().await?.dataset_id, Some(id));
    ueba.stop_analyzing().await?;
    assert!(!ueba.setup_script().await?.bytes().await?.expose_secret().is_empty());
    Ok(())
}
