//! Names of closed sets: one macro gives every enum its spelling, its parser and its list.
//!
//! The spelling is the contract (proto value, JSON, tables): it never changes once released.

/// A word that is not one of a closed set's names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no {set}; one of: {allowed}")]
pub struct NameError {
    /// Which set was asked, for example `posture`.
    pub set: &'static str,
    /// The word as given.
    pub found: String,
    /// All names, separated by `, `.
    pub allowed: String,
}

/// Declares an enum whose values have fixed upper-case names.
#[macro_export]
macro_rules! named_enum {
    ($(#[$meta:meta])* $name:ident as $set:literal { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// All values in order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name used in tables, JSON and the API.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::model::name::NameError;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|v| v.as_str().eq_ignore_ascii_case(word)).ok_or_else(|| {
                    $crate::model::name::NameError {
                        set: $set,
                        found: word.to_owned(),
                        allowed: Self::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>().join(", "),
                    }
                })
            }
        }
    };
}
