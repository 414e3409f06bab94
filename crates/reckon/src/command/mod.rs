//! The commands: what was typed becomes what is done.

pub mod calc;
pub mod input;
pub mod serve;
pub mod source;
pub mod stats;
pub mod status;
pub mod text;
pub mod worker;
