//! What stands after `to`: a unit, or a way of writing.

use alloc::boxed::Box;

use super::Parser;
use crate::code::Operation;
use crate::error::{Error, ErrorKind};
use crate::format::Format;
use crate::literal::{Decimal, read_decimal, read_superscript};
use crate::names::unknown;
use crate::token::{Token, is_conversion};
use crate::unit::Compound;

impl Parser<'_, '_> {
    /// Emits a conversion to a unit; `false` if a way of writing follows, which is left where it stands.
    pub(super) fn unit_conversion(&mut self, depth: usize) -> Result<bool, Box<Error>> {
        let mut after = self.lexer.clone();
        let target = after.next()?;
        let is_format = match target.token {
            Token::Name(name) => is_format(name) && self.scope.unit(name).is_none(),
            Token::Number(_) | Token::Percent => true,
            _ => false,
        };
        if is_format {
            return Ok(false);
        }
        let operator = self.advance()?;
        let at = self.ahead;
        let unit = self.unit(depth)?;
        if unit.has_offset() && unit.offset().is_none() {
            return Err(ErrorKind::TemperaturePoint.at(self.text, at.start, at.end));
        }
        self.emit(Operation::Convert(Box::new(unit)), operator);
        Ok(true)
    }

    /// Reads a unit: `km/h`, `kg m/s²`, `J/(kg·K)`.
    fn unit(&mut self, depth: usize) -> Result<Compound, Box<Error>> {
        let mut unit = self.unit_power(depth)?;
        loop {
            let divide = match self.ahead.token {
                Token::Slash => true,
                Token::Star => false,
                Token::Name(name) if !is_conversion(name) => {
                    unit = self.joined(&unit, depth, false)?;
                    continue;
                }
                _ => return Ok(unit),
            };
            self.advance()?;
            unit = self.joined(&unit, depth, divide)?;
        }
    }

    /// The unit that was read, times or over the one that follows.
    fn joined(&mut self, unit: &Compound, depth: usize, divide: bool) -> Result<Compound, Box<Error>> {
        let at = self.ahead;
        let next = self.unit_power(depth)?;
        let joined = if divide { unit.divide(&next) } else { unit.multiply(&next) };
        // A target such as m·ft keeps its parts only in the number, so it is no target.
        joined
            .filter(|(_, factor)| factor.is_one())
            .map(|(unit, _)| unit)
            .ok_or_else(|| ErrorKind::UnitPower.at(self.text, at.start, at.end))
    }

    /// Reads one unit with its exponent, or a parenthesis of units.
    fn unit_power(&mut self, depth: usize) -> Result<Compound, Box<Error>> {
        let at = self.ahead;
        let base = match at.token {
            Token::Name(name) => {
                let unit = self.scope.unit(name);
                let Some(unit) = unit else {
                    return Err(match unknown(name, self.scope, self.parameters) {
                        _ if self.scope.meaning(name).is_some() => self.expected_target(),
                        kind => self.error_here(kind),
                    });
                };
                self.advance()?;
                Compound::from(unit)
            }
            Token::Open => {
                let depth = self.deeper(depth)?;
                self.advance()?;
                let unit = self.unit(depth)?;
                match self.ahead.token {
                    Token::Close => drop(self.advance()?),
                    Token::End => return Err(ErrorKind::Unclosed('(').at(self.text, at.start, at.end)),
                    _ => return Err(self.expected_operator()),
                }
                unit
            }
            _ => return Err(self.expected_target()),
        };
        let exponent = match self.ahead.token {
            Token::Superscript(spelling) => {
                self.advance()?;
                read_superscript(spelling)
            }
            Token::Power => {
                self.advance()?;
                let negative = self.ahead.token == Token::Minus;
                if negative {
                    self.advance()?;
                }
                let Token::Number(spelling) = self.ahead.token else { return Err(self.expected_number()) };
                self.advance()?;
                let Decimal { mantissa, exponent } = read_decimal(spelling);
                (exponent == 0).then_some(if negative { -mantissa } else { mantissa })
            }
            _ => return Ok(base),
        };
        exponent
            .and_then(|exponent| base.rational_power(&exponent))
            .ok_or_else(|| ErrorKind::UnitPower.at(self.text, at.start, at.end))
    }

    /// Reads a way of writing, after `to`.
    pub(super) fn format_target(&mut self) -> Result<Format, Box<Error>> {
        let target = self.ahead;
        let format = match target.token {
            Token::Percent => Some(Format::Percent),
            Token::Name("base") => {
                self.advance()?;
                let base = self.count()?.and_then(|base| u8::try_from(base).ok());
                let Some(base) = base.filter(|base| (2..=36).contains(base)) else {
                    let kind = ErrorKind::Domain { function: "to base", expected: "bases from 2 to 36" };
                    return Err(self.error_here(kind));
                };
                Some(Format::Base(base))
            }
            Token::Name(name) => Format::of_name(name),
            Token::Number(_) => {
                let count = self.count()?;
                let significant_max = self.limits.significant_max;
                if count.is_some_and(|count| count > significant_max) {
                    return Err(ErrorKind::TooPrecise { significant_max }.at(
                        self.text,
                        target.start,
                        target.end,
                    ));
                }
                self.advance()?;
                match (self.ahead.token, count) {
                    (Token::Name("dp" | "places" | "decimals"), Some(count)) => Some(Format::Places(count)),
                    (Token::Name("sf" | "digits" | "figures"), Some(count)) => {
                        if count == 0 {
                            let kind = ErrorKind::Domain { function: "to sf", expected: "1 digit or more" };
                            return Err(kind.at(self.text, target.start, target.end));
                        }
                        Some(Format::Significant(count))
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        let Some(format) = format else { return Err(self.expected_target()) };
        self.advance()?;
        Ok(format)
    }

    /// The whole number ahead, which is not passed.
    fn count(&self) -> Result<Option<usize>, Box<Error>> {
        let Token::Number(spelling) = self.ahead.token else { return Err(self.expected_number()) };
        let Decimal { mantissa, exponent } = read_decimal(spelling);
        let count = mantissa.to_integer().filter(|_| exponent == 0);
        Ok(count.and_then(|count| usize::try_from(count).ok()))
    }
}

/// Whether a name after `to` asks for a way of writing.
fn is_format(name: &str) -> bool {
    name == "base" || Format::of_name(name).is_some()
}
