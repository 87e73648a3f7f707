//! Writes what mutation starts from: `seeds DIRECTORY` makes one directory for
//! each family. Prints their names.
#![expect(clippy::print_stdout, reason = "fuzz/run reads the names")]

use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = std::env::args_os().nth(1).unwrap_or_else(|| "seeds".into());
    for family in fuzz::FAMILIES {
        let folder = Path::new(&root).join(family.name);
        std::fs::create_dir_all(&folder)?;
        for seed in fuzz::seeds(family)? {
            std::fs::write(folder.join(seed.name), seed.bytes)?;
        }
        println!("{}", family.name);
    }
    Ok(())
}
