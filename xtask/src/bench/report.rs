//! Medians over rounds, and their ratios to those of the raw HTTP clients.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// What one process used.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sample {
    pub(super) calls: f64,
    pub(super) seconds: f64,
    pub(super) cpu: f64,
    pub(super) peak_mib: f64,
    pub(super) connections: f64,
    pub(super) tokens: f64,
}

/// All rounds of one client in one case.
pub(super) struct Row {
    pub(super) case: &'static str,
    pub(super) client: &'static str,
    pub(super) samples: Vec<Sample>,
}

impl Row {
    fn median(&self, of: impl Fn(&Sample) -> f64) -> f64 {
        let mut values: Vec<f64> = self.samples.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    }

    fn calls_per_second(&self) -> f64 {
        self.median(|sample| sample.calls / sample.seconds)
    }

    fn cpu_micros(&self) -> f64 {
        self.median(|sample| sample.cpu / sample.calls * 1e6)
    }
}

/// The row of another client in the same case.
fn beside<'a>(rows: &'a [Row], row: &Row, client: &str) -> Option<&'a Row> {
    rows.iter().find(|other| other.case == row.case && other.client == client)
}

/// A table in Markdown.
pub(super) fn table(rows: &[Row]) -> String {
    let mut table = String::from(
        "| case | client | calls/s | × reqwest | CPU µs a call | × reqwest | × hyper | seconds | peak MiB | connections | token requests |\n\
         |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let ratio = |client: &str, of: fn(&Row) -> f64| {
            beside(rows, row, client).map_or(String::new(), |other| format!("{:.2}", of(row) / of(other)))
        };
        let written = writeln!(
            table,
            "| {} | {} | {:.0} | {} | {:.1} | {} | {} | {:.3} | {:.1} | {:.0} | {:.0} |",
            row.case,
            row.client,
            row.calls_per_second(),
            ratio("reqwest", Row::calls_per_second),
            row.cpu_micros(),
            ratio("reqwest", Row::cpu_micros),
            ratio("hyper", Row::cpu_micros),
            row.median(|sample| sample.seconds),
            row.median(|sample| sample.peak_mib),
            row.median(|sample| sample.connections),
            row.median(|sample| sample.tokens),
        );
        // Writing to a text cannot fail.
        let _ = written;
    }
    table
}

/// The medians for programs.
pub(super) fn json(rows: &[Row]) -> Value {
    let row = |row: &Row| {
        json!({
            "case": row.case, "client": row.client, "rounds": row.samples.len(),
            "calls_per_second": row.calls_per_second(), "cpu_micros_per_call": row.cpu_micros(),
            "seconds": row.median(|sample| sample.seconds), "peak_mib": row.median(|sample| sample.peak_mib),
            "connections": row.median(|sample| sample.connections), "tokens": row.median(|sample| sample.tokens),
        })
    };
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(client: &'static str, seconds: &[f64]) -> Row {
        let sample = |seconds: &f64| Sample {
            calls: 10.0,
            seconds: *seconds,
            cpu: seconds / 2.0,
            ..Sample::default()
        };
        Row { case: "create", client, samples: seconds.iter().map(sample).collect() }
    }

    #[test]
    fn medians_and_ratios_are_those_of_the_middle_round() {
        let rows = [row("hyper", &[1.0]), row("reqwest", &[9.0, 2.0, 1.0]), row("privx", &[4.0, 4.0, 1.0])];
        let table = table(&rows);
        assert!(table.contains("| create | privx | 2 | 0.50 | 200000.0 | 2.00 | 4.00 | 4.000 |"), "{table}");
        let json = json(&rows);
        assert_eq!(json.pointer("/1/calls_per_second"), Some(&json!(5.0)));
        assert_eq!(json.pointer("/1/rounds"), Some(&json!(3)));
    }
}
