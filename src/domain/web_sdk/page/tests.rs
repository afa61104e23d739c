//! The page by itself: the twins of the scenarios in `tests/browser/web_sdk_*.js`, and what holds whatever happens.

mod any;
mod clicks;
mod purchases;
mod reports;
mod stage;
