//! Twins of the browser scenarios (`tests/browser/payments_*.js`), under the same names, and properties of every sequence.

mod any;
mod calls;
mod delivery;
mod late;
mod owner;
mod rival;
mod silence;
mod stage;
mod widget;
