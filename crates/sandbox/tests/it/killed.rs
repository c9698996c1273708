//! The program, killed while it answers.

use std::sync::{Arc, Mutex};

use crate::https::Result;
use crate::program::{Process, Vendor};

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_at_any_moment_keeps_what_it_answered() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let mut process = Process::start(dir.path())?;
    let mut clients = Vec::new();
    for vendor in Vendor::all(&process).await? {
        let answered = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&answered);
        let task = tokio::spawn(async move {
            // Below DigiCert's rate limit.
            for number in 0..90 {
                let name = format!("thing-{number}");
                if vendor.create(&name).await.is_err() {
                    return;
                }
                log.lock().unwrap().push(name);
            }
        });
        clients.push((answered, task));
    }
    // Every client is in the middle of its work.
    while clients.iter().any(|(answered, _)| answered.lock().unwrap().len() < 8) {
        assert!(clients.iter().all(|(_, task)| !task.is_finished()));
        tokio::task::yield_now().await;
    }
    process.kill()?;
    let mut kept = Vec::new();
    for (answered, task) in clients {
        task.await?;
        kept.push(answered.lock().unwrap().clone());
    }

    let process = Process::start(dir.path())?;
    for (vendor, answered) in Vendor::all(&process).await?.into_iter().zip(kept) {
        let names = vendor.names().await?;
        let lost: Vec<_> = answered.iter().filter(|name| !names.contains(name)).collect();
        assert!(lost.is_empty() && answered.len() >= 8, "{}: {lost:?} of {answered:?}", vendor.create);
    }
    Ok(())
}

#[tokio::test]
async fn a_line_that_broke_off_costs_only_its_own_request() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let mut process = Process::start(dir.path())?;
    for vendor in Vendor::all(&process).await? {
        for name in ["first", "second"] {
            vendor.create(name).await?;
        }
    }
    process.kill()?;
    for vendor in ["storedsafe", "privicore", "digicert", "privx", "midprovider"] {
        let file = dir.path().join(format!("{vendor}.jsonl"));
        let text = std::fs::read_to_string(&file)?;
        // Whatever was written after the second request belongs to it, such as the outcome of a command.
        let at = text.find("second").unwrap();
        std::fs::write(&file, &text[..at])?;
    }
    let process = Process::start(dir.path())?;
    for vendor in Vendor::all(&process).await? {
        let names = vendor.names().await?;
        let has = |wanted: &str| names.iter().any(|name| name == wanted);
        assert!(has("first") && !has("second"), "{}: {names:?}", vendor.create);
        // The file goes on after the last complete line.
        vendor.create("third").await?;
    }
    drop(process);
    let process = Process::start(dir.path())?;
    for vendor in Vendor::all(&process).await? {
        let names = vendor.names().await?;
        assert!(["first", "third"].iter().all(|wanted| names.iter().any(|name| name == wanted)), "{names:?}");
    }
    Ok(())
}
