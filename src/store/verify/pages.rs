//! The text of a document: as it is, or that of a web page, with a line for each heading, paragraph, item and row.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use scraper::{ElementRef, Html, Node};

use crate::text::{list_has, list_has_in_any_case, single_spaced};

/// The number of bytes in which a page names its encoding.
const HEAD: usize = 8192;

/// Elements whose text isn't part of what a page says.
const LEFT_OUT: &[&str] =
    &["head", "script", "style", "noscript", "template", "svg", "iframe", "select", "button"];

/// Elements that don't begin a line of their own.
const INLINE: &str = "\
    a|abbr|acronym|b|bdi|bdo|big|cite|code|data|dfn|del|em|font|i|img|ins|kbd|label|mark|q|rp|\
    rt|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr";

/// Cells of a table stay in one line.
const CELLS: &[&str] = &["td", "th"];

/// Elements that close an open paragraph; to find it, the parser searches all enclosing elements.
const BLOCKS: &str = "\
    address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption|\
    footer|form|header|hgroup|main|menu|nav|ol|section|summary|ul";

/// The most of these elements within each other, as browsers have it; deeper ones only begin a line.
const DEEPEST: usize = 500;

/// Returns the text of a document; `None` means that its bytes are neither a web page nor UTF-8.
pub(in crate::store) fn document_text(bytes: Vec<u8>) -> Option<String> {
    if !is_page(&bytes) {
        return String::from_utf8(bytes).ok();
    }
    let (page, ..) = page_encoding(&bytes).decode(&bytes);
    Some(page_text(&page))
}

/// Returns the main heading of a web page.
pub(in crate::store) fn main_heading(bytes: &[u8]) -> Option<String> {
    let page = is_page(bytes).then(|| parse_page(&page_encoding(bytes).decode(bytes).0))?;
    let heading = page.root_element().descendent_elements().find(|e| e.value().name() == "h1")?;
    let words: String = heading.text().collect();
    Some(single_spaced(&words))
}

/// Checks whether a document begins as a web page does.
fn is_page(bytes: &[u8]) -> bool {
    let head = lowercase_head(bytes);
    let mut head = head.trim_start_matches('\u{feff}').trim_start();
    // Browsers save a page with a comment before it.
    for (begin, end) in [("<?xml", "?>"), ("<!--", "-->")] {
        if let Some((_, after)) = head.strip_prefix(begin).and_then(|rest| rest.split_once(end)) {
            head = after.trim_start();
        }
    }
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| head.starts_with(tag))
}

/// Returns the encoding that a page names.
fn page_encoding(bytes: &[u8]) -> &'static Encoding {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let head = lowercase_head(bytes);
    let named = || {
        let tags = head.split("<meta").skip(1).filter_map(|tag| tag.split('>').next());
        let mut named = tags.filter_map(|tag| tag.split_once("charset"));
        let (_, rest) = named.next()?;
        let label = rest.trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', ' ']);
        let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.:".contains(c));
        Encoding::for_label(label.get(..end.unwrap_or(label.len()))?.as_bytes())
    };
    marked.or_else(named).unwrap_or(UTF_8)
}

/// Returns the beginning of a document in small letters.
fn lowercase_head(bytes: &[u8]) -> String {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    String::from_utf8_lossy(head).to_lowercase()
}

fn parse_page(page: &str) -> Html {
    Html::parse_document(&drop_deep_elements(page))
}

/// Returns a page without the elements that are nested too deep: parsing takes longer with every enclosing element.
fn drop_deep_elements(page: &str) -> Cow<'_, str> {
    let (mut shown, mut from, mut depth) = (String::new(), 0, 0_usize);
    for (at, _) in page.match_indices('<') {
        let Some(tag) = page.get(at + 1..).filter(|_| at >= from) else { continue };
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let end = tag.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tag.len());
        let name = tag.get(..end).unwrap_or_default();
        if !list_has_in_any_case(BLOCKS, name) {
            continue;
        }
        let outside = depth.saturating_sub(1);
        depth = if closes { outside } else { depth + 1 };
        if depth + usize::from(closes) > DEEPEST {
            shown.extend(page.get(from..at).into_iter().chain(["<br>"]));
            from = page.len() - tag.len() + tag.find('>').map_or(tag.len(), |end| end + 1);
        }
    }
    if from == 0 {
        return Cow::Borrowed(page);
    }
    shown.extend(page.get(from..));
    Cow::Owned(shown)
}

