//! `reckon stats --check`: rules that the numbers of each file have to keep.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use reckon_stats::{Report, Value, definitions};
use serde_json::Value as Json;

use crate::failure::Usage;
use crate::render::fields;
use crate::render::number::find;

/// A rule as it was typed, such as `words<=5000`.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    /// The id of a number.
    id: &'static str,
    /// What it is compared with; without it, with the baseline, than which it must not be greater.
    bound: Option<(Relation, f64)>,
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Less,
    AtMost,
    Equal,
    AtLeast,
    Greater,
    NotEqual,
}

impl Relation {
    /// Those of two characters before their beginnings.
    const ALL: [(&str, Self); 6] = [
        ("<=", Self::AtMost),
        (">=", Self::AtLeast),
        ("!=", Self::NotEqual),
        ("<", Self::Less),
        (">", Self::Greater),
        ("=", Self::Equal),
    ];

    fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Self::Less => number < bound,
            Self::AtMost => number <= bound,
            Self::Equal => number == bound,
            Self::AtLeast => number >= bound,
            Self::Greater => number > bound,
            Self::NotEqual => number != bound,
        }
    }
}

impl FromStr for Rule {
    type Err = Usage;

    fn from_str(text: &str) -> Result<Self, Usage> {
        let (name, rest) = text.split_at(text.find(['<', '=', '>', '!']).unwrap_or(text.len()));
        let name = name.trim();
        let id = definitions().map(|definition| definition.id).find(|id| *id == name);
        let id = id.ok_or_else(|| match fields::ids().find(|id| *id == name) {
            Some(id) => Usage(format!("'{id}' is no single number, so --check cannot compare it")),
            None => fields::unknown(name),
        })?;
        if rest.is_empty() {
            return Ok(Self { id, bound: None });
        }
        let found =
            Relation::ALL.iter().find_map(|(sign, relation)| Some((*relation, rest.strip_prefix(sign)?)));
        let bound = found.and_then(|(relation, bound)| Some((relation, bound.trim().parse::<f64>().ok()?)));
        match bound.filter(|(_, bound)| bound.is_finite()) {
            Some(bound) => Ok(Self { id, bound: Some(bound) }),
            None => {
                Err(Usage(format!("'{text}' is no rule: expected < <= = >= > or != and a number after {id}")))
            }
        }
    }
}

/// All rules, and what an earlier run found.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// Each as it was typed, and what it means.
    rules: Vec<(String, Rule)>,
    /// By the names of files: the numbers that rules ask for, or none where there was none.
    baseline: BTreeMap<String, BTreeMap<&'static str, Option<f64>>>,
}

/// What came of the rules for a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// A line for each broken rule.
    pub broken: Vec<String>,
    /// Remarks.
    pub notes: Vec<String>,
}

impl Checks {
    /// Reads rules, and the baseline for those that need one.
    ///
    /// # Errors
    /// One is no rule, one needs a baseline and there is none, or the other way round; the baseline cannot be read.
    pub fn read(rules: &[String], baseline: Option<&Path>) -> Result<Self> {
        let mut parsed = vec![];
        for text in rules {
            parsed.push((text.trim().to_string(), text.parse::<Rule>()?));
        }
        let mut checks = Self { rules: parsed, baseline: BTreeMap::new() };
        match (checks.rules.iter().find(|(_, rule)| rule.bound.is_none()), baseline) {
            (None, None) => {}
            (Some(_), Some(path)) => {
                checks.read_baseline(path).with_context(|| format!("the baseline {}", path.display()))?;
            }
            (Some((text, _)), None) => {
                let what = "needs something to compare with: a number, as in 'words<=5000', or --baseline";
                return Err(Usage(format!("the rule '{text}' {what}")).into());
            }
            (None, Some(_)) => {
                let what =
                    "--baseline is for rules without a number, such as --check words, and there is none";
                return Err(Usage(what.into()).into());
            }
        }
        Ok(checks)
    }

