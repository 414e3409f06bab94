//! Rows in order, sums of all, and an end whatever happens.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use anyhow::bail;
use reckon_stats::scan;

use super::super::files::{File, Files, Folder};
use super::{AHEAD_MAX, Sum, run};

/// So many files in a folder of the first folder, and as many beside it: one row each, and one for each folder.
fn files(number: usize) -> Files {
    let folder = |above, row, parts| Folder { path: None, above, row, parts };
    let file = |row, folder| File { path: PathBuf::new(), folder, row, is_found: true, failure: None };
    let within = (0..number).map(|row| file(row, 1));
    let beside = (number + 1..=2 * number).map(|row| file(row, 0));
    Files {
        files: within.chain(beside).collect(),
        folders: vec![folder(None, 2 * number + 1, number + 1), folder(Some(0), number, number)],
        rows: 2 * number + 2,
    }
}

fn one_word() -> Sum {
    let mut sum = Sum::default();
    sum.add(scan(b"word"));
    sum
}

#[test]
fn rows_come_in_order_and_folders_have_all_that_is_in_them() {
    for threads in [1, 2, 5] {
        let files = files(AHEAD_MAX + 100);
        let mut rows = vec![];
        let words = |sum: &Sum| (sum.documents, sum.scan.as_ref().map_or(0, |scan| scan.stats.words));
        run(
            &files,
            threads,
            |file, (): &mut ()| ((file.row, (1, 1)), one_word()),
            |folder, sum| (folder.row, words(sum)),
            |row, _| {
                rows.push(row);
                Ok(())
            },
        )
        .unwrap();
        let number = files.files.len() / 2;
        assert!(rows.iter().map(|(at, _)| *at).eq(0..files.rows), "{threads} threads");
        let sum = |number: usize| (number, number as u64);
        assert_eq!((rows[number].1, rows[2 * number + 1].1), (sum(number), sum(2 * number)));
    }
}

#[test]
fn a_failure_of_the_output_and_a_panic_are_the_end() {
    let files = files(2 * AHEAD_MAX);
    let taken = run(&files, 3, |_, (): &mut ()| ((), one_word()), |_, _| (), |(), _| bail!("nobody reads"));
    assert_eq!(taken.map_err(|error| error.to_string()), Err("nobody reads".into()));
    let panic = catch_unwind(AssertUnwindSafe(|| {
        run(
            &files,
            3,
            |file, (): &mut ()| {
                assert!(file.row != 5, "this row cannot be made");
                ((), one_word())
            },
            |_, _| (),
            |(), _| Ok(()),
        )
    }));
    assert!(panic.is_err());
}
