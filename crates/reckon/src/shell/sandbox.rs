//! What a server gives up once its sockets are bound.
//!
//! It needs no file any more, no new TCP port, no connection of its own and no more rights than it has. So it
//! asks the kernel (Linux, by Landlock) never to have them again: whoever made it do something else could still only
//! answer on the sockets that are there.

use std::fmt;

/// What the kernel has granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confinement {
    /// All of it.
    Full,
    /// As much as this kernel knows.
    Partial,
    /// Nothing: the kernel has no Landlock, or the system is another one.
    None,
}

impl fmt::Display for Confinement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full => "confined: no files, no new sockets on TCP, no new rights",
            Self::Partial => "confined as far as this kernel can",
            Self::None => "not confined: this kernel has no Landlock",
        })
    }
}

/// Confines this thread and all that it starts from now on.
///
/// # Errors
/// The kernel knows how to and refuses.
#[cfg(target_os = "linux")]
pub fn confine() -> anyhow::Result<Confinement> {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus, Scope,
    };
    // The newest that is asked for; an older kernel takes what it knows.
    let abi = ABI::V6;
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .scope(Scope::Signal)?
        .create()?
        .restrict_self()?;
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => Confinement::Full,
        RulesetStatus::PartiallyEnforced => Confinement::Partial,
        RulesetStatus::NotEnforced => Confinement::None,
    })
}

/// Confines nothing, where nobody knows how.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn confine() -> anyhow::Result<Confinement> {
    Ok(Confinement::None)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::File;
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::*;

    /// In a thread of its own, for nobody gets out of it.
    #[test]
    fn a_confined_thread_has_only_what_it_had() {
        let before = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = before.local_addr().unwrap();
        let confinement = thread::spawn(move || {
            let confinement = confine().unwrap();
            if confinement == Confinement::None {
                eprintln!("SKIPPED: this kernel has no Landlock");
                return confinement;
            }
            assert!(File::open("/etc/passwd").is_err());
            assert!(File::create(std::env::temp_dir().join("reckon-confined")).is_err());
            // What is bound goes on.
            assert_eq!(before.local_addr().unwrap(), address);
            if confinement == Confinement::Full {
                assert!(TcpListener::bind("127.0.0.1:0").is_err());
                assert!(TcpStream::connect(address).is_err());
            }
            confinement
        });
        confinement.join().unwrap();
        assert!(File::open("/etc/passwd").is_ok(), "others are not confined");
    }
}