/// Returns the text of a page. The title of a page without a main heading is its first line, if there are others.
fn page_text(page: &str) -> String {
    let page = parse_page(page);
    let all = || page.root_element().descendent_elements();
    let mut text = String::new();
    add_element_text(page.root_element(), &mut text);
    if !text.trim().is_empty() && !all().any(|element| element.value().name() == "h1") {
        let title = all().find(|element| element.value().name() == "title");
        let title: String = title.into_iter().flat_map(|title| title.text()).collect();
        text.insert_str(0, &format!("{title}\n"));
    }
    let lines = text.lines().map(single_spaced);
    lines.filter(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

/// Adds the text of an element, however deep it is.
fn add_element_text(element: ElementRef<'_>, text: &mut String) {
    let mut rest = vec![Ok(*element)];
    while let Some(next) = rest.pop() {
        let node = match next {
            Ok(node) => node,
            Err(end) => {
                text.push(end);
                continue;
            }
        };
        if let Node::Text(words) = node.value() {
            // A line of the source is no line of the page.
            text.extend(words.chars().map(|c| if c == '\n' { ' ' } else { c }));
        }
        let Some(inner) = ElementRef::wrap(node) else { continue };
        let name = inner.value().name();
        if LEFT_OUT.contains(&name) || inner.attr("hidden").is_some() {
            continue;
        }
        let around = match name {
            _ if list_has(INLINE, name) => None,
            _ if CELLS.contains(&name) => Some(' '),
            _ => Some('\n'),
        };
        text.extend(around);
        rest.extend(around.map(Err));
        rest.extend(node.children().rev().map(Ok));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_line_for_each_paragraph() {
        let page = "<!DOCTYPE html><html><head><title>News</title><style>p {}</style></head><body>
            <h1>A quay\nfor <em>Tianjin</em></h1><script>let x = 1;</script>
            <p>First line.<br>Second&nbsp;line, with a <a href='x'>link</a>.</p>
            <ul><li>One<li>Two</ul><table><tr><td>Cost<td>2bn</table><p hidden>No</p></body></html>";
        assert_eq!(
            document_text(page.into()).unwrap(),
            "A quay for Tianjin\nFirst line.\nSecond line, with a link.\nOne\nTwo\nCost 2bn\n"
        );
        let untitled = "<html><title>News &amp; more</title><div>A<div>B</div>C</div>";
        assert_eq!(document_text(untitled.into()).unwrap(), "News & more\nA\nB\nC\n");
    }

    #[test]
    fn a_deep_page_is_read_in_time() {
        let nested = |n: usize| {
            format!(
                "<html>{}<p>middle{}after<div>end",
                "<DIV class=x>a".repeat(n),
                "</div>b".repeat(n)
            )
        };
        let begun = std::time::Instant::now();
        let text = document_text(nested(20_000).into_bytes()).unwrap();
        assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
        let (a, b) = ("a\n".repeat(20_000), "b\n".repeat(19_999));
        assert_eq!(text, format!("{a}middle\n{b}bafter\nend\n"));
        assert!(matches!(drop_deep_elements(&nested(DEEPEST)), Cow::Borrowed(_)));
    }

    #[test]
    fn a_page_is_read_in_its_encoding() {
        let page = "<html><meta charset=\"gbk\"><p>青岛港</p>";
        let (bytes, ..) = encoding_rs::GBK.encode(page);
        assert_eq!(document_text(bytes.into_owned()).unwrap(), "青岛港\n");
        assert_eq!(
            document_text(b"\xef\xbb\xbfA text, no <html>\n".to_vec()).unwrap(),
            "\u{feff}A text, no <html>\n"
        );
        assert_eq!(document_text(b"\xff".to_vec()), None);
        // Scripts before the tag name no encoding, and a browser saves a comment before the page.
        let page = format!(
            "<!-- saved from url=x --><html><script>let a = '?charset=latin1{}'</script><META CHARSET = gbk><p>青岛港",
            " ".repeat(1500)
        );
        let (bytes, ..) = encoding_rs::GBK.encode(&page);
        assert_eq!(document_text(bytes.into_owned()).unwrap(), "青岛港\n");
    }
}
