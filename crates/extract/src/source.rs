//! Where the bytes of a document come from.

use std::io::{Read, Seek};

/// Bytes that can be read in any order: a file, or what is in memory.
pub trait Source: Read + Seek {}

impl<S: Read + Seek> Source for S {}
