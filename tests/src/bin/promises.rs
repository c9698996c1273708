//! Runs the campaigns and prints one line of JSON per promise: `promises [--full] [ID …]`. The exit status is 0
//! if all of them ran; the line of a promise contains whether it holds.
#![allow(clippy::print_stdout, reason = "the program exists for its output")]

use portcullis_tests::promise::{self, Scale};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let scale = if arguments.iter().any(|a| a == "--full") { Scale::Full } else { Scale::Reduced };
    let wanted: Vec<&String> = arguments.iter().filter(|a| !a.starts_with("--")).collect();
    for promise in promise::all() {
        if !wanted.is_empty() && !wanted.iter().any(|id| id.as_str() == promise.id) {
            continue;
        }
        let row = promise.measure(scale);
        match serde_json::to_string(&row) {
            Ok(line) => println!("{line}"),
            Err(_) => return ExitCode::FAILURE,
        }
    }
    ExitCode::SUCCESS
}
