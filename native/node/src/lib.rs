//! The core as a Node addon.
