//! Every bound of reading.

/// What a file may cost. All lengths are of decompressed bytes; each bound is itself allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that are decompressed of one file in all.
    pub decompressed_bytes_max: u64,
    /// The same as a multiple of the file, where that is more than [`Limits::RATIO_FREE_BYTES`].
    pub ratio_max: u64,
    /// Bytes of one part of a container that is read whole: an XML part, an attachment, a file of an archive.
    pub part_bytes_max: u64,
    /// Parts of a container.
    pub parts_max: usize,
    /// Documents within a file in all: files of archives, attachments, messages of a mailbox. Whoever counts them keeps
    /// some 20 KB for each, however short it is.
    pub documents_max: usize,
    /// Elements, groups or lists within each other.
    pub depth_max: usize,
    /// Bytes of one text node, one line of a source, one token.
    pub token_bytes_max: usize,
    /// Containers within each other: an archive in a message in an archive.
    pub nesting_max: usize,
    /// Pages of a document that is drawn rather than written.
    pub pages_max: usize,
    /// Letters on one of them. A dense page of a newspaper has some 20 000.
    pub glyphs_max: usize,
    /// Bytes of a file that has to be in memory as a whole.
    pub whole_bytes_max: u64,
}

impl Limits {
    /// Decompressed bytes up to which the ratio does not matter.
    pub const RATIO_FREE_BYTES: u64 = 16 << 20;

    /// Bytes of notes, boxes and whatever else waits for the end of the block that it is in; with more of them, the
    /// block ends before them.
    pub const ASIDE_BYTES: usize = 4 << 20;

    /// For files of one's own.
    pub const LOCAL: Self = Self {
        decompressed_bytes_max: 4 << 30,
        ratio_max: 1_000,
        part_bytes_max: 1 << 30,
        parts_max: 100_000,
        documents_max: 100_000,
        depth_max: 256,
        token_bytes_max: 64 << 20,
        nesting_max: 4,
        pages_max: 50_000,
        glyphs_max: 1 << 20,
        whole_bytes_max: 1 << 30,
    };

    /// For bytes from a network.
    pub const NETWORK: Self = Self {
        decompressed_bytes_max: 256 << 20,
        ratio_max: 200,
        part_bytes_max: 64 << 20,
        parts_max: 10_000,
        documents_max: 1_000,
        depth_max: 256,
        token_bytes_max: 4 << 20,
        nesting_max: 2,
        pages_max: 5_000,
        glyphs_max: 1 << 18,
        whole_bytes_max: 64 << 20,
    };
}
