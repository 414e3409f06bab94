//! The order in which the lines of a page are read.
//!
//! Most programs write a page in the order in which it is read, so that their order is kept unless it cannot be right.
//! Then columns are looked for, and what is in them is read from the top to the bottom.

use super::lines::Line;

/// Columns within columns.
const DEPTH_MAX: usize = 4;

/// Strips of a page in which gutters are looked for.
const STRIPS: usize = 256;

/// Lines that columns have at least.
const LINES_LEAST: usize = 4;

/// Puts the lines of a page in order.
pub(super) fn in_order(lines: Vec<Line>) -> Vec<Line> {
    let lines = split_rows(lines);
    if is_plausible(&lines) {
        return lines;
    }
    let mut ordered = Vec::with_capacity(lines.len());
    by_place(lines, DEPTH_MAX, &mut ordered);
    ordered
}

/// Whether lines follow each other downwards, but for the beginnings of columns.
fn is_plausible(lines: &[Line]) -> bool {
    let back = lines.windows(2).filter(|two| {
        let [a, b] = two else { return false };
        let is_up = b.y < a.y - 0.5 * a.size.max(b.size);
        // The next column is on the right, or on the left of lines that are read so.
        let is_column = if b.is_right_to_left { b.x1 < a.x0 + a.size } else { b.x0 > a.x1 - a.size };
        is_up && !is_column
    });
    back.count() <= 2 + lines.len() / 20
}

/// Some files have the lines of columns row by row: they are cut where most lines of the page have a wide gap at the
/// same place, with text on both sides that fills the columns. Tables are not like that.
fn split_rows(lines: Vec<Line>) -> Vec<Line> {
    let Some((left, right)) = extent(&lines) else { return lines };
    let width = right - left;
    let wide: Vec<&Line> = lines.iter().filter(|line| !line.gaps.is_empty()).collect();
    if wide.len() < LINES_LEAST * 2 || wide.len() * 2 < lines.len() || width <= 0.0 {
        return lines;
    }
    // How many lines have a gap in each strip.
    let mut strips = [0_usize; STRIPS];
    let strip = |x: f32| (((x - left) / width * STRIPS as f32) as usize).min(STRIPS - 1);
    for line in &wide {
        for (_, from, to) in &line.gaps {
            let range = strips.get_mut(strip(*from) + 1..strip(*to));
            range.unwrap_or_default().iter_mut().for_each(|count| *count += 1);
        }
    }
    let Some((best, count)) = strips.iter().enumerate().max_by_key(|(_, count)| **count) else {
        return lines;
    };
    let gutter = left + (best as f32 + 0.5) / STRIPS as f32 * width;
    if *count * 10 < lines.len() * 6 {
        return lines;
    }
    let place = |line: &Line| line.gaps.iter().position(|(_, from, to)| *from < gutter && gutter < *to);
    let halves: Vec<(Line, Line)> = wide.iter().filter_map(|line| line.split(place(line)?)).collect();
    let of = |side: fn(&(Line, Line)) -> &Line| -> f32 {
        halves.iter().map(|half| side(half).x1 - side(half).x0).sum::<f32>() / halves.len().max(1) as f32
    };
    let (from, to) = halves.iter().fold((left, right), |(from, to), (a, b)| (from.max(a.x1), to.min(b.x0)));
    let fills = of(|half| &half.0) > 0.75 * (from - left) && of(|half| &half.1) > 0.75 * (right - to);
    let letters: usize = halves.iter().map(|(a, b)| a.text.len().min(b.text.len())).sum();
    if !fills || letters < 16 * halves.len() {
        return lines;
    }
    let mut columns: (Vec<Line>, Vec<Line>) = (vec![], vec![]);
    let mut ordered = Vec::with_capacity(lines.len() * 2);
    for line in lines {
        match place(&line).and_then(|gap| line.split(gap)) {
            Some((a, b)) => {
                columns.0.push(a);
                columns.1.push(b);
            }
            None if line.x1 < gutter => columns.0.push(line),
            None if line.x0 > gutter => columns.1.push(line),
            None => {
                ordered.append(&mut columns.0);
                ordered.append(&mut columns.1);
                ordered.push(line);
            }
        }
    }
    ordered.append(&mut columns.0);
    ordered.append(&mut columns.1);
    ordered
}

