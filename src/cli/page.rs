//! Writes a page that answers queries without a program: the engine (`web/build`), a base and `web/page` in one file.

use std::io::{self, Write};

use data_encoding::BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::text::clean::clean;

/// The engine, packed.
const ENGINE: &[u8] = include_bytes!("../../web/engine.wasm.gz");
const PAGE: &str = include_str!("../../web/page/page.html");
const STYLE: &str = include_str!("../../web/page/page.css");
/// The parts of the script, which share their names.
const SCRIPT: &str = concat!(
    include_str!("../../web/page/engine.js"),
    include_str!("../../web/page/dom.js"),
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
    let mut parts = PAGE.split("{{");
    out.write_all(parts.next().unwrap_or_default().as_bytes())?;
    for part in parts {
        let (place, rest) = part.split_once("}}").unwrap_or((part, ""));
        match place {
            "title" => out.write_all(escaped(&clean(title)).as_bytes())?,
            "bytes" => write!(out, "{}", base.len())?,
            "name" => out.write_all(escaped(&clean(name)).as_bytes())?,
            "style" => out.write_all(STYLE.as_bytes())?,
            "script" => out.write_all(SCRIPT.as_bytes())?,
            "style-hash" => out.write_all(hash(STYLE).as_bytes())?,
            "script-hash" => out.write_all(hash(SCRIPT).as_bytes())?,
            "engine" => out.write_all(BASE64.encode(ENGINE).as_bytes())?,
            "base" => out.write_all(BASE64.encode(&packed(base)?).as_bytes())?,
            _ => {}
        }
        out.write_all(rest.as_bytes())?;
    }
    Ok(())
}

/// The hash by which the policy of the page allows its own script and style, and nothing else.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text)))
}

fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    packed.finish()
}

fn escaped(text: &str) -> String {
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
        assert!(!page.contains("{{") && !page.contains("alert(1)</script>"), "a part is missing");
        assert_eq!(page.matches("<script").count(), 3);
        assert_eq!(page.matches("</script>").count(), 3);
        assert!(page.contains(&hash(SCRIPT)) && page.contains(&hash(STYLE)));
    }
}
