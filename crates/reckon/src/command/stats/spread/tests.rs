//! Rows in order, sums of all, and an end whatever happens.

use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use anyhow::bail;
use reckon_stats::scan;

use super::super::files::{File, Step};
use super::{AHEAD_MAX, Sum, run};

/// So many files in a folder, whose names are their rows, an empty folder, and as many files beside it.
fn files(number: usize) -> impl Iterator<Item = Step> + Send {
    let file =
        |row: usize| Step::File(File { path: PathBuf::from(row.to_string()), is_found: true, failure: None });
    let enter = |name: &str| iter::once(Step::Enter(PathBuf::from(name)));
    let leave = || iter::once(Step::Leave);
    let within = enter("within").chain((0..number).map(file)).chain(leave());
    within.chain(enter("empty")).chain(leave()).chain((number + 1..=2 * number).map(file))
}

fn one_word() -> Sum {
    let mut sum = Sum::default();
    sum.add(scan(b"word"));
    sum
}

#[test]
fn rows_come_in_order_and_folders_have_all_that_is_in_them() {
    for threads in [1, 2, 5] {
        let number = AHEAD_MAX + 100;
        let mut rows = vec![];
        run(
            files(number),
            threads,
            |file, (): &mut ()| ((file.path.display().to_string(), 1, 1), one_word()),
            |folder, sum| {
                let name = folder.map_or("total".into(), |path| path.display().to_string());
                (name, sum.documents, sum.scan.as_ref().map_or(0, |scan| scan.stats.words))
            },
            |row, _| {
                rows.push(row);
                Ok(())
            },
        )
        .unwrap();
        let sum = |name: &str, number: usize| (name.to_string(), number, number as u64);
        let file = |row: usize| sum(&row.to_string(), 1);
        let expected = (0..number).map(file).chain([sum("within", number)]);
        let expected = expected.chain((number + 1..=2 * number).map(file)).chain([sum("total", 2 * number)]);
        assert!(rows.into_iter().eq(expected), "{threads} threads");
    }
}

#[test]
fn without_files_there_are_no_rows() {
    run(files(0), 2, |_, (): &mut ()| ((), one_word()), |_, _| (), |(), _| bail!("a row")).unwrap();
}

#[test]
fn a_failure_of_the_output_and_a_panic_are_the_end() {
    let number = 2 * AHEAD_MAX;
    let taken =
        run(files(number), 3, |_, (): &mut ()| ((), one_word()), |_, _| (), |(), _| bail!("nobody reads"));
    assert_eq!(taken.map_err(|error| error.to_string()), Err("nobody reads".into()));
    let fails = |what: &str| {
        let files = files(number).inspect(|step| {
            let Step::File(file) = step else { return };
            assert!(what != "finding" || file.path.as_os_str() != "100", "this file cannot be found");
        });
        let row = |file: &File, (): &mut ()| {
            assert!(what != "counting" || file.path.as_os_str() != "5", "this row cannot be made");
            ((), one_word())
        };
        let take = |(), _| {
            assert!(what != "printing", "this row cannot be printed");
            Ok(())
        };
        catch_unwind(AssertUnwindSafe(|| run(files, 3, row, |_, _| (), take))).is_err()
    };
    assert_eq!(["finding", "counting", "printing", "none"].map(fails), [true, true, true, false]);
}
