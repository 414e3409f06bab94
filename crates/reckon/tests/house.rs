//! The walls of the house: which crate may know which, and that the inner ones know no system.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Every edge that there may be between our crates. A crate that is not named here may have none.
const EDGES: [(&str, &[&str]); 5] = [
    ("reckon-calc", &[]),
    ("reckon-stats", &[]),
    ("reckon-extract", &["reckon-stats"]),
    ("reckon-proto", &["reckon-calc", "reckon-stats"]),
    ("reckon-cli", &["reckon-calc", "reckon-extract", "reckon-proto", "reckon-stats"]),
];

/// What stands outside the house and may look into every room.
const OUTSIDE: [&str; 1] = ["reckon-bench"];

/// Crates that must do without an operating system.
const NO_STD: [&str; 3] = ["calc", "stats", "proto"];

/// The files that may have unsafe code, each with its reason in it.
const UNSAFE: [&str; 7] = [
    "proto/tests/allocation.rs",
    "reckon/src/shell/mmsg.rs",
    "reckon/src/shell/mmsg/incoming.rs",
    "reckon/src/shell/mmsg/outgoing.rs",
    "stats/src/scanner/dispatch.rs",
    "stats/src/scanner/dispatch/avx2.rs",
    "stats/src/scanner/dispatch/avx512.rs",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_crates_depend_on_each_other_only_downward() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() >= EDGES.len());
    for package in packages {
        let name = package["name"].as_str().unwrap();
        if OUTSIDE.contains(&name) {
            continue;
        }
        let allowed = EDGES.iter().find(|(from, _)| *from == name).map(|(_, to)| *to);
        let allowed = allowed.unwrap_or_else(|| panic!("{name} is not in the drawing"));
        let mut found: Vec<_> = package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|dependency| dependency["name"].as_str())
            .filter(|dependency| dependency.starts_with("reckon-"))
            .collect();
        found.sort_unstable();
        assert_eq!(found, allowed, "{name}");
    }
}

#[test]
fn the_inner_crates_know_no_system() {
    for name in NO_STD {
        let path = root().join("crates").join(name).join("src/lib.rs");
        let text = std::fs::read_to_string(&path).unwrap();
        // One file of the statistics calls code for newer processors.
        let no_unsafe = if name == "stats" { "#![deny(unsafe_code)]" } else { "#![forbid(unsafe_code)]" };
        for line in ["#![no_std]", no_unsafe] {
            assert!(text.lines().any(|found| found == line), "{} has no line {line}", path.display());
        }
        assert!(!text.contains("extern crate std"), "{}", path.display());
    }
}

#[test]
fn unsafe_code_is_where_it_is_said_to_be() {
    fn files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path, found) } else { found.push(path) }
        }
    }
    let mut all = vec![];
    files(&root().join("crates"), &mut all);
    let mut allowed: Vec<_> = all
        .iter()
        .filter(|path| {
            path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("house.rs")
        })
        .filter(|path| std::fs::read_to_string(path).unwrap().contains("unsafe {"))
        .map(|path| path.strip_prefix(root().join("crates")).unwrap().display().to_string())
        .collect();
    allowed.sort();
    assert_eq!(allowed, UNSAFE);
}