    /// Of each line only what rules ask for is kept.
    fn read_baseline(&mut self, path: &Path) -> Result<()> {
        let file = File::open(path)?;
        for (at, line) in (1..).zip(BufReader::new(file).lines()) {
            let line = line?;
            if line.trim().is_empty() {
                continue;
            }
            let nothing = || format!("line {at} is nothing that --json has printed");
            let object: Json = serde_json::from_str(&line).with_context(nothing)?;
            // What is about nothing, such as all lines in one list, would keep every rule.
            if !["file", "folder", "total"].iter().any(|about| object.get(about).is_some()) {
                bail!("{}: it is about no file, folder or total", nothing());
            }
            // Totals, folders and failures are no files to compare with.
            let (Some(Json::String(name)), Some(numbers)) = (object.get("file"), object.get("numbers"))
            else {
                continue;
            };
            let ids = self.rules.iter().filter(|(_, rule)| rule.bound.is_none()).map(|(_, rule)| rule.id);
            let numbers = ids.map(|id| (id, numbers.get(id).and_then(Json::as_f64))).collect();
            self.baseline.insert(name.clone(), numbers);
        }
        Ok(())
    }

    /// The ids of the numbers that they are about.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.rules.iter().map(|(_, rule)| rule.id)
    }

    /// Holds the numbers of a file against them.
    #[must_use]
    pub fn judge(&self, name: &str, report: &Report) -> Verdict {
        let mut verdict = Verdict::default();
        for (text, rule) in &self.rules {
            let (relation, bound) = match rule.bound {
                Some(bound) => bound,
                None => {
                    match self.baseline.get(name).map(|numbers| numbers.get(rule.id).copied().flatten()) {
                        Some(Some(before)) => (Relation::AtMost, before),
                        Some(None) => {
                            verdict.notes.push(format!("{name}: the baseline has no {} of it", rule.id));
                            continue;
                        }
                        None => {
                            verdict.notes.push(format!("{name}: it is not in the baseline"));
                            continue;
                        }
                    }
                }
            };
            let than =
                if rule.bound.is_none() { format!(", and {bound} in the baseline") } else { String::new() };
            let number = match find(report, rule.id).map(|number| number.value) {
                Some(Value::Count(count)) => count as f64,
                Some(Value::Real(real)) => real,
                Some(Value::Missing(reason)) => {
                    verdict.broken.push(format!("{name}: {text}: there is no number: {reason}{than}"));
                    continue;
                }
                None => {
                    verdict.broken.push(format!("{name}: {text}: there is no number{than}"));
                    continue;
                }
            };
            if !relation.holds(number, bound) {
                verdict.broken.push(format!("{name}: {text}: it is {number}{than}"));
            }
        }
        verdict.notes.dedup();
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::{Relation, Rule};

    #[test]
    fn rules_are_an_id_a_relation_and_a_number() {
        let rule = |text: &str| text.parse::<Rule>().map_err(|error| error.0);
        assert_eq!(rule("words<=5000"), Ok(Rule { id: "words", bound: Some((Relation::AtMost, 5000.0)) }));
        assert_eq!(rule(" words > 1e3 "), Ok(Rule { id: "words", bound: Some((Relation::Greater, 1000.0)) }));
        assert_eq!(rule("words!=-1.5"), Ok(Rule { id: "words", bound: Some((Relation::NotEqual, -1.5)) }));
        assert_eq!(rule("words"), Ok(Rule { id: "words", bound: None }));
        for wrong in ["words<", "words<=", "words=<5", "words<inf", "words<NaN", "words==5", "words!5"] {
            assert!(rule(wrong).is_err_and(|error| error.contains("is no rule")), "{wrong}");
        }
        assert!(rule("letters<5").is_err_and(|error| error.contains("no single number")));
        assert!(rule("flesch_kincade<5").is_err_and(|error| error.contains("readability.flesch_kincaid")));
    }

    #[test]
    fn relations_are_those_of_numbers() {
        for (sign, relation) in Relation::ALL {
            let holds = [1.0, 2.0, 3.0].map(|number| relation.holds(number, 2.0));
            let expected = match sign {
                "<" => [true, false, false],
                "<=" => [true, true, false],
                "=" => [false, true, false],
                ">=" => [false, true, true],
                ">" => [false, false, true],
                _ => [true, false, true],
            };
            assert_eq!(holds, expected, "{sign}");
        }
    }
}
