//! How indices of readability are read.

/// Indices that are grades of a school, and so stand on one scale.
const GRADES: [&str; 7] = [
    "readability.flesch_kincaid",
    "readability.gunning_fog",
    "readability.smog",
    "readability.coleman_liau",
    "readability.ari",
    "readability.linsear_write",
    "readability.forcast",
];

/// Where the scale ends; it begins with 0.
pub const GRADE_MAX: f64 = 20.0;

/// Whether a number is a grade.
#[must_use]
pub fn is_grade(id: &str) -> bool {
    GRADES.contains(&id)
}

/// How the other indices are read, in a few words.
#[must_use]
pub fn hint(id: &str) -> &'static str {
    match id {
        "readability.flesch" => "0 hard, 100 easy",
        "readability.dale_chall" => "below 5 easy, above 9 hard",
        "readability.new_dale_chall" => "the higher, the easier",
        "readability.lix" => "below 30 easy, above 50 hard",
        "readability.rix" => "below 2 easy, above 6 hard",
        _ => "",
    }
}
