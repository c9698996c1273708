use super::*;

fn book(pages: &[(&str, &str)]) -> Vec<String> {
    let pages: BTreeMap<String, Page> =
        pages.iter().map(|(name, html)| ((*name).to_owned(), read(html))).collect();
    let mut files: BTreeSet<String> = pages.keys().cloned().collect();
    files.insert("pictures/a.svg".to_owned());
    broken(&pages, &files, &|path| path == "SECURITY.md" || path == "docs/a.md")
}

#[test]
fn links_that_lead_somewhere_pass() {
    let b = "<h2 id=\"was-it-done\"><a class=\"header\" href=\"#was-it-done\">Was it done</a></h2>";
    let a = "<p><a href=\"b.html#was-it-done\">x</a> <a href='y'>y</a> <a href=\"api/c.html\">z</a>\
             <img src=\"pictures/a.svg\" alt=\"a > b\"><a href=\"https://example.com/none\">n</a>\
             <a href=\"https://github.com/portcullis-rs/portcullis/blob/main/SECURITY.md#reporting\">s</a>\
             <a href=\"https://github.com/portcullis-rs/portcullis\">r</a></p>";
    let c = "<a href=\"../a.html\">up</a> <a href=\"../b.html?highlight=x#was%2Dit-done\">up</a>";
    assert_eq!(book(&[("a.html", a), ("b.html", b), ("api/c.html", c)]), [""; 0]);
}

#[test]
fn a_missing_page_heading_or_file_is_found() {
    let found = |link: &str| book(&[("a.html", &format!("<a href=\"{link}\">x</a>"))]);
    assert_eq!(found("b.html"), ["docs/a.md: `b.html`: the book has no such page."]);
    assert_eq!(found("#none"), ["docs/a.md: `#none`: the page has no such heading."]);
    assert_eq!(found("pictures/b.svg").len(), 1);
    assert_eq!(
        found("../README.html"),
        [
            "docs/a.md: `../README.html`: it leads out of the book; link to the file in the repository instead."
        ]
    );
    assert_eq!(found(&format!("{REPOSITORY}/blob/main/NONE.md")).len(), 1);
    assert_eq!(found(&format!("{REPOSITORY}/edit/main/docs/none.md")).len(), 1);
    assert_eq!(found(&format!("{REPOSITORY}/edit/main/docs/a.md")), [""; 0]);
}

#[test]
fn text_scripts_and_comments_hold_no_links() {
    let html = "<!-- <a href=\"none.html\"> --><script>if (a < b) { x = '<a href=\"none.html\">' }</script>\
                <code>&lt;a href=\"none.html\"&gt;</code><a data-href=\"none.html\" href=\"a.html\">x</a>";
    assert_eq!(read(html).links, ["a.html"]);
}

#[test]
fn the_sidebar_is_blamed_on_its_list() {
    assert_eq!(
        book(&[("toc.html", "<a href=\"x.html\">x</a>")]),
        ["docs/SUMMARY.md: `x.html`: the book has no such page."]
    );
}

#[test]
fn escapes_are_undone() {
    assert_eq!(decoded("a%20b%C3%B6%zz%4"), "a bö%zz%4");
    assert_eq!(read("<a href=\"a.html?a=1&amp;lt;\">").links, ["a.html?a=1&lt;"]);
}
