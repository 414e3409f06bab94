//! From an index to a school grade, as far as its authors say.

use super::Index;

/// What kind of number an index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scale {
    /// A grade of the schools of the United States: years of education that a reader needs.
    Grade,
    /// Points, the higher the easier.
    Ease,
    /// Points, the higher the harder.
    Difficulty,
}

impl Index {
    /// What kind of number the index is.
    #[must_use]
    pub const fn scale(self) -> Scale {
        match self {
            Self::FleschReadingEase | Self::NewDaleChall => Scale::Ease,
            Self::Lix | Self::Rix | Self::DaleChall => Scale::Difficulty,
            Self::FleschKincaid
            | Self::GunningFog
            | Self::Smog
            | Self::ColemanLiau
            | Self::AutomatedReadability
            | Self::LinsearWrite
            | Self::Forcast => Scale::Grade,
        }
    }

    /// The school grades that a value of this index stands for, from and to.
    ///
    /// An index that is a grade gives its value as both. For the others the grades come from a published table: 13 to 16
    /// are the years of college, 17 what follows. LIX has none that we hold to be sound, and gives `None`.
    ///
    /// # Source
    ///
    /// R. Flesch, "The art of readable writing" (1949), 149; E. Dale, J. S. Chall (1948); J. S. Chall, E. Dale
    /// (1995); J. Anderson (1983) for RIX: as cited in the functions of the indices.
    ///
    /// ```
    /// use reckon_stats::readability::Index;
    ///
    /// assert_eq!(Index::FleschReadingEase.grades(65.0), Some((8.0, 9.0)));
    /// assert_eq!(Index::Smog.grades(10.2), Some((10.2, 10.2)));
    /// ```
    #[must_use]
    pub fn grades(self, value: f64) -> Option<(f64, f64)> {
        let (table, rises) = match self {
            _ if self.scale() == Scale::Grade => return Some((value, value)),
            Self::FleschReadingEase => (FLESCH, false),
            Self::NewDaleChall => (NEW_DALE_CHALL, false),
            Self::DaleChall => (DALE_CHALL, true),
            Self::Rix => (RIX, true),
            _ => return None,
        };
        let line = table.iter().find(|line| if rises { value < line.0 } else { value >= line.0 });
        line.map(|line| (f64::from(line.1), f64::from(line.2)))
    }
}

/// A bound, and the first and the last grade on its near side.
type Line = (f64, u8, u8);

/// From this value up.
const FLESCH: &[Line] = &[
    (90.0, 5, 5),
    (80.0, 6, 6),
    (70.0, 7, 7),
    (60.0, 8, 9),
    (50.0, 10, 12),
    (30.0, 13, 16),
    (f64::NEG_INFINITY, 17, 17),
];

/// From this value up. The table is for whole cloze scores, of which 57 is the best of grade 2.
const NEW_DALE_CHALL: &[Line] = &[
    (58.0, 1, 1),
    (54.0, 2, 2),
    (50.0, 3, 3),
    (45.0, 4, 4),
    (40.0, 5, 6),
    (34.0, 7, 8),
    (28.0, 9, 10),
    (22.0, 11, 12),
    (16.0, 13, 15),
    (f64::NEG_INFINITY, 16, 16),
];

/// Below this value.
const DALE_CHALL: &[Line] = &[
    (5.0, 1, 4),
    (6.0, 5, 6),
    (7.0, 7, 8),
    (8.0, 9, 10),
    (9.0, 11, 12),
    (10.0, 13, 15),
    (f64::INFINITY, 16, 16),
];

/// Below this value.
const RIX: &[Line] = &[
    (0.2, 1, 1),
    (0.5, 2, 2),
    (0.8, 3, 3),
    (1.3, 4, 4),
    (1.8, 5, 5),
    (2.4, 6, 6),
    (3.0, 7, 7),
    (3.7, 8, 8),
    (4.5, 9, 9),
    (5.3, 10, 10),
    (6.2, 11, 11),
    (7.2, 12, 12),
    (f64::INFINITY, 13, 13),
];
