//! What an evaluation has spent, and how much it may.

use crate::error::{Digits, ErrorKind};
use crate::number::Size;

/// Pays for every operation before it is done, or refuses it.
pub(crate) struct Purse<'a> {
    fuel_spent: &'a mut u64,
    fuel_max: u64,
    digits_max: usize,
}

impl<'a> Purse<'a> {
    pub(crate) fn new(fuel_spent: &'a mut u64, fuel_max: u64, digits_max: usize) -> Self {
        Self { fuel_spent, fuel_max, digits_max }
    }

    /// Pays for a result of this size and the work for it, before it is done.
    pub(crate) fn pay(&mut self, (size, cost): (Size, u64)) -> Result<(), ErrorKind> {
        let digits = size.digits();
        if digits > self.digits_max {
            return Err(self.too_large(digits.into()));
        }
        self.pay_work(cost)
    }

    /// Pays for work alone.
    pub(crate) fn pay_work(&mut self, cost: u64) -> Result<(), ErrorKind> {
        let spent = self.fuel_spent.saturating_add(cost);
        if spent > self.fuel_max {
            return Err(ErrorKind::TooCostly);
        }
        *self.fuel_spent = spent;
        Ok(())
    }

    /// The refusal of a number of so many digits.
    pub(crate) fn too_large(&self, digits: Digits) -> ErrorKind {
        ErrorKind::TooLarge { digits, digits_max: self.digits_max }
    }

    /// The most digits that a number may have.
    pub(crate) fn digits_max(&self) -> usize {
        self.digits_max
    }
}
