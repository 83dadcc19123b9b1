//! Prepares what every start would have to compute: the program's own catalogs as bytes, which are read in a fraction of the time that
//! TOML takes, and the hash of everything the built-in base is made from (`SCHEMA_AND_SEEDS`). Compresses the atlas, so that
//! the program stays small. Links a release without libraries of the system where that is possible.

use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::GzEncoder;

#[allow(dead_code, unreachable_pub, reason = "the program has the same file")]
#[path = "src/catalog/raw.rs"]
mod raw;
#[allow(unreachable_pub, reason = "the program has the same file")]
#[path = "src/value/unit_entry.rs"]
mod value;

/// The atlas as a person reads it.
const ATLAS: &str = "seeds/atlas.tsv";

fn main() -> Result<(), Box<dyn Error>> {
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for name in ["catalog", "core"] {
        let text = fs::read_to_string(format!("schema/{name}.toml"))?;
        let mut catalog: raw::RawCatalog<raw::RawKind> = toml::from_str(&text)?;
        let also = std::mem::take(&mut catalog.also);
        fs::write(target.join(format!("{name}-also.bin")), postcard::to_stdvec(&also)?)?;
        fs::write(target.join(format!("{name}.bin")), postcard::to_stdvec(&catalog)?)?;
    }
    println!("cargo::rustc-env=SCHEMA_AND_SEEDS={:016x}", hash_of(&["schema", "seeds"])?);
    compress(Path::new(ATLAS), &target.join("atlas.tsv.gz"))?;
    if is_release_for_this_system() {
        link_statically(&target.join("static"))?;
    }
    Ok(())
}

/// Checks whether the program is built to be used, on Linux with its usual C library and for the system that builds it.
fn is_release_for_this_system() -> bool {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    let is_static =
        env::var("CARGO_CFG_TARGET_FEATURE").is_ok_and(|all| all.contains("crt-static"));
    let is_same = env::var_os("HOST") == env::var_os("TARGET");
    let is_usual = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    is("PROFILE", "release") && is_usual && is_same && !is_static
}

/// Links the program with static libraries, position-independent as before: finding and binding three shared ones takes a tenth
/// of the time of a short answer. Cargo can set the feature `crt-static` only for all crates, macros too, which can't have it.
/// So the linker finds, under the names of the shared libraries, scripts that lead to the static ones. Where one of these is missing, the
/// program is linked as usual.
fn link_statically(scripts: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let found = |file: &str| {
        let asked = Command::new(&linker).arg(format!("-print-file-name={file}")).output();
        let path = asked.ok().and_then(|said| String::from_utf8(said.stdout).ok());
        path.is_some_and(|path| Path::new(path.trim()).is_absolute())
    };
    if !["rcrt1.o", "libc.a", "libm.a", "libgcc_eh.a"].into_iter().all(found) {
        return Ok(());
    }
    fs::create_dir_all(scripts)?;
    for (shared, library) in [("c", "-l:libc.a"), ("m", "-l:libm.a"), ("gcc_s", "-l:libgcc_eh.a")] {
        let group = format!("GROUP({library} -l:libgcc.a -l:libgcc_eh.a -l:libc.a)\n");
        fs::write(scripts.join(format!("lib{shared}.so")), group)?;
    }
    for argument in [format!("-L{}", scripts.display()), "-static-pie".to_owned()] {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
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
