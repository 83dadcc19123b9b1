//! Writes a page that answers queries without a program: the engine (`web/build`), a base and `web/page` in one file.

use std::io::{self, Write};

use data_encoding::BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::packed::packed_text;
use crate::text::clean::clean;

/// The engine, packed.
const ENGINE: &[u8] = include_bytes!("../../web/engine.wasm.gz");
const PAGE: &str = include_str!("../../web/page/page.html");
const STYLE: &str = include_str!("../../web/page/page.css");
/// The script of the thread that has the engine.
const WORKER: &str = include_str!("../../web/page/worker.js");
/// The parts of the script of the page, which share their names.
const SCRIPT: &str = concat!(
    include_str!("../../web/page/unpack.js"),
    include_str!("../../web/page/engine.js"),
    include_str!("../../web/page/dom.js"),
    include_str!("../render/sort.js"),
    include_str!("../../web/page/answers.js"),
    include_str!("../../web/page/line.js"),
    include_str!("../../web/page/main.js"),
);

/// Writes the page of a base, whose file is called `name`.
pub(super) fn write_page(
    out: &mut dyn Write,
    title: &str,
    name: &str,
    base: &[u8],
) -> io::Result<()> {
    let title = if title.is_empty() { "brief" } else { title };
    let packed = gzip_bytes(base)?;
    let [worker, style, script] = [WORKER, STYLE, SCRIPT].map(minify);
    let mut parts = PAGE.split("{{");
    out.write_all(parts.next().unwrap_or_default().as_bytes())?;
    for part in parts {
        let (place, rest) = part.split_once("}}").unwrap_or((part, ""));
        match place {
            "title" => out.write_all(escape_html(&clean(title)).as_bytes())?,
            "bytes" => write!(out, "{}", base.len())?,
            "name" => out.write_all(escape_html(&clean(name)).as_bytes())?,
            "worker" => out.write_all(worker.as_bytes())?,
            "style" => out.write_all(style.as_bytes())?,
            "script" => out.write_all(script.as_bytes())?,
            "style-hash" => out.write_all(policy_hash(&style).as_bytes())?,
            "script-hash" => out.write_all(policy_hash(&script).as_bytes())?,
            "engine-bytes" => write!(out, "{}", ENGINE.len())?,
            "engine" => out.write_all(packed_text(ENGINE).as_bytes())?,
            "packed-bytes" => write!(out, "{}", packed.len())?,
            "base" => out.write_all(packed_text(&packed).as_bytes())?,
            _ => {}
        }
        out.write_all(rest.as_bytes())?;
    }
    Ok(())
}

/// Leaves out what browsers don't need: indentation, and lines that are comments.
fn minify(text: &str) -> String {
    let is_comment = |line: &str| {
        line.starts_with("//") || line.starts_with("/*") && line.ends_with("*/") || line.is_empty()
    };
    let lines = text.lines().map(str::trim).filter(|line| !is_comment(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Returns the hash by which the policy of the page allows its own script and style, and nothing else.
fn policy_hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text)))
}

fn gzip_bytes(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    packed.finish()
}

fn escape_html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_every_part_once_and_its_facts_are_no_markup() {
        let mut out = Vec::new();
        let hostile = "</script><script>alert(1)</script>\"";
        write_page(&mut out, hostile, hostile, hostile.as_bytes()).unwrap();
        let page = String::from_utf8(out).unwrap();
        let places = PAGE.split("{{").skip(1).map(|part| part.split_once("}}").unwrap().0);
        let is_there = |place: &str| page.contains(&format!("{{{{{place}}}}}"));
        assert_eq!(places.filter(|place| is_there(place)).collect::<Vec<_>>(), [""; 0]);
        assert!(!page.contains("alert(1)</script>"), "{page}");
        assert_eq!(page.matches("<script").count(), 4);
        assert_eq!(page.matches("</script>").count(), 4);
        assert!(
            page.contains(&policy_hash(&minify(SCRIPT)))
                && page.contains(&policy_hash(&minify(STYLE)))
        );
    }
}
