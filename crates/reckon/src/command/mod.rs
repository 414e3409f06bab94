//! The commands: what was typed becomes what is done.

pub mod calc;
pub mod serve;
pub mod stats;
pub mod status;
