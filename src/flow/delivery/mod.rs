//! Sending a token to the shop's backend until it has arrived or is known not to, and asking the backend.

mod attempt;
mod send;

pub(crate) use attempt::{Content, Request, attempt};
pub(crate) use send::{Delivered, Delivery, body, render, send};
