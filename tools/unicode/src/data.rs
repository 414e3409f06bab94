//! The properties of every code point, read from the compiled data of `icu_properties`.

use std::io::{self, Write};

use icu_properties::{CodePointMapData, CodePointSetData, PropertyNamesLong, props};

/// Beyond the last code point.
pub const CODE_POINTS: u32 = 0x11_0000;

/// A property with a few named values; a value is an index into `names`, and 0 is the value of the unassigned.
pub struct Enumeration {
    /// The Unicode name, such as `Word_Break`.
    pub name: &'static str,
    /// The long names of the values that occur, such as `Hebrew_Letter`.
    pub names: Vec<String>,
    /// The value of each code point.
    pub values: Vec<u32>,
}

/// A property that a code point has or has not.
pub struct Flag {
    /// The Unicode name, such as `White_Space`.
    pub name: &'static str,
    pub values: Vec<bool>,
}

/// Everything that goes into the tables.
pub struct Database {
    pub enumerations: Vec<Enumeration>,
    pub flags: Vec<Flag>,
}

impl Database {
    pub fn load() -> Self {
        macro_rules! enumeration {
            ($property:ident, $name:literal) => {{
                let map = CodePointMapData::<props::$property>::new();
                let names = PropertyNamesLong::<props::$property>::new();
                Enumeration::new($name, |code| {
                    names.get(map.get32(code)).expect("every value has a name").into()
                })
            }};
        }
        macro_rules! flag {
            ($property:ident, $name:literal) => {{
                let set = CodePointSetData::new::<props::$property>();
                Flag { name: $name, values: (0..CODE_POINTS).map(|code| set.contains32(code)).collect() }
            }};
        }
        Self {
            enumerations: vec![
                enumeration!(GraphemeClusterBreak, "Grapheme_Cluster_Break"),
                enumeration!(WordBreak, "Word_Break"),
                enumeration!(SentenceBreak, "Sentence_Break"),
                enumeration!(GeneralCategory, "General_Category"),
                enumeration!(IndicConjunctBreak, "Indic_Conjunct_Break"),
                enumeration!(Script, "Script"),
            ],
            flags: vec![
                flag!(ExtendedPictographic, "Extended_Pictographic"),
                flag!(Alphabetic, "Alphabetic"),
                flag!(WhiteSpace, "White_Space"),
            ],
        }
    }

    /// A line for each code point: its number in hexadecimal, its values by name, its flags as 0 or 1.
    pub fn list(&self, to: &mut impl Write) -> io::Result<()> {
        let mut to = io::BufWriter::new(to);
        for code in 0..CODE_POINTS {
            write!(to, "{code:04X}")?;
            for enumeration in &self.enumerations {
                let value = enumeration.values[code as usize];
                write!(to, "\t{}", enumeration.names[value as usize])?;
            }
            for flag in &self.flags {
                write!(to, "\t{}", u8::from(flag.values[code as usize]))?;
            }
            writeln!(to)?;
        }
        to.flush()
    }
}

impl Enumeration {
    fn new(name: &'static str, value: impl Fn(u32) -> String) -> Self {
        // U+10FFFF is a noncharacter in every version, and so has the value of what is unassigned.
        let default = value(CODE_POINTS - 1);
        let mut names: Vec<String> = (0..CODE_POINTS).map(&value).collect();
        names.sort();
        names.dedup();
        names.retain(|name| *name != default);
        names.insert(0, default);
        let index = |name| names.iter().position(|known| *known == name).expect("all values were collected");
        let values = (0..CODE_POINTS).map(|code| index(value(code)) as u32).collect();
        Self { name, names, values }
    }

    /// How many bits a value takes.
    pub fn bits(&self) -> u32 {
        usize::BITS - (self.names.len() - 1).leading_zeros()
    }
}
