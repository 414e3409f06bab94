//! The charts of a page that follow the course of the text, or that of its vocabulary.

use reckon_stats::Report;

use super::super::number::{find, grouped, value};
use super::super::svg::{Scale, Svg, decades, ticks};
use super::charts::{BOTTOM, Figure, HALF, LEFT, RIGHT, TOP, WIDE, frame};
use super::pairs;

/// Bars of the rhythm; rows of its table, and of that of the growth.
const STEPS_MAX: usize = 240;
const ROWS_MAX: usize = 32;

/// Sums of words and sentences in at most so many parts.
fn parts(steps: &[(u64, u64)], parts_max: usize) -> Vec<(u64, u64)> {
    let size = steps.len().div_ceil(parts_max).max(1);
    let sum = |steps: &[(u64, u64)]| steps.iter().fold((0, 0), |sum, step| (sum.0 + step.0, sum.1 + step.1));
    steps.chunks(size).map(sum).collect()
}

/// The lengths of the sentences in their order.
pub fn rhythm(report: &Report) -> Option<Figure> {
    let rhythm = report.rhythm.as_ref().filter(|rhythm| !rhythm.steps.is_empty())?;
    let height = 210.0;
    let mean = |(words, sentences): &(u64, u64)| *words as f64 / (*sentences).max(1) as f64;
    let steps = parts(&rhythm.steps, STEPS_MAX);
    let each = steps.first().map_or(1, |step| step.1);
    let max = steps.iter().map(mean).fold(0.0, f64::max);
    let mut svg = Svg::new(WIDE, height);
    let y = frame(&mut svg, WIDE, height, max, "sentences, from the first to the last");
    let total = steps.iter().map(|step| step.1).sum::<u64>();
    let x = Scale::linear((0.0, total as f64), (LEFT, WIDE - RIGHT));
    let mut first = 1;
    for step in &steps {
        let last = first + step.1 - 1;
        let (from, to) = (x.at((first - 1) as f64), x.at(last as f64));
        let name =
            if first == last { format!("sentence {first}") } else { format!("sentences {first}–{last}") };
        let tip = format!("{name}: {:.1} words", mean(step));
        let top = y.at(mean(step));
        svg.rect("bar", (from, top), ((to - from) * 0.86, height - BOTTOM - top), &tip);
        first = last + 1;
    }
    for mark in ticks(total as f64, 6).into_iter().filter(|mark| *mark <= total as f64) {
        svg.text("middle", (x.at(mark).max(LEFT + 4.0), height - BOTTOM + 15.0), &grouped(mark as u64));
    }
    let all = steps.iter().fold((0, 0), |sum, step| (sum.0 + step.0, sum.1 + step.1));
    svg.line("mean", (LEFT, y.at(mean(&all))), (WIDE - RIGHT, y.at(mean(&all))));
    let text = format!(
        "The length in words of the sentences in their order{}; the line is their mean, {:.1}.",
        if each > 1 { format!(", a bar the mean of {}", grouped(each)) } else { String::new() },
        mean(&all)
    );
    let mut first = 1;
    let rows = parts(&rhythm.steps, ROWS_MAX).into_iter().map(|step| {
        let name = format!("{}–{}", grouped(first), grouped(first + step.1 - 1));
        first += step.1;
        (name, format!("{:.2}", mean(&step)))
    });
    let table = pairs(["Sentences", "Words a sentence"], rows);
    Some(Figure {
        id: "rhythm",
        title: "Rhythm of the sentences",
        text,
        is_wide: true,
        picture: Some(svg),
        table,
        ..Figure::default()
    })
}