fn extent(lines: &[Line]) -> Option<(f32, f32)> {
    let left = lines.iter().map(|line| line.x0).reduce(f32::min)?;
    Some((left, lines.iter().map(|line| line.x1).reduce(f32::max)?))
}

/// Reads columns one after another, and lines that reach over them where they are.
fn by_place(mut lines: Vec<Line>, depth: usize, ordered: &mut Vec<Line>) {
    lines.sort_by(|a, b| a.y.total_cmp(&b.y));
    let gutter = if depth == 0 { None } else { gutter(&lines) };
    let Some(gutter) = gutter else {
        ordered.append(&mut rows(lines));
        return;
    };
    let (mut left, mut right) = (vec![], vec![]);
    let flush = |left: &mut Vec<Line>, right: &mut Vec<Line>, ordered: &mut Vec<Line>| {
        let is_right_to_left = right.iter().filter(|line| line.is_right_to_left).count() * 2 > right.len();
        let (first, second) = if is_right_to_left { (right, left) } else { (left, right) };
        by_place(std::mem::take(first), depth - 1, ordered);
        by_place(std::mem::take(second), depth - 1, ordered);
    };
    for line in lines {
        if line.x1 <= gutter {
            left.push(line);
        } else if line.x0 >= gutter {
            right.push(line);
        } else {
            flush(&mut left, &mut right, ordered);
            ordered.push(line);
        }
    }
    flush(&mut left, &mut right, ordered);
}

/// Lines from the top to the bottom, and on one baseline from the left to the right.
fn rows(lines: Vec<Line>) -> Vec<Line> {
    let mut rows: Vec<Vec<Line>> = vec![];
    for line in lines {
        match rows.last_mut() {
            Some(row)
                if row
                    .first()
                    .is_some_and(|first| (first.y - line.y).abs() < 0.3 * first.size.min(line.size)) =>
            {
                row.push(line);
            }
            _ => rows.push(vec![line]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        if row.iter().filter(|line| line.is_right_to_left).count() * 2 > row.len() {
            row.reverse();
        }
    }
    rows.into_iter().flatten().collect()
}

/// Where a strip that few lines cross parts the others into two halves of some lines each.
fn gutter(lines: &[Line]) -> Option<f32> {
    if lines.len() < LINES_LEAST * 2 {
        return None;
    }
    let (left, right) = extent(lines)?;
    let width = right - left;
    if width <= 0.0 {
        return None;
    }
    let strip = |x: f32| (((x - left) / width * STRIPS as f32) as usize).min(STRIPS - 1);
    // Lines that begin before a strip, end before it, and cross it.
    let mut crossed = [0_usize; STRIPS];
    for line in lines {
        let range = crossed.get_mut(strip(line.x0)..=strip(line.x1));
        range.unwrap_or_default().iter_mut().for_each(|count| *count += 1);
    }
    let middle = STRIPS / 8..STRIPS - STRIPS / 8;
    let least = crossed.get(middle.clone())?.iter().min().copied()?;
    if least * 4 > lines.len() {
        return None;
    }
    // The widest run of strips that are crossed least.
    let (mut best, mut length) = (None, 0);
    let mut at = middle.start;
    while at < middle.end {
        let run = crossed.iter().take(middle.end).skip(at).take_while(|count| **count <= least).count();
        if run > length {
            (best, length) = (Some(at + run / 2), run);
        }
        at += run + 1;
    }
    let gutter = left + (best? as f32 + 0.5) / STRIPS as f32 * width;
    let on_left = lines.iter().filter(|line| line.x1 <= gutter);
    let on_right = lines.iter().filter(|line| line.x0 >= gutter);
    let letters = |line: &Line| line.text.len();
    let (count_left, letters_left) = on_left.fold((0, 0), |(n, sum), line| (n + 1, sum + letters(line)));
    let (count_right, letters_right) = on_right.fold((0, 0), |(n, sum), line| (n + 1, sum + letters(line)));
    // Columns of prose; cells of a table are short.
    let is_prose = letters_left > 16 * count_left && letters_right > 16 * count_right;
    (count_left >= LINES_LEAST && count_right >= LINES_LEAST && is_prose).then_some(gutter)
}
