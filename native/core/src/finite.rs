//! NaN and infinity finder.
