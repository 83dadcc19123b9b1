//! Compresses the atlas, so that the program stays small.

use std::io::Write;
use std::path::Path;
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;

/// The atlas as a person reads it.
const ATLAS: &str = "seeds/atlas.tsv";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={ATLAS}");
    let target = env::var_os("OUT_DIR").unwrap_or_default();
    let file = fs::File::create(Path::new(&target).join("atlas.tsv.gz"))?;
    let mut packed = GzEncoder::new(file, Compression::best());
    packed.write_all(&fs::read(ATLAS)?)?;
    packed.finish()?;
    Ok(())
}
