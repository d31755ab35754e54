//! Nobody sees what is not theirs.
