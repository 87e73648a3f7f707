//! Where the program is. `ADHUB_TEST_BINARY` names it; without, it is the one
//! beside the test executable, built first unless it is newer than every
//! source (cargo does not build another package's program for a test).

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

/// The root of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package is in the workspace")
}

/// The program, up to date.
///
/// # Panics
/// When it cannot be built.
pub fn adhub() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        if let Some(given) = std::env::var_os("ADHUB_TEST_BINARY") {
            return given.into();
        }
        let test = std::env::current_exe().expect("a process knows its executable");
        let profile = test.parent().and_then(Path::parent).expect("target/PROFILE/deps/TEST");
        let path = profile.join("adhub");
        if modified(&path).is_none_or(|built| built < newest_source(workspace())) {
            build(profile);
        }
        assert!(path.is_file(), "{} was not built", path.display());
        path
    })
}

fn build(profile: &Path) {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(workspace()).args(["build", "-p", "adhub", "--locked", "--target-dir"]);
    command.arg(profile.parent().expect("a profile's directory is in the target directory"));
    if profile.ends_with("release") {
        command.arg("--release");
    }
    let status = command.status().expect("cargo runs the tests, so that it is there");
    assert!(status.success(), "adhub was not built: {status}");
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}

/// What the program is not made of.
const APART: [&str; 7] = ["target", "tests", "bench", "docs", "helm", "cluster", "notes"];

fn newest_source(directory: &Path) -> SystemTime {
    let entries = std::fs::read_dir(directory).expect("the workspace can be read");
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        if name.starts_with('.') || APART.contains(&name.as_ref()) || path.is_symlink() {
            continue;
        }
        let found = if path.is_dir() { Some(newest_source(&path)) } else { modified(&path) };
        newest = newest.max(found.unwrap_or(SystemTime::UNIX_EPOCH));
    }
    newest
}
