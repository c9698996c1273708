//! Texts of others in a table on a terminal, and in a CSV file that a spreadsheet may open.

/// A text as a terminal may show it: what moves the cursor, changes colours, breaks lines, turns the direction of
/// writing or has no width is shown as `\u{FFFD}`.
pub(crate) fn shown(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    text.chars().map(|c| if hidden(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A line of a CSV file. Every cell is quoted, so that none can begin another one, and a cell that a spreadsheet would
/// compute gets an apostrophe in front.
pub(crate) fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> csv::Result<Vec<u8>> {
    let mut line = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    for cell in cells {
        if is_formula(cell) { line.write_field(["'", cell].concat())? } else { line.write_field(cell)? }
    }
    line.write_record(None::<&[u8]>)?;
    line.into_inner().map_err(|error| error.into_error().into())
}

/// Whether a spreadsheet would compute the cell: by its first character, which may be as wide as a Chinese one, and may
/// follow blanks.
pub(crate) fn is_formula(cell: &str) -> bool {
    let computed = |text: &str| text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    cell.starts_with(['\t', '\r', '\n']) || computed(cell) || computed(cell.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_compute_gets_an_apostrophe() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u{a0}=1", "＝1", "＠a"]
        {
            let written = String::from_utf8(line([cell]).unwrap()).unwrap();
            assert_eq!(written, format!("\"'{cell}\"\n"));
        }
    }

    #[test]
    fn other_cells_come_back_as_they_are() {
        let cells = ["asa", "a=b", "", "1", "Åsa Öberg", "a;=1", "a,\"=1", "a\n=1", "'"];
        let written = line(cells).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_slice());
        assert_eq!(reader.records().next().unwrap().unwrap(), cells.to_vec());
        assert!(reader.records().next().is_none());
        // Also for a spreadsheet whose cells end at a semicolon.
        assert!(String::from_utf8(written).unwrap().contains("\"a;=1\""));
    }

    #[test]
    fn a_terminal_gets_no_control_characters() {
        let text = "a\u{1b}[2Jb\rc\nd\te\u{7f}f\u{9b}g\u{202e}h\u{200b}i\u{2028}j\u{feff}k\u{2066}l";
        let plain: String = shown(text).chars().filter(|c| *c != '\u{fffd}').collect();
        assert_eq!(plain, "a[2Jbcdefghijkl");
        assert_eq!(shown("Åsa Öberg 李 🙂"), "Åsa Öberg 李 🙂");
    }
}
