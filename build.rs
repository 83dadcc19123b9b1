//! Prepares what every start would have to compute: the program's own catalogs as JSON, which is read in a tenth of the time that
//! TOML takes, and the hash of everything the built-in base is made from (`SCHEMA_AND_SEEDS`). Compresses the atlas, so that
//! the program stays small.

use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;

/// The atlas as a person reads it.
const ATLAS: &str = "seeds/atlas.tsv";

fn main() -> Result<(), Box<dyn Error>> {
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for name in ["catalog", "core"] {
        let text = fs::read_to_string(format!("schema/{name}.toml"))?;
        let catalog: toml::Value = toml::from_str(&text)?;
        fs::write(target.join(format!("{name}.json")), serde_json::to_string(&catalog)?)?;
    }
    println!("cargo::rustc-env=SCHEMA_AND_SEEDS={:016x}", hash_of(&["schema", "seeds"])?);
    compress(Path::new(ATLAS), &target.join("atlas.tsv.gz"))?;
    Ok(())
}

/// Hashes the files of directories, in the order of their names.
fn hash_of(directories: &[&str]) -> io::Result<u64> {
    let mut hash = DefaultHasher::new();
    for directory in directories {
        println!("cargo::rerun-if-changed={directory}");
        let files = fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.path()));
        let mut files: Vec<PathBuf> = files.collect::<Result<_, _>>()?;
        files.sort();
        for file in files.iter().filter(|file| file.is_file()) {
            fs::read(file)?.hash(&mut hash);
        }
    }
    Ok(hash.finish())
}

fn compress(file: &Path, to: &Path) -> io::Result<()> {
    let mut packed = GzEncoder::new(fs::File::create(to)?, Compression::best());
    packed.write_all(&fs::read(file)?)?;
    packed.finish()?;
    Ok(())
}
