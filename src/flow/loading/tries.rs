//! The tries of one load: what the log says of them, and the waits in between.

use crate::interop::failure::Failure;
use crate::interop::log::Log;
use crate::interop::timer::{now_ms, sleep};
use crate::options::source::Source;
use crate::sys::js::record;

/// The tries so far.
#[derive(Debug)]
pub(crate) struct Tries<'a> {
    source: &'a Source,
    log: &'a Log,
    failed: u32,
    started: f64,
}

impl<'a> Tries<'a> {
    pub(crate) fn new(source: &'a Source, log: &'a Log) -> Self {
        Self { source, log, failed: 0, started: now_ms() }
    }

    /// Tells the log how a try ended; `adopted`: whether the script tag was somebody else's.
    pub(crate) fn note(&self, ok: bool, adopted: Option<bool>) {
        self.log.write(
            "load",
            &record! {
                attempt: self.failed + 1,
                adopted: adopted,
                ok: ok,
                ms: (now_ms() - self.started).round(),
            },
        );
    }

    /// Waits for the next try; gives the failure back when there is none left.
    pub(crate) async fn again(&mut self, failure: Failure) -> Result<(), Failure> {
        self.failed += 1;
        let Some(wait_ms) = self.source.loading.wait_ms(self.failed, js_sys::Math::random()) else {
            return Err(failure);
        };
        sleep(wait_ms).await;
        self.started = now_ms();
        Ok(())
    }
}
