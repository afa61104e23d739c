//! Klarna Payments (v1) and Klarna Web SDK (v2) for any web checkout, in Rust compiled to WebAssembly.
//!
//! Imports point one way: `export` → `flow` → `options` → `interop` → `sys`, and everything may use `domain`,
//! which knows nothing of JavaScript. `tests/architecture.rs` keeps it so.

/// Takes half the room of the allocator that the standard library brings along.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

pub mod domain;
mod export;
mod flow;
// What both SDKs' flows share; a build for one of them leaves out what only the other one needs.
#[cfg_attr(not(all(feature = "payments", feature = "web-sdk")), allow(dead_code))]
mod interop;
#[cfg_attr(not(all(feature = "payments", feature = "web-sdk")), allow(dead_code))]
mod options;
#[cfg_attr(not(all(feature = "payments", feature = "web-sdk")), allow(dead_code))]
mod sys;

pub use export::*;

#[cfg(all(test, target_arch = "wasm32"))]
#[path = "../tests/browser/mod.rs"]
mod browser;
