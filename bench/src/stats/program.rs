//! The program: how long it takes to start, and what a second thread saves it.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::options::StatsOptions;
use crate::run::{Cost, run};
use crate::server::sibling;
use crate::table::{Table, median};

use super::input::Input;

/// How often everybody is started.
const STARTS: usize = 50;

/// Measures the program that is named by the options.
pub fn measure(options: &StatsOptions, input: &Input) -> Result<String> {
    let reckon = match options.reckon.clone().map_or_else(sibling, Ok) {
        Ok(reckon) => reckon,
        Err(error) => return Ok(format!("Neither the start nor the threads were measured: {error}\n\n")),
    };
    let reckon = reckon.to_string_lossy();
    let python = options.python.to_string_lossy();

    // An empty file, or none: nothing is counted.
    let empty = input.file.with_extension("empty");
    fs::write(&empty, "").with_context(|| format!("cannot write {}", empty.display()))?;
    let file = empty.to_string_lossy();
    let commands: [(&str, &[&str]); 4] = [
        ("a program that does nothing", &["true"]),
        ("reckon stats", &[&reckon, "stats", &file]),
        ("wc -lwmc", &["wc", "-lwmc", &file]),
        ("Python that does nothing", &[&python, "-c", "pass"]),
    ];
    let mut table = Table::new(&["start on an empty file", "ms", "of that on a core"]);
    let mut costs: [Vec<Cost>; 4] = Default::default();
    for _ in 0..STARTS {
        for ((name, command), costs) in commands.iter().zip(&mut costs) {
            costs.extend(run(command).with_context(|| name.to_string())?);
        }
    }
    fs::remove_file(&empty)?;
    for ((name, _), costs) in commands.iter().zip(&costs) {
        table.push(row(name, costs));
    }
    let mut text = format!("medians of {STARTS} starts\n\n{table}\n");

    let file = input.file.to_string_lossy();
    let mut costs: [Vec<Cost>; 2] = Default::default();
    for _ in 0..options.rounds {
        for (jobs, costs) in ["1", "2"].iter().zip(&mut costs) {
            costs.extend(
                run(&[&reckon, "stats", "--json", "--jobs", jobs, &file]).context("reckon stats --jobs")?,
            );
        }
    }
    let [one, two] = &costs;
    let is_same = one.iter().chain(two).all(|cost| cost.output == one[0].output);
    ensure!(is_same, "the report depends on the number of threads");
    let mut table = Table::new(&["reckon stats --jobs", "ms", "of that on a core", "of one thread's speed"]);
    for (name, costs) in [("1", one), ("2", two)] {
        let mut row = row(name, costs);
        row.push(format!("{:.2}", median(one.iter().zip(costs).map(|(one, cost)| one.wall / cost.wall))));
        table.push(row);
    }
    let (megabytes, rounds) = (input.megabytes(), options.rounds);
    text += &format!("a file of {megabytes:.0} MB, start included; medians of {rounds} rounds\n\n{table}\n");
    Ok(text)
}

fn row(name: &str, costs: &[Cost]) -> Vec<String> {
    if costs.is_empty() {
        return vec![name.to_string(), "not installed".to_string(), String::new()];
    }
    let figure = |read: fn(&Cost) -> f64| format!("{:.1}", median(costs.iter().map(read)));
    vec![name.to_string(), figure(|cost| cost.wall), figure(|cost| cost.cpu)]
}
