//! Everything that any crate in the process writes to `tracing` or `log`, at every level.

use std::{
    fmt::{Debug, Write as _},
    sync::{
        Mutex, Once,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use tracing::{Event, Metadata, Subscriber, field::Visit, span, subscriber::Interest};

static ON: AtomicBool = AtomicBool::new(false);
static INSTALLED: AtomicBool = AtomicBool::new(false);
static SPANS: AtomicU64 = AtomicU64::new(1);
static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Everything;

struct Text<'a>(&'a mut String);

impl Visit for Text<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
    fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
        let _ = write!(self.0, " {field}={value}");
    }
}

fn keep(line: String) {
    if ON.load(Ordering::SeqCst) {
        LINES.lock().unwrap().push(line);
    }
}

impl Subscriber for Everything {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        Interest::sometimes()
    }
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        ON.load(Ordering::Relaxed)
    }
    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        let meta = attributes.metadata();
        let mut line = format!("{} {} {}", meta.level(), meta.target(), meta.name());
        attributes.record(&mut Text(&mut line));
        keep(line);
        span::Id::from_u64(SPANS.fetch_add(1, Ordering::Relaxed))
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        let mut line = "RECORD".to_owned();
        values.record(&mut Text(&mut line));
        keep(line);
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut line = format!("{} {}", event.metadata().level(), event.metadata().target());
        event.record(&mut Text(&mut line));
        keep(line);
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

impl log::Log for Everything {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        ON.load(Ordering::Relaxed)
    }
    fn log(&self, record: &log::Record<'_>) {
        keep(format!("{} {} {}", record.level(), record.target(), record.args()));
    }
    fn flush(&self) {}
}

/// Starts the capture; `false` if the process already has another subscriber.
pub(super) fn start() -> bool {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let ours = tracing::subscriber::set_global_default(Everything).is_ok()
            && log::set_logger(&Everything).is_ok();
        INSTALLED.store(ours, Ordering::SeqCst);
    });
    LINES.lock().unwrap().clear();
    log::set_max_level(log::LevelFilter::Trace);
    ON.store(true, Ordering::SeqCst);
    INSTALLED.load(Ordering::SeqCst)
}

/// Stops the capture and returns the records.
pub(super) fn stop() -> Vec<String> {
    ON.store(false, Ordering::SeqCst);
    log::set_max_level(log::LevelFilter::Off);
    std::mem::take(&mut LINES.lock().unwrap())
}