/// Frequency over rank, both as powers of ten.
pub fn zipf(report: &Report) -> Option<Figure> {
    let (most, _) = *report.spectrum.last()?;
    let distinct: u64 = report.spectrum.iter().map(|(_, words)| *words).sum();
    let height = 280.0;
    let (ranks, times) = (decades(distinct as f64), decades(most as f64));
    let end = |marks: &[f64]| marks.last().copied().unwrap_or(10.0);
    let x = Scale::log((1.0, end(&ranks)), (LEFT, HALF - RIGHT - 10.0));
    let y = Scale::log((1.0, end(&times)), (height - BOTTOM, TOP));
    let mut svg = Svg::new(HALF, height);
    for mark in &times {
        svg.line("grid", (LEFT, y.at(*mark)), (HALF - RIGHT - 10.0, y.at(*mark)));
        svg.text("left", (LEFT - 6.0, y.at(*mark) + 4.0), &grouped(*mark as u64));
    }
    for mark in &ranks {
        svg.line("grid", (x.at(*mark), TOP), (x.at(*mark), height - BOTTOM));
        svg.text("middle", (x.at(*mark), height - BOTTOM + 15.0), &grouped(*mark as u64));
    }
    svg.text("title", ((LEFT + HALF - RIGHT) / 2.0, height - 4.0), "rank");
    // Where frequency falls as 1/rank, until a word occurs once.
    svg.line(
        "mean",
        (x.at(1.0), y.at(most as f64)),
        (x.at((most as f64).min(end(&ranks))), y.at((most as f64 / end(&ranks)).max(1.0))),
    );
    let mut rank = 0;
    let mut points = vec![];
    let mut rows = vec![];
    for (times, words) in report.spectrum.iter().rev() {
        let (first, last) = (rank + 1, rank + words);
        points.extend([(x.at(first as f64), y.at(*times as f64)), (x.at(last as f64), y.at(*times as f64))]);
        // Rows at the ranks 1, 2, 5, 10, 20, …
        for power in 0..19 {
            let ranks = [1, 2, 5].map(|digit| digit * 10_u64.pow(power));
            rows.extend(
                ranks
                    .iter()
                    .filter(|rank| (first..=last).contains(rank))
                    .map(|rank| (grouped(*rank), grouped(*times))),
            );
        }
        rank = last;
    }
    svg.path("curve", points);
    let table = pairs(["Rank", "Times"], rows);
    let text = "How often the words occur, over their rank, both as powers of ten; on the dashed line a word of twice the \
                rank is half as frequent (Zipf’s law)."
        .to_string();
    Some(Figure {
        id: "zipf",
        title: "Frequency and rank",
        text,
        is_wide: false,
        picture: Some(svg),
        table,
        ..Figure::default()
    })
}

/// The distinct words among those read so far.
pub fn growth(report: &Report) -> Option<Figure> {
    let growth = report.growth.as_ref()?;
    let last = growth.distinct.last()?;
    // The last step may have fewer words than the others.
    let words = find(report, "words").and_then(value);
    let steps = growth.distinct.len() as f64 * growth.words_per_step as f64;
    let words = words
        .filter(|words| *words <= steps && *words > steps - growth.words_per_step as f64)
        .unwrap_or(steps);
    let height = 280.0;
    let mut svg = Svg::new(HALF, height);
    let y = frame(&mut svg, HALF, height, *last as f64, "words read");
    let x = Scale::linear((0.0, words), (LEFT, HALF - RIGHT - 10.0));
    let ends: Vec<_> = (1..)
        .zip(&growth.distinct)
        .map(|(step, distinct)| ((step as f64 * growth.words_per_step as f64).min(words), *distinct))
        .collect();
    let points = ends.iter().map(|(words, distinct)| (x.at(*words), y.at(*distinct as f64)));
    let start = (x.at(0.0), y.at(0.0));
    svg.path("area", [start].into_iter().chain(points.clone()).chain([(x.at(words), y.at(0.0))]));
    svg.path("curve", [start].into_iter().chain(points));
    for mark in ticks(words, 4).into_iter().filter(|mark| *mark <= words) {
        svg.text("middle", (x.at(mark), height - BOTTOM + 15.0), &grouped(mark as u64));
    }
    let every = ends.len().div_ceil(ROWS_MAX).max(1);
    let rows = ends.iter().enumerate().filter(|(at, _)| (at + 1) % every == 0 || at + 1 == ends.len());
    let rows = rows.map(|(_, (words, distinct))| (grouped(*words as u64), grouped(*distinct)));
    let table = pairs(["Words", "Distinct words"], rows);
    let text = "The distinct words among those read so far.".to_string();
    Some(Figure {
        id: "growth",
        title: "Growth of the vocabulary",
        text,
        is_wide: false,
        picture: Some(svg),
        table,
        ..Figure::default()
    })
}
