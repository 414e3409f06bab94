//! Any bytes as a scan from a stranger: what is taken for one is written the same way again, and can be merged and
//! reported.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reckon_stats::{Scan, decode, encode};

fuzz_target!(|data: &[u8]| {
    let Ok(scan) = decode(data, 1) else { return };
    assert_eq!(encode(&scan), data);
    let mut total = Scan::default();
    total.merge(&scan);
    assert_eq!(total, scan, "the identity");
    total.merge(&scan);
    for scan in [&scan, &total] {
        assert!(!scan.report(3).to_string().is_empty());
    }
});
